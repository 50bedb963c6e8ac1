import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { IncidentWire } from '../../../src/incidents/api.ts';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Button } from '../kit/button.tsx';
import { TextArea } from '../kit/field.tsx';
import { Panel } from '../kit/panel.tsx';
import { InlineError } from '../kit/states.tsx';
import { useKeys } from '../shell/shortcuts.tsx';
import { Ago } from '../text/time.tsx';
import { Untrusted } from '../text/untrusted.tsx';

/** Notes of the people who work on it. */
export function Notes({ incident }: { incident: IncidentWire }) {
  const mayWrite = useMay('incidents:write');
  const space = useSpace();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const place = useRef<HTMLDivElement>(null);
  const add = useMutation({
    mutationFn: () =>
      clientsOf(space).incidents.addNote({ params: { incidentId: incident.incidentId }, body: { text: text.trim() } }),
    onSuccess: async () => {
      setText('');
      await queries.invalidateQueries({ queryKey: [space, 'incidents'] });
      await queries.invalidateQueries({ queryKey: [space, 'timeline'] });
    },
  });
  const [keys] = useState(() => ({
    n: (event: KeyboardEvent) => {
      event.preventDefault();
      place.current?.querySelector('textarea')?.focus();
    },
  }));
  useKeys(keys);
  useEffect(() => () => setText(''), [incident.incidentId]);
  return (
    <Panel title="Notes" flush>
      {incident.notes.length > 0 && (
        <ul className="divide-line border-line divide-y border-b">
          {incident.notes.map((note) => (
            <li key={note.noteId} className="px-4 py-2">
              <p className="text-ink-3 flex gap-2 text-xs">
                <bdi className="text-ink-2 font-medium">{note.author}</bdi>
                <Ago at={note.at} />
              </p>
              <Untrusted text={note.text} maxLength={600} />
            </li>
          ))}
        </ul>
      )}
      {mayWrite ? (
        <div ref={place} className="flex flex-col gap-2 p-3">
          <TextArea
            label="Write a note"
            labelHidden
            rows={2}
            maxLength={10_000}
            placeholder="Write a note"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && text.trim() !== '') add.mutate();
            }}
          />
          <InlineError error={add.error} />
          {text.trim() !== '' && (
            <Button size="sm" className="self-end" busy={add.isPending} onClick={() => add.mutate()}>
              Add note
            </Button>
          )}
        </div>
      ) : (
        incident.notes.length === 0 && <p className="text-ink-3 p-4">No notes.</p>
      )}
    </Panel>
  );
}
