import type { ReactNode } from 'react';
import { cx } from './cx.ts';

/** A framed part of a page with a heading. */
export function Panel({
  title,
  aside,
  children,
  className,
  flush = false,
  id,
}: {
  title?: ReactNode;
  /** Beside the heading: a link, a count, a button. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  /** No inner padding: for tables and lists. */
  flush?: boolean;
  id?: string;
}) {
  return (
    <section id={id} className={cx('border-line bg-surface min-w-0 rounded-lg border', className)}>
      {title !== undefined && (
        <header className="border-line flex min-h-10 flex-wrap items-center gap-2 border-b px-4 py-1.5">
          <h2 className="min-w-0 flex-[1_1_6rem] text-sm font-semibold">{title}</h2>
          {aside}
        </header>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  );
}

/** The head of a page: its name, what it says, its buttons. */
export function PageHead({ title, lead, actions }: { title: ReactNode; lead?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {lead !== undefined && <p className="text-ink-2 max-w-[72ch]">{lead}</p>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
