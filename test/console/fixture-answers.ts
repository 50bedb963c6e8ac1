import { domainAnswers } from './fixture-domains.ts';
import { logAnswers } from './fixture-logs.ts';
import * as data from './fixture.data.ts';

export interface Call {
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  space: string;
}

/** An error reply, thrown by an answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly remedy: string | null;
  constructor(status: number, code: string, message: string, remedy: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

export type Answers = Record<string, (call: Call) => unknown>;

function paged<T>(items: readonly T[], query: Record<string, unknown>): { items: T[]; nextCursor: string | null } {
  const from = Number(query['cursor'] ?? 0);
  const limit = Number(query['limit'] ?? 100);
  return {
    items: items.slice(from, from + limit),
    nextCursor: from + limit < items.length ? String(from + limit) : null,
  };
}

const ok = { ok: true };

/** What the fixture answers unless a test says otherwise. */
export function standardAnswers(): Answers {
  return {
    ...domainAnswers(),
    ...logAnswers(),
    getMe: () => data.ME,
    getSignInState: () => ({ bootstrap: false, loopback: true, rpId: 'localhost' }),
    exchangeLink: () => ({ next: 'console' }),
    signOut: () => ok,
    getOverview: () => data.OVERVIEW,
    getSetup: () => data.SETUP,
    listSources: () => ({ items: data.SOURCES, asOf: data.NOW }),
    pauseSource: () => ok,
    resumeSource: () => ok,
    listIncidents: ({ query }) => {
      const text = (typeof query['q'] === 'string' ? query['q'] : '').toLowerCase();
      const state = String(query['state']);
      const rows = data.INCIDENTS.filter(
        (row) =>
          (state === 'all' || row.state === state) &&
          (text === '' || JSON.stringify([row.number, row.domains, row.headline]).toLowerCase().includes(text)),
      );
      return paged(rows, query);
    },
    getIncident: ({ params }) => {
      const id = params['incidentId'];
      if (id === 'BW-17' || id === 'inc-17') return data.ATTACK;
      if (id === 'BW-9') return { ...data.ATTACK, number: 'BW-9', incidentId: 'inc-9', findings: 5000 };
      const row = data.INCIDENTS.find((one) => one.number === id || one.incidentId === id);
      if (row === undefined)
        throw new Refusal(
          404,
          'incidents.not_found',
          `There is no incident ${id}.`,
          'It may have been removed with its rehearsal.',
        );
      return { ...row, entities: [], notes: [], story: [], closedReason: null };
    },
    getTimeline: ({ params, query }) =>
      paged(
        params['incidentId'] === 'inc-9' ? data.LONG_TIMELINE : params['incidentId'] === 'inc-17' ? data.TIMELINE : [],
        query,
      ),
    getFinding: ({ params }) => {
      const finding = data.findingOf(params['findingId'] ?? '');
      if (finding === null) throw new Refusal(404, 'incidents.not_found', 'There is no such finding.');
      return finding;
    },
    setIncidentState: () => ok,
    mergeIncidents: () => ok,
    splitIncident: () => ({ incidentId: 'inc-x1' }),
    addNote: () => ({ noteId: 'n2' }),
    getPlan: ({ params }) =>
      params['incidentId'] === 'inc-17' || params['incidentId'] === 'inc-9'
        ? { ...data.proposedPlan(), incidentId: params['incidentId'] }
        : { ...data.proposedPlan(), actions: [], leftAlone: [], state: 'empty' },
    getResponders: () => ({ okta: { connected: false, orgUrl: null, readOnly: false, lastError: null } }),
    beginApproval: () => ({ publicKey: null, approvalId: 'approval-1' }),
    approve: () => data.proposedPlan(),
    retryAction: () => ok,
    withdrawAction: () => ok,
    listBrands: () => ({
      items: [
        {
          brandId: 'b1',
          name: 'Acme',
          domains: ['acme.com', 'acme.co.uk', 'acmecdn.net'],
          aliases: ['Acme Inc', 'Акме'],
          readOnly: true,
          notLookedFor: ['Акме'],
          isLookedFor: true,
        },
      ],
    }),
    putBrand: ({ body }) => ({ ...body, brandId: 'b2', readOnly: false, notLookedFor: [], isLookedFor: true }),
    checkHosts: ({ body }) => ({ items: (body['hosts'] as string[]).map(data.verdictOf) }),
    listLookAlikes: ({ query }) => paged(data.LOOK_ALIKES, query),
    listCertificateLogs: () => ({
      items: [
        {
          sourceId: 'ct:sycamore2026h2',
          monitoringUrl: 'https://mon.sycamore.ct.letsencrypt.org/2026h2/',
          origin: 'sycamore.ct.letsencrypt.org/2026h2',
          readOnly: true,
          listed: false,
        },
        {
          sourceId: 'ct:old',
          monitoringUrl: 'https://mon.log.example/2025h1/',
          origin: 'log.example/2025h1',
          readOnly: false,
          listed: false,
        },
      ],
    }),
    listChannels: () => ({ items: data.CHANNELS }),
    testChannel: () => ({ delivered: true, answer: '200 OK' }),
    listReports: ({ query }) => paged(data.REPORTS, query),
    submitReport: ({ body }) => ({
      reportId: 'r9',
      reporter: body['reporter'],
      text: body['text'],
      links: [],
      from: null,
      entered: body['entered'],
      messageAt: null,
      receivedAt: data.NOW,
      verdict: 'unknown',
      incidentId: null,
    }),
    listImports: () => ({ items: data.IMPORTS }),
    startImport: ({ query }) => ({
      ...data.IMPORTS[0],
      importId: 'i2',
      fileName: query['fileName'],
      records: 2,
      findings: 0,
      rejected: 0,
      rejections: [],
    }),
    getRehearsal: () => data.REHEARSAL,
    startRehearsal: () => data.REHEARSAL,
    setRehearsalSpeed: () => ok,
    stopRehearsal: () => ok,
    removeRehearsal: () => ok,
    listAccounts: () => ({
      items: [
        {
          accountId: 'acc-1',
          name: 'Mara Lindqvist',
          role: 'administrator',
          createdAt: data.NOW - 90 * 86_400_000,
          lastSeenAt: data.NOW - 60_000,
          invited: false,
          passkeys: [
            {
              passkeyId: 'k1',
              label: 'YubiKey 5C',
              createdAt: data.NOW - 90 * 86_400_000,
              lastUsedAt: data.NOW - 60_000,
              synced: false,
            },
            { passkeyId: 'k2', label: 'Laptop', createdAt: data.NOW - 80 * 86_400_000, lastUsedAt: null, synced: true },
          ],
        },
        {
          accountId: 'acc-2',
          name: 'Vik Osei',
          role: 'responder',
          createdAt: data.NOW - 86_400_000,
          lastSeenAt: null,
          invited: true,
          passkeys: [],
        },
      ],
    }),
    listTokens: () => ({
      items: [
        {
          tokenId: 't1',
          label: 'dns-forwarder',
          permissions: ['events:ingest'],
          createdAt: data.NOW - 86_400_000,
          expiresAt: data.NOW + 364 * 86_400_000,
          lastUsedAt: data.NOW - 2000,
        },
      ],
    }),
    createToken: () => ({ tokenId: 't2', token: 'bwt_0123456789abcdef0123456789abcdef0123456789ab' }),
    inviteAccount: () => ({ accountId: 'acc-3', link: 'http://localhost:4480/link#0123456789abcdef0123456789abcdef' }),
    listAudit: ({ query }) => ({
      ...paged(
        Array.from({ length: 300 }, (_, index) => ({
          space: index % 4 === 1 ? 'rehearsal' : 'live',
          seq: 300 - index,
          at: data.NOW - index * 600_000,
          actor: index % 3 === 0 ? 'session 0193a1b2' : 'account acc-1',
          actorName: index % 3 === 0 ? null : 'Mara Lindqvist',
          verb: ['finding.read', 'plan.approve', 'auth.sign-in', 'brand.put'][index % 4] ?? 'x',
          objects: [`inc-${index}`],
          outcome: index % 11 === 5 ? 'denied:http.forbidden' : 'done',
          hash: data.sha(`audit ${index}`),
        })).filter(({ space }) => query['rehearsal'] !== 'hidden' || space === 'live'),
        query,
      ),
      chain: { whole: true, brokenAtSeq: null, checkedAt: data.NOW - 20_000 },
    }),
  };
}
