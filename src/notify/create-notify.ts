import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { AppError, errorText } from '../base/errors.ts';
import { SEVERITIES, type Message } from '../base/finding.ts';
import { LIVE_TENANT, uuidv7 } from '../base/ids.ts';
import { crossesInClear } from '../base/in-clear.ts';
import { renderMessage } from '../base/messages.ts';
import { Secret } from '../base/secret.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { Log } from '../platform/log/log.ts';
import type { Outbox, OutboxItem, OutboxOutcome } from '../platform/outbox/outbox.ts';
import type { Db, MigrationSet, Tx } from '../platform/store/db.ts';
import type { channelInput, notifyApi } from './api.ts';
import { SECRET_FIELD, destinationOf, listChannels, openChannel, type ConfiguredChannel } from './channels.ts';
import { notifyMessages } from './messages.ts';
import { notifyMigrations } from './migrations.ts';
import type { ChannelSettings, IncidentNews, Notice, OpenNotifier, SealedSecrets } from './ports.ts';
import type { NotifyTables } from './tables.ts';

/** The outbox topic of notices. */
export const NOTIFY_TOPIC = 'notify.send';

const TEST_TIMEOUT_MS = 15_000;

const payloadSchema = z.object({
  channelId: z.string(),
  notice: z.object({
    id: z.string(),
    severity: z.enum(SEVERITIES as unknown as readonly ['info', 'low', 'medium', 'high', 'critical']),
    subject: z.string(),
    text: z.string(),
    url: z.string().nullable(),
    incidentNumber: z.string().nullable(),
    at: z.number(),
  }),
});

export interface NotifyDeps {
  db: Db;
  clock: Clock;
  log: Log;
  outbox: Outbox;
  secrets: SealedSecrets;
  configured: readonly ConfiguredChannel[];
  openNotifier: OpenNotifier;
  /** The text of a message in the language of the notices. */
  render(message: Message): string;
  /** The page of an incident, absolute. */
  incidentUrl(incidentNumber: string): string;
}

export interface Notify {
  handlers: Handlers<typeof notifyApi>;
  migrations: MigrationSet;
  /** Puts notices into the outbox, in the transaction that opened or raised the incident. Once per incident, severity and channel. */
  incidentTold(tx: Tx, news: IncidentNews): Promise<void>;
  /** Channels with their failure, for the checklist. */
  health(tenantId: string): Promise<{ label: string; failing: string | null }[]>;
}

/** Tells people by webhook and mail. A rehearsal tells nobody outside. */
export function createNotify(deps: NotifyDeps): Notify {
  deps.outbox.handle(NOTIFY_TOPIC, (item, signal) => deliver(deps, item, signal));
  return {
    handlers: createHandlers(deps),
    migrations: notifyMigrations,

    async incidentTold(tx, news) {
      if (news.tenantId !== LIVE_TENANT) return;
      const rank = SEVERITIES.indexOf(news.severity);
      const rows = await tx
        .tables<NotifyTables>()
        .selectFrom('channel')
        .select(['id', 'min_severity'])
        .where('tenant_id', '=', news.tenantId)
        .execute();
      const channels = [
        ...deps.configured.map((channel) => ({ id: channel.id, min_severity: channel.minSeverity as string })),
        ...rows,
      ];
      for (const channel of channels) {
        if (rank < SEVERITIES.findIndex((severity) => severity === channel.min_severity)) continue;
        const key = `${news.incidentId}:${news.severity}:${channel.id}`;
        await deps.outbox.add(tx, {
          tenantId: news.tenantId,
          topic: NOTIFY_TOPIC,
          key,
          payload: { channelId: channel.id, notice: { ...noticeOf(deps, news), id: key } },
        });
      }
    },

    async health(tenantId) {
      const channels = await listChannels(deps.db, deps.configured, tenantId);
      const health = await readHealth(deps.db, tenantId);
      return channels.map((channel) => ({
        label: channel.label,
        failing: health.get(channel.id)?.lastError?.message ?? null,
      }));
    },
  };
}

