import type { z } from 'zod';
import type { Db } from '../../platform/store/db.ts';
import type {
  dnsFactsWire,
  domainFactsWire,
  hostFactsWire,
  pageFactsWire,
  rdapFactsWire,
  tlsFactsWire,
} from './api.ts';
import type { DomainFactsRow, EnrichTables } from './tables.ts';

export type DnsFacts = z.output<typeof dnsFactsWire>;
export type RdapFacts = z.output<typeof rdapFactsWire>;
export type HostFacts = z.output<typeof hostFactsWire>;
export type TlsFacts = z.output<typeof tlsFactsWire>;
export type PageFacts = z.output<typeof pageFactsWire>;
export type DomainFacts = z.output<typeof domainFactsWire>;

/** Both databases bound the number of parameters of one statement. */
const CHUNK = 200;

/** What look-ups have found of domains, by registrable domain; those never wanted are missing. */
export async function readFacts(
  db: Db,
  tenantId: string,
  registrables: readonly string[],
): Promise<Map<string, DomainFacts>> {
  const wanted = [...new Set(registrables)];
  const facts = new Map<string, DomainFacts>();
  if (wanted.length === 0) return facts;
  const tables = db.read<EnrichTables>();
  const setting = await tables
    .selectFrom('lookup_setting')
    .select('effective')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  for (let from = 0; from < wanted.length; from += CHUNK) {
    const rows = await tables
      .selectFrom('domain_facts')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('registrable', 'in', wanted.slice(from, from + CHUNK))
      .execute();
    for (const row of rows) facts.set(row.registrable, factsOf(row, setting?.effective === 1));
  }
  return facts;
}

/** The facts of a row. @param isOn whether look-ups run: what waits while they do not is `off` */
export function factsOf(row: DomainFactsRow, isOn: boolean): DomainFacts {
  return {
    registrable: row.registrable,
    checkedAt: row.checked_at,
    nextCheckAt: isOn ? row.next_check_at : null,
    stage: isOn ? stageOf(row.stage) : row.checked_at === null ? 'off' : 'checked',
    dns: parse(row.dns) as DnsFacts | null,
    rdap: parse(row.rdap) as RdapFacts | null,
    host: parse(row.host) as HostFacts | null,
    tls: parse(row.tls) as TlsFacts | null,
    page: parse(row.page) as PageFacts | null,
    error: row.error,
  };
}

function stageOf(stage: string): DomainFacts['stage'] {
  return stage === 'checking' || stage === 'checked' ? stage : 'waiting';
}

function parse(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
