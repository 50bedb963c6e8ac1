import { AppError } from '../../base/errors.ts';

/** Thrown while one document is read; the loader turns it into a problem with file, line and title. */
export class RuleFault extends AppError {
  /** Keys and indices from the document's root to what is wrong. */
  readonly path: readonly (string | number)[];

  constructor(what: string, message: string, path: readonly (string | number)[], remedy: string) {
    super(`sigma.${what}`, message, { remedy, status: 400 });
    this.name = 'RuleFault';
    this.path = path;
  }
}

/** A text from a rule as a message may hold it: one line, at most 80 characters. */
export function quoted(text: string): string {
  const line = text.replaceAll(/\p{Cc}|[\u2028\u2029]/gu, ' ');
  return `"${line.length > 80 ? `${line.slice(0, 79)}…` : line}"`;
}