function noticeOf(deps: NotifyDeps, news: IncidentNews): Omit<Notice, 'id'> {
  const params = {
    number: news.number,
    severity: news.severity,
    headline: deps.render(news.headline),
    url: deps.incidentUrl(news.number),
  };
  return {
    severity: news.severity,
    subject: oneLine(renderMessage(notifyMessages, { key: `notify.subject.${news.why}`, params })),
    text: renderMessage(notifyMessages, { key: `notify.text.${news.why}`, params }),
    url: params.url,
    incidentNumber: news.number,
    at: news.at,
  };
}

async function deliver(deps: NotifyDeps, item: OutboxItem, signal: AbortSignal): Promise<OutboxOutcome> {
  const payload = payloadSchema.safeParse(item.payload);
  if (!payload.success) return { kind: 'failed', reason: 'the notice kept in the outbox cannot be read' };
  const { channelId, notice } = payload.data;
  try {
    const { channel, secret } = await openChannel(deps.db, deps.configured, deps.secrets, item.tenantId, channelId);
    refuseInClear(channel.settings);
    await deps.openNotifier(channel.settings, secret).send(notice, signal);
    await recordHealth(deps, item.tenantId, channelId, null);
    return { kind: 'done' };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'notify.channel_not_found')
      return { kind: 'failed', reason: 'the channel was removed' };
    await recordHealth(deps, item.tenantId, channelId, thrown);
    const reason = errorText(thrown);
    if (thrown instanceof AppError && !thrown.retryable) return { kind: 'failed', reason };
    return thrown instanceof AppError && thrown.retryAfterMs !== null
      ? { kind: 'later', reason, afterMs: thrown.retryAfterMs }
      : { kind: 'later', reason };
  }
}

interface Health {
  lastDeliveredAt: number | null;
  lastError: { code: string; message: string; remedy: string | null; at: number } | null;
}

async function readHealth(db: Db, tenantId: string): Promise<Map<string, Health>> {
  const rows = await db
    .read<NotifyTables>()
    .selectFrom('channel_health')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .execute();
  return new Map(
    rows.map((row) => [
      row.channel_id,
      {
        lastDeliveredAt: row.last_delivered_at,
        lastError: row.last_error === null ? null : (JSON.parse(row.last_error) as Health['lastError']),
      },
    ]),
  );
}

async function recordHealth(deps: NotifyDeps, tenantId: string, channelId: string, thrown: unknown): Promise<void> {
  const at = deps.clock.now();
  const lastError =
    thrown === null
      ? null
      : JSON.stringify({
          code: thrown instanceof AppError ? thrown.code : 'notify.failed',
          message: errorText(thrown),
          remedy: thrown instanceof AppError ? thrown.remedy : null,
          at,
        });
  await deps.db.transaction(async (tx) => {
    const values = {
      tenant_id: tenantId,
      channel_id: channelId,
      last_delivered_at: thrown === null ? at : null,
      last_error: lastError,
    };
    const update = thrown === null ? { last_delivered_at: at, last_error: null } : { last_error: lastError };
    await tx
      .tables<NotifyTables>()
      .insertInto('channel_health')
      .values(values)
      .onConflict((conflict) => conflict.columns(['tenant_id', 'channel_id']).doUpdateSet(update))
      .execute();
  });
}

