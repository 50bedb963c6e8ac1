import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';

/** Where people of a brand really sign in: pages of look-alikes are compared with it. */
export function SignInPages({
  brandId,
  brand,
  urls,
  readOnly,
}: {
  brandId: string;
  brand: string;
  urls: readonly string[];
  readOnly: boolean;
}) {
  const queries = useQueryClient();
  const [text, setText] = useState(urls.join(' '));
  const save = useMutation({
    mutationFn: () =>
      clientsOf('live').domains.setSignInPages({
        params: { brandId },
        body: { urls: text.split(/\s+/).filter((url) => url !== '') },
      }),
    onSuccess: () => {
      sayDone(`Pages are compared with the sign-in page of ${brand}`);
      return queries.invalidateQueries({ queryKey: ['live', 'first-look'] });
    },
  });
  if (readOnly) {
    return (
      <p className="text-ink-3 text-xs">
        Compared with <bdi className="mono">{urls.join(' ')}</bdi> (set by configuration).
      </p>
    );
  }
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField
        label={`Sign-in page of ${brand}`}
        mono
        value={text}
        placeholder="https://acme.okta.com/"
        onChange={(event) => setText(event.target.value)}
        hint="Pages of look-alikes are compared with it."
        className="min-w-0 flex-1 basis-64"
      />
      <Button type="submit" busy={save.isPending} disabled={text.trim() === urls.join(' ')}>
        Save
      </Button>
      <InlineError error={save.error} />
    </form>
  );
}
