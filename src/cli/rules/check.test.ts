import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rulesCommand } from './rules.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function check(rules: Readonly<Record<string, { product: string; fields: string }>>): Promise<string> {
  for (const [title, { product, fields }] of Object.entries(rules))
    writeFileSync(
      path.join(folder, `${title}.yml`),
      `title: ${title}\nlogsource: {product: ${product}}\ndetection: {s: {${fields}}, condition: s}\n`,
    );
  const pieces: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      pieces.push(chunk.toString());
      done();
    },
  });
  const input = {
    positionals: ['check', '.'],
    values: {},
    env: {},
    cwd: folder,
    stdin: Readable.from([]),
    stdout,
    stderr: stdout,
  };
  expect(await rulesCommand.run(input)).toBe(0);
  return pieces.join('');
}

describe('rules check', () => {
  it('names what a misspelt field may have been meant to be', async () => {
    const told = await check({
      lost: { product: 'okta', fields: 'outcome.reslt: FAILURE' },
      doubtful: { product: 'github', fields: 'action: repo.access, visibilty: public' },
    });
    expect(told).toMatch(
      /Cannot fire[^]*lost\.yml:1 [^]*okta: cannot fire \(no record has outcome\.reslt \(perhaps outcome\.result\)\)/,
    );
    expect(told).toMatch(
      /may be misspelt:\n[^]*doubtful\.yml:1 [^]*\(nobody documents visibilty \(perhaps visibility\)\)/,
    );
  });

  it('says of which sources records may have more, and lets fields pass there that look like none', async () => {
    const told = await check({
      newer: { product: 'github', fields: 'action: repo.access, a_field_of_tomorrow: x' },
      known: { product: 'snowflake', fields: 'EVENT_TYPE: LOGIN' },
    });
    expect(told).toMatch(/github +1 +1 {2}\(its records may have more fields than are known\)/);
    expect(told).toMatch(/snowflake +1 +1 {2}\(its records may have more/);
    expect(told).not.toMatch(/annot fire|misspelt|not checked/);
  });
});
