import { useState } from 'react';
import type { ReactNode } from 'react';
import type { OktaCredentialInput } from '../../../src/platform/http/credential.ts';
import { Button } from '../kit/button.tsx';
import { TextArea, TextField } from '../kit/field.tsx';
import { Segmented } from '../kit/segmented.tsx';
import { InlineError } from '../kit/states.tsx';

export interface OktaConnection {
  orgUrl: string;
  credential: OktaCredentialInput;
}

/** Org URL and credential of Okta: a service app's private key, or an API token. Tried by the server before it is kept. */
export function CredentialForm({
  action,
  scopes,
  busy,
  error,
  onSubmit,
  onCancel,
}: {
  action: string;
  /** What the credential must be allowed to do. */
  scopes: ReactNode;
  busy: boolean;
  error: unknown;
  onSubmit: (connection: OktaConnection) => void;
  onCancel?: (() => void) | undefined;
}) {
  const [kind, setKind] = useState<'private-key' | 'token'>('private-key');
  const [orgUrl, setOrgUrl] = useState('');
  const [clientId, setClientId] = useState('');
  const [keyId, setKeyId] = useState('');
  const [privateKey, setPrivateKey] = useState('');
  const [token, setToken] = useState('');
  const complete =
    orgUrl.trim() !== '' &&
    (kind === 'token' ? token.trim().length >= 10 : clientId.trim().length >= 5 && privateKey.trim().length >= 100);
  function submit(): void {
    onSubmit({
      orgUrl: orgUrl.trim(),
      credential:
        kind === 'token'
          ? { kind, token: token.trim() }
          : {
              kind,
              clientId: clientId.trim(),
              privateKey: privateKey.trim(),
              ...(keyId.trim() === '' ? {} : { keyId: keyId.trim() }),
            },
    });
  }
  return (
    <form
      className="flex max-w-lg flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label="Okta URL"
        type="url"
        required
        mono
        placeholder="https://acme.okta.com"
        value={orgUrl}
        maxLength={300}
        onChange={(event) => setOrgUrl(event.target.value)}
      />
      <Segmented
        label="Kind of credential"
        value={kind}
        segments={[
          { value: 'private-key', label: 'Service app with a key' },
          { value: 'token', label: 'API token' },
        ]}
        onChange={setKind}
      />
      <div className="text-ink-2 text-xs">{scopes}</div>
      {kind === 'token' ? (
        <TextField
          label="API token"
          type="password"
          mono
          required
          autoComplete="off"
          value={token}
          maxLength={500}
          onChange={(event) => setToken(event.target.value)}
          hint="A token carries every right of the administrator who made it. A service app is narrower."
        />
      ) : (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label="Client ID"
              mono
              required
              value={clientId}
              maxLength={200}
              onChange={(event) => setClientId(event.target.value)}
            />
            <TextField
              label="Key ID (optional)"
              mono
              value={keyId}
              maxLength={200}
              onChange={(event) => setKeyId(event.target.value)}
            />
          </div>
          <TextArea
            label="Private key (PEM or JWK)"
            mono
            required
            rows={4}
            value={privateKey}
            maxLength={20_000}
            placeholder="-----BEGIN PRIVATE KEY-----"
            onChange={(event) => setPrivateKey(event.target.value)}
            hint="Sealed before it is stored, and never shown again."
          />
        </>
      )}
      <InlineError error={error} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={busy} disabled={!complete}>
          {action}
        </Button>
        {onCancel !== undefined && <Button onClick={onCancel}>Cancel</Button>}
      </div>
    </form>
  );
}
