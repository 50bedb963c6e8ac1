import { useNavigate } from '@tanstack/react-router';
import { AuthFrame } from './auth-frame.tsx';
import { EnrolForm } from './enrol-form.tsx';
import { useMe } from './me.ts';
import { InlineError } from '../kit/states.tsx';

/** Where an invitation or a recovery link leads: create a passkey, then the console opens. */
export function EnrolPage() {
  const navigate = useNavigate();
  const me = useMe();
  return (
    <AuthFrame
      title={me.data === undefined || me.data.name === '' ? 'Create your passkey' : `Welcome, ${me.data.name}`}
      lead="A security key, or the fingerprint, face or PIN of this device. It answers to this address only, so no look-alike can use it."
    >
      <InlineError error={me.error} />
      <EnrolForm askName={me.data?.kind === 'bootstrap'} onDone={() => void navigate({ to: '/', replace: true })} />
    </AuthFrame>
  );
}
