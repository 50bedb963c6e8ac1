import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { clientsOf } from '../data/clients.ts';
import { Spinner } from '../kit/button.tsx';
import { InlineError } from '../kit/states.tsx';
import { AuthFrame } from './auth-frame.tsx';

/** Trades the token in the URL's fragment (which no server or log ever sees) for a session. */
export function LinkPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const begun = useRef(false);
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
    mutate(token);
  }, [mutate]);
  return (
    <AuthFrame title={exchange.isError ? 'This link does not open' : 'Opening the console'}>
      {exchange.isError ? (
        <>
          <InlineError error={exchange.error} />
          <p className="text-ink-2">
            A link works once. Ask for a new one, or start Breakwater again to have one printed.
          </p>
        </>
      ) : (
        <p role="status" className="text-ink-2 flex items-center gap-2">
          <Spinner /> Checking the link
        </p>
      )}
    </AuthFrame>
  );
}

/** Whether a rehearsal is going on: who started one with the server came to watch it. Never in the way of the sign-in. */
async function isAttackOn(): Promise<boolean> {
  const { state } = await clientsOf('live')
    .rehearsal.getRehearsal({})
    .catch(() => ({ state: 'none' }));
  return state === 'preparing' || state === 'running';
}
