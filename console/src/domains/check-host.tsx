import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { ScanSearch } from 'lucide-react';
import { useEffect, useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { TextField } from '../kit/field.tsx';
import { InlineError } from '../kit/states.tsx';
import { refang } from '../shell/commands.ts';
import { FollowChecked } from './follow-checked.tsx';
import { Verdict } from './verdict.tsx';

/** How long after the last key a host is judged. */
const PAUSE_MS = 250;

/** Judges a host while it is typed: verdict, decomposition, reasons; and what can be done about it. */
export function CheckHost({ initial = '', onChecked }: { initial?: string; onChecked?: (host: string) => void }) {
  const space = useSpace();
  const [text, setText] = useState(initial);
  const [host, setHost] = useState(initial.trim());
  useEffect(() => setText(initial), [initial]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = refang(text.trim());
      setHost(next);
      onChecked?.(next);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onChecked]);
  const check = useQuery({
    queryKey: [space, 'brands', 'check', host],
    queryFn: () => clientsOf(space).domains.checkHosts({ body: { hosts: [host] } }),
    enabled: host !== '',
    placeholderData: keepPreviousData,
  });
  const verdict = host === '' ? undefined : check.data?.items[0];
  // While the next host is judged, the last verdict stands, and nothing is done about it.
  const isCurrent = !check.isPlaceholderData;
  return (
    <div className="flex flex-col gap-4">
      <TextField
        label="Check a host or a link"
        type="search"
        mono
        icon={<ScanSearch size={15} />}
        placeholder="acme-okta.com"
        value={text}
        maxLength={2000}
        inputMode="url"
        autoCapitalize="none"
        onChange={(event) => setText(event.target.value)}
        className="max-w-xl"
        hint="Judged here by name alone: nothing is looked up or visited."
      />
      <InlineError error={check.error} />
      <div aria-live="polite" className="empty:-mt-4">
        {verdict !== undefined && <Verdict verdict={verdict} />}
      </div>
      {isCurrent && verdict?.registrable != null && verdict.kind !== 'own' && (
        <FollowChecked
          key={verdict.host}
          host={verdict.host}
          registrable={verdict.registrable}
          isLookAlike={verdict.kind === 'look-alike'}
        />
      )}
    </div>
  );
}
