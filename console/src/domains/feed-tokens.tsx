import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FEED_FORMATS } from '../../../src/domains/feeds/api.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { Copyable } from '../kit/copyable.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { EmptyState, ErrorState, InlineError, Skeleton } from '../kit/states.tsx';
import { TokenList } from '../kit/token-list.tsx';

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
  const revoke = async (tokenId: string): Promise<void> => {
    await clientsOf(space).domains.revokeFeedToken({ params: { tokenId } });
    await queries.invalidateQueries({ queryKey: [space, 'look-alikes'] });
  };
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
    <TokenList
      tokens={tokens.data.items}
      scopes={({ formats }) => formats.map((format) => FILES[format])}
      used="read"
      warning="Its reader gets nothing from now on, and keeps blocking what it read last until that expires."
      {...(mayWrite ? { onRevoke: revoke } : {})}
    />
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
