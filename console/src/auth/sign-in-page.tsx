import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { clientsOf } from '../data/clients.ts';
import { useGlobalQuery } from '../data/use-query.ts';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { InlineError } from '../kit/states.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { assertPasskey } from './passkey.ts';

/** Signs in with a passkey; there is no other way in but a one-time link. */
export function SignInPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/sign-in' });
  const state = useGlobalQuery('sign-in', [], (clients) => clients.auth.getSignInState({}));
  const signIn = useMutation({
    mutationFn: async () => {
      const { auth } = clientsOf('live');
      const { ceremonyId, options } = await auth.beginSignIn({});
      const credential = await assertPasskey(options);
      return auth.finishSignIn({ body: { ceremonyId, credential } });
    },
    onSuccess: async (me) => {
      queries.setQueryData(['global', 'me'], me);
      await navigate({ href: safeNext(next), replace: true });
    },
  });
  if (state.data?.bootstrap === true) {
    return (
      <AuthFrame title="Open the one-time link">
        <Callout kind="info" title="Nobody has a passkey yet">
          {state.data.loopback
            ? 'Breakwater printed a link when it started. Open it here once: it signs this browser in.'
            : 'Until the first passkey exists, the console answers only on the machine that it runs on.'}
        </Callout>
        <p className="text-ink-2">
          Link lost? On that machine, <code className="mono bg-sunken rounded-xs px-1">bin/breakwater link</code> gives
          a new one.
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Sign in" lead="With your passkey. There is no password to steal.">
      <InlineError error={signIn.error ?? state.error} />
      <Button
        look="primary"
        size="lg"
        icon={<KeyRound size={16} />}
        busy={signIn.isPending}
        onClick={() => signIn.mutate()}
        autoFocus
      >
        Use passkey
      </Button>
      <p className="text-ink-3 text-xs">
        {state.data !== undefined && (
          <>
            Passkeys here belong to <bdi className="mono text-ink-2">{state.data.rpId}</bdi>.{' '}
          </>
        )}
        Lost your key? Ask another administrator for a recovery link, or whoever runs the machine.
      </p>
    </AuthFrame>
  );
}

/** A path of our own to go on to: never another site. */
function safeNext(next: string | undefined): string {
  return next !== undefined && next.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
}
