import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Connectors } from './connectors.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import { signInDomains } from './sign-in-domains.ts';
import { AppError, errorText } from '../base/errors.ts';
import { createAppLookUps } from './look-ups.ts';
import { createDomains, type Domains } from '../domains/create-domains.ts';
import type { LogListSettings } from '../domains/logs/log-list-store.ts';
import type { Incidents } from '../incidents/create-incidents.ts';
import type { LoadedConfig } from '../platform/config/load-config.ts';
import type { ConfigFile } from '../platform/config/schema.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Db } from '../platform/store/db.ts';
import { COMPANY_DOMAIN, type SimulatedSite } from '../simulator/index.ts';

/** What the wiring of domain monitoring takes from the rest of the program. */
export interface AppDomainsParts {
  db: Db;
  sources: Sources;
  incidents: Incidents;
  live: LivePublisher;
  log: Log;
  connectors: Connectors;
  config: LoadedConfig;
  /** What relative paths of the configuration start from. */
  cwd: string;
  /** The data folder. */
  dataPath: string;
  /** The look-alikes' sites in the rehearsal that runs; none while none does. */
  rehearsedSites: () => readonly SimulatedSite[];
}

/** Domain monitoring with its adapters: what is read outside, and how it meets the incidents. */
export function createAppDomains(parts: AppDomainsParts): Domains {
  const { incidents, connectors } = parts;
  const settings = parts.config.config;
  return createDomains({
    ...createAppLookUps(parts.config, parts.rehearsedSites),
    db: parts.db,
    sources: parts.sources,
    sink: incidents.sink,
    live: parts.live,
    log: parts.log,
    openReader: connectors.openReader,
    openList: connectors.openList,
    readLogSize: connectors.readLogSize,
    dataPath: parts.dataPath,
    configuredNameLists: (tenantId) =>
      tenantId === REHEARSAL_TENANT
        ? []
        : settings.nameLists.map((list) => ({
            ...list,
            ...(list.folder === undefined ? {} : { folder: path.resolve(parts.cwd, list.folder) }),
          })),
    configuredGiB: (tenantId) => (tenantId === REHEARSAL_TENANT ? null : (settings.nameArchive?.maxGiB ?? null)),
    configuredList: (tenantId) => (tenantId === REHEARSAL_TENANT ? null : listSettingsOf(settings, parts.cwd)),
    configured: (tenantId) =>
      tenantId === REHEARSAL_TENANT
        ? { brands: [{ name: 'acme', domains: [COMPANY_DOMAIN], aliases: [] }], certificateLogs: [] }
        : { brands: settings.brands, lexicon: settings.lexicon ?? {}, certificateLogs: settings.certificateLogs },
    incidentOfDomain: (tenantId, registrable) => incidents.incidentOfDomain(tenantId, registrable),
    signInDomains: signInDomains(parts.db, settings.okta?.orgUrl ?? null),
  });
}

/** @throws AppError `config.unreadable_key` */
function listSettingsOf(settings: ConfigFile, cwd: string): LogListSettings | null {
  const { certificateLogList: list } = settings;
  if (list === undefined) return null;
  const { publicKeyFile, file, ...rest } = list;
  return {
    ...rest,
    ...(file === undefined ? {} : { file: path.resolve(cwd, file) }),
    ...(publicKeyFile === undefined ? {} : { publicKey: readKey(path.resolve(cwd, publicKeyFile)) }),
  };
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new AppError('config.unreadable_key', `certificateLogList.publicKeyFile: ${errorText(thrown)}`, {
      remedy: 'Check the path and who may read it.',
      cause: thrown,
    });
  }
}
