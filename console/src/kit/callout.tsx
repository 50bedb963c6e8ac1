import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

const LOOKS = {
  info: ['border-line bg-sunken', 'text-ink-3', Info],
  good: ['border-transparent bg-good-soft', 'text-good', CircleCheck],
  warning: ['border-transparent bg-medium-soft', 'text-medium', TriangleAlert],
  problem: ['border-transparent bg-critical-soft', 'text-critical', OctagonAlert],
} as const;

/** Something the reader should know here, and what to do about it. */
export function Callout({
  kind = 'info',
  title,
  children,
  action,
}: {
  kind?: keyof typeof LOOKS;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const [box, ink, Icon] = LOOKS[kind];
  return (
    <div className={cx('flex items-start gap-2.5 rounded-md border px-3 py-2', box)}>
      <Icon size={16} className={cx('mt-0.5 shrink-0', ink)} aria-hidden="true" />
      <div className="min-w-0 flex-1 text-sm">
        {title !== undefined && <p className="font-medium">{title}</p>}
        {children !== undefined && <div className="text-ink-2">{children}</div>}
      </div>
      {action}
    </div>
  );
}
