import type { Clock } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import { createCtLogReader } from '../connectors/ct-log/ct-log-reader.ts';
import { createHostScheduler } from '../connectors/ct-log/host-scheduler.ts';
import { createMemoryBudget } from '../connectors/ct-log/memory-budget.ts';
import { readLogSize } from '../connectors/ct-log/read-log-size.ts';
import { createListingOpener } from '../connectors/listing/open-listing.ts';
import { oktaCredentialOf } from '../connectors/okta/okta-credential.ts';
import { createOktaLogSource } from '../connectors/okta/okta-log-source.ts';
import { createOktaResponder } from '../connectors/okta/responder.ts';
import { createSmtpNotifier } from '../connectors/smtp/smtp-notifier.ts';
import { createWebhookNotifier } from '../connectors/webhook/webhook-notifier.ts';
import type { OpenList, ReadLogSize } from '../domains/logs/ports.ts';
import type { CertificateLogReader, CertificateLogSettings } from '../domains/ports.ts';
import type { IdentitySource } from '../identity/ports.ts';
import type { ConfiguredChannel } from '../notify/channels.ts';
import type { OpenNotifier } from '../notify/ports.ts';
import type { LoadedConfig } from '../platform/config/load-config.ts';
import type { ConfigFile, SecretSource } from '../platform/config/schema.ts';
import type { OktaCredentialInput } from '../platform/http/credential.ts';
import { createEgress } from '../platform/http/egress.ts';
import { createResolveHost } from '../platform/http/egress-resolve.ts';
import type { Log } from '../platform/log/log.ts';
import type { Responder } from '../response/ports.ts';

/**
 * What the readers of logs may hold of replies at a time. A log's own share is a data tile or a get-entries answer; a whole step
 * is eight. 32 logs that all hold something hold 48 MiB.
 */
const LOG_MEMORY = {
  shareBytes: 1024 * 1024,
  commonBytes: 16 * 1024 * 1024,
  lentBytes: 7 * 1024 * 1024,
  slowMs: 10_000,
};

/** What a certificate log's reader is made of. */
export interface LogAddress extends CertificateLogSettings {
  clock: Clock;
  /** See OpenCertificateLog of domains/ports.ts. */
  isTrusted: boolean;
}

/** The adapters of outside systems, chosen here and nowhere else. */
export interface Connectors {
  openReader: (address: LogAddress) => CertificateLogReader;
  openList: OpenList;
  readLogSize: ReadLogSize;
  oktaSource: (options: { orgUrl: string; credential: OktaCredentialInput; clock: Clock }) => IdentitySource;
  oktaResponder: (options: { orgUrl: string; credential: OktaCredentialInput; clock: Clock }) => Responder;
  openNotifier: OpenNotifier;
}

/** @param clock real time */
export function createConnectors(config: LoadedConfig, clock: Clock, log: Log): Connectors {
  const fetch = globalThis.fetch;
  const contact = config.config.contact ?? 'no contact configured';
  const resolve = createResolveHost();
  const scheduler = createHostScheduler(clock);
  const memory = createMemoryBudget({ ...LOG_MEMORY, steadyMs: () => clock.steadyMs() });
  const proxy = proxyOf(config, config.config.certificateLogProxy);
  const networks = config.config.certificateLogNetworks.map((range) => ({ range }));
  const guarded = createEgress({ resolve, proxy });
  const guardedLogs = createEgress({ resolve, proxy, allow: networks });
  const trusted = createEgress({ resolve, proxy, allow: [{ range: '0.0.0.0/0' }, { range: '::/0' }] });
  const common = { userAgentContact: contact, scheduler, memory };
  return {
    openList: createListingOpener({ guarded, trusted, userAgent: `Breakwater (${contact})` }),
    // Asked of logs of the list only.
    readLogSize: (listed, signal) => readLogSize({ ...listed, ...common, egress: guardedLogs }, signal),
    openReader: ({ isTrusted, ...address }) =>
      createCtLogReader({
        ...address,
        ...common,
        ...(isTrusted ? { egress: trusted, ports: 'any' } : { egress: guardedLogs, ports: 'web' }),
      }),
    oktaSource: ({ orgUrl, credential, clock: own }) =>
      createOktaLogSource({ orgUrl, credential: oktaCredentialOf(credential), clock: own, fetch, log }),
    oktaResponder: ({ orgUrl, credential, clock: own }) =>
      createOktaResponder({ orgUrl, credential: oktaCredentialOf(credential), clock: own, fetch }),
    openNotifier: (settings, secret) =>
      settings.kind === 'webhook'
        ? createWebhookNotifier({ url: settings.url, secret: secret ?? new Secret(''), now: () => clock.now(), fetch })
        : createSmtpNotifier({ ...settings, password: secret }),
  };
}

/** A proxy of the configuration with its password read; null where none is set. */
export function proxyOf(config: LoadedConfig, proxy: ConfigFile['lookups']['proxy']): URL | null {
  if (proxy === undefined) return null;
  const url = new URL(proxy.url);
  if (proxy.username !== undefined) url.username = encodeURIComponent(proxy.username);
  if (proxy.password !== undefined) url.password = encodeURIComponent(config.readSecret(proxy.password).reveal());
  return url;
}

type FileCredential = NonNullable<ConfigFile['okta']>['read'];

/** The credential of the configuration file, with its secret read. */
export function credentialOf(config: LoadedConfig, credential: FileCredential): OktaCredentialInput {
  const reveal = (source: SecretSource): string => config.readSecret(source).reveal();
  if ('token' in credential) return { kind: 'token', token: reveal(credential.token) };
  return {
    kind: 'private-key',
    clientId: credential.clientId,
    privateKey: reveal(credential.privateKey),
    ...(credential.keyId === undefined ? {} : { keyId: credential.keyId }),
  };
}

/** The channels of the configuration file, with their secrets read. */
export function configuredChannels(config: LoadedConfig): ConfiguredChannel[] {
  return config.config.channels.map((channel, index) => {
    const common = { id: `config-${index}`, label: channel.label, minSeverity: channel.minSeverity, readOnly: true };
    if (channel.kind === 'webhook')
      return { ...common, settings: { kind: 'webhook', url: channel.url }, secret: config.readSecret(channel.secret) };
    const { host, port, tls, username, from, to, password } = channel;
    return {
      ...common,
      settings: { kind: 'smtp', host, port, tls, username: username ?? null, from, to },
      secret: password === undefined ? null : config.readSecret(password),
    };
  });
}
