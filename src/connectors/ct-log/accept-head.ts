import { equalBytes, type TreeHead } from '../../engines/ct/index.ts';
import { ctLogError } from './ct-log-errors.ts';

/**
 * Refuses a tree head that is smaller than the one accepted before, or another of the same size: a log that takes back or
 * rewrites what it signed (RFC 6962 §5.4) could hide a certificate from us.
 * @returns whether the tree is the same, so that nothing more is to be shown; a larger one must be shown to contain it
 * @throws AppError `ct_log.inconsistent`, retryable only for an older head, which a cache may have served
 */
export function isSameTree(head: TreeHead, accepted: TreeHead): boolean {
  const details = { acceptedSize: accepted.size, size: head.size };
  if (head.size < accepted.size) {
    const isOlder = head.timestampMs <= accepted.timestampMs;
    const how = isOlder ? 'the log serves an older tree head' : 'the log signed a smaller tree later';
    throw ctLogError('inconsistent', `${how}: size ${head.size}, after size ${accepted.size} was accepted`, {
      retryable: isOlder,
      details: { ...details, kind: isOlder ? 'older_head' : 'shrunk' },
    });
  }
  if (head.size > accepted.size) return false;
  if (equalBytes(head.rootHash, accepted.rootHash)) return true;
  throw ctLogError('inconsistent', `the log signed two roots for the same tree (size ${head.size})`, {
    retryable: false,
    details: { ...details, kind: 'two_roots' },
  });
}

/** The fault of a larger tree that does not begin with the one accepted before. */
export function forked(head: TreeHead, accepted: TreeHead, retryable: boolean): Error {
  const how = 'the log signed a tree that does not contain the one it signed before';
  return ctLogError('inconsistent', `${how} (size ${accepted.size}, now ${head.size})`, {
    retryable,
    details: { acceptedSize: accepted.size, size: head.size, kind: 'forked' },
  });
}

/** The newer of two heads of the same tree; a cache may have served the older one again. */
export function latestHead(head: TreeHead, accepted: TreeHead | null): TreeHead {
  const isRepeat = accepted !== null && accepted.size === head.size && accepted.timestampMs > head.timestampMs;
  return isRepeat ? accepted : head;
}
