import { existsSync, statfsSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { AppError, errorText } from '../base/errors.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import type { Stores } from './store.ts';
import type { AuditLog } from '../platform/audit/audit-log.ts';
import type { Auth } from '../platform/auth/create-auth.ts';
import type { LoadedConfig } from '../platform/config/load-config.ts';
import { isFormOpen, OPEN_FORM } from '../platform/config/open-form.ts';
import type { CheckWire } from '../platform/operator/api.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Notify } from '../notify/create-notify.ts';
import type { IdentitySource } from '../identity/ports.ts';
import type { Responder } from '../response/ports.ts';

/** Real time for one thing that is tried. */
const TIMEOUT_MS = 15_000;
/** Below this the disk is nearly full. */
const LOW_SPACE_BYTES = 1_073_741_824;

export interface DoctorParts {
  stores: Stores;
  clock: Clock;
  audit: AuditLog;
  auth: Auth;
  sources: Sources;
  notify: Notify;
  config: LoadedConfig;
  identitySource(): Promise<IdentitySource | null>;
  responder(): Promise<Responder | null>;
  /** Each certificate log, and a way to read on from where it stands without keeping what comes. */
  certificateLogs(): Promise<{ label: string; read(signal: AbortSignal): Promise<{ behindBy: number }> }[]>;
}

type Found = Omit<CheckWire, 'id' | 'label'>;

/** Tries everything that Breakwater depends on, one after the other, and changes nothing. */
export async function runDoctor(parts: DoctorParts): Promise<CheckWire[]> {
  const { stores } = parts;
  const logs = await parts.certificateLogs();
  const checks = [
    await attempt('store', `Store (${stores.db.dialect})`, async () => {
      const { mode, reason } = stores.gate.storeMode();
      if (mode === 'ok') return ok('can be read and written');
      return mode === 'held'
        ? warning('held: a restored copy that does nothing', 'breakwater release, when the old server is off')
        : failed(reason ?? 'read-only', 'Free space on the disk.');
    }),
    await attempt('disk', 'Disk', async () => disk(stores.directory.path)),
    await attempt('events', 'Events', async () => {
      const [damaged] = await stores.events.problems(LIVE_TENANT);
      if (damaged !== undefined) return failed(`${damaged.day} (${damaged.path}): ${damaged.message}`, damaged.remedy);
      const { events, sizeBytes } = await stores.events.stats(LIVE_TENANT);
      return ok(`${events.toLocaleString('en')} kept, ${(sizeBytes / 1_048_576).toFixed(1)} MiB`);
    }),
    await attempt('clock', 'Clock', async () => ok(new Date(parts.clock.now()).toISOString())),
    await attempt('secrets', 'Sealing key', async () => {
      const count = await stores.secrets.unopenable();
      return count === 0
        ? ok(
            existsSync(stores.keyFile) ? stores.keyFile : `not made yet: nothing is sealed (will be ${stores.keyFile})`,
          )
        : failed(
            `${count} sealed credentials were made with another key`,
            `Put the right key at ${stores.keyFile}, or enter the credentials again.`,
          );
    }),
    await attempt('audit', 'Audit log', async () => {
      const chain = await parts.audit.verify();
      return chain.whole
        ? ok(`${chain.entries === 1 ? '1 entry' : `${chain.entries.toLocaleString('en')} entries`}, the chain is whole`)
        : failed(
            `broken at entry ${chain.brokenAtSeq}: ${chain.reason}`,
            'Somebody changed the database: compare with a backup.',
          );
    }),
    await attempt('passkeys', 'Passkeys', async () => {
      if (!(await parts.auth.hasAccounts()))
        return warning(
          'nobody has one yet: the console answers on this machine only',
          'breakwater link, then open the link',
        );
      const stranded = await parts.auth.strandedPasskeys();
      return stranded === 0
        ? ok('required to sign in')
        : warning(
            `${stranded} were made for another host name and no longer work`,
            'Set publicUrl back, or breakwater link --recover NAME.',
          );
    }),
    await attempt('report-form', 'Report form', async () => {
      const { config } = parts.config;
      if (isFormOpen(config)) return warning(OPEN_FORM.message, OPEN_FORM.remedy);
      return ok(config.reportForm.linkToken === undefined ? 'has no public address' : 'opens with its link only');
    }),
    await attempt('okta-read', 'Okta, reading', async () => {
      const source = await parts.identitySource();
      if (source === null) return skipped('not connected');
      const probed = await source.probe(AbortSignal.timeout(TIMEOUT_MS));
      if (!probed.ok) return failed(probed.message, probed.remedy);
      return probed.excessScopes.length > 0
        ? warning(
            `works, and may do more than it needs: ${probed.excessScopes.join(', ')}`,
            'Take these scopes away in Okta.',
          )
        : ok(`works${probed.scopes.length > 0 ? `: ${probed.scopes.join(', ')}` : ''}`);
    }),
    await attempt('okta-write', 'Okta, containing', async () => {
      const responder = await parts.responder();
      if (responder === null) return skipped('not connected: read-only');
      const probed = await responder.probe(AbortSignal.timeout(TIMEOUT_MS));
      return probed.ok
        ? ok(`works${probed.scopes.length > 0 ? `: ${probed.scopes.join(', ')}` : ''}`)
        : failed(probed.message, probed.remedy);
    }),
    ...(await Promise.all(
      logs.map((log, index) =>
        attempt(`log-${index + 1}`, `Certificate log ${log.label}`, async () => {
          const { behindBy } = await log.read(AbortSignal.timeout(TIMEOUT_MS));
          return ok(`can be read and verified, ${behindBy.toLocaleString('en')} entries ahead of us`);
        }),
      ),
    )),
  ];
  // What was found out just now is not told a second time.
  const told = new Set(checks.map((check) => check.detail));
  return [
    ...checks,
    ...(await parts.sources.list(LIVE_TENANT, parts.clock.now()))
      .filter((source) => source.state === 'silent' || source.state === 'failing')
      .filter((source) => !told.has(source.lastError?.message ?? ''))
      .map((source): CheckWire => ({
        id: `source-${source.id}`,
        label: `Source ${source.label}`,
        state: 'failed',
        detail: source.lastError?.message ?? source.state,
        remedy: source.lastError?.remedy ?? null,
      })),
    ...(await parts.notify.health(LIVE_TENANT)).map((channel, index): CheckWire => ({
      id: `channel-${index + 1}`,
      label: `Channel ${channel.label}`,
      state: channel.failing === null ? 'ok' : 'failed',
      detail: channel.failing ?? 'no failure since the last delivery',
      remedy: channel.failing === null ? null : 'Test it in the console.',
    })),
  ];
}

async function attempt(id: string, label: string, run: () => Promise<Found>): Promise<CheckWire> {
  try {
    return { id, label, ...(await run()) };
  } catch (thrown) {
    return { id, label, ...failed(errorText(thrown), thrown instanceof AppError ? thrown.remedy : null) };
  }
}

function disk(path: string): Found {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  const text = `${(free / 1_073_741_824).toFixed(1)} GiB free at ${path}`;
  return free < LOW_SPACE_BYTES ? warning(text, 'Free space: with a full disk Breakwater only reads.') : ok(text);
}

const ok = (detail: string): Found => ({ state: 'ok', detail, remedy: null });
const skipped = (detail: string): Found => ({ state: 'skipped', detail, remedy: null });
const warning = (detail: string, remedy: string): Found => ({ state: 'warning', detail, remedy });
const failed = (detail: string, remedy: string | null): Found => ({ state: 'failed', detail, remedy });
