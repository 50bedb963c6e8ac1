import { useMutation } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { onVerificationNeeded } from '../data/fresh-verification.ts';
import { Button } from '../kit/button.tsx';
import { Modal } from '../kit/dialog.tsx';
import { InlineError } from '../kit/states.tsx';
import { assertPasskey } from './passkey.ts';

/** Asks for the passkey again when the API wants a fresh verification, then lets the call go on. */
export function VerifyDialog() {
  const [open, setOpen] = useState(false);
  const answer = useRef<((verified: boolean) => void) | null>(null);
  useEffect(
    () =>
      onVerificationNeeded(() => {
        setOpen(true);
        return new Promise((resolve) => {
          answer.current = resolve;
        });
      }),
    [],
  );
  function settle(verified: boolean): void {
    setOpen(false);
    answer.current?.(verified);
    answer.current = null;
  }
  const verify = useMutation({
    mutationFn: async () => {
      const { auth } = clientsOf('live');
      const { ceremonyId, options } = await auth.beginVerification({});
      return auth.finishVerification({ body: { ceremonyId, credential: await assertPasskey(options) } });
    },
    onSuccess: () => settle(true),
  });
  return (
    <Modal
      open={open}
      onClose={() => settle(false)}
      title="Is it you?"
      description="This changes what Breakwater may do or reach, so it asks for your passkey again."
      footer={
        <>
          <Button onClick={() => settle(false)}>Not now</Button>
          <Button
            look="primary"
            icon={<ShieldCheck size={15} />}
            busy={verify.isPending}
            onClick={() => verify.mutate()}
          >
            Verify with passkey
          </Button>
        </>
      }
    >
      <InlineError error={verify.error} />
    </Modal>
  );
}
