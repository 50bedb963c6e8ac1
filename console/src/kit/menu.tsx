import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';

/** A menu opened by a button. */
export function Menu({
  trigger,
  children,
  side = 'bottom',
  align = 'end',
}: {
  trigger: ReactElement;
  children: ReactNode;
  side?: 'top' | 'bottom';
  align?: 'start' | 'end';
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner side={side} align={align} sideOffset={4} className="z-50 outline-none">
          <BaseMenu.Popup className="popup-motion bg-raised border-line shadow-pop min-w-44 rounded-md border p-1 outline-none">
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

/** One line of a menu. */
export function MenuItem({
  icon,
  children,
  onClick,
  danger = false,
  disabled = false,
}: {
  icon?: ReactNode;
  children: ReactNode;
  onClick: () => void;
  danger?: boolean;
  disabled?: boolean;
}) {
  return (
    <BaseMenu.Item
      onClick={onClick}
      disabled={disabled}
      className={cx(
        'data-highlighted:bg-pressed flex min-h-7 items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none select-none data-disabled:opacity-50',
        danger && 'text-critical',
      )}
    >
      {icon !== undefined && <span className={danger ? '' : 'text-ink-3'}>{icon}</span>}
      {children}
    </BaseMenu.Item>
  );
}

/** A line between groups of a menu. */
export function MenuLine() {
  return <BaseMenu.Separator className="bg-line -mx-1 my-1 h-px" />;
}
