import type { Clock } from '../../base/clock.ts';
import { claimedTimestampMs, parseCheckpoint, type TreeHead, verifyTreeHead } from '../../engines/ct/index.ts';
import { ctLogError } from './ct-log-errors.ts';
import type { LogClient } from './log-client.ts';
import { nodeCtCrypto } from './node-crypto.ts';
import type { CheckedOptions } from './reader-options.ts';

/**
 * Fetches and verifies the log's checkpoint.
 * @throws AppError `ct_log.garbage` where it is none, `ct_log.bad_signature` where it is not signed by the configured key
 */
export async function readTreeHead(
  client: LogClient,
  options: CheckedOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<TreeHead> {
  const url = `${options.monitoringUrl}checkpoint`;
  const bytes = await client.read({ path: 'checkpoint', maxBytes: options.limits.checkpointBytes }, signal);
  if (bytes === null) {
    throw ctLogError('unreachable', `${url}: not found, so this is not the monitoring URL of a static-ct log`, {
      retryable: false,
    });
  }
  const parsed = parseCheckpoint(bytes);
  if (!parsed.ok) throw ctLogError('garbage', `${url}: ${parsed.reason} (line ${parsed.line})`, { retryable: true });
  const { checkpoint } = parsed;

  if (options.identity === null) {
    if (options.origin !== null && checkpoint.origin !== options.origin) {
      const message = `${url}: its origin is "${checkpoint.origin}", expected "${options.origin}"`;
      throw ctLogError('bad_signature', message, { retryable: false });
    }
    const claimed = checkpoint.signatures.map((line) => claimedTimestampMs(line.body)).find((time) => time !== null);
    return { size: checkpoint.size, rootHash: checkpoint.rootHash, timestampMs: claimed ?? clock.now() };
  }
  const verified = await verifyTreeHead(checkpoint, options.identity, nodeCtCrypto);
  if (!verified.ok) {
    throw ctLogError('bad_signature', `${url}: checkpoint refused, ${verified.detail}`, {
      retryable: false,
      details: { kind: verified.reason },
    });
  }
  return verified.head;
}
