import { AppError } from '../../base/errors.ts';
import type { Handlers } from '../../platform/http/context.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Db } from '../../platform/store/db.ts';
import type { BrandBooks } from '../brand-books.ts';
import { readFacts } from '../enrich/facts.ts';
import type { EnrichTables } from '../enrich/tables.ts';
import { isWidelyUsed } from '../feeds/refusal.ts';
import { domainWire, gravest } from '../life/domain-wire.ts';
import { listDomains } from '../life/list-domains.ts';
import { readLife } from '../life/read-life.ts';
import { recordLife } from '../life/record-life.ts';
import type { LifeTables } from '../life/tables.ts';
import { readDomain } from '../read-domain-name.ts';
import { judgeTyped } from '../verdict-wire.ts';
import type { takedownApi } from './api.ts';
import { isPhishingPage, type TakedownCase } from './case-of.ts';
import { packFiles, packLetters } from './make-pack.ts';
import type { TakedownTables } from './tables.ts';
import { zipFile } from './zip-file.ts';

export interface TakedownDeps {
  db: Db;
  books: BrandBooks;
  live: LivePublisher;
}

type Missing = 'reporter' | 'registrar-contact' | 'host-contact' | 'page' | 'screenshot' | 'decision';

/** Handlers of takedown packs. */
export function takedownRoutes(deps: TakedownDeps): Handlers<typeof takedownApi> {
  const { db } = deps;
  return {
    async getTakedown({ tenantId }, { params }) {
      const about = await readCase(deps, tenantId, readDomain(params.registrable));
      const letters = packLetters(about);
      return {
        reporter: about.reporter,
        letters,
        missing: missingOf(about, letters),
        files: packFiles(about).map((file) => file.name),
      };
    },
    async setReporter({ tenantId }, { body }) {
      await db.transaction((tx) =>
        tx
          .tables<TakedownTables>()
          .insertInto('takedown_reporter')
          .values({ tenant_id: tenantId, ...body })
          .onConflict((conflict) => conflict.columns(['tenant_id']).doUpdateSet(body))
          .execute(),
      );
      return { ok: true };
    },
    async markTakedownSent({ tenantId, clock, actor }, { params, body }) {
      const registrable = readDomain(params.registrable);
      await db.transaction(async (tx) => {
        await recordLife(tx, tenantId, registrable, {
          kind: 'takedown-sent',
          at: clock.now(),
          detail: { to: body.to.join(', '), reference: body.reference, by: actor?.name ?? '' },
        });
        await deps.live.publish(tx, tenantId, 'look-alike', registrable);
      });
      return { ok: true };
    },
  };
}

/** A domain's pack as a ZIP archive; writes down that it was made. @param at now, milliseconds UTC */
export async function takedownZip(
  deps: TakedownDeps,
  tenantId: string,
  name: string,
  at: number,
): Promise<{ fileName: string; bytes: Uint8Array<ArrayBuffer> }> {
  const registrable = readDomain(name);
  const bytes = zipFile(packFiles(await readCase(deps, tenantId, registrable)));
  await deps.db.transaction(async (tx) => {
    await recordLife(tx, tenantId, registrable, { kind: 'takedown-prepared', at, once: true });
    await deps.live.publish(tx, tenantId, 'look-alike', registrable);
  });
  return { fileName: `takedown-${registrable}.zip`, bytes };
}

async function readCase(deps: TakedownDeps, tenantId: string, registrable: string): Promise<TakedownCase> {
  const { db } = deps;
  const { matcher, brands } = await deps.books.of(tenantId);
  const facts = (await readFacts(db, tenantId, [registrable])).get(registrable);
  const [row] = (await listDomains(db, tenantId, { only: registrable }, { limit: 1 })).rows;
  const seen = row === undefined ? null : domainWire(row, matcher, facts, null);
  const best = gravest(matcher, registrable, seen?.hosts ?? []);
  const verdict = judgeTyped(matcher, best.kind === 'invalid' ? registrable : best.host);
  const reporter = await db
    .read<TakedownTables>()
    .selectFrom('takedown_reporter')
    .select(['organisation', 'name', 'email'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  const about: TakedownCase = {
    // What many share is not asked to be taken down for one name below it.
    registrable: isWidelyUsed(registrable) && verdict.host !== '' ? verdict.host : registrable,
    verdict,
    seen,
    facts: facts ?? null,
    life: await readLife(db, tenantId, registrable, seen?.certifiedAt ?? null),
    reporter: reporter ?? null,
    ownDomains: brands.find((brand) => brand.name === verdict.brand)?.domains ?? [],
    screenshot: await readScreenshot(db, tenantId, facts?.page?.screenshotId ?? null),
  };
  refuseGroundless(about, await isHostile(db, tenantId, registrable));
  return about;
}

/** Nobody is asked to take down what is ours, or what nothing speaks against. @throws AppError `domains.takedown_own`, `domains.takedown_groundless` (409) */
function refuseGroundless(about: TakedownCase, isMarkedHostile: boolean): void {
  const { registrable, verdict } = about;
  if (verdict.kind === 'own') {
    throw new AppError('domains.takedown_own', `${registrable} is yours: nobody is asked to take it down`, {
      status: 409,
      remedy: 'If it is not yours any more, take it out of your own domains first.',
    });
  }
  if (verdict.kind === 'look-alike' || isPhishingPage(about) || isMarkedHostile) return;
  throw new AppError('domains.takedown_groundless', `Nothing was seen that speaks against ${registrable}`, {
    status: 409,
    remedy: 'If you know more, mark it as hostile and say why.',
  });
}

async function isHostile(db: Db, tenantId: string, registrable: string): Promise<boolean> {
  const state = await db
    .read<LifeTables>()
    .selectFrom('domain_state')
    .select('decision')
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .executeTakeFirst();
  return state?.decision === 'hostile';
}

async function readScreenshot(
  db: Db,
  tenantId: string,
  screenshotId: string | null,
): Promise<TakedownCase['screenshot']> {
  if (screenshotId === null) return null;
  const row = await db
    .read<EnrichTables>()
    .selectFrom('domain_screenshot')
    .select(['media_type', 'body'])
    .where('tenant_id', '=', tenantId)
    .where('screenshot_id', '=', screenshotId)
    .executeTakeFirst();
  return row === undefined ? null : { mediaType: row.media_type, bytes: row.body };
}

function missingOf(about: TakedownCase, letters: readonly { role: string; to: string | null }[]): Missing[] {
  const missing: Missing[] = [];
  if (about.reporter === null) missing.push('reporter');
  for (const { role, to } of letters) {
    if (to === null) missing.push(role === 'host' ? 'host-contact' : 'registrar-contact');
  }
  if (about.facts?.page?.state !== 'up') missing.push('page');
  if (about.screenshot === null) missing.push('screenshot');
  if (about.seen?.decision !== 'hostile') missing.push('decision');
  return missing;
}
