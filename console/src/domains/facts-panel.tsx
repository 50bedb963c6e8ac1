import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { domainFactsWire } from '../../../src/domains/enrich/api.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { KeyValues } from '../kit/key-value.tsx';
import { Panel } from '../kit/panel.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';
import { visibleText } from '../text/visible-text.ts';
import { Ago, Moment } from '../text/time.tsx';
import { Screenshot } from './screenshot.tsx';

type Facts = z.output<typeof domainFactsWire>;

/** What look-ups found: name servers, registration, certificate, page. What was not looked up says so. */
export function FactsPanel({ registrable, facts }: { registrable: string; facts: Facts | null }) {
  const space = useSpace();
  const queries = useQueryClient();
  const mayAsk = useMay('domains:write');
  const again = useMutation({
    mutationFn: () => clientsOf(space).domains.checkDomain({ params: { registrable } }),
    onSuccess: () => {
      sayDone('Looked up again soon');
      return queries.invalidateQueries({ queryKey: [space, 'look-alikes'] });
    },
  });
  const isOff = facts === null || facts.stage === 'off';
  return (
    <Panel
      title="What was found"
      aside={
        mayAsk &&
        !isOff && (
          <Button
            size="sm"
            look="quiet"
            icon={<RefreshCw size={13} />}
            busy={again.isPending}
            onClick={() => again.mutate()}
          >
            Look up again
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <InlineError error={again.error} />
        {isOff && facts?.checkedAt == null && (
          <Callout title="Not looked up">
            {facts === null ? (
              'Nobody has asked for a look-up of this domain.'
            ) : (
              <>
                Look-ups are off: nothing outside is asked.{' '}
                <Link
                  to="/settings/$section"
                  params={{ section: 'brands' }}
                  className="text-accent underline underline-offset-2"
                >
                  Agree to them under the brands
                </Link>
              </>
            )}
          </Callout>
        )}
        {facts !== null && (facts.checkedAt !== null || !isOff) && <Stage facts={facts} />}
        {facts !== null && <Parts facts={facts} />}
      </div>
    </Panel>
  );
}

function Stage({ facts }: { facts: Facts }) {
  return (
    <p className="text-ink-3 text-xs">
      {facts.checkedAt === null ? (
        'Waits for its first look-up.'
      ) : (
        <>
          Looked up <Ago at={facts.checkedAt} />
        </>
      )}
      {facts.nextCheckAt !== null && (
        <>
          {' · next '}
          <Moment at={facts.nextCheckAt} />
        </>
      )}
      {facts.error !== null && (
        <span className="text-critical block">
          The last one did not finish: <bdi>{visibleText(facts.error)}</bdi>
        </span>
      )}
    </p>
  );
}

function Parts({ facts }: { facts: Facts }) {
  const { dns, rdap, host, tls, page } = facts;
  return (
    <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
      {dns !== null && (
        <Part title="DNS">
          {[
            { name: 'Answer', value: DNS_STATES[dns.state] },
            { name: 'Addresses', value: list(dns.addresses) },
            { name: 'Name servers', value: list(dns.ns) },
            { name: 'Mail hosts', value: list(dns.mx) },
            ...(dns.cname.length > 0 ? [{ name: 'Alias of', value: list(dns.cname) }] : []),
            ...(dns.wildcard ? [{ name: 'Wildcard', value: 'any name below it answers' }] : []),
            ...(dns.parked ? [{ name: 'Parked', value: 'at a parking service' }] : []),
          ]}
        </Part>
      )}
      {rdap !== null && (
        <Part title="Registration">
          {[
            { name: 'Answer', value: RDAP_STATES[rdap.state] },
            { name: 'Registered', value: rdap.registeredAt === null ? 'not told' : <Moment at={rdap.registeredAt} /> },
            { name: 'Registrar', value: outside(rdap.registrar?.name) },
            { name: 'Abuse contact', value: outside(rdap.registrar?.abuseEmail) },
            { name: 'Registrant', value: outside(rdap.registrant) },
            { name: 'Statuses', value: list(rdap.statuses) },
          ]}
        </Part>
      )}
      {host !== null && (
        <Part title="Network">
          {[
            { name: 'Address', value: outside(host.address) },
            { name: 'Network', value: outside(host.networkName) },
            { name: 'Abuse contact', value: outside(host.abuseEmail) },
          ]}
        </Part>
      )}
      {tls !== null && (
        <Part title="Certificate">
          {[
            { name: 'Answer', value: tls.state },
            { name: 'Issuer', value: outside(tls.issuer) },
            { name: 'Organisation', value: outside(tls.subjectOrganization) },
            { name: 'Valid from', value: tls.notBefore === null ? 'not told' : <Moment at={tls.notBefore} /> },
            { name: 'Names', value: list(tls.names) },
            { name: 'SHA-256', value: outside(tls.sha256) },
          ]}
        </Part>
      )}
      {page !== null && (
        <Part title="Page">
          {[
            { name: 'Answer', value: `${page.state}${page.status === null ? '' : `, status ${page.status}`}` },
            { name: 'Title', value: outside(page.title) },
            { name: 'Asks for', value: asksFor(page) },
            { name: 'Like our sign-in', value: likeness(page) },
            { name: 'Redirects', value: list(page.redirects) },
            { name: 'SHA-256', value: outside(page.bodySha256) },
          ]}
        </Part>
      )}
      {page?.screenshotId != null && <Screenshot screenshotId={page.screenshotId} />}
    </div>
  );
}

function Part({ title, children }: { title: string; children: { name: string; value: ReactNode }[] }) {
  return (
    <section className="min-w-0">
      <h3 className="text-ink-3 mb-1.5 text-xs font-medium">{title}</h3>
      <KeyValues items={children} />
    </section>
  );
}

const DNS_STATES = {
  resolves: 'resolves',
  nxdomain: 'does not exist',
  'no-address': 'exists, has no address',
  servfail: 'its name servers fail',
  timeout: 'its name servers are silent',
  refused: 'its name servers refuse',
} as const;

const RDAP_STATES = {
  found: 'found',
  'not-found': 'its registry knows no such domain',
  unsupported: 'its registry has no RDAP',
  failed: 'its registry did not answer',
} as const;

/** Shown of a list at most. */
const MAX_SHOWN = 12;

function list(items: readonly string[]): ReactNode {
  if (items.length === 0) return <span className="text-ink-3">none</span>;
  const more = items.length - MAX_SHOWN;
  return (
    <ul className="mono">
      {items.slice(0, MAX_SHOWN).map((item) => (
        <li key={item} className="break-words">
          <bdi>{visibleText(item)}</bdi>
        </li>
      ))}
      {more > 0 && <li>and {more} more</li>}
    </ul>
  );
}

function outside(text: string | null | undefined): ReactNode {
  if (text === null || text === undefined || text === '') return <span className="text-ink-3">not told</span>;
  return <bdi className="break-all">{visibleText(text)}</bdi>;
}

function asksFor(page: NonNullable<Facts['page']>): string {
  const asked = [
    ...(page.passwordFields > 0 ? [`a password (${page.passwordFields})`] : []),
    ...(page.otpFields > 0 ? [`a one-time code (${page.otpFields})`] : []),
  ];
  return asked.length === 0 ? 'nothing secret' : asked.join(' and ');
}

function likeness(page: NonNullable<Facts['page']>): string {
  if (page.resembles === null) return 'nothing to compare with';
  const percent = (value: number | null): string => (value === null ? '?' : `${Math.round(value * 100)} %`);
  const parts = `text ${percent(page.textLikeness)}, structure ${percent(page.structureLikeness)}`;
  return `${page.resembles ? 'yes' : 'no'} (${parts})`;
}
