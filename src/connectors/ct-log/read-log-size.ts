import type { Clock } from '../../base/clock.ts';
import type { CertificateLogSettings } from '../../domains/ports.ts';
import type { Egress } from '../../platform/http/egress.ts';
import type { HostScheduler } from './host-scheduler.ts';
import { createLogClient } from './log-client.ts';
import { checkOptions } from './reader-options.ts';
import { createRfc6962Api } from './rfc6962-api.ts';
import { readTreeHead } from './tree-head-reader.ts';

/**
 * The size of a log by its signed tree head, without reading the log: one small file. The scheduler is the one of the readers,
 * so that a log that is only looked at waits its turn among those of its host.
 * @throws AppError `ct_log.*`
 */
export async function readLogSize(
  log: CertificateLogSettings & {
    clock: Clock;
    egress: Egress;
    ports?: 'web' | 'any';
    userAgentContact: string;
    scheduler?: HostScheduler;
  },
  signal: AbortSignal,
): Promise<{ treeSize: number; at: number }> {
  const { clock, egress } = log;
  const options = checkOptions(log);
  const client = createLogClient({
    monitoringUrl: options.monitoringUrl,
    userAgent: options.userAgent,
    timeoutMs: options.limits.timeoutMs,
    egress,
    ports: log.ports ?? 'web',
    clock,
    scheduler: log.scheduler ?? null,
    logKey: options.logKey,
  });
  const head =
    options.kind === 'rfc6962'
      ? await createRfc6962Api(client, options).treeHead(signal)
      : await readTreeHead(client, options, clock, signal);
  return { treeSize: head.size, at: head.timestampMs };
}
