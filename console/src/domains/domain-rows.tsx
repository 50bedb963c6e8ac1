import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useSpace } from '../data/space.tsx';
import { isOnControl, useWindowList, WindowRows } from '../kit/window-list.tsx';
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
  const list = useWindowList({ rows, keyOf: (row) => row.registrable, rowHeight: 76, onEnd });
  const { active, move } = list;
  const keys = useMemo(() => {
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
        if (row === undefined || isOnControl(event)) return;
        void navigate({
          to: space === 'rehearsal' ? '/rehearsal/domains/$domain' : '/domains/$domain',
          params: { domain: row.registrable },
        });
      },
    };
  }, [active, mayDecide, move, navigate, onDecide, onSelect, rows, selected, space]);
  useKeys(keys);
  return (
    <WindowRows list={list} label="Look-alikes">
      {(row, isActive) => (
        <DomainRow
          domain={row}
          active={isActive}
          selected={selected.has(row.registrable)}
          onSelect={mayDecide ? (on) => onSelect(row.registrable, on) : null}
        />
      )}
    </WindowRows>
  );
}
