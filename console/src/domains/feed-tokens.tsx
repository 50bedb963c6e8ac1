import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FEED_FORMATS } from '../../../src/domains/feeds/api.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { Confirm } from '../kit/confirm.tsx';
import { Copyable } from '../kit/copyable.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { EmptyState, ErrorState, InlineError, Skeleton } from '../kit/states.tsx';
import { Ago } from '../text/time.tsx';

type Format = (typeof FEED_FORMATS)[number];

export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  rpz: 'RPZ zone, for a resolver',
  hosts: 'Hosts file, for Pi-hole',
  domains: 'Plain list, for a firewall',
  stix: 'STIX 2.1, for a SIEM',
  json: 'JSON, for a program',
};

const FILES: Readonly<Record<Format, string>> = {
  rpz: 'rpz.zone',
  hosts: 'hosts.txt',
  domains: 'domains.txt',
  stix: 'stix.json',
  json: 'domains.json',
};

/** Tokens of the readers: what each opens and when it last did, never its value. */
export function FeedTokens({ mayWrite }: { mayWrite: boolean }) {
  const space = useSpace();
  const queries = useQueryClient();
  const tokens = useSpaceQuery('look-alikes', ['feed-tokens'], (clients) => clients.domains.listFeedTokens({}));
  const [revoking, setRevoking] = useState<{ tokenId: string; label: string } | null>(null);
  const revoke = useMutation({
    mutationFn: (tokenId: string) => clientsOf(space).domains.revokeFeedToken({ params: { tokenId } }),
    onSuccess: () => {
      setRevoking(null);
      return queries.invalidateQueries({ queryKey: [space, 'look-alikes'] });
    },
  });
  if (tokens.isPending) return <Skeleton lines={2} />;
  if (tokens.isError) return <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />;
  if (tokens.data.items.length === 0) {
    return (
      <EmptyState compact title="Nobody reads them yet">
        Make a token for your resolver, firewall or SIEM: one for each, so that one can be revoked alone.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="divide-line divide-y">
        {tokens.data.items.map((token) => (
          <li key={token.tokenId} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <bdi className="font-medium break-words">{token.label}</bdi>
              <p className="mt-0.5 flex flex-wrap gap-1">
                {token.formats.map((format) => (
                  <Badge key={format}>{FILES[format]}</Badge>
                ))}
              </p>
            </div>
            <p className="text-ink-3 text-right text-xs">
              {token.lastUsedAt === null ? (
                'never used'
              ) : (
                <>
                  read <Ago at={token.lastUsedAt} />
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
      <Confirm
        open={revoking !== null}
        title={`Revoke "${revoking?.label ?? ''}"?`}
        description="Its reader gets nothing from now on, and keeps blocking what it read last until that expires."
        action="Revoke"
        danger
        busy={revoke.isPending}
        onConfirm={() => revoking !== null && revoke.mutate(revoking.tokenId)}
        onClose={() => setRevoking(null)}
      >
        <InlineError error={revoke.error} />
      </Confirm>
    </>
  );
}

/** Makes a token and shows it, with the addresses it opens, this once. */
export function FeedTokenDialog({
  open,
  onClose,
  formats,
}: {
  open: boolean;
  onClose: () => void;
  formats: readonly Format[];
}) {
  const space = useSpace();
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const [chosen, setChosen] = useState<readonly Format[]>(['rpz']);
  const make = useMutation({
    mutationFn: (wanted: readonly Format[]) =>
      clientsOf(space).domains.createFeedToken({ body: { label: label.trim(), formats: [...wanted] } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [space, 'look-alikes'] }),
  });
  function close(): void {
    make.reset();
    setLabel('');
    onClose();
  }
  if (make.data !== undefined) {
    const files = formats.filter((format) => make.variables.includes(format));
    return (
      <Modal
        open={open}
        onClose={close}
        wide
        title={files.length === 1 ? 'Copy the address now' : 'Copy the addresses now'}
        description={`The token in ${files.length === 1 ? 'it' : 'each, the same one,'} is shown this once; only its hash is kept.`}
        footer={
          <Button look="primary" onClick={close}>
            I have it
          </Button>
        }
      >
        <ul className="flex flex-col gap-3">
          {files.map((format) => (
            <li key={format}>
              <p className="text-ink-2 mb-1 text-xs font-medium">{FORMAT_NAMES[format]}</p>
              <Copyable
                text={`${window.location.origin}/feeds/${make.data.token}/${FILES[format]}`}
                label={`Copy the address of ${FILES[format]}`}
              />
            </li>
          ))}
        </ul>
      </Modal>
    );
  }
  return (
    <Modal
      open={open}
      onClose={close}
      title="A token for one reader"
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="primary"
            busy={make.isPending}
            disabled={label.trim() === '' || chosen.length === 0}
            onClick={() => make.mutate(chosen)}
          >
            Make it
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (label.trim() !== '' && chosen.length > 0) make.mutate(chosen);
        }}
      >
        <TextField
          label="Who reads"
          value={label}
          maxLength={100}
          placeholder="Resolver in Berlin"
          onChange={(event) => setLabel(event.target.value)}
        />
        <fieldset className="flex flex-col gap-1.5">
          <legend className="text-ink-2 mb-1 text-xs font-medium">What it opens</legend>
          {formats.map((format) => (
            <CheckField
              key={format}
              label={FORMAT_NAMES[format]}
              checked={chosen.includes(format)}
              onChange={(on) => setChosen((was) => [...was.filter((one) => one !== format), ...(on ? [format] : [])])}
            />
          ))}
        </fieldset>
        <InlineError error={make.error} />
      </form>
    </Modal>
  );
}
