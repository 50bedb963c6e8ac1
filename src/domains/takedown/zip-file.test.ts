import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { zipFile } from './zip-file.ts';

const ENTRIES = [
  { name: 'README.txt', bytes: Buffer.from('read me\n') },
  { name: 'empty.txt', bytes: new Uint8Array() },
  { name: 'evidence/picture.png', bytes: Uint8Array.from({ length: 5000 }, (_, i) => i % 251) },
];

it('is the same for the same content', () => {
  expect(zipFile(ENTRIES)).toEqual(zipFile(ENTRIES));
});

// Python's own reader checks every length and checksum; where there is no Python the signatures are all we look at.
it('opens in another program with every byte in place', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-zip-'));
  try {
    const file = path.join(folder, 'pack.zip');
    writeFileSync(file, zipFile(ENTRIES));
    expect(readFileSync(file).subarray(0, 4).toString('hex')).toBe('504b0304');
    const script =
      'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])';
    const python = spawnSync('python3', ['-c', script, file, folder], { encoding: 'utf8' });
    if (python.error !== undefined) {
      console.log('skipped: no python3, the archive is not opened by another program');
      return;
    }
    expect(python.stderr).toBe('');
    for (const { name, bytes } of ENTRIES) expect([...readFileSync(path.join(folder, name))]).toEqual([...bytes]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
