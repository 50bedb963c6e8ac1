import { AppError } from '../base/errors.ts';
import { SEVERITIES, type Severity } from '../base/finding.ts';
import type { Secret } from '../base/secret.ts';
import type { Db } from '../platform/store/db.ts';
import type { ChannelSettings, SealedSecrets } from './ports.ts';
import type { NotifyTables } from './tables.ts';

/** The field under which a channel's secret is sealed. */
export const SECRET_FIELD = 'channel-secret';

export interface Channel {
  id: string;
  label: string;
  settings: ChannelSettings;
  minSeverity: Severity;
  /** Set by breakwater.yaml. */
  readOnly: boolean;
}

/** A channel of breakwater.yaml, with its secret already read. */
export interface ConfiguredChannel extends Channel {
  secret: Secret | null;
}

/** Channels of a tenant: those of the configuration first, then those added in the console. */
export async function listChannels(
  db: Db,
  configured: readonly ConfiguredChannel[],
  tenantId: string,
): Promise<Channel[]> {
  const rows = await db
    .read<NotifyTables>()
    .selectFrom('channel')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return [
    ...configured,
    ...rows.map((row) => ({
      id: row.id,
      label: row.label,
      settings: JSON.parse(row.settings) as ChannelSettings,
      minSeverity: severityOf(row.min_severity),
      readOnly: false,
    })),
  ];
}

/** One channel with its secret. @throws AppError `notify.channel_not_found` */
export async function openChannel(
  db: Db,
  configured: readonly ConfiguredChannel[],
  secrets: SealedSecrets,
  tenantId: string,
  channelId: string,
): Promise<{ channel: Channel; secret: Secret | null }> {
  const own = configured.find((channel) => channel.id === channelId);
  if (own) return { channel: own, secret: own.secret };
  const channel = (await listChannels(db, [], tenantId)).find((candidate) => candidate.id === channelId);
  if (channel === undefined)
    throw new AppError('notify.channel_not_found', 'There is no such channel', {
      status: 404,
      remedy: 'Reload the list of channels.',
    });
  return { channel, secret: await secrets.get({ tenantId, row: channelId, field: SECRET_FIELD }) };
}

/** Where a channel goes, for the reader: never with a path or query, which may hold a token. */
export function destinationOf(settings: ChannelSettings): string {
  if (settings.kind === 'smtp') return settings.to.join(', ');
  return URL.canParse(settings.url) ? new URL(settings.url).origin : 'invalid address';
}

function severityOf(text: string): Severity {
  return SEVERITIES.find((severity) => severity === text) ?? 'medium';
}
