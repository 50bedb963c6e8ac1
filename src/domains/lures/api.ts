import { z } from 'zod';
import { defineApi } from '../../platform/http/contract.ts';
import { okWire } from '../../platform/http/wire.ts';

/** Tiers that a learned word may have, the weaker one first. The strongest is left to what a person writes into the configuration. */
export const LEARNED_TIERS = ['service', 'staff'] as const;

const at = z.number().int();
const registrable = z.string().trim().toLowerCase().min(1).max(253);
const word = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,40}$/);

export const lureProposalWire = z.object({
  word: z.string(),
  /** How strong a lure it would be: the weakest that is enough for the domain it comes from. */
  tier: z.enum(LEARNED_TIERS),
  /** The hostile domain whose name holds it, the host that was read, and the brand that it imitates. */
  registrable: z.string(),
  host: z.string(),
  brand: z.string(),
  /** What it would have told of the names seen lately; null where names are not kept. */
  wouldTell: z
    .object({
      /** False while they are still being looked through: then the count is of the last time, or 0. */
      counted: z.boolean(),
      /** Names in certificates that would have been told and were not, those of the domain itself left out. */
      names: z.number().int(),
      /** Some of them. */
      examples: z.array(z.string()),
      days: z.number().int(),
    })
    .nullable(),
});

/** Lure words learned from domains that were decided to be hostile. */
export const luresApi = defineApi({
  listLureWords: {
    method: 'GET',
    path: '/api/v1/lure-words',
    summary: 'Lure words of this company: set, learned, declined, and those that hostile domains propose.',
    access: 'domains:read',
    query: z.object({
      /** Only what this domain proposes. */
      registrable: registrable.optional(),
    }),
    response: z.object({
      words: z.array(
        z.object({
          word: z.string(),
          tier: z.string(),
          /** `configuration`: set there; `decision`: a person let it be learned. */
          from: z.enum(['configuration', 'decision']),
          registrable: z.string().nullable(),
          brand: z.string().nullable(),
          by: z.string().nullable(),
          at: at.nullable(),
        }),
      ),
      declined: z.array(z.object({ word: z.string(), registrable: z.string(), by: z.string(), at })),
      proposals: z.array(lureProposalWire),
    }),
  },
  learnLureWord: {
    method: 'POST',
    path: '/api/v1/lure-words',
    summary: 'Judges by a word that a hostile domain proposes, and looks for it in the names seen lately.',
    access: 'domains:decide',
    body: z.object({ word, registrable }),
    response: okWire,
    audit: 'lure.learn',
    fresh: 'people',
  },
  declineLureWord: {
    method: 'POST',
    path: '/api/v1/lure-words/decline',
    summary: 'Stops proposing a word as a lure.',
    access: 'domains:decide',
    body: z.object({ word, registrable }),
    response: okWire,
    audit: 'lure.decline',
  },
  undoLureWord: {
    method: 'DELETE',
    path: '/api/v1/lure-words/:word',
    summary: 'Undoes what was decided about a word: it is judged by no more, and may be proposed again.',
    access: 'domains:decide',
    params: z.object({ word }),
    response: okWire,
    audit: 'lure.undo',
    fresh: 'people',
  },
});
