import { AppError } from '../../base/errors.ts';
import type { Handlers, RequestContext } from '../../platform/http/context.ts';
import type { RunningSpace } from '../../platform/jobs/running-space.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Db, Tx } from '../../platform/store/db.ts';
import type { BrandBooks } from '../brand-books.ts';
import { useDecisions } from '../change-brands.ts';
import { deciderOf } from '../life/life-routes.ts';
import type { LifeTables } from '../life/tables.ts';
import type { ConfiguredBrand } from '../ports.ts';
import type { DomainTables } from '../tables.ts';
import type { luresApi } from './api.ts';
import { type CountWouldTellDeps, createWouldTellCounter } from './count-would-tell.ts';
import { proposeWords, type ProposedWord } from './propose-words.ts';
import type { LuresTables, LureWordRow } from './tables.ts';

export interface LuresDeps extends CountWouldTellDeps {
  db: Db;
  books: BrandBooks;
  live: LivePublisher;
  configured: (tenantId: string) => readonly ConfiguredBrand[];
  /** With a word that is learned: names seen before may hold it. */
  learned(tx: Tx, tenantId: string, word: string, at: number): Promise<void>;
}

/** Lure words learned from domains that people decided to be hostile. */
export interface Lures {
  handlers: Handlers<typeof luresApi>;
  start(space: RunningSpace): void;
  stop(tenantId: string): Promise<void>;
  dropTenant(tx: Tx, tenantId: string): Promise<void>;
}

type Tables = LifeTables & DomainTables & LuresTables;

/** Words learned in one space; the configuration takes more. */
const MAX_LEARNED = 1000;
/** Words shown of those that the configuration sets. */
const MAX_CONFIGURED_SHOWN = 500;

/**
 * Builds the learning of lure words. A word is proposed as long as the decision stands that its domain is hostile; it is judged by
 * only after somebody agreed, and no more once that is undone, whatever became of the domain.
 */
export function createLures(deps: LuresDeps): Lures {
  const { db } = deps;
  const counter = createWouldTellCounter(deps);

  /** @throws AppError `domains.lure_not_proposed` */
  async function decide(
    context: RequestContext,
    asked: { word: string; registrable: string },
    decision: LureWordRow['decision'],
  ): Promise<void> {
    const { tenantId, clock } = context;
    const by = deciderOf(context);
    context.audit(asked.word, asked.registrable);
    const book = await deps.books.of(tenantId);
    await db.transaction(async (tx) => {
      const proposals = await proposeWords(tx.tables<Tables>(), tenantId, book, asked.registrable);
      const proposed = proposals.find(({ word }) => word === asked.word);
      if (proposed === undefined) throw notProposed(asked);
      if (decision === 'learned') await requireRoom(tx, tenantId);
      const { word, tier, registrable, brand } = proposed;
      const row: LureWordRow = {
        tenant_id: tenantId,
        word,
        decision,
        tier,
        registrable,
        brand,
        by: by.id,
        by_name: by.name,
        at: clock.now(),
      };
      await tx.tables<LuresTables>().insertInto('lure_word').values(row).execute();
      await settle(tx, row);
      if (decision === 'learned') await deps.learned(tx, tenantId, word, row.at);
    });
  }

  /** Judges by what is learned from the commit on. */
  async function settle(tx: Tx, { tenant_id: tenantId, decision, registrable }: LureWordRow): Promise<void> {
    if (decision === 'learned') await useDecisions(deps, tx, tenantId);
    await deps.live.publish(tx, tenantId, 'look-alike', registrable);
  }

  return {
    handlers: {
      async listLureWords({ tenantId }, { query }) {
        const book = await deps.books.of(tenantId);
        const rows = await db
          .read<LuresTables>()
          .selectFrom('lure_word')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .orderBy('at', 'desc')
          .orderBy('word')
          .execute();
        const proposals = await proposeWords(db.read<Tables>(), tenantId, book, query.registrable);
        return {
          words: [...configuredWords(book.lexicon.lures ?? [], rows), ...rows.filter(isLearned).map(learnedWire)],
          declined: rows
            .filter((row) => row.decision === 'declined')
            .map(({ word, registrable, by_name: by, at }) => ({ word, registrable, by, at })),
          proposals: proposals.map((one: ProposedWord) => ({ ...one, wouldTell: counter.of(tenantId, book, one) })),
        };
      },
      async learnLureWord(context, { body }) {
        await decide(context, body, 'learned');
        return { ok: true };
      },
      async declineLureWord(context, { body }) {
        await decide(context, body, 'declined');
        return { ok: true };
      },
      async undoLureWord(context, { params: { word } }) {
        const { tenantId } = context;
        context.audit(word);
        await db.transaction(async (tx) => {
          const row = await tx
            .tables<LuresTables>()
            .selectFrom('lure_word')
            .selectAll()
            .where('tenant_id', '=', tenantId)
            .where('word', '=', word)
            .executeTakeFirst();
          if (row === undefined) throw notDecided(word);
          await tx
            .tables<LuresTables>()
            .deleteFrom('lure_word')
            .where('tenant_id', '=', tenantId)
            .where('word', '=', word)
            .execute();
          await settle(tx, row);
        });
        return { ok: true };
      },
    },
    start: (space) => counter.start(space),
    stop: (tenantId) => counter.stop(tenantId),
    async dropTenant(tx, tenantId) {
      await tx.tables<LuresTables>().deleteFrom('lure_word').where('tenant_id', '=', tenantId).execute();
    },
  };
}

const isLearned = (row: LureWordRow): boolean => row.decision === 'learned';

function learnedWire({ word, tier, registrable, brand, by_name: by, at }: LureWordRow) {
  return { word, tier, from: 'decision' as const, registrable, brand, by, at };
}

/** Words of the lexicon that nobody learned: the configuration set them. */
function configuredWords(lures: readonly { word: string; tier: string }[], rows: readonly LureWordRow[]) {
  const learned = new Set(rows.filter(isLearned).map(({ word }) => word));
  return lures
    .filter(({ word }) => !learned.has(word))
    .slice(0, MAX_CONFIGURED_SHOWN)
    .map(({ word, tier }) => ({
      word,
      tier,
      from: 'configuration' as const,
      registrable: null,
      brand: null,
      by: null,
      at: null,
    }));
}

async function requireRoom(tx: Tx, tenantId: string): Promise<void> {
  const { count } = await tx
    .tables<LuresTables>()
    .selectFrom('lure_word')
    .select((q) => q.fn.countAll<number | string>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where('decision', '=', 'learned')
    .executeTakeFirstOrThrow();
  if (Number(count) < MAX_LEARNED) return;
  throw new AppError('domains.too_many_lures', `${MAX_LEARNED} lure words have been learned already`, {
    status: 409,
    remedy: 'Remove some that tell nothing, or set further words in breakwater.yaml.',
  });
}

function notProposed({ word, registrable }: { word: string; registrable: string }): AppError {
  return new AppError('domains.lure_not_proposed', `${registrable} does not propose the word "${word}"`, {
    status: 409,
    remedy: 'Somebody else may have decided about the word or undone the decision about the domain: reload the page.',
  });
}

function notDecided(word: string): AppError {
  return new AppError('domains.lure_not_found', `Nothing is decided about the word "${word}"`, {
    status: 404,
    remedy: 'Somebody else may have undone it: reload the page. Words of breakwater.yaml are changed there.',
  });
}
