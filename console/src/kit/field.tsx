import { useId } from 'react';
import type { InputHTMLAttributes, ReactNode, Ref, TextareaHTMLAttributes } from 'react';
import { cx } from './cx.ts';

const BOX =
  'w-full rounded-md border border-edge bg-surface text-ink text-sm px-2.5 hover:border-ink-3 disabled:bg-sunken disabled:text-ink-3 read-only:bg-sunken aria-invalid:border-critical max-md:text-[16px]';

interface Shared {
  label: string;
  /** Hides the label from sight, not from screen readers. */
  labelHidden?: boolean;
  hint?: ReactNode;
  /** What is wrong with the input, shown under it. */
  problem?: string | null | undefined;
}

/** Label, control, hint and problem, tied together for screen readers. */
export function Field({
  label,
  labelHidden = false,
  hint,
  problem,
  children,
  className,
}: Shared & {
  className?: string | undefined;
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
}) {
  const id = useId();
  const hintId = `${id}-hint`;
  const invalid = problem !== undefined && problem !== null && problem !== '';
  const described = invalid || (hint !== undefined && hint !== null);
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'text-ink-2 text-xs font-medium'}>
        {label}
      </label>
      {children({ id, describedBy: described ? hintId : undefined, invalid })}
      {described && (
        <p id={hintId} className={cx('text-xs', invalid ? 'text-critical' : 'text-ink-3')}>
          {invalid ? problem : hint}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends Shared, Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> {
  mono?: boolean;
  className?: string;
  icon?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

/** One line of text. */
export function TextField({ label, labelHidden, hint, problem, mono, className, icon, ...rest }: TextFieldProps) {
  return (
    <Field label={label} labelHidden={labelHidden ?? false} hint={hint} problem={problem} className={className}>
      {({ id, describedBy, invalid }) => (
        <div className="relative">
          {icon !== undefined && (
            <span className="text-ink-3 pointer-events-none absolute inset-y-0 left-2.5 flex items-center">{icon}</span>
          )}
          <input
            autoComplete="off"
            spellCheck={false}
            {...rest}
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            className={cx(BOX, 'h-8', mono === true && 'mono', icon !== undefined && 'pl-8')}
          />
        </div>
      )}
    </Field>
  );
}

export interface TextAreaProps extends Shared, Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className'> {
  mono?: boolean;
  className?: string;
}

/** Several lines of text. */
export function TextArea({ label, labelHidden, hint, problem, mono, className, ...rest }: TextAreaProps) {
  return (
    <Field label={label} labelHidden={labelHidden ?? false} hint={hint} problem={problem} className={className}>
      {({ id, describedBy, invalid }) => (
        <textarea
          spellCheck={false}
          rows={3}
          {...rest}
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className={cx(BOX, 'py-1.5', mono === true && 'mono')}
        />
      )}
    </Field>
  );
}
