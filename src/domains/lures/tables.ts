import type { LEARNED_TIERS } from './api.ts';

/** Tables of words learned as lures. */
export interface LuresTables {
  lure_word: LureWordRow;
}

/** What a person decided about a word that the name of a hostile domain proposed. Undone by removing the row. */
export interface LureWordRow {
  tenant_id: string;
  /** Letters a to z. */
  word: string;
  decision: 'learned' | 'declined';
  /** How strong a lure it is. */
  tier: LearnedTier;
  /** Where it comes from: the hostile domain, and the brand that it imitated. */
  registrable: string;
  brand: string;
  /** Account, token or session id, and its name then. */
  by: string;
  by_name: string;
  /** Milliseconds UTC. */
  at: number;
}

export type LearnedTier = (typeof LEARNED_TIERS)[number];
