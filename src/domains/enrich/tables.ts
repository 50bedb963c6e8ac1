/** Tables of enrichment. Times are milliseconds UTC; JSON is text; booleans are 0/1. */
export interface EnrichTables {
  domain_facts: DomainFactsRow;
  lookup_setting: LookupSettingRow;
  lookup_cache: LookupCacheRow;
  domain_screenshot: ScreenshotRow;
  first_look: FirstLookRow;
  first_look_hit: FirstLookHitRow;
  sign_in_page: SignInPageRow;
}

/** Where a brand's people really sign in. */
export interface SignInPageRow {
  tenant_id: string;
  /** The brand's name in lower case. */
  brand_key: string;
  /** JSON list. */
  urls: string;
}

/** What is known of a look-alike, and its place in the queue: the row is the job. */
export interface DomainFactsRow {
  tenant_id: string;
  registrable: string;
  /** `waiting`, `checking` or `checked`. */
  stage: string;
  /** 0: an alarm; 1: worth knowing. Lower goes first. */
  priority: number;
  /** Why it was wanted: `alarm`, `unverified-use`, `look-up`, `person`. */
  why: string;
  wanted_at: number;
  checked_at: number | null;
  /** Due from then on; null: never again by itself. */
  next_check_at: number | null;
  /** Until then nobody else takes it; a check that died is taken again afterwards. */
  claimed_until: number | null;
  /** Checks that did not finish, one after the other. */
  attempts: number;
  /** When what it shows last changed: rechecks slow down from then on. */
  changed_at: number | null;
  /** When it was last told that it came alive, and how grave that was. */
  told_at: number | null;
  told_rank: number;
  error: string | null;
  /** JSON of DomainFacts' parts. */
  dns: string | null;
  rdap: string | null;
  host: string | null;
  tls: string | null;
  page: string | null;
}

/** Whether the space may look names up. */
export interface LookupSettingRow {
  tenant_id: string;
  /** 1: a person agreed in the console. */
  agreed: number;
  /** 1: look-ups run, by the person's word or the configuration's. */
  effective: number;
  screenshots: number;
  agreed_by: string | null;
  changed_at: number;
}

/** Last good copies of what look-ups stand on: the IANA bootstrap files, our own sign-in pages. */
export interface LookupCacheRow {
  tenant_id: string;
  name: string;
  body: string;
  fetched_at: number;
}

export interface ScreenshotRow {
  tenant_id: string;
  screenshot_id: string;
  registrable: string;
  taken_at: number;
  media_type: string;
  body: Uint8Array;
}

/** One run over the names that attackers would take for a brand. */
export interface FirstLookRow {
  tenant_id: string;
  run_id: string;
  brand: string;
  /** `running`, `finished`, `stopped` or `failed`. */
  state: string;
  total: number;
  done: number;
  /** Names that stand today. */
  standing: number;
  parked: number;
  wildcard: number;
  /** Names whose servers gave no answer. */
  unanswered: number;
  started_at: number;
  ended_at: number | null;
  error: string | null;
}

export interface FirstLookHitRow {
  tenant_id: string;
  run_id: string;
  host: string;
  /** `standing`, `parked` or `wildcard`. */
  state: string;
  /** JSON list. */
  addresses: string;
  mail: number;
  found_at: number;
}
