import { afterEach, expect, it } from 'vitest';
import { makePlace, runCli, startUp, type Place } from './run-cli.ts';

let place: Place | null = null;
afterEach(() => place?.remove());

interface Line {
  kind: 'truth' | 'milestone' | 'incident' | 'end';
  id?: string;
  sinceLureMs?: number;
  headline?: string;
  state?: string;
}

const LIMIT = { limitMs: 300_000 };

function linesOf(stdout: string): Line[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function expectWholeStory(lines: readonly Line[]): void {
  expect(lines.at(-1)).toMatchObject({ kind: 'end', state: 'finished' });
  const reached = lines.filter(({ kind }) => kind === 'milestone').map(({ id }) => id);
  expect(reached).toEqual(
    expect.arrayContaining([
      'rehearsal.milestone.look-alike-found',
      'rehearsal.milestone.first-report',
      'rehearsal.milestone.stolen-sign-in-found',
      'rehearsal.milestone.authenticator-found',
    ]),
  );
  const headlines = lines.filter(({ kind }) => kind === 'incident').map(({ headline }) => headline);
  expect(headlines).toContainEqual(expect.stringMatching(/acme-okta\.com was certified .* 2 people’s sign-ins/));
}

it('plays the attack to its end on a server of its own and says what was found', async () => {
  place = makePlace();
  const args = ['rehearse', '0ktapus', '--speed', '60', '--exit', '--json', '--port', '0'];
  const { code, stdout } = await runCli(place, args, LIMIT);
  expect(code).toBe(0);
  expectWholeStory(linesOf(stdout));
});

it('plays it on the server that runs already, and the server runs on', async () => {
  place = makePlace();
  const server = await startUp(place);
  try {
    const { code, stdout } = await runCli(place, ['rehearse', '0ktapus', '--speed', '60', '--json'], LIMIT);
    expect(code).toBe(0);
    expectWholeStory(linesOf(stdout));
    const words = await runCli(place, ['doctor']);
    expect(words.stdout).toMatch(/ok +Server +running/);
  } finally {
    await server.end('SIGTERM');
  }
});
