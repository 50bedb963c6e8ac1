import { Checkbox } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface CheckFieldProps {
  label: ReactNode;
  /** The name for screen readers, when the label is not plain text or hidden. */
  name?: string;
  labelHidden?: boolean;
  checked: boolean;
  indeterminate?: boolean;
  disabled?: boolean;
  hint?: ReactNode;
  onChange: (checked: boolean) => void;
}

/** A box to tick, with its label. */
export function CheckField({
  label,
  name,
  labelHidden,
  checked,
  indeterminate,
  disabled,
  hint,
  onChange,
}: CheckFieldProps) {
  return (
    <label className={cx('flex items-start gap-2 text-sm', disabled === true && 'text-ink-3')}>
      <Checkbox.Root
        checked={checked}
        indeterminate={indeterminate ?? false}
        disabled={disabled ?? false}
        aria-label={name}
        onCheckedChange={(next) => onChange(next)}
        className="border-edge bg-surface data-checked:border-accent-fill data-checked:bg-accent-fill data-indeterminate:border-accent-fill data-indeterminate:bg-accent-fill text-on-accent mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-xs border data-disabled:opacity-50"
      >
        <Checkbox.Indicator className="flex">
          {indeterminate === true ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
        </Checkbox.Indicator>
      </Checkbox.Root>
      {labelHidden !== true && (
        <span className="min-w-0">
          {label}
          {hint !== undefined && <span className="text-ink-3 block text-xs">{hint}</span>}
        </span>
      )}
    </label>
  );
}
