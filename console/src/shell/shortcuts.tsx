import { useEffect } from 'react';
import { Kbd } from '../kit/kbd.tsx';
import { Modal } from '../kit/dialog.tsx';

/** True when a keystroke belongs to a text that is being written, or to a dialog that is open. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return true;
  return target.closest('[role="dialog"],[role="menu"],[role="listbox"]') !== null;
}

/** Single keys of a page: `{ j: next, k: previous }`. Quiet while somebody types or holds Ctrl, Alt or Cmd. */
export function useKeys(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      keys[event.key]?.(event);
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [keys]);
}

const HELP: readonly { title: string; keys: readonly [readonly string[], string][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      [['Ctrl', 'K'], 'Search and commands'],
      [['?'], 'This list'],
      [['/'], 'To the search of the page'],
      [['Esc'], 'Close what is open'],
    ],
  },
  {
    title: 'Go to',
    keys: [
      [['g', 'o'], 'Overview'],
      [['g', 'i'], 'Incidents'],
      [['g', 'l'], 'Look-alikes'],
      [['g', 'r'], 'Reports'],
      [['g', 's'], 'Sources'],
      [['g', 'h'], 'Rehearsal'],
      [['g', 'u'], 'Set-up'],
      [['g', 'e'], 'Settings'],
    ],
  },
  {
    title: 'Lists and timelines',
    keys: [
      [['j'], 'Next'],
      [['k'], 'Previous'],
      [['Enter'], 'Open'],
    ],
  },
  {
    title: 'Look-alikes',
    keys: [
      [['x'], 'Select'],
      [['h'], 'Hostile (asks first)'],
      [['b'], 'Benign (asks first)'],
      [['o'], 'Ours (asks first)'],
      [['u'], 'Undo the decision (asks first)'],
    ],
  },
  {
    title: 'Incident',
    keys: [
      [['a'], 'Approve the plan (asks first)'],
      [['n'], 'Write a note'],
    ],
  },
];

/** Every keyboard shortcut. */
export function ShortcutHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal open={open} onClose={onClose} title="Keyboard shortcuts" wide>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {HELP.map((group) => (
          <section key={group.title}>
            <h3 className="text-ink-3 mb-1.5 text-xs font-medium">{group.title}</h3>
            <dl>
              {group.keys.map(([keys, what]) => (
                <div key={what} className="flex items-center justify-between py-1">
                  <dt>{what}</dt>
                  <dd className="flex gap-1">
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
