import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { cx } from './cx.ts';
import { Tip } from './tooltip.tsx';

export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'lg';

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  primary:
    'bg-accent-fill text-on-accent border-transparent hover:bg-accent-fill-hover active:bg-accent-fill-hover font-medium',
  plain: 'bg-surface text-ink border-edge hover:bg-hover active:bg-pressed',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink active:bg-pressed',
  danger: 'bg-surface text-critical border-edge hover:bg-critical-soft hover:border-critical active:bg-critical-soft',
};

const SIZES: Readonly<Record<ButtonSize, string>> = {
  sm: 'h-6 px-2 text-xs gap-1 rounded-sm',
  md: 'h-8 px-3 text-sm gap-1.5 rounded-md',
  lg: 'h-10 px-4 text-base gap-2 rounded-md',
};

/** Class names of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = 'plain', size: ButtonSize = 'md', more?: string): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center border whitespace-nowrap select-none transition-colors duration-100',
    'disabled:opacity-50 aria-disabled:opacity-50 disabled:pointer-events-none [&_svg]:shrink-0',
    LOOKS[look],
    SIZES[size],
    more,
  );
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
  size?: ButtonSize;
  /** Shows that the call is under way and stops a second click. */
  busy?: boolean;
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button. `busy` keeps its width and its name, so that nothing jumps. */
export function Button({ look = 'plain', size = 'md', busy = false, icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      disabled={rest.disabled === true || busy}
      className={buttonClass(look, size, className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  /** Its name: read out, and shown on hover. */
  label: string;
  icon: ReactNode;
  shortcut?: string;
}

/** A square button with an icon only; its name is a tooltip. */
export function IconButton({
  label,
  icon,
  size = 'md',
  look = 'quiet',
  className,
  shortcut,
  ...rest
}: IconButtonProps) {
  const square = size === 'sm' ? 'size-6 px-0' : size === 'lg' ? 'size-10 px-0' : 'size-8 px-0';
  return (
    <Tip text={label} {...(shortcut === undefined ? {} : { shortcut })}>
      <button type="button" aria-label={label} {...rest} className={buttonClass(look, size, cx(square, className))}>
        {icon}
      </button>
    </Tip>
  );
}

/** A turning ring, 14 px. */
export function Spinner({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 16" className={cx('size-3.5 animate-spin', className)} aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeOpacity="0.25" strokeWidth="2" />
      <path d="M14 8a6 6 0 0 0-6-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
