import { useNavigate } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSpace } from '../data/space.tsx';
import { useKeys } from '../shell/shortcuts.tsx';
import { DomainRow } from './domain-row.tsx';
import type { Decision, LookAlike } from './domain-queries.ts';

export interface DomainRowsProps {
  rows: readonly LookAlike[];
  selected: ReadonlySet<string>;
  onSelect: (registrable: string, on: boolean) => void;
  /** Asks about the selected domains, or about the one the keyboard is on. Null undoes. */
  onDecide: (registrables: readonly string[], decision: Decision | null) => void;
  /** The reader may decide. */
  mayDecide: boolean;
  onEnd: () => void;
}

/** The rows, of which only those on the screen are drawn. j and k move, x selects, o, b, h and u decide. */
export function DomainRows({ rows, selected, onSelect, onDecide, mayDecide, onEnd }: DomainRowsProps) {
  const space = useSpace();
  const navigate = useNavigate();
  const place = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 76,
    overscan: 12,
    scrollMargin: place.current?.offsetTop ?? 0,
    getItemKey: (index) => rows[index]?.registrable ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 30) onEnd();
  }, [last, rows.length, onEnd]);
  const keys = useMemo(() => {
    function move(step: number): void {
      setActive((now) => {
        const next = Math.max(0, Math.min(rows.length - 1, now + step));
        virtual.scrollToIndex(next, { align: 'auto' });
        return next;
      });
    }
    function decide(decision: Decision | null): void {
      if (!mayDecide) return;
      const one = rows[active]?.registrable;
      if (selected.size > 0) onDecide([...selected], decision);
      else if (one !== undefined) onDecide([one], decision);
    }
    return {
      j: () => move(1),
      k: () => move(-1),
      x: () => {
        const row = rows[active];
        if (row !== undefined && mayDecide) onSelect(row.registrable, !selected.has(row.registrable));
      },
      o: () => decide('ours'),
      b: () => decide('benign'),
      h: () => decide('hostile'),
      u: () => decide(null),
      Enter: (event: KeyboardEvent) => {
        const row = rows[active];
        const isControl =
          event.target instanceof HTMLElement && event.target.closest('a,button,[role=checkbox]') !== null;
        if (row === undefined || isControl) return;
        void navigate({
          to: space === 'rehearsal' ? '/rehearsal/domains/$domain' : '/domains/$domain',
          params: { domain: row.registrable },
        });
      },
    };
  }, [active, mayDecide, navigate, onDecide, onSelect, rows, selected, space, virtual]);
  useKeys(keys);
  return (
    <div ref={place}>
      <ul aria-label="Look-alikes" className="relative" style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              aria-current={item.index === active || undefined}
              className="border-line absolute inset-x-0 top-0 border-b last:border-b-0"
              style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              <DomainRow
                domain={row}
                active={item.index === active}
                selected={selected.has(row.registrable)}
                onSelect={mayDecide ? (on) => onSelect(row.registrable, on) : null}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
