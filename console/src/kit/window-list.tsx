import { useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** A list as long as it likes, scrolled with the page: only the rows on the screen are drawn, and one of them has the keyboard. */
export interface WindowList<Row> {
  rows: readonly Row[];
  /** The row that j and k are on; -1 before they are used. */
  active: number;
  /** Moves on by so many rows and scrolls there. */
  move: (step: number) => void;
  virtual: Virtualizer<Window, Element>;
  place: RefObject<HTMLDivElement | null>;
}

export interface WindowListOptions<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** About how high a row is, in pixels, before it was measured. */
  rowHeight: number;
  /** The end comes near: more rows may be asked for. */
  onEnd: () => void;
}

/** Rows from the end at which more are asked for. */
const NEAR_END = 30;

export function useWindowList<Row>({ rows, keyOf, rowHeight, onEnd }: WindowListOptions<Row>): WindowList<Row> {
  const place = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: place.current?.offsetTop ?? 0,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - NEAR_END) onEnd();
  }, [last, rows.length, onEnd]);
  const move = useCallback(
    (step: number) => {
      setActive((now) => {
        const next = Math.max(0, Math.min(rows.length - 1, now + step));
        virtual.scrollToIndex(next, { align: 'auto' });
        return next;
      });
    },
    [rows.length, virtual],
  );
  return { rows, active, move, virtual, place };
}

/** Draws the rows. @param label what the list is, for those who do not see it */
export function WindowRows<Row>({
  list: { rows, active, virtual, place },
  label,
  children,
}: {
  list: WindowList<Row>;
  label: string;
  children: (row: Row, isActive: boolean) => ReactNode;
}) {
  return (
    <div ref={place}>
      <ul aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
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
              {children(row, item.index === active)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** True where Enter belongs to a link, a button or a box that has the focus. */
export function isOnControl({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('a,button,[role=checkbox]') !== null;
}
