import { Select } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { useId } from 'react';
import { cx } from './cx.ts';

export interface Option<T extends string> {
  value: T;
  label: string;
}

export interface SelectFieldProps<T extends string> {
  label: string;
  labelHidden?: boolean;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
  className?: string;
}

/** A choice of one from a short list. */
export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { label, labelHidden = false, value, options, onChange, disabled = false, className } = props;
  const id = useId();
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <span id={id} className={labelHidden ? 'sr-only' : 'text-ink-2 text-xs font-medium'}>
        {label}
      </span>
      <Select.Root
        items={options as Option<T>[]}
        value={value}
        disabled={disabled}
        onValueChange={(next) => {
          if (next !== null) onChange(next);
        }}
      >
        <Select.Trigger
          aria-labelledby={id}
          className="border-edge bg-surface hover:border-ink-3 data-disabled:bg-sunken data-disabled:text-ink-3 flex h-8 w-full min-w-0 items-center justify-between gap-2 rounded-md border px-2.5 text-sm whitespace-nowrap select-none"
        >
          <Select.Value className="min-w-0 truncate" />
          <Select.Icon className="text-ink-3 flex shrink-0">
            <ChevronsUpDown size={14} aria-hidden="true" />
          </Select.Icon>
        </Select.Trigger>
        <Select.Portal>
          <Select.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
            <Select.Popup className="popup-motion bg-raised border-line shadow-pop max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-md border p-1 outline-none">
              <Select.List>
                {options.map((option) => (
                  <Select.Item
                    key={option.value}
                    value={option.value}
                    className="data-highlighted:bg-pressed flex h-7 items-center gap-2 rounded-sm pr-3 pl-1.5 text-sm outline-none select-none"
                  >
                    <span className="text-accent flex w-4">
                      <Select.ItemIndicator>
                        <Check size={14} aria-hidden="true" />
                      </Select.ItemIndicator>
                    </span>
                    <Select.ItemText>{option.label}</Select.ItemText>
                  </Select.Item>
                ))}
              </Select.List>
            </Select.Popup>
          </Select.Positioner>
        </Select.Portal>
      </Select.Root>
    </div>
  );
}
