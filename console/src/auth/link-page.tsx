import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { Spinner } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { InlineError } from '../kit/states.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { isCutOff } from './link-token.ts';

/** Trades the token in the URL's fragment (which no server or log ever sees) for a session. */
export function LinkPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const begun = useRef(false);
  const [cutOff, setCutOff] = useState(false);
  const exchange = useMutation({
    mutationFn: (token: string) => clientsOf('live').auth.exchangeLink({ body: { token } }),
    onSuccess: async ({ next }) => {
      await queries.invalidateQueries({ queryKey: ['global'] });
      const to = next === 'enrol' ? '/enrol' : (await isAttackOn()) ? '/rehearsal' : '/';
      await navigate({ to, replace: true });
    },
  });
  const { mutate } = exchange;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const token = location.hash.slice(1);
    // Out of the address bar and the history before anything else happens.
    history.replaceState(history.state, '', location.pathname);
    if (isCutOff(token)) setCutOff(true);
    else mutate(token);
  }, [mutate]);
  const failed = cutOff || exchange.isError;
  return (
    <AuthFrame title={failed ? 'This link does not open' : 'Opening the console'}>
      {failed ? (
        <>
          {cutOff ? (
            <div role="alert">
              <Callout kind="problem" title="The link is incomplete: copy all of it" />
            </div>
          ) : (
            <InlineError error={exchange.error} />
          )}
          <NewLink />
        </>
      ) : (
        <p role="status" className="text-ink-2 flex items-center gap-2">
          <Spinner /> Checking the link
        </p>
      )}
    </AuthFrame>
  );
}

/** How a new link is had, by whom. */
function NewLink() {
  return (
    <div className="text-ink-2 flex flex-col gap-1.5">
      <p>A link works once. A new one is printed on the machine where Breakwater runs:</p>
      <ul className="flex flex-col gap-1.5">
        <li>
          <code className="mono text-ink">breakwater link</code> before the first passkey exists
        </li>
        <li>
          <code className="mono text-ink">breakwater link --recover NAME</code> once somebody has one: it ends all
          passkeys and sessions of that administrator
        </li>
      </ul>
      <p>Somebody who was invited asks an administrator for another invitation.</p>
    </div>
  );
}

/** Whether a rehearsal is going on: who started one with the server came to watch it. Never in the way of the sign-in. */
async function isAttackOn(): Promise<boolean> {
  const { state } = await clientsOf('live')
    .rehearsal.getRehearsal({})
    .catch(() => ({ state: 'none' }));
  return state === 'preparing' || state === 'running';
}
