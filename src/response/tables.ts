import type { ACTION_STATES } from './api.ts';
import type { ActionKind, PickedAuthenticator } from './ports.ts';

export type ActionState = (typeof ACTION_STATES)[number];

/** Tables of the response room. Times are milliseconds UTC; JSON is text; booleans are 0/1. */
export interface ResponseTables {
  plan: {
    tenant_id: string;
    id: string;
    incident_id: string;
    revision: number;
    digest: string;
    /** JSON of the bystanders of the last revision. */
    bystanders: string;
    /** Raised by every change of the incident; the plan has followed once `followed_seq` is the same. */
    changed_seq: number;
    followed_seq: number;
    /** 1: the incident was told that it is contained, and nothing was asked since. */
    contained_told: number;
    created_at: number;
    updated_at: number;
  };
  action: {
    tenant_id: string;
    id: string;
    plan_id: string;
    incident_id: string;
    /** What makes it the same action in the next revision: person, kind, what exactly. */
    key: string;
    /** Order within one person. */
    position: number;
    kind: ActionKind;
    principal: string;
    principal_vendor_id: string | null;
    label: string;
    /** JSON of {@link ActionParams}. */
    params: string;
    /** JSON list of {findingId, message}. */
    because: string;
    /** JSON list of every finding that it ever rested on. */
    finding_ids: string;
    /** Who withdrew it; null: nobody, or a new finding has asked for it since. */
    withdrawn_by: string | null;
    state: ActionState;
    approval_id: string | null;
    approved_at: number | null;
    approved_by: string | null;
    /** When it was first about to be carried out: what was there before is what it ends. */
    intent_at: number | null;
    accepted_at: number | null;
    verified_at: number | null;
    /** JSON of ActionSnapshot: read before approval, for the reader. */
    preview: string | null;
    /** The same, kept before it ran. */
    snapshot: string | null;
    /** JSON of {code, message, remedy, at}. */
    error: string | null;
    /** Tries in a row that did not get further. */
    tries: number;
    /** Not before this moment; null: whenever it is its turn. */
    next_at: number | null;
    /** Reads after verification that are still to come; null: none. */
    recheck_step: number | null;
  };
  /** What was intended, accepted, observed. Lines are only ever added. */
  journal: {
    tenant_id: string;
    seq: number;
    action_id: string;
    principal: string;
    at: number;
    kind: JournalKind;
    detail: string;
  };
  approval: {
    tenant_id: string;
    id: string;
    plan_id: string;
    incident_id: string;
    revision: number;
    digest: string;
    /** JSON list. */
    action_ids: string;
    /** The plan's canonical text: what the digest is made of. */
    plan_text: string;
    statement: string;
    nonce: string;
    account_id: string;
    account_name: string;
    begun_at: number;
    /** True (1) when a passkey has to sign it. */
    needs_assertion: number;
    approved_at: number | null;
    assertion: string | null;
    passkey_id: string | null;
  };
  responder: {
    tenant_id: string;
    vendor: string;
    org_url: string;
    connected_at: number;
  };
}

export type JournalKind =
  | 'approved'
  | 'refused'
  | 'intent'
  | 'accepted'
  | 'observed'
  | 'verified'
  | 'not-needed'
  | 'waiting'
  | 'failed'
  | 'unknown'
  | 'undone'
  | 'retry'
  | 'withdrawn';

/** What else an action needs to know, besides its kind and person. */
export interface ActionParams {
  /** `end-sessions`: 1 first, 2 once more at the end. */
  round?: 1 | 2;
  /** `remove-authenticator` */
  authenticator?: { vendorId: string | null; kind: string | null; enrolledAtMs: number; label: string };
  /** `remove-authenticator`: which one the vendor's state showed it to be, before anybody approved. Nothing else is touched. */
  picked?: PickedAuthenticator;
  /** `expire-password`: the plan also removes authenticators of this person. */
  afterRemoval?: boolean;
}

export type ActionRow = ResponseTables['action'];
export type PlanRow = ResponseTables['plan'];
export type ApprovalRow = ResponseTables['approval'];
