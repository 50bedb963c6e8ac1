import { Link } from '@tanstack/react-router';
import { Callout } from '../kit/callout.tsx';
import { useMe } from './me.ts';

/** Whether the first passkey is still to come: until then nothing outside is contacted that breakwater.yaml does not set. */
export function useIsBeforePasskey(): boolean {
  return useMe().data?.kind === 'bootstrap';
}

/** Said in the place of whatever begins to contact systems outside, while nobody has a passkey. */
export function PasskeyFirst() {
  return (
    <Callout kind="info" title="Not yet">
      Real systems can be contacted once the{' '}
      <Link to="/setup" search={{ step: 'passkey' }} className="text-accent hover:underline">
        administrator’s passkey
      </Link>{' '}
      exists: until then anybody at this machine could. What breakwater.yaml sets needs none.
    </Callout>
  );
}
