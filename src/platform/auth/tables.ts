import type { Role } from '../../base/permissions.ts';

export interface AccountTable {
  tenant_id: string;
  account_id: string;
  name: string;
  role: Role;
  /** BCP 47 */
  language: string;
  /** What passkeys call the person: 32 random bytes, base64url; says nothing about him. */
  user_handle: string;
  created_at: number;
  last_seen_at: number | null;
}

export interface PasskeyTable {
  tenant_id: string;
  passkey_id: string;
  account_id: string;
  /** base64url */
  credential_id: string;
  /** COSE_Key, base64url */
  public_key: string;
  counter: number;
  backup_eligible: number;
  backed_up: number;
  /** JSON array */
  transports: string;
  label: string;
  /** `none`, `self` or `unchecked-chain`; never proof of the maker. */
  attestation_kind: string;
  /** hex; claimed, not proven. */
  claimed_aaguid: string;
  /** The relying party id it was made for. */
  rp_id: string;
  created_at: number;
  last_used_at: number | null;
}

/**
 * account: signed in · bootstrap: the first-start link's, on loopback · first: the first-start link's behind a name of its own,
 * may only enrol · enrol: an invitation's or recovery's, may only enrol
 */
export type SessionKind = 'account' | 'bootstrap' | 'first' | 'enrol';

export interface SessionTable {
  tenant_id: string;
  session_id: string;
  /** SHA-256 (hex) of the cookie's value. */
  token_hash: string;
  previous_token_hash: string | null;
  previous_until: number | null;
  kind: SessionKind;
  account_id: string | null;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  fresh_until: number | null;
}

export type CeremonyPurpose = 'register' | 'sign-in' | 'verify' | 'approval';

export interface CeremonyTable {
  tenant_id: string;
  ceremony_id: string;
  purpose: CeremonyPurpose;
  /** base64url */
  challenge: string;
  /** Whose ceremony it is, where there is a session. */
  session_id: string | null;
  account_id: string | null;
  /** For a first account: what it will be. */
  user_handle: string | null;
  name: string | null;
  expires_at: number;
}

export interface EnrolmentLinkTable {
  tenant_id: string;
  link_id: string;
  token_hash: string;
  kind: 'bootstrap' | 'invite' | 'recover';
  account_id: string | null;
  created_at: number;
  expires_at: number;
}

export interface ApiTokenTable {
  tenant_id: string;
  token_id: string;
  token_hash: string;
  label: string;
  /** JSON array */
  permissions: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
}

export interface AuthTables {
  account: AccountTable;
  passkey: PasskeyTable;
  session: SessionTable;
  ceremony: CeremonyTable;
  enrolment_link: EnrolmentLinkTable;
  api_token: ApiTokenTable;
}
