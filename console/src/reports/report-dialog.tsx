import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { Modal } from '../kit/dialog.tsx';
import { TextArea, TextField } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayDone } from '../kit/toast.tsx';
import { t } from '../text/t.ts';

const EMPTY = { text: '', link: '', reporter: '', from: '', entered: false };

/** Enters a report for somebody who called or forwarded a message. */
export function ReportDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const space = useSpace();
  const queries = useQueryClient();
  const [form, setForm] = useState(EMPTY);
  const submit = useMutation({
    mutationFn: () =>
      clientsOf(space).reports.submitReport({
        body: {
          text: form.text.trim(),
          reporter: form.reporter.trim(),
          entered: form.entered,
          ...(form.link.trim() === '' ? {} : { link: form.link.trim() }),
          ...(form.from.trim() === '' ? {} : { from: form.from.trim() }),
        },
      }),
    onSuccess: async (report) => {
      await queries.invalidateQueries({ queryKey: [space] });
      sayDone('The report is in', `Verdict: ${t(`console.report.verdict.${report.verdict}`)}`);
      setForm(EMPTY);
      onClose();
    },
  });
  return (
    <Modal
      open={open}
      onClose={onClose}
      wide
      title="Enter a report"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={submit.isPending}
            disabled={form.text.trim() === '' || form.reporter.trim() === ''}
            onClick={() => submit.mutate()}
          >
            Enter
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          submit.mutate();
        }}
      >
        <TextField
          label="Who reports it"
          required
          maxLength={320}
          value={form.reporter}
          placeholder="emp003@acme.com"
          onChange={(event) => setForm({ ...form, reporter: event.target.value })}
        />
        <TextArea
          label="What arrived"
          required
          rows={4}
          maxLength={10_000}
          value={form.text}
          placeholder="The text as it stands on the phone"
          onChange={(event) => setForm({ ...form, text: event.target.value })}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Link (optional)"
            mono
            maxLength={2000}
            value={form.link}
            placeholder="acme-okta[.]com"
            onChange={(event) => setForm({ ...form, link: event.target.value })}
            hint="If it is not in the text. Never opened."
          />
          <TextField
            label="From (optional)"
            mono
            maxLength={200}
            value={form.from}
            placeholder="+1 754 555 0101"
            onChange={(event) => setForm({ ...form, from: event.target.value })}
          />
        </div>
        <CheckField
          label="They typed a password or a code there"
          hint="Proposes to contain their sign-in at once. Nobody is blamed for saying so."
          checked={form.entered}
          onChange={(entered) => setForm({ ...form, entered })}
        />
        <InlineError error={submit.error} />
        <button type="submit" hidden />
      </form>
    </Modal>
  );
}
