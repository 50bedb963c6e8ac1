import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { tryRun } from './run.ts';

/** Programs that tests talk to, and how to have them where they cannot be installed for the reader. */
export interface Programs {
  chromium: string | null;
  postgresUrl: string | null;
  /** BIND: reads our blocklist zone. */
  named: string | null;
}

const CHROMIUM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const NAMED_PATHS = ['/usr/sbin/named', '/usr/local/sbin/named', '/opt/homebrew/sbin/named'];
const LOCAL_POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres';

/**
 * Finds Chromium, PostgreSQL and BIND; on Debian as root installs what is missing. What cannot be had is null, with one printed line
 * that says which tests do not run and how to have them.
 */
export async function findPrograms(say: (line: string) => void): Promise<Programs> {
  let chromium = findChromium();
  if (chromium === null && canInstall()) {
    say('installing Chromium (Debian package) for the browser tests');
    install(['chromium'], say);
    chromium = findChromium();
  }
  if (chromium === null) say('not run: browser tests. Install Chromium or set BREAKWATER_CHROMIUM to its path.');
  let postgresUrl = await findPostgres();
  if (postgresUrl === null && canInstall()) {
    say('installing or starting PostgreSQL (Debian package) for the store tests');
    if (!existsSync('/usr/lib/postgresql')) install(['postgresql'], say);
    postgresUrl = await startDebianPostgres(say);
  }
  if (postgresUrl === null) {
    say(
      'not run: tests on a PostgreSQL server (PGlite stands in). Set BREAKWATER_TEST_POSTGRES=postgres://user@host/db of a server they may create databases on.',
    );
  }
  let named = findNamed();
  if (named === null && canInstall()) {
    say('installing BIND (Debian package bind9) for the blocklist tests');
    install(['bind9'], say);
    named = findNamed();
  }
  if (named === null)
    say('not run: the blocklist in a real resolver. Install BIND or set BREAKWATER_NAMED to its path.');
  return { chromium, postgresUrl, named };
}

function findNamed(): string | null {
  const given = process.env['BREAKWATER_NAMED'];
  if (given && existsSync(given)) return given;
  return NAMED_PATHS.find((path) => existsSync(path)) ?? null;
}

function findChromium(): string | null {
  const named = process.env['BREAKWATER_CHROMIUM'];
  if (named && existsSync(named)) return named;
  return CHROMIUM_PATHS.find((path) => existsSync(path)) ?? null;
}

async function findPostgres(): Promise<string | null> {
  const named = process.env['BREAKWATER_TEST_POSTGRES'];
  if (named) return named;
  return (await answers(5432)) && (await acceptsTrust()) ? LOCAL_POSTGRES : null;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
    function end(open: boolean): void {
      socket.destroy();
      resolve(open);
    }
  });
}

async function acceptsTrust(): Promise<boolean> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: LOCAL_POSTGRES, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ createdb: boolean }>(
      'select rolcreatedb as createdb from pg_roles where rolname = current_user',
    );
    return rows[0]?.createdb === true;
  } catch (thrown) {
    // A server that wants a password is not ours to use.
    return thrown === undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function canInstall(): boolean {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    existsSync('/etc/debian_version') &&
    process.env['BREAKWATER_NO_INSTALL'] === undefined
  );
}

function install(packages: string[], say: (line: string) => void): void {
  tryRun('apt-get', ['update', '-qq'], 120_000);
  const result = tryRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], 600_000);
  if (!result.ok) say(`apt-get install ${packages.join(' ')} failed: ${result.output.trim().split('\n').at(-1) ?? ''}`);
}

async function startDebianPostgres(say: (line: string) => void): Promise<string | null> {
  const clusters = tryRun('pg_lsclusters', ['--no-header']).output.trim().split('\n');
  const [version, name] = clusters[0]?.split(/\s+/) ?? [];
  if (version && name) tryRun('pg_ctlcluster', ['--skip-systemctl-redirect', version, name, 'start'], 30_000);
  if (!(await answers(5432))) return null;
  if (await acceptsTrust()) return LOCAL_POSTGRES;
  // The server is there but wants a password: a role of our own over the local socket, without touching its settings.
  const password = crypto.randomUUID();
  const made = tryRun('runuser', [
    '-u',
    'postgres',
    '--',
    'psql',
    '-qc',
    `drop role if exists breakwater_test; create role breakwater_test login createdb password '${password}'`,
  ]);
  if (!made.ok) say('PostgreSQL is there, but a test role could not be made.');
  return made.ok ? `postgres://breakwater_test:${password}@127.0.0.1:5432/postgres` : null;
}
