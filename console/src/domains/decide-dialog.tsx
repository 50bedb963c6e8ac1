import { useEffect, useRef, useState } from 'react';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { SelectField } from '../kit/select.tsx';
import { describeError, InlineError } from '../kit/states.tsx';
import { useBrands } from '../setup/queries.ts';
import { refusalName } from './domain-names.ts';
import { type Decision, useDecide } from './domain-queries.ts';

/** What is about to be decided. Null closes the dialog. */
export interface Asked {
  registrables: readonly string[];
  decision: Decision | null;
  /** The brand that the domain imitates. */
  brand?: string | null;
}

const TEXTS = {
  ours: {
    title: 'Mark as ours',
    what: 'It becomes one of your own domains, with everything below it: never an alarm again, never on a blocklist. Incidents about it stay open.',
    action: 'It is ours',
  },
  benign: {
    title: 'Mark as benign',
    what: 'Nobody is told of it any more. It stays in the list. Incidents about it stay open.',
    action: 'It is benign',
  },
  hostile: {
    title: 'Mark as hostile',
    what: 'It enters the blocklists at once, with everything below it. It is blocked when your resolver or firewall has read them.',
    action: 'It is hostile',
  },
  undo: {
    title: 'Undo the decision',
    what: 'It is judged again like any other, and leaves the blocklists.',
    action: 'Undo',
  },
} as const;

/** Asks for the reason and decides; where blocklists refuse the domain, asks for its name to be typed. */
export function DecideDialog({ asked: now, onClose }: { asked: Asked | null; onClose: (done: boolean) => void }) {
  // While it closes it still says what it asked.
  const last = useRef(now);
  if (now !== null) last.current = now;
  const asked = last.current;
  const brands = useBrands();
  const [reason, setReason] = useState('');
  const [brand, setBrand] = useState('');
  const [refused, setRefused] = useState<{ registrable: string; refused: string }[]>([]);
  const [typed, setTyped] = useState('');
  const [isShared, setShared] = useState(false);
  const decide = useDecide((left) => {
    if (left.length === 0) onClose(true);
    else setRefused(left);
  });
  const { reset, error } = decide;
  useEffect(() => {
    if (describeError(error).code === 'domains.shared_by_many') setShared(true);
  }, [error]);
  useEffect(() => {
    setReason('');
    setTyped('');
    setRefused([]);
    setShared(false);
    setBrand('');
    reset();
  }, [now, reset]);
  const names = brands.data?.items.map((one) => one.name) ?? [];
  const count = asked?.registrables.length ?? 0;
  const [only = ''] = asked?.registrables ?? [];
  const text = TEXTS[asked?.decision ?? 'undo'];
  const chosen = brand === '' ? (asked?.brand ?? names[0] ?? '') : brand;
  /** Silencing what many share, or listing what blocklists refuse, takes its name. */
  const mustType = (refused.length === 1 || isShared) && count === 1;
  function send(): void {
    if (asked === null) return;
    decide.mutate({
      registrables: asked.registrables,
      decision: asked.decision,
      reason: reason.trim(),
      // Of several, each goes to the brand it imitates unless one is chosen.
      ...(asked.decision === 'ours' && (count === 1 || brand !== '') && chosen !== '' ? { brand: chosen } : {}),
      ...(mustType ? { confirm: typed } : {}),
    });
  }
  return (
    <Modal
      open={now !== null}
      onClose={() => onClose(refused.length > 0)}
      title={`${text.title}${count > 1 ? `: ${count} domains` : ''}`}
      description={count === 1 ? <bdi className="mono break-all">{only}</bdi> : undefined}
      footer={
        refused.length > 0 && !mustType ? (
          <Button look="primary" onClick={() => onClose(true)}>
            Close
          </Button>
        ) : (
          <>
            <Button onClick={() => onClose(refused.length > 0)}>
              {mustType && !isShared ? 'Leave it unlisted' : 'Cancel'}
            </Button>
            <Button
              look={asked?.decision === 'hostile' ? 'danger' : 'primary'}
              busy={decide.isPending}
              disabled={mustType && typed.trim().toLowerCase() !== only}
              onClick={send}
            >
              {mustType && !isShared ? 'Block it all the same' : text.action}
            </Button>
          </>
        )
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!mustType || typed.trim().toLowerCase() === only) send();
        }}
      >
        {refused.length === 0 && <p className="text-ink-2 text-sm">{text.what}</p>}
        {refused.length > 0 && <Refused refused={refused} />}
        {mustType && (
          <TextField
            label={isShared ? 'Type the domain to silence all below it' : 'Type the domain to block it all the same'}
            mono
            value={typed}
            autoCapitalize="none"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {refused.length === 0 && asked?.decision === 'ours' && names.length > 1 && (
          <SelectField
            label="It belongs to"
            value={chosen}
            options={names.map((name) => ({ value: name, label: name }))}
            onChange={setBrand}
          />
        )}
        {refused.length === 0 && asked?.decision !== null && (
          <TextField
            label="Why (optional, kept with the decision)"
            value={reason}
            maxLength={500}
            placeholder={asked?.decision === 'hostile' ? 'Seen in a text to staff' : 'Confirmed by the marketing team'}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        <InlineError error={decide.error} />
      </form>
    </Modal>
  );
}

function Refused({ refused }: { refused: readonly { registrable: string; refused: string }[] }) {
  return (
    <Callout kind="warning" title="Marked as hostile, and not on the blocklists">
      <ul>
        {refused.slice(0, 10).map((one) => (
          <li key={one.registrable} className="break-words">
            <bdi className="mono">{one.registrable}</bdi>: {refusalName(one.refused)}.
          </li>
        ))}
      </ul>
      {refused.length > 10 && <p>and {refused.length - 10} more.</p>}
      {refused.length > 1 && <p>Open one to list it all the same.</p>}
    </Callout>
  );
}
