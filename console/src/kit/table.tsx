import type { ReactNode } from 'react';
import { cx } from './cx.ts';

/** A table that scrolls sideways inside itself, never the page. */
export function Table({ label, head, children }: { label: string; head: ReactNode; children: ReactNode }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-line border-b">{head}</tr>
        </thead>
        <tbody className="divide-line divide-y">{children}</tbody>
      </table>
    </div>
  );
}

/** A column's heading. */
export function Th({
  children,
  right = false,
  className,
}: {
  children?: ReactNode;
  right?: boolean;
  className?: string;
}) {
  return (
    <th
      scope="col"
      className={cx(
        'text-ink-3 h-8 px-3 text-xs font-medium whitespace-nowrap first:pl-4 last:pr-4',
        right && 'text-right',
        className,
      )}
    >
      {children}
    </th>
  );
}

/** A cell. */
export function Td({
  children,
  right = false,
  className,
}: {
  children?: ReactNode;
  right?: boolean;
  className?: string;
}) {
  return (
    <td className={cx('px-3 py-2 align-top first:pl-4 last:pr-4', right && 'tnum text-right', className)}>
      {children}
    </td>
  );
}
