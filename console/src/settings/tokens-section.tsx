import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { PERMISSIONS } from '../../../src/base/permissions.ts';
import type { Permission } from '../../../src/base/permissions.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useGlobalQuery } from '../data/use-query.ts';
import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { Copyable } from '../kit/copyable.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { SelectField } from '../kit/select.tsx';
import { ErrorState, InlineError, Skeleton } from '../kit/states.tsx';
import { TokenList } from '../kit/token-list.tsx';

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
  const revoke = async (tokenId: string): Promise<void> => {
    await clientsOf('live').auth.revokeToken({ params: { tokenId } });
    await queries.invalidateQueries({ queryKey: ['global'] });
  };
  if (tokens.isPending) return <Skeleton lines={3} />;
  if (tokens.isError) return <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />;
  return (
    <div className="flex flex-col gap-3">
      {tokens.data.items.length === 0 ? (
        <p className="text-ink-2">
          No token. A log forwarder needs one with events:ingest; a dashboard one with metrics:read.
        </p>
      ) : (
        <TokenList
          className="border-line bg-surface rounded-lg border"
          tokens={tokens.data.items}
          scopes={({ permissions }) =>
            permissions.map((permission) => (
              <span key={permission} className="mono">
                {permission}
              </span>
            ))
          }
          used="used"
          expiresAt={(token) => token.expiresAt}
          warning="The machine that uses it is refused from now on."
          {...(mayWrite ? { onRevoke: revoke } : {})}
        />
      )}
      {mayWrite && (
        <Button className="self-start" icon={<Plus size={15} />} onClick={() => setMaking(true)}>
          Make a token
        </Button>
      )}
      <TokenDialog open={making} onClose={() => setMaking(false)} />
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
