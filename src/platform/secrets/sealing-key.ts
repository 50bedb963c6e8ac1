import { hash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/errors.ts';

/** An AES-256 key and the short name under which envelopes remember it. */
export interface SealingKey {
  id: string;
  bytes: Buffer;
}

const KEY_BYTES = 32;

export interface KeyPlace {
  file: string;
  /** Base64 of 32 bytes; wins over the file. */
  fromEnvironment?: string | undefined;
}

/**
 * The key that seals credentials: from the environment (base64 of 32 bytes), or from its file, which is made (mode 0600) when it
 * does not exist yet. It lies outside the data folder: a stolen backup opens nothing.
 * @throws AppError `secret.key_unreadable`, `secret.key_invalid`, `secret.key_exposed`
 */
export function loadSealingKey(options: KeyPlace): SealingKey {
  const existing = findSealingKey(options);
  if (existing !== null) return existing;
  const made = randomBytes(KEY_BYTES);
  writeKeyFile(options.file, `${made.toString('base64')}\n`);
  return keyOf(made);
}

/** The key that is there, or null: for opening, where a new key would be of no use. @throws as {@link loadSealingKey} */
export function findSealingKey(options: KeyPlace): SealingKey | null {
  if (options.fromEnvironment) return parseKey(options.fromEnvironment, 'the environment variable BREAKWATER_KEY');
  const existing = readKeyFile(options.file);
  return existing === null ? null : parseKey(existing, options.file);
}

function readKeyFile(file: string): string | null {
  try {
    const mode = statSync(file).mode & 0o077;
    if (mode !== 0 && process.platform !== 'win32') {
      throw new AppError('secret.key_exposed', `${file} can be read by others (mode ${(mode | 0o600).toString(8)})`, {
        remedy: `chmod 600 ${file}; if others may have read it, rotate the key and the credentials.`,
      });
    }
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('secret.key_unreadable', `the key file ${file} cannot be read`, {
      cause: thrown,
      remedy: 'Check its owner, or name another with keyFile.',
    });
  }
}

function writeKeyFile(file: string, text: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = openSync(file, 'wx', 0o600);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (thrown) {
    throw new AppError('secret.key_unreadable', `the key file ${file} cannot be made`, {
      cause: thrown,
      remedy: 'Make its folder writable, or name another with keyFile.',
    });
  }
}

function parseKey(text: string, where: string): SealingKey {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length !== KEY_BYTES) {
    throw new AppError('secret.key_invalid', `${where} holds no key: expected base64 of ${KEY_BYTES} bytes`, {
      remedy: 'Restore the key from where you keep it. Without it, sealed credentials must be entered again.',
    });
  }
  return keyOf(bytes);
}

function keyOf(bytes: Buffer): SealingKey {
  return { id: hash('sha256', bytes).slice(0, 16), bytes };
}
