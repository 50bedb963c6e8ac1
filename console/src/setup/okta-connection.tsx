import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Button } from '../kit/button.tsx';
import { Confirm } from '../kit/confirm.tsx';
import { sayDone, sayFailed } from '../kit/toast.tsx';
import { CredentialForm } from './credential-form.tsx';
import type { OktaConnection as Connection } from './credential-form.tsx';

interface OktaConnectionProps {
  /** Null while that is being asked. */
  connected: boolean | null;
  /** Set by the configuration: shown, not changed. */
  readOnly: boolean;
  connect: (connection: Connection) => Promise<unknown>;
  disconnect: () => Promise<unknown>;
  /** What is said once it is connected. */
  done: { title: string; text: string };
  /** The button of the form. */
  action: string;
  /** What the credential must be allowed. */
  scopes: ReactNode;
  /** What is asked before it is disconnected. */
  question: { title: string; description: string };
  /** What is connected, as rows. */
  children: ReactNode;
}

/** One of the two ways to Okta, to be connected, replaced and disconnected; each has a credential of its own. */
export function OktaConnection(props: OktaConnectionProps) {
  const { connected, readOnly, done, question } = props;
  const queries = useQueryClient();
  const [replacing, setReplacing] = useState(false);
  const [asking, setAsking] = useState(false);
  const connect = useMutation({
    mutationFn: props.connect,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['live'] });
      setReplacing(false);
      sayDone(done.title, done.text);
    },
  });
  const disconnect = useMutation({
    mutationFn: props.disconnect,
    onSuccess: () => {
      setAsking(false);
      return queries.invalidateQueries({ queryKey: ['live'] });
    },
    onError: (error) => sayFailed('Not disconnected', error.message),
  });
  return (
    <div className="flex flex-col gap-3">
      {props.children}
      {connected === true && !replacing && !readOnly && (
        <div className="flex gap-2">
          <Button onClick={() => setReplacing(true)}>Replace the credential</Button>
          <Button look="danger" onClick={() => setAsking(true)}>
            Disconnect
          </Button>
        </div>
      )}
      {(connected === false || replacing) && !readOnly && (
        <CredentialForm
          action={props.action}
          busy={connect.isPending}
          error={connect.error}
          onSubmit={(connection) => connect.mutate(connection)}
          onCancel={replacing ? () => setReplacing(false) : undefined}
          scopes={props.scopes}
        />
      )}
      <Confirm
        open={asking}
        title={question.title}
        description={question.description}
        action="Disconnect"
        danger
        busy={disconnect.isPending}
        onConfirm={() => disconnect.mutate()}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
