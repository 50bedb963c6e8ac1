import type { CertificateLogReader, CertificatePage } from '../../domains/ports.ts';
import type { CtLogEntry, CtLogWarning } from './entry.ts';
import { createRfc6962Reader } from './rfc6962-reader.ts';
import { checkOptions, type CtLogReaderOptions } from './reader-options.ts';
import { createStaticCtReader } from './static-ct-reader.ts';

/** What one read gave. */
export interface CtLogBatch extends CertificatePage {
  entries: CtLogEntry[];
  confirmed: CtLogEntry[];
  /** The gravest of `warnings`, with how many more there are. */
  warning: { code: string; message: string } | null;
  /** At most 50; `warningCount` has them all. */
  warnings: readonly CtLogWarning[];
  warningCount: number;
}

export interface CtLogReader extends CertificateLogReader {
  /**
   * Reads on from a position, or begins (see `startAt`) where it is null. Gives no entries when there is nothing new. The
   * position alone says what was handed out; between calls the reader keeps only caches. One call at a time.
   * @throws AppError `ct_log.*`; the signal's reason when it aborts
   */
  readNext(position: string | null, signal: AbortSignal): Promise<CtLogBatch>;
}

/**
 * A reader of one certificate log, static-ct or RFC 6962. Every entry is proven to be under a tree head that the log's key
 * signed, and that contains the tree read before; entries of a static-ct log may be told before, from its names tiles.
 * @throws AppError `ct_log.bad_configuration`
 */
export function createCtLogReader(options: CtLogReaderOptions): CtLogReader {
  const checked = checkOptions(options);
  return checked.kind === 'rfc6962' ? createRfc6962Reader(options, checked) : createStaticCtReader(options, checked);
}
