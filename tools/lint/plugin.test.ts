import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT, tryRun } from '../programs/run.ts';

// The rules as oxlint really runs them: on a file laid into the tree for a moment.
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function lint(under: string, name: string, text: string): string {
  mkdirSync(path.join(ROOT, under), { recursive: true });
  const folder = mkdtempSync(path.join(ROOT, under, 'lint-probe-'));
  made.push(folder);
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return tryRun('oxlint', ['--format', 'unix', file], 60_000).output;
}

describe('house rules in oxlint', () => {
  it('reports an engine that imports node:fs and reads the clock', () => {
    const output = lint(
      'src/engines/ct',
      'probe.ts',
      "import { readFileSync } from 'node:fs';\nexport const a = [readFileSync, Date.now()];\n",
    );
    expect(output).toMatch(/house\(layers\)/);
    expect(output).toMatch(/house\(pure-engines\)/);
  });

  it('reports a capability that imports another, also by a dynamic import and a re-export', () => {
    const output = lint(
      'src/identity',
      'probe.ts',
      "export { x } from '../../incidents/store.ts';\nexport const load = () => import('../../incidents/store.ts');\n",
    );
    expect(output.match(/house\(layers\)/g)).toHaveLength(2);
  });

  it('reports a file over 400 lines and a name that is not kebab-case', () => {
    const output = lint('src/base', 'TooLong.ts', `${'// line\n'.repeat(401)}export const a = 1;\n`);
    expect(output).toMatch(/house\(file-length\)/);
    expect(output).toMatch(/house\(file-name\)/);
  });

  it('reports a default export and lets a clean file pass', () => {
    expect(lint('src/base', 'probe.ts', 'const a = 1;\nexport default a;\n')).toMatch(/house\(no-default-export\)/);
    expect(lint('src/base', 'probe.ts', 'export const a = 1;\n')).not.toMatch(/house\(/);
  });
});
