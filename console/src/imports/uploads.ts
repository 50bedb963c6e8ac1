import { identityApi } from '../../../src/identity/api.ts';
import type { ImportWire } from '../../../src/identity/api.ts';
import { createClient } from '../../../src/platform/http/client.ts';
import type { Space } from '../data/space.tsx';
import type { LogFile } from './collect-files.ts';
import { xhrFetch } from './xhr-fetch.ts';

/** One file on its way. */
export interface Upload {
  key: string;
  path: string;
  sizeBytes: number;
  sentBytes: number;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  result: ImportWire | null;
  error: unknown;
}

/** Puts a new file list into uploads that wait. */
export function waitingUploads(files: readonly LogFile[]): Upload[] {
  return files.map(({ path, file }) => ({
    key: `${path} ${file.size} ${file.lastModified}`,
    path,
    sizeBytes: file.size,
    sentBytes: 0,
    state: 'waiting',
    result: null,
    error: null,
  }));
}

/** Sends one file. Throws AppError when the server refuses it. */
export function sendFile(
  space: Space,
  { path, file }: LogFile,
  onSent: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<ImportWire> {
  const client = createClient(identityApi, { baseUrl: '', space, fetch: xhrFetch(onSent, signal) });
  return client.startImport({ query: { fileName: path.slice(-300), format: 'auto' }, body: file });
}
