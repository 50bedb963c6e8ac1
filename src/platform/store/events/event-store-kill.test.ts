import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runKills } from './test-kill-run.ts';

it('loses nothing acknowledged and keeps every block whole when it is killed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-kill-'));
  try {
    expect(await runKills({ directory, seed: 2022, goOn: (kills) => kills < 4 })).toBeGreaterThan(0);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
