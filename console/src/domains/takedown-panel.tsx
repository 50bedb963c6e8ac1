import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, Send } from 'lucide-react';
import { useState } from 'react';
import type { CallOutput } from '../../../src/platform/http/contract.ts';
import type { takedownApi } from '../../../src/domains/takedown/api.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { Button, buttonClass } from '../kit/button.tsx';
import { CopyButton } from '../kit/copyable.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { Panel } from '../kit/panel.tsx';
import { ErrorState, InlineError, Skeleton } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';

type Takedown = CallOutput<(typeof takedownApi)['getTakedown']>;
type Letter = Takedown['letters'][number];

const ROLES = { registrar: 'registrar', host: 'host' } as const;

const MISSING: Readonly<Record<Takedown['missing'][number], string>> = {
  reporter: 'who asks (set it below): without it there is no XARF report',
  'registrar-contact': 'the registrar’s abuse address: no look-up has found it',
  'host-contact': 'the host’s abuse address: no look-up has found it',
  page: 'the page: none was seen up, so that the letters claim the name only',
  screenshot: 'a picture of the page',
  decision: 'your decision that it is hostile',
};

/** Letters and reports to those who can take the domain down. Sending them is the reader's act. */
export function TakedownPanel({ registrable, isSent }: { registrable: string; isSent: boolean }) {
  const space = useSpace();
  const queries = useQueryClient();
  const [isSending, setSending] = useState(false);
  const pack = useSpaceQuery('look-alikes', ['takedown', registrable], (clients) =>
    clients.domains.getTakedown({ params: { registrable } }),
  );
  const href = `/api/v1/look-alikes/domain/${encodeURIComponent(registrable)}/takedown.zip?space=${space}`;
  return (
    <Panel
      title="Takedown"
      aside={
        <span className="flex gap-2 py-1">
          <a
            href={href}
            download
            className={buttonClass('plain', 'sm')}
            onClick={() => setTimeout(() => void queries.invalidateQueries({ queryKey: [space, 'look-alikes'] }), 1500)}
          >
            <Download size={13} aria-hidden="true" /> Download the pack
          </a>
          <Button size="sm" icon={<Send size={13} />} onClick={() => setSending(true)}>
            {isSent ? 'Sent again' : 'Mark as sent'}
          </Button>
        </span>
      }
    >
      {pack.isPending && <Skeleton lines={4} />}
      {pack.isError && <ErrorState error={pack.error} onRetry={() => void pack.refetch()} />}
      {pack.data !== undefined && (
        <div className="flex flex-col gap-4">
          {pack.data.missing.length > 0 && (
            <div className="text-sm">
              <p className="text-ink-2">Not in the pack, and it would be stronger with it:</p>
              <ul className="list-disc pl-5">
                {pack.data.missing.map((what) => (
                  <li key={what}>{MISSING[what]}</li>
                ))}
              </ul>
            </div>
          )}
          <div className="grid gap-4 lg:grid-cols-2">
            {pack.data.letters.map((letter) => (
              <LetterCard key={letter.role} letter={letter} />
            ))}
          </div>
          <ReporterForm reporter={pack.data.reporter} />
        </div>
      )}
      <SentDialog registrable={registrable} open={isSending} onClose={() => setSending(false)} />
    </Panel>
  );
}

function LetterCard({ letter }: { letter: Letter }) {
  return (
    <article className="border-line min-w-0 rounded-md border" aria-label={`Letter to the ${ROLES[letter.role]}`}>
      <header className="border-line flex items-start gap-2 border-b px-3 py-2 text-sm">
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            To the {ROLES[letter.role]} <bdi className="text-ink-2 font-normal">{letter.organisation}</bdi>
          </p>
          <p className="mono break-all">{letter.to ?? 'abuse address not known'}</p>
          <p className="mt-1.5 flex flex-wrap gap-1.5">
            {letter.to !== null && <CopyButton named text={letter.to} label="Copy address" />}
            <CopyButton named text={letter.subject} label="Copy subject" />
            <CopyButton named text={letter.body} label="Copy text" />
          </p>
        </div>
      </header>
      <pre
        className="mono text-ink-2 max-h-64 overflow-auto px-3 py-2 text-xs whitespace-pre-wrap"
        tabIndex={0}
        aria-label={`Text of the letter to the ${ROLES[letter.role]}`}
      >
        {letter.subject}
        {'\n\n'}
        {letter.body}
      </pre>
      {letter.report !== null && (
        <footer className="border-line flex items-center gap-2 border-t px-3 py-1 text-xs">
          <span className="text-ink-3 flex-1">XARF v4 report</span>
          <CopyButton named text={letter.report} label="Copy report" />
        </footer>
      )}
    </article>
  );
}

function ReporterForm({ reporter }: { reporter: Takedown['reporter'] }) {
  const space = useSpace();
  const queries = useQueryClient();
  const [organisation, setOrganisation] = useState(reporter?.organisation ?? '');
  const [name, setName] = useState(reporter?.name ?? '');
  const [email, setEmail] = useState(reporter?.email ?? '');
  const save = useMutation({
    mutationFn: () =>
      clientsOf(space).domains.setReporter({
        body: { organisation: organisation.trim(), name: name.trim(), email: email.trim() },
      }),
    onSuccess: () => {
      sayDone('It stands under the letters now');
      return queries.invalidateQueries({ queryKey: [space, 'look-alikes'] });
    },
  });
  return (
    <details open={reporter === null} className="text-sm">
      <summary className="text-ink-2 cursor-pointer">Who asks: under every letter and in every report</summary>
      <form
        className="mt-2 flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField
          label="Organisation"
          value={organisation}
          required
          maxLength={200}
          onChange={(event) => setOrganisation(event.target.value)}
        />
        <TextField
          label="Your name"
          value={name}
          required
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Mail address"
          type="email"
          value={email}
          required
          maxLength={200}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Button type="submit" busy={save.isPending}>
          Save
        </Button>
      </form>
      <div className="mt-2">
        <InlineError error={save.error} />
      </div>
    </details>
  );
}

function SentDialog({ registrable, open, onClose }: { registrable: string; open: boolean; onClose: () => void }) {
  const space = useSpace();
  const queries = useQueryClient();
  const [reference, setReference] = useState('');
  const sent = useMutation({
    mutationFn: (to: ('registrar' | 'host')[]) =>
      clientsOf(space).domains.markTakedownSent({ params: { registrable }, body: { to, reference: reference.trim() } }),
    onSuccess: () => {
      sayDone('Followed until it is down');
      onClose();
      return queries.invalidateQueries({ queryKey: [space, 'look-alikes'] });
    },
  });
  return (
    <Modal
      open={open}
      onClose={onClose}
      title="To whom did you send it?"
      description="Breakwater has sent nothing. From now on the domain is followed until it is down."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={sent.isPending} onClick={() => sent.mutate(['registrar'])}>
            The registrar
          </Button>
          <Button busy={sent.isPending} onClick={() => sent.mutate(['host'])}>
            The host
          </Button>
          <Button look="primary" busy={sent.isPending} onClick={() => sent.mutate(['registrar', 'host'])}>
            Both
          </Button>
        </>
      }
    >
      <TextField
        label="Their reference (optional)"
        value={reference}
        maxLength={200}
        onChange={(event) => setReference(event.target.value)}
      />
      <InlineError error={sent.error} />
    </Modal>
  );
}
