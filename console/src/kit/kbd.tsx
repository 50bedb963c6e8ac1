import type { ReactNode } from 'react';
import { cx } from './cx.ts';

/** A key of the keyboard. */
export function Kbd({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'inverse' }) {
  return (
    <kbd
      className={cx(
        'text-2xs inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-xs border px-1 leading-none',
        tone === 'plain' ? 'border-line bg-sunken text-ink-2' : 'border-ink-3 text-canvas',
      )}
    >
      {children}
    </kbd>
  );
}
