import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, KeyRound, LifeBuoy, Trash2, UserPlus, UserRoundCog, X } from 'lucide-react';
import { useState } from 'react';
import { authApi } from '../../../src/platform/auth/api.ts';
import type { CallOutput } from '../../../src/platform/http/contract.ts';
import { useMay, useMe } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useGlobalQuery } from '../data/use-query.ts';
import { Badge } from '../kit/badge.tsx';
import { Button, IconButton } from '../kit/button.tsx';
import { Confirm } from '../kit/confirm.tsx';
import { Menu, MenuItem, MenuLine } from '../kit/menu.tsx';
import { ErrorState, InlineError, Skeleton } from '../kit/states.tsx';
import { t } from '../text/t.ts';
import { Ago, Moment } from '../text/time.tsx';
import { InviteDialog, LinkDialog } from './invite-dialog.tsx';
import { RoleDialog } from './role-dialog.tsx';

export type Account = CallOutput<typeof authApi.listAccounts>['items'][number];

/** People and their passkeys: invite, change the role, recover, remove. */
export function PeopleSection() {
  const accounts = useGlobalQuery('accounts', [], (clients) => clients.auth.listAccounts({}));
  const mayWrite = useMay('accounts:write');
  const [inviting, setInviting] = useState(false);
  if (accounts.isPending) return <Skeleton lines={4} />;
  if (accounts.isError) return <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} />;
  return (
    <div className="flex flex-col gap-3">
      {accounts.data.items.length === 0 ? (
        <p className="text-ink-2">Nobody yet. The first administrator’s passkey is created under Set-up.</p>
      ) : (
        <ul className="border-line bg-surface divide-line divide-y rounded-lg border">
          {accounts.data.items.map((account) => (
            <PersonRow key={account.accountId} account={account} mayWrite={mayWrite} />
          ))}
        </ul>
      )}
      {mayWrite && (
        <Button className="self-start" icon={<UserPlus size={15} />} onClick={() => setInviting(true)}>
          Invite somebody
        </Button>
      )}
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
    </div>
  );
}

function PersonRow({ account, mayWrite }: { account: Account; mayWrite: boolean }) {
  const me = useMe();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'remove' | 'recover' | 'role' | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const [removingKey, setRemovingKey] = useState<Account['passkeys'][number] | null>(null);
  const params = { accountId: account.accountId };
  const refresh = () => queries.invalidateQueries({ queryKey: ['global'] });
  const remove = useMutation({
    mutationFn: () => clientsOf('live').auth.removeAccount({ params }),
    onSuccess: () => {
      setAsking(null);
      return refresh();
    },
  });
  const recover = useMutation({
    mutationFn: () => clientsOf('live').auth.recoverAccount({ params }),
    onSuccess: (reply) => {
      setAsking(null);
      setLink(reply.link);
      return refresh();
    },
  });
  const removeKey = useMutation({
    mutationFn: (passkeyId: string) => clientsOf('live').auth.removePasskey({ params: { passkeyId } }),
    onSuccess: () => {
      setRemovingKey(null);
      return refresh();
    },
  });
  const isMe = me.data?.accountId === account.accountId;
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <bdi>{account.name}</bdi>
          {isMe && <Badge>you</Badge>}
          <Badge tone={account.role === 'administrator' ? 'accent' : 'neutral'}>
            {t(`console.role-name.${account.role}`)}
          </Badge>
          {account.invited && <Badge tone="medium">invited, no passkey yet</Badge>}
        </p>
        <p className="text-ink-3 text-xs">
          {account.lastSeenAt === null ? (
            'Never signed in'
          ) : (
            <>
              Last seen <Ago at={account.lastSeenAt} />
            </>
          )}
        </p>
        {account.passkeys.length > 0 && (
          <ul className="text-ink-2 mt-1 flex flex-col gap-0.5 text-xs">
            {account.passkeys.map((passkey) => (
              <li key={passkey.passkeyId} className="flex flex-wrap items-center gap-x-2">
                <KeyRound size={12} className="text-ink-3" aria-hidden="true" />
                <bdi>{passkey.label}</bdi>
                <span className="text-ink-3">
                  {passkey.synced ? 'synced' : 'bound to its device'} · created <Moment at={passkey.createdAt} />
                  {passkey.lastUsedAt !== null && (
                    <>
                      {' '}
                      · used <Ago at={passkey.lastUsedAt} />
                    </>
                  )}
                </span>
                {(isMe || mayWrite) && account.passkeys.length > 1 && (
                  <IconButton
                    size="sm"
                    label={`Remove the passkey ${passkey.label}`}
                    icon={<X size={13} />}
                    onClick={() => setRemovingKey(passkey)}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      {mayWrite && (
        <Menu trigger={<IconButton size="sm" label={`Change ${account.name}`} icon={<Ellipsis size={16} />} />}>
          <MenuItem icon={<UserRoundCog size={15} />} onClick={() => setAsking('role')}>
            Change the role…
          </MenuItem>
          <MenuItem icon={<LifeBuoy size={15} />} onClick={() => setAsking('recover')}>
            Lost their key…
          </MenuItem>
          <MenuLine />
          <MenuItem icon={<Trash2 size={15} />} danger onClick={() => setAsking('remove')}>
            Remove…
          </MenuItem>
        </Menu>
      )}
      <Confirm
        open={asking === 'remove'}
        title={`Remove ${account.name}?`}
        description="Their sessions and passkeys end at once. What they approved stays in the audit log."
        action="Remove"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(null)}
      >
        <InlineError error={remove.error} />
      </Confirm>
      <Confirm
        open={asking === 'recover'}
        title={`Give ${account.name} a new enrolment link?`}
        description="Their old passkeys and sessions end now. Make sure that it is really them who asks: call them back."
        action="End old keys, make a link"
        danger
        busy={recover.isPending}
        onConfirm={() => recover.mutate()}
        onClose={() => setAsking(null)}
      >
        <InlineError error={recover.error} />
      </Confirm>
      <Confirm
        open={removingKey !== null}
        title={`Remove the passkey "${removingKey?.label ?? ''}"?`}
        description={`It opens nothing from then on. ${account.name} keeps the others.`}
        action="Remove the passkey"
        danger
        busy={removeKey.isPending}
        onConfirm={() => removingKey !== null && removeKey.mutate(removingKey.passkeyId)}
        onClose={() => setRemovingKey(null)}
      >
        <InlineError error={removeKey.error} />
      </Confirm>
      <RoleDialog account={account} open={asking === 'role'} onClose={() => setAsking(null)} />
      <LinkDialog name={account.name} link={link} onClose={() => setLink(null)} />
    </li>
  );
}
