import { clientsOf } from '../data/clients.ts';
import { Badge } from '../kit/badge.tsx';
import { SourceStateBadge } from '../sources/source-look.tsx';
import { useSources } from '../sources/queries.ts';
import { OktaConnection } from './okta-connection.tsx';

/** Connects the reading side of Okta, or shows that it is connected. */
export function OktaReader() {
  const sources = useSources();
  const okta = sources.data?.items.filter((source) => source.kind === 'okta') ?? [];
  return (
    <OktaConnection
      connected={sources.data === undefined ? null : okta.length > 0}
      readOnly={okta.some((source) => source.readOnly)}
      connect={(connection) => clientsOf('live').identity.connectOkta({ body: connection })}
      disconnect={() => clientsOf('live').identity.disconnectOkta({})}
      done={{ title: 'Okta is connected', text: 'Reading begins with the newest events.' }}
      action="Try it and connect"
      scopes={
        <>
          Needs <code className="mono">okta.logs.read</code> and <code className="mono">okta.users.read</code>, and
          nothing that writes.
        </>
      }
      question={{
        title: 'Stop reading Okta?',
        description:
          'The stored credential is destroyed. Events that were read stay; stolen sign-ins are no longer seen.',
      }}
    >
      {okta.map((source) => (
        <div key={source.id} className="border-line flex items-center gap-3 rounded-md border px-3 py-2">
          <bdi className="min-w-0 flex-1 truncate font-medium">{source.label}</bdi>
          {source.readOnly && <Badge>set by configuration</Badge>}
          <SourceStateBadge state={source.state} />
        </div>
      ))}
    </OktaConnection>
  );
}
