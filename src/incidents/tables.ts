/** Tables of the incidents room. Times are milliseconds UTC; JSON is text; booleans are 0/1. */
export interface IncidentTables {
  incident: {
    tenant_id: string;
    id: string;
    /** The 17 of `BW-17`; older incidents have smaller ones. */
    number: number;
    state: 'open' | 'contained' | 'closed';
    severity_rank: number;
    /** Message, kept current by the transaction that changes the findings. */
    headline: string;
    findings: number;
    victims: number;
    /** JSON list of the first few look-alike domains. */
    domains: string;
    first_at: number;
    last_at: number;
    opened_at: number;
    contained_at: number | null;
    closed_at: number | null;
    closed_reason: string | null;
    merged_into: string | null;
    /** Severity rank that people were last told of; −1 before the first. */
    told_rank: number;
  };
  incident_finding: {
    tenant_id: string;
    id: string;
    /** null: an info finding that shares nothing with an incident (yet). */
    incident_id: string | null;
    detector: string;
    severity_rank: number;
    occurred_at: number;
    received_at: number;
    found_at: number;
    /** 1: it holds a fact that headline, story or plan are made of · 2: it is a report and no more · 0: neither. */
    telling: number;
    /** When a message came that this finding reports; null where it reports none. */
    reported_at: number | null;
    /** The report itself: one that names two links is two findings and one report. */
    report_id: string | null;
    message: string;
    entities: string;
    /** JSON of {@link KnownFacts}. */
    facts: string;
    /** Message; null for the finding that opened its incident. */
    joined_reason: string | null;
    joined_by: 'rule' | 'person' | null;
    joined_at: number | null;
    /** The finding whole, evidence included, as it came. Last, so that lists never read it. */
    body: string;
  };
  /** One row per thing named in a finding: what joins are looked up by. */
  finding_entity: {
    tenant_id: string;
    finding_id: string;
    incident_id: string | null;
    kind: string;
    value: string;
    role: string;
    label: string;
    joins: number;
    occurred_at: number;
  };
  /** The same, summed up per incident. */
  incident_entity: {
    tenant_id: string;
    incident_id: string;
    kind: string;
    value: string;
    role: string;
    label: string;
    findings: number;
    first_at: number;
    last_at: number;
  };
  /** What the timeline holds besides findings. */
  incident_entry: {
    tenant_id: string;
    id: string;
    incident_id: string;
    kind: 'note' | 'state' | 'action';
    at: number;
    /** Order of writing: lines of the same moment are told in it. */
    seq: number;
    message: string;
    severity_rank: number | null;
    /** Notes only. */
    author: string | null;
    text: string | null;
  };
  /** Incidents that a person split: no rule brings them together again. `a` < `b`. */
  incident_apart: { tenant_id: string; a: string; b: string };
}

export type IncidentRow = IncidentTables['incident'];
export type FindingRow = IncidentTables['incident_finding'];
