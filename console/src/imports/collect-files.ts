/** A file to import and its path inside the folder that was dropped. */
export interface LogFile {
  path: string;
  file: File;
}

/** What is worth sending: logs by their names. Anything else in a folder is left where it is. */
const LOG_NAME = /\.(ndjson|jsonl|json|log)(\.gz)?$/i;

/** At most so many files of a folder at once. */
export const MAX_FILES = 500;

/** True when a file's name is that of a log we can read: NDJSON or JSON, gzip or not. */
export function isLogName(name: string): boolean {
  return LOG_NAME.test(name) && !name.split('/').some((part) => part.startsWith('.'));
}

/** Files chosen by a file or folder picker. */
export function filesOfInput(list: FileList): LogFile[] {
  return [...list].map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }));
}

/** Files of a drop: single files, and folders walked to their end (bounded by {@link MAX_FILES}). */
export async function filesOfDrop(transfer: DataTransfer): Promise<LogFile[]> {
  // The entries must be taken before the first await: the browser empties the transfer then.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: LogFile[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: LogFile[]): Promise<void> {
  if (found.length >= MAX_FILES * 2) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a folder's entries in portions, and an empty one at the end.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return;
    for (const child of portion) await walk(child, found);
  }
}
