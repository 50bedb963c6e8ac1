import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** A word's own apostrophe, and not the end of a text in quotation marks. */
const STRAIGHT = /[A-Za-z}]'(?:s|t|re|ll|ve|d|m)\b/;
const CURLY = /’/;

/** Lines of a folder's sources that have it outside of comments. */
function linesWith(folder: string, apostrophe: RegExp): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
    .flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const blank = (comment: string): string => comment.replaceAll(/[^\n]/g, ' ');
      const text = readFileSync(file, 'utf8')
        .replaceAll(/\/\*[\s\S]*?\*\//g, blank)
        .replaceAll(/^\s*\/\/.*$/gm, blank);
      return text
        .split('\n')
        .flatMap((line, at) =>
          apostrophe.test(line) ? [`${path.relative(ROOT, file)}:${at + 1} ${line.trim()}`] : [],
        );
    });
}

it.each([['console/src'], ['src/cli'], ['src/setup']])('texts of %s have typographic apostrophes', (folder) => {
  expect(linesWith(folder, STRAIGHT)).toEqual([]);
});

it('letters about a takedown have plain ones, which no mail program spoils', () => {
  expect(linesWith('src/domains/takedown', CURLY)).toEqual([]);
});
