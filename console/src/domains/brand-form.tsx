import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus, Radar, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import type { brandWire } from '../../../src/domains/api.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { Badge } from '../kit/badge.tsx';
import { Button, IconButton } from '../kit/button.tsx';
import { Confirm } from '../kit/confirm.tsx';
import { TextArea, TextField } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone, sayFailed } from '../kit/toast.tsx';
import { useBrands } from '../setup/queries.ts';
import { listOf } from '../text/list-of.ts';
import { visibleText } from '../text/visible-text.ts';
import { PredictedNames } from './predicted-names.tsx';

type Brand = z.output<typeof brandWire>;

/** The brands there are, and the form that adds or changes one. */
export function BrandEditor() {
  const brands = useBrands();
  const mayWrite = useMay('settings:write');
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Brand | 'new' | null>(null);
  const [removing, setRemoving] = useState<Brand | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const items = brands.data?.items ?? [];
  const remove = useMutation({
    mutationFn: (brand: Brand) => clientsOf('live').domains.deleteBrand({ params: { brandId: brand.brandId } }),
    onSuccess: () => {
      setRemoving(null);
      return queries.invalidateQueries({ queryKey: ['live'] });
    },
    onError: (error) => sayFailed('Not removed', error.message),
  });
  const showForm = mayWrite && (editing !== null || (brands.isSuccess && items.length === 0));
  return (
    <div className="flex flex-col gap-3">
      <InlineError error={brands.error} />
      {items.length > 0 && (
        <ul className="border-line divide-line divide-y rounded-md border">
          {items.map((brand) => (
            <li key={brand.brandId} className="flex flex-wrap items-start gap-x-3 px-3 py-2">
              <div className="min-w-0 flex-1">
                <p className="flex items-center gap-2 font-medium">
                  <bdi>{brand.name}</bdi>
                  {brand.readOnly && <Badge>set by configuration</Badge>}
                </p>
                <p className="mono text-ink-2 break-words">
                  <bdi>{brand.domains.slice(0, 8).join('  ')}</bdi>
                  {brand.domains.length > 8 && ` and ${brand.domains.length - 8} more`}
                </p>
                {brand.aliases.length > 0 && (
                  <p className="text-ink-3 text-xs">
                    also known as <bdi>{brand.aliases.join(', ')}</bdi>
                  </p>
                )}
                <NotLookedFor brand={brand} />
              </div>
              <span className="flex">
                <IconButton
                  size="sm"
                  label={`Look-alikes predicted for ${brand.name}`}
                  icon={<Radar size={14} />}
                  aria-expanded={opened === brand.brandId}
                  onClick={() => setOpened(opened === brand.brandId ? null : brand.brandId)}
                />
                {mayWrite && !brand.readOnly && (
                  <>
                    <IconButton
                      size="sm"
                      label={`Change ${brand.name}`}
                      icon={<Pencil size={14} />}
                      onClick={() => setEditing(brand)}
                    />
                    <IconButton
                      size="sm"
                      label={`Remove ${brand.name}`}
                      icon={<Trash2 size={14} />}
                      onClick={() => setRemoving(brand)}
                    />
                  </>
                )}
              </span>
              {opened === brand.brandId && (
                <div className="basis-full pt-2 pb-1">
                  <div className="max-w-xl">
                    <PredictedNames brand={brand} />
                  </div>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {showForm ? (
        <BrandForm
          key={editing === 'new' || editing === null ? 'new' : editing.brandId}
          brand={editing === 'new' ? null : editing}
          onDone={(saved) => {
            setEditing(null);
            setOpened(saved.brandId);
          }}
          onCancel={items.length > 0 ? () => setEditing(null) : null}
        />
      ) : (
        mayWrite && (
          <Button className="self-start" icon={<Plus size={15} />} onClick={() => setEditing('new')}>
            Add a brand
          </Button>
        )
      )}
      <Confirm
        open={removing !== null}
        title={`Stop protecting ${removing?.name ?? ''}?`}
        description="New look-alikes of it will not be told. Findings about it stay."
        action="Stop protecting"
        danger
        busy={remove.isPending}
        onConfirm={() => removing !== null && remove.mutate(removing)}
        onClose={() => setRemoving(null)}
      />
    </div>
  );
}

/** Says what of a brand no host name could hold, and what to do. */
function NotLookedFor({ brand: { notLookedFor: names, isLookedFor } }: { brand: Brand }) {
  if (names.length === 0) return null;
  const shown = names.slice(0, 5).map((name) => `“${visibleText(name)}”`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return (
    <p className="text-medium mt-1 max-w-[64ch] text-xs">
      <bdi>{shown.join(', ')}</bdi>
      {more} {names.length === 1 ? 'is' : 'are'} not looked for
      {isLookedFor ? '' : ', nor is anything else of it'}: a host name holds 2 to 48 Latin letters or digits of a name.
      Add as another name how it is written in addresses.
    </p>
  );
}

function BrandForm({
  brand,
  onDone,
  onCancel,
}: {
  brand: Brand | null;
  onDone: (saved: Brand) => void;
  onCancel: (() => void) | null;
}) {
  const queries = useQueryClient();
  const [name, setName] = useState(brand?.name ?? '');
  const [domains, setDomains] = useState(brand?.domains.join('\n') ?? '');
  const [aliases, setAliases] = useState(brand?.aliases.join(', ') ?? '');
  const save = useMutation({
    mutationFn: () =>
      clientsOf('live').domains.putBrand({
        body: { name: name.trim(), domains: listOf(domains), aliases: aliasesOf(aliases) },
      }),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['live'] });
      sayDone(`${saved.name} is protected`);
      onDone(saved);
    },
  });
  // What the server refused was what stood there before: a change makes the refusal old.
  const edited =
    (set: (text: string) => void) =>
    (event: { target: { value: string } }): void => {
      set(event.target.value);
      save.reset();
    };
  return (
    <form
      className="border-line grid gap-x-6 gap-y-3 rounded-md border p-3 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="flex min-w-0 flex-col gap-3">
        <TextField
          label="Name"
          value={name}
          required
          minLength={2}
          maxLength={100}
          placeholder="Acme"
          disabled={brand !== null}
          onChange={edited(setName)}
          hint="As an attacker would put it in front of .com."
          className="max-w-sm"
        />
        <TextArea
          label="Its own domains, one a line"
          value={domains}
          required
          mono
          rows={3}
          placeholder={'acme.com\nacme.co.uk'}
          onChange={edited(setDomains)}
          hint="Never taken for look-alikes, with everything below them."
          className="max-w-sm"
        />
        <TextField
          label="Other names (optional)"
          value={aliases}
          placeholder="Acme Inc, ACM"
          onChange={edited(setAliases)}
          hint="Products and short names, with commas between."
          className="max-w-sm"
        />
        <InlineError error={save.error} />
        <div className="flex gap-2">
          <Button
            type="submit"
            look="primary"
            busy={save.isPending}
            disabled={name.trim().length < 2 || listOf(domains).length === 0}
          >
            {brand === null ? 'Protect it' : 'Save'}
          </Button>
          {onCancel !== null && <Button onClick={onCancel}>Cancel</Button>}
        </div>
      </div>
      <PredictedNames
        brand={{ name, domains: listOf(domains), aliases: aliasesOf(aliases) }}
        isErrorTold={save.isError}
      />
    </form>
  );
}

/** Names hold spaces ("Acme Inc"): only commas and line ends part them. */
function aliasesOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part.length > 0);
}
