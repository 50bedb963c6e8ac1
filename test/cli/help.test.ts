import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { makePlace, runCli, runHere, type Place } from './run-cli.ts';

let place: Place;
beforeAll(() => {
  place = makePlace();
});
afterAll(() => place.remove());

/** Lines that could have been broken at a space and were not. Examples are commands to copy: they stay whole. */
function tooWide(text: string): string[] {
  const prose = text.split('\nExamples:')[0] ?? '';
  return prose.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '));
}

describe('help', () => {
  it('lists every command in 80 columns', async () => {
    const { code, stdout, stderr } = await runCli(place, ['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command.name} +\\S`, 'm'));
    expect(tooWide(stdout)).toEqual([]);
  });

  it.each(COMMANDS.map((command) => command.name))('tells what %s takes, gives and ends with', async (name) => {
    const [long, short] = await Promise.all([runHere(place, [name, '--help']), runHere(place, ['help', name])]);
    expect([long.code, long.stderr]).toEqual([0, '']);
    expect(short.stdout).toBe(long.stdout);
    expect(long.stdout).toMatch(new RegExp(`^Usage: breakwater ${name} `));
    for (const part of ['Options:', '-h, --help', 'Exit codes:', '  0 ', '  2 ', 'Examples:'])
      expect(long.stdout).toContain(part);
    expect(long.stdout).not.toMatch(/\n {4}at /);
    expect(tooWide(long.stdout)).toEqual([]);
  });

  it('gives the version in words and as data', async () => {
    const [words, data, short] = await Promise.all([
      runCli(place, ['version']),
      runCli(place, ['version', '--json']),
      runCli(place, ['--version']),
    ]);
    const { breakwater, node } = JSON.parse(data.stdout) as Record<string, string>;
    expect(words.stdout).toBe(`breakwater ${breakwater} (Node ${node})\n`);
    expect(short.stdout).toBe(`${breakwater}\n`);
    expect(node).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('wrong usage', () => {
  it.each([
    [['chekc'], 'There is no command "chekc"; did you mean "check"?'],
    [['frobnicate'], 'There is no command "frobnicate".'],
    [['help', 'dctor'], 'There is no command "dctor"; did you mean "doctor"?'],
    [['import', '--jsn', 'x'], 'There is no option --jsn; did you mean --json?'],
    [['doctor', 'now'], '"now" is not wanted here, only options.'],
    [['check'], 'At least one HOST is wanted, or "-" for standard input.'],
    [['backup'], 'Exactly one DIR is wanted.'],
    [['restore', 'a', 'b'], 'Exactly one DIR is wanted.'],
    [['config', 'show'], 'The word print is wanted.'],
    [['rehearse', 'colonial'], 'There is no scenario "colonial".'],
    [['up', '--port', 'http'], '--port http: expected a number from 0 to 65535.'],
    [['up', '--port', '99999'], '--port 99999: expected a number from 0 to 65535.'],
    [['up', '--rehearse', '0ktapus', '--speed', '99'], '--speed 99: expected a number from 1 to 60.'],
    [['import', '--format', 'syslog', 'x'], '--format syslog: no such format.'],
    [['import', 'nowhere.ndjson'], /^There is no file .*nowhere\.ndjson\.$/],
    [['check', 'a.com', '--brand', 'acme'], '--brand acme: expected NAME=DOMAIN.'],
    [['check', 'a.com'], 'There is no brand to check against.'],
  ])('%j: one line, its remedy, exit code 2', async (args, said) => {
    const { code, stdout, stderr } = await runHere(place, args);
    const [first = '', second = '', ...rest] = stderr.split('\n');
    expect(first.replace(/^breakwater: /, '')).toEqual(typeof said === 'string' ? said : expect.stringMatching(said));
    expect(second).toMatch(/^ {2}\S/);
    expect(rest).toEqual(['']);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('ends the program with its code', async () => {
    expect((await runCli(place, ['chekc'])).code).toBe(2);
  });

  it('spells out what a hostile argument would do to the terminal', async () => {
    const { stderr } = await runCli(place, ['\u001b[2J\u202eevil']);
    expect(stderr).toContain('\\u001b[2J\\u202eevil');
    expect(stderr).not.toContain('\u001b');
  });

  it('without a command shows the help and ends with 2', async () => {
    const { code, stdout } = await runCli(place, []);
    expect(code).toBe(2);
    expect(stdout).toContain('Usage: breakwater COMMAND');
  });
});