function createHandlers(deps: NotifyDeps): Handlers<typeof notifyApi> {
  return {
    async listChannels({ tenantId }) {
      const channels = await listChannels(deps.db, deps.configured, tenantId);
      const health = await readHealth(deps.db, tenantId);
      const waiting = await deps.outbox.waiting(tenantId, NOTIFY_TOPIC);
      return {
        items: channels.map((channel) => ({
          channelId: channel.id,
          kind: channel.settings.kind,
          label: channel.label,
          destination: destinationOf(channel.settings),
          minSeverity: channel.minSeverity,
          readOnly: channel.readOnly,
          lastDeliveredAt: health.get(channel.id)?.lastDeliveredAt ?? null,
          waiting: waiting.filter((item) => item.payload['channelId'] === channel.id).length,
          lastError: health.get(channel.id)?.lastError ?? null,
        })),
      };
    },

    async addChannel(context, { body }) {
      if (context.tenantId !== LIVE_TENANT)
        throw new AppError('notify.rehearsal', 'A rehearsal tells nobody outside', {
          status: 409,
          remedy: 'Add channels in the live space.',
        });
      refuseInClear(settingsOf(body));
      const channelId = uuidv7(deps.clock.now());
      const signingSecret = body.kind === 'webhook' ? `whsec_${randomBytes(32).toString('base64')}` : null;
      const secret = signingSecret ?? (body.kind === 'smtp' ? (body.password ?? null) : null);
      await deps.db.transaction(async (tx) => {
        const row = {
          tenant_id: context.tenantId,
          id: channelId,
          kind: body.kind,
          label: body.label,
          settings: JSON.stringify(settingsOf(body)),
          min_severity: body.minSeverity,
          created_at: deps.clock.now(),
        };
        await tx.tables<NotifyTables>().insertInto('channel').values(row).execute();
        if (secret !== null)
          await deps.secrets.put(
            tx,
            { tenantId: context.tenantId, row: channelId, field: SECRET_FIELD },
            new Secret(secret),
          );
      });
      context.audit(channelId);
      return { channelId, signingSecret };
    },

    async testChannel(context, { params }) {
      const { channel, secret } = await openChannel(
        deps.db,
        deps.configured,
        deps.secrets,
        context.tenantId,
        params.channelId,
      );
      context.audit(params.channelId);
      const notice: Notice = {
        id: `test:${uuidv7(deps.clock.now())}`,
        severity: 'info',
        subject: notifyMessages['notify.subject.test'] ?? '',
        text: notifyMessages['notify.text.test'] ?? '',
        url: null,
        incidentNumber: null,
        at: deps.clock.now(),
      };
      try {
        refuseInClear(channel.settings);
        const { answer } = await deps
          .openNotifier(channel.settings, secret)
          .send(notice, AbortSignal.any([context.signal, AbortSignal.timeout(TEST_TIMEOUT_MS)]));
        await recordHealth(deps, context.tenantId, params.channelId, null);
        return { delivered: true, answer };
      } catch (thrown) {
        await recordHealth(deps, context.tenantId, params.channelId, thrown);
        const remedy = thrown instanceof AppError && thrown.remedy !== null ? ` ${thrown.remedy}` : '';
        return { delivered: false, answer: `${errorText(thrown)}${remedy}` };
      }
    },

    async removeChannel(context, { params }) {
      if (deps.configured.some((channel) => channel.id === params.channelId)) {
        throw new AppError('notify.read_only', 'This channel is set by the configuration', {
          status: 409,
          remedy: 'Remove it from breakwater.yaml and restart.',
        });
      }
      context.audit(params.channelId);
      await deps.db.transaction(async (tx) => {
        const at = { tenantId: context.tenantId, row: params.channelId, field: SECRET_FIELD };
        await tx
          .tables<NotifyTables>()
          .deleteFrom('channel')
          .where('tenant_id', '=', context.tenantId)
          .where('id', '=', params.channelId)
          .execute();
        await tx
          .tables<NotifyTables>()
          .deleteFrom('channel_health')
          .where('tenant_id', '=', context.tenantId)
          .where('channel_id', '=', params.channelId)
          .execute();
        await deps.secrets.delete(tx, at);
      });
      return { ok: true };
    },
  };
}

function settingsOf(body: z.output<typeof channelInput>): ChannelSettings {
  if (body.kind === 'webhook') return { kind: 'webhook', url: body.url };
  return {
    kind: 'smtp',
    host: body.host,
    port: body.port,
    tls: body.tls,
    username: body.username ?? null,
    from: body.from,
    to: body.to,
  };
}

/**
 * Asked when a channel is added and before each notice: one that was stored before https was demanded must not go on sending.
 * @throws AppError `notify.webhook_in_clear`, not retryable
 */
function refuseInClear(settings: ChannelSettings): void {
  if (settings.kind !== 'webhook' || !crossesInClear(settings.url)) return;
  throw new AppError('notify.webhook_in_clear', 'What is sent to this webhook would cross the network in clear', {
    status: 400,
    remedy: 'Add it anew with its https address, and remove this one.',
  });
}

/** A subject is one line whatever a finding's text holds. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
