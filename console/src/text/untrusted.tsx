import { useState } from 'react';
import { cx } from '../kit/cx.ts';
import { visibleText } from './visible-text.ts';

/**
 * Text that an attacker may have written: isolated from the direction of the text around it, cut when long, the whole on
 * demand. React escapes it; nothing here ever makes markup of it.
 */
export function Untrusted({
  text,
  maxLength = 200,
  className,
}: {
  text: string;
  maxLength?: number;
  className?: string;
}) {
  const [whole, setWhole] = useState(false);
  const shown = visibleText(text);
  const long = shown.length > maxLength;
  return (
    <span className={cx('break-words whitespace-pre-wrap', className)}>
      <bdi>{long && !whole ? `${shown.slice(0, maxLength)}…` : shown}</bdi>
      {long && (
        <button
          type="button"
          className="text-accent ml-1 text-xs underline underline-offset-2"
          onClick={(event) => {
            event.stopPropagation();
            setWhole(!whole);
          }}
        >
          {whole ? 'less' : `all ${shown.length} characters`}
        </button>
      )}
    </span>
  );
}

/** One line of such text, cut by the space there is; the whole on hover. */
export function UntrustedLine({ text, className }: { text: string; className?: string }) {
  const shown = visibleText(text);
  return (
    <bdi className={cx('block min-w-0 truncate', className)} title={shown}>
      {shown}
    </bdi>
  );
}
