import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CallOutput } from '../../../src/platform/http/contract.ts';
import type { enrichApi } from '../../../src/domains/enrich/api.ts';
import { useState } from 'react';
import { useMay } from '../auth/me.ts';
import { PasskeyFirst, useIsBeforePasskey } from '../auth/passkey-first.tsx';
import { clientsOf } from '../data/clients.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { sayDone, sayFailed } from '../kit/toast.tsx';

export type LookUps = CallOutput<(typeof enrichApi)['getLookUps']>;

/** What is contacted when look-ups run, and the switch. Nothing is asked before somebody has agreed. */
export function Consent({ lookUps }: { lookUps: LookUps }) {
  const queries = useQueryClient();
  const isBeforePasskey = useIsBeforePasskey();
  const mayWrite = useMay('settings:write') && !isBeforePasskey;
  const [pictures, setPictures] = useState(lookUps.screenshots);
  const isConfigured = lookUps.configured !== null;
  const save = useMutation({
    mutationFn: (agreed: boolean) =>
      clientsOf('live').domains.setLookUps({ body: { agreed, screenshots: agreed && pictures } }),
    onSuccess: (after) => {
      sayDone(after.effective ? 'Look-ups are on' : 'Look-ups are off');
      return queries.invalidateQueries({ queryKey: ['live'] });
    },
    onError: (error) => sayFailed('Not changed', error.message),
  });
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        Look-ups
        <Badge tone={lookUps.effective ? 'good' : 'neutral'}>{lookUps.effective ? 'on' : 'off'}</Badge>
        {isConfigured && <Badge>set by configuration</Badge>}
      </p>
      {!lookUps.effective && (
        <>
          <p className="text-ink-2 max-w-[64ch]">
            With your agreement Breakwater asks about names that imitate you, and about nothing else:
          </p>
          <ul className="text-ink-2 max-w-[64ch] list-disc space-y-0.5 pl-5">
            <li>
              {lookUps.resolvers.length === 0 ? 'your resolver' : <bdi>{lookUps.resolvers.join(', ')}</bdi>}: does the
              name resolve, has it mail;
            </li>
            <li>the registries (RDAP, found through IANA): who registered it, when, whom to write to;</li>
            <li>
              the host itself: its certificate and its page, without running scripts. Whoever stands behind it can see
              that{' '}
              {lookUps.proxy === null ? (
                'your address fetched it; lookups.proxy in breakwater.yaml hides that'
              ) : (
                <>
                  <bdi>{lookUps.proxy}</bdi> fetched it
                </>
              )}
              .
            </li>
          </ul>
          {lookUps.configured === null && mayWrite && lookUps.noPictures === null && (
            <CheckField
              label="Keep pictures of pages too"
              hint="Made by a sandboxed Chromium on this machine, scripts off."
              checked={pictures}
              onChange={setPictures}
            />
          )}
        </>
      )}
      {!isConfigured && mayWrite && (
        <Button
          className="self-start"
          look={lookUps.effective ? 'plain' : 'primary'}
          busy={save.isPending}
          onClick={() => save.mutate(!lookUps.effective)}
        >
          {lookUps.effective ? 'Stop looking names up' : 'I agree: look names up'}
        </Button>
      )}
      {!isConfigured && isBeforePasskey && <PasskeyFirst />}
      {isConfigured && !lookUps.effective && (
        <p className="text-ink-3 text-xs">breakwater.yaml says lookups.enabled: false.</p>
      )}
    </div>
  );
}
