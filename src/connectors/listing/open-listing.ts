import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AppError, errorText } from '../../base/errors.ts';
import type { ListPlace, OpenedList, OpenList } from '../../domains/logs/ports.ts';
import type { Egress } from '../../platform/http/egress.ts';
import { unpacked } from './unpack.ts';

export interface ListingDeps {
  /** For URLs typed into the console: nothing inside is contacted. */
  guarded: Egress;
  /** For URLs of the configuration: whoever writes it has the machine, and the mirror may be inside; not what it redirects to. */
  trusted: Egress;
  userAgent: string;
}

/**
 * Opens lists from URLs and files. What is packed is unpacked by its first bytes, whatever its name says. Everything that comes
 * out is bounded by `maxBytes`, also what a small packed text swells to.
 */
export function createListingOpener(deps: ListingDeps): OpenList {
  return async (place, { tag, maxBytes, timeoutMs }, signal): Promise<OpenedList> => {
    if ('file' in place) return openFile(place.file, tag, maxBytes);
    const known = readTag(tag);
    const egress = place.isTrusted ? deps.trusted : deps.guarded;
    const reply = await egress.stream(
      {
        url: place.url,
        maxBytes,
        timeoutMs,
        ports: 'any',
        // The operator set this address, not those that it sends us to.
        redirectsToAllowed: false,
        headers: {
          'user-agent': deps.userAgent,
          accept: '*/*',
          ...(known.etag === null ? {} : { 'if-none-match': known.etag }),
          ...(known.modified === null ? {} : { 'if-modified-since': known.modified }),
        },
      },
      signal,
    );
    if (reply.status === 304) {
      await reply.body[Symbol.asyncIterator]().return?.();
      return { state: 'unchanged' };
    }
    if (reply.status !== 200) {
      await reply.body[Symbol.asyncIterator]().return?.();
      throw unreachable(place, `answered ${reply.status}`, reply.status >= 500 || reply.status === 429);
    }
    const modified = reply.headers['last-modified'] ?? null;
    const modifiedAt = modified === null ? Number.NaN : Date.parse(modified);
    return {
      state: 'open',
      tag: JSON.stringify({ etag: reply.headers.etag ?? null, modified }).slice(0, 1000),
      bytes: unpacked(reply.body, maxBytes),
      modifiedAt: Number.isFinite(modifiedAt) ? modifiedAt : null,
    };
  };
}

async function openFile(file: string, tag: string | null, maxBytes: number): Promise<OpenedList> {
  let facts;
  try {
    facts = await stat(file);
  } catch (thrown) {
    throw unreachable({ file }, errorText(thrown), false);
  }
  if (!facts.isFile()) throw unreachable({ file }, 'it is not a file', false);
  const now = `${Math.round(facts.mtimeMs)}:${facts.size}:${facts.ino}`;
  if (now === tag) return { state: 'unchanged' };
  return {
    state: 'open',
    tag: now,
    bytes: unpacked(createReadStream(file), maxBytes),
    modifiedAt: Math.round(facts.mtimeMs),
  };
}

function readTag(tag: string | null): { etag: string | null; modified: string | null } {
  const none = { etag: null, modified: null };
  if (tag === null) return none;
  try {
    return { ...none, ...(JSON.parse(tag) as Partial<typeof none>) };
  } catch {
    // A tag of another kind of place: asked without.
    return none;
  }
}

function unreachable(place: ListPlace, why: string, retryable: boolean): AppError {
  const name = 'file' in place ? place.file : placeOf(place.url);
  return new AppError('domains.list_unreachable', `${name}: ${why}`, {
    retryable,
    status: 400,
    remedy:
      'file' in place ? 'Check the path and who may read it.' : 'Check the address, and that this host reaches it.',
  });
}

/** Host and path: a query may hold a secret. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'the URL';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
