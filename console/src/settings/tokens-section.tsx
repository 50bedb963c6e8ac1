import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { PERMISSIONS } from '../../../src/base/permissions.ts';
import type { Permission } from '../../../src/base/permissions.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useGlobalQuery } from '../data/use-query.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { Confirm } from '../kit/confirm.tsx';
import { Copyable } from '../kit/copyable.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { SelectField } from '../kit/select.tsx';
import { ErrorState, InlineError, Skeleton } from '../kit/states.tsx';
import { Ago } from '../text/time.tsx';

const EXPIRY = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '730', label: 'Two years' },
] as const;

/** API tokens: their scopes, never their values. */
export function TokensSection() {
  const tokens = useGlobalQuery('tokens', [], (clients) => clients.auth.listTokens({}));
  const mayWrite = useMay('accounts:write');
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<{ tokenId: string; label: string } | null>(null);
  const revoke = useMutation({
    mutationFn: (tokenId: string) => clientsOf('live').auth.revokeToken({ params: { tokenId } }),
    onSuccess: () => {
      setRevoking(null);
      return queries.invalidateQueries({ queryKey: ['global'] });
    },
  });
  if (tokens.isPending) return <Skeleton lines={3} />;
  if (tokens.isError) return <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />;
  return (
    <div className="flex flex-col gap-3">
      {tokens.data.items.length === 0 ? (
        <p className="text-ink-2">
          No token. A log forwarder needs one with events:ingest; a dashboard one with metrics:read.
        </p>
      ) : (
        <ul className="border-line bg-surface divide-line divide-y rounded-lg border">
          {tokens.data.items.map((token) => (
            <li key={token.tokenId} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2.5">
              <div className="min-w-0 flex-1">
                <bdi className="font-medium">{token.label}</bdi>
                <p className="mt-0.5 flex flex-wrap gap-1">
                  {token.permissions.map((permission) => (
                    <Badge key={permission}>
                      <span className="mono">{permission}</span>
                    </Badge>
                  ))}
                </p>
              </div>
              <p className="text-ink-3 text-right text-xs">
                {token.lastUsedAt === null ? (
                  'never used'
                ) : (
                  <>
                    used <Ago at={token.lastUsedAt} />
                  </>
                )}
                <br />
                {token.expiresAt === null ? (
                  'does not expire'
                ) : (
                  <>
                    expires <Ago at={token.expiresAt} />
                  </>
                )}
              </p>
              {mayWrite && (
                <Button size="sm" look="danger" onClick={() => setRevoking(token)}>
                  Revoke
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayWrite && (
        <Button className="self-start" icon={<Plus size={15} />} onClick={() => setMaking(true)}>
          Make a token
        </Button>
      )}
      <TokenDialog open={making} onClose={() => setMaking(false)} />
      <Confirm
        open={revoking !== null}
        title={`Revoke "${revoking?.label ?? ''}"?`}
        description="The machine that uses it is refused from now on."
        action="Revoke"
        danger
        busy={revoke.isPending}
        onConfirm={() => revoking !== null && revoke.mutate(revoking.tokenId)}
        onClose={() => setRevoking(null)}
      >
        <InlineError error={revoke.error} />
      </Confirm>
    </div>
  );
}

function TokenDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const [days, setDays] = useState<(typeof EXPIRY)[number]['value']>('365');
  const [chosen, setChosen] = useState<readonly Permission[]>(['events:ingest']);
  const make = useMutation({
    mutationFn: () =>
      clientsOf('live').auth.createToken({
        body: { label: label.trim(), permissions: [...chosen], expiresInDays: Number(days) },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['global'] }),
  });
  function close(): void {
    make.reset();
    setLabel('');
    onClose();
  }
  if (make.data !== undefined) {
    return (
      <Modal
        open={open}
        onClose={close}
        title="Copy the token now"
        description="It is shown this once; only its hash is kept."
        footer={
          <Button look="primary" onClick={close}>
            I have it
          </Button>
        }
      >
        <Copyable text={make.data.token} label="Copy the token" />
      </Modal>
    );
  }
  return (
    <Modal
      open={open}
      onClose={close}
      wide
      title="Make a token"
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="primary"
            busy={make.isPending}
            disabled={label.trim() === '' || chosen.length === 0}
            onClick={() => make.mutate()}
          >
            Make it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="For which machine"
            required
            maxLength={100}
            value={label}
            placeholder="Log forwarder"
            onChange={(event) => setLabel(event.target.value)}
          />
          <SelectField label="Expires after" value={days} options={EXPIRY} onChange={setDays} />
        </div>
        <fieldset>
          <legend className="text-ink-2 mb-1.5 text-xs font-medium">What it may do</legend>
          <div className="grid gap-1.5 sm:grid-cols-2">
            {PERMISSIONS.map((permission) => (
              <CheckField
                key={permission}
                label={<span className="mono">{permission}</span>}
                checked={chosen.includes(permission)}
                onChange={(on) => setChosen(on ? [...chosen, permission] : chosen.filter((one) => one !== permission))}
              />
            ))}
          </div>
        </fieldset>
        <InlineError error={make.error} />
      </div>
    </Modal>
  );
}
