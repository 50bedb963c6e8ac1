import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { sayFailed } from './toast.tsx';

/** A button that copies a text, and says so for two seconds: an icon, or with its name beside it where there are several. */
export function CopyButton({ text, label = 'Copy', named = false }: { text: string; label?: string; named?: boolean }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch (error) {
      sayFailed(
        'Not copied',
        `The browser refused: ${error instanceof Error ? error.message : String(error)}. Select the text instead.`,
      );
    }
  }
  const name = copied ? 'Copied' : label;
  const icon = copied ? <Check size={14} className="text-good" /> : <Copy size={14} />;
  return named ? (
    <Button size="sm" icon={icon} onClick={() => void copy()}>
      {name}
    </Button>
  ) : (
    <IconButton size="sm" label={name} icon={icon} onClick={() => void copy()} />
  );
}

/** A value in fixed-width type with a copy button: links, tokens, ids. Long ones break. */
export function Copyable({ text, label }: { text: string; label?: string }) {
  return (
    <div className="border-line bg-sunken flex items-start gap-1 rounded-md border py-1 pr-1 pl-2.5">
      <code className="mono min-w-0 flex-1 py-0.5 break-all select-all">{text}</code>
      <CopyButton text={text} {...(label === undefined ? {} : { label })} />
    </div>
  );
}
