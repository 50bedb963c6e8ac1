import { clientsOf } from '../data/clients.ts';
import { Badge } from '../kit/badge.tsx';
import { Callout } from '../kit/callout.tsx';
import { OktaConnection } from './okta-connection.tsx';
import { useResponders } from './queries.ts';

/** Connects the writing side of Okta, with a credential of its own. */
export function OktaResponder() {
  const responders = useResponders();
  const okta = responders.data?.okta;
  return (
    <OktaConnection
      connected={okta?.connected ?? null}
      readOnly={okta?.readOnly ?? false}
      connect={(connection) => clientsOf('live').response.connectOktaResponder({ body: connection })}
      disconnect={() => clientsOf('live').response.disconnectOktaResponder({})}
      done={{ title: 'Breakwater can contain at Okta', text: 'Only what somebody approves.' }}
      action="Try it and keep it"
      scopes={
        <>
          A second app, apart from the one that reads. Needs <code className="mono">okta.users.manage</code>,{' '}
          <code className="mono">okta.users.read</code> and <code className="mono">okta.logs.read</code>.
        </>
      }
      question={{
        title: 'Take the write credential away?',
        description: 'It is destroyed. Containment plans stay, and cannot run.',
      }}
    >
      {okta?.connected === true && (
        <div className="border-line flex items-center gap-3 rounded-md border px-3 py-2">
          <bdi className="mono min-w-0 flex-1 truncate">{okta.orgUrl ?? 'Okta'}</bdi>
          {okta.readOnly && <Badge>set by configuration</Badge>}
          <Badge tone={okta.lastError === null ? 'good' : 'critical'}>
            {okta.lastError === null ? 'Works' : 'Failed'}
          </Badge>
        </div>
      )}
      {okta?.lastError != null && (
        <Callout kind="problem" title={<bdi>{okta.lastError.message}</bdi>}>
          {okta.lastError.remedy}
        </Callout>
      )}
    </OktaConnection>
  );
}
