import type { CertificateLogSettings } from '../ports.ts';
import type { Clock } from '../../base/clock.ts';

/** Where a list lies. A URL that the configuration sets may be inside; one typed into the console may not. */
export type ListPlace = { url: string; isTrusted: boolean } | { file: string };

/** What came of asking for a list. */
export type OpenedList =
  /** It is the one whose tag was given. */
  | { state: 'unchanged' }
  | {
      state: 'open';
      /** To ask with the next time; opaque. */
      tag: string | null;
      /** The text as it is, unpacked where it was packed (gzip, zstd, a ZIP of one file). Leaving the loop early closes it. */
      bytes: AsyncIterable<Uint8Array>;
      /** When it was made as far as the place says so, milliseconds UTC. */
      modifiedAt: number | null;
    };

/**
 * Opens a list at a place for reading as it comes. Implemented by connectors/listing. Size and time are bounded.
 * @throws AppError `domains.list_unreachable` and `egress.*` with a remedy
 */
export type OpenList = (
  place: ListPlace,
  options: { tag: string | null; maxBytes: number; timeoutMs: number },
  signal: AbortSignal,
) => Promise<OpenedList>;

/**
 * How large a log is now, read and verified without reading the log: for logs that are listed and not read. Implemented by
 * connectors/ct-log. @throws AppError `ct_log.*`
 */
export type ReadLogSize = (
  log: CertificateLogSettings & { clock: Clock },
  signal: AbortSignal,
) => Promise<{ treeSize: number; at: number }>;
