import { createHash } from 'node:crypto';
import type { FeedContent, FeedItem } from './feed-content.ts';

/** Namespace of our name-based ids (RFC 9562 §5.5), drawn once at random. */
const NAMESPACE = '5b6f4f0e-3c52-4d0b-9a3e-2f8f6a1c7d94';
const CREATOR_ID = `identity--${uuidv5('breakwater')}`;
const CREATED = '2026-01-01T00:00:00.000Z';

/**
 * A STIX 2.1 bundle: one indicator a domain, by an id that stays the same while it is listed, so that a reader updates what it has.
 * A domain that was taken out is there for a month with `revoked`: leaving it out would leave it blocked. Revoking is final (§3.2, §3.6):
 * one that comes back is another indicator, with an id of its own.
 */
export function renderStix(content: FeedContent): string {
  const objects = [
    {
      type: 'identity',
      spec_version: '2.1',
      id: CREATOR_ID,
      created: CREATED,
      modified: CREATED,
      name: 'Breakwater',
      identity_class: 'system',
    },
    ...content.items.map(indicator),
    ...content.removed.map(({ domain, listedAt, removedAt }) => ({
      ...base(domain, listedAt, removedAt),
      revoked: true,
    })),
  ];
  return `${JSON.stringify({ type: 'bundle', id: `bundle--${uuidv5(`bundle ${content.serial}`)}`, objects })}\n`;
}

function indicator({ domain, listedAt, brand, class: imitates, score }: FeedItem): object {
  const about = brand === null ? 'Marked as hostile' : `Imitates ${brand}${imitates === null ? '' : ` (${imitates})`}`;
  return {
    ...base(domain, listedAt, listedAt),
    description: about,
    ...(score === null ? {} : { confidence: Math.max(0, Math.min(100, Math.round(score))) }),
  };
}

function base(domain: string, listedAt: number, modifiedAt: number): object {
  return {
    type: 'indicator',
    spec_version: '2.1',
    id: `indicator--${uuidv5(`${domain} ${listedAt}`)}`,
    created_by_ref: CREATOR_ID,
    created: stamp(listedAt),
    modified: stamp(modifiedAt),
    name: domain,
    indicator_types: ['malicious-activity'],
    // Names hold no quote or backslash: they were read as host names.
    pattern: `[domain-name:value = '${domain}'] OR [domain-name:value LIKE '%.${domain}']`,
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: stamp(listedAt),
    kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: 'initial-access' }],
  };
}

function stamp(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** A name-based UUID (RFC 9562 §5.5). */
function uuidv5(name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
