/** A file to import and its path inside the folder that was dropped. */
export interface LogFile {
  path: string;
  file: File;
}

/** Why a file is not sent: `name` is that of no log, `hidden` it or a folder around it, `empty`, `many` enough were found before it. */
export type LeftBecause = 'name' | 'hidden' | 'empty' | 'many';

/** Files of a folder, sorted into those that are sent and those that are left where they are. */
export interface SortedFiles {
  sent: LogFile[];
  /** Logs first: the others are hardly missed. */
  left: { path: string; because: LeftBecause }[];
}

/** What was dropped; `isWhole` is false where a folder had more files than are looked at. */
export interface Dropped {
  files: LogFile[];
  isWhole: boolean;
}

/** What is worth sending: logs by their names. Anything else in a folder is left where it is. */
const LOG_NAME = /\.(ndjson|jsonl|json|log)(\.gz)?$/i;

/** At most so many files of a folder at once. */
export const MAX_FILES = 500;
/** Files of a folder that are looked at. */
const MAX_WALKED = 2 * MAX_FILES;

/** Sorts files by whether they can be a log that we read: NDJSON or JSON, gzip or not. */
export function sortFiles(files: readonly LogFile[]): SortedFiles {
  const sent: LogFile[] = [];
  const logs: SortedFiles['left'] = [];
  const others: SortedFiles['left'] = [];
  for (const entry of files) {
    const { path, file } = entry;
    if (!LOG_NAME.test(path)) others.push({ path, because: 'name' });
    else if (path.split('/').some((part) => part.startsWith('.'))) others.push({ path, because: 'hidden' });
    else if (file.size === 0) logs.push({ path, because: 'empty' });
    else if (sent.length >= MAX_FILES) logs.push({ path, because: 'many' });
    else sent.push(entry);
  }
  return { sent, left: [...logs, ...others] };
}

/** Files chosen by a file or folder picker. */
export function filesOfInput(list: FileList): LogFile[] {
  return [...list].map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }));
}

/** Files of a drop: single files, and folders walked to their end, or until there are more than are looked at. */
export async function filesOfDrop(transfer: DataTransfer): Promise<Dropped> {
  // The entries must be taken before the first await: the browser empties the transfer then.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files: LogFile[] = [];
  let isWhole = true;
  for (const entry of entries) isWhole = (await walk(entry, files)) && isWhole;
  return { files, isWhole };
}

/** @returns whether all of it was looked at */
async function walk(entry: FileSystemEntry, found: LogFile[]): Promise<boolean> {
  if (found.length >= MAX_WALKED) return false;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return true;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a folder's entries in portions, and an empty one at the end.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return true;
    for (const child of portion) if (!(await walk(child, found))) return false;
  }
}
