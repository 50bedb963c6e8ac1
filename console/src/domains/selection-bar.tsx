import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { formatCount } from '../text/format.ts';
import type { Decision, LookAlike } from './domain-queries.ts';

/** Above the list: how many there are, and what can be done with those that are selected. */
export function SelectionBar({
  selected,
  loaded,
  mayDecide,
  count,
  onSelectAll,
  onClear,
  onDecide,
}: {
  selected: ReadonlySet<string>;
  loaded: readonly LookAlike[];
  mayDecide: boolean;
  count: string;
  onSelectAll: () => void;
  onClear: () => void;
  onDecide: (registrables: readonly string[], decision: Decision | null) => void;
}) {
  const chosen = [...selected];
  const isSome = chosen.length > 0;
  const hasDecided = loaded.some((row) => selected.has(row.registrable) && row.decision !== null);
  return (
    <div className="border-line bg-surface sticky top-0 z-10 flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-4 py-1.5">
      {mayDecide && loaded.length > 0 && (
        <CheckField
          label=""
          labelHidden
          name={isSome ? 'Select none' : 'Select all that are loaded'}
          checked={isSome && chosen.length >= loaded.length}
          indeterminate={isSome && chosen.length < loaded.length}
          onChange={() => (isSome ? onClear() : onSelectAll())}
        />
      )}
      {isSome ? (
        <>
          <span className="tnum text-sm font-medium">{formatCount(chosen.length)} selected</span>
          <Button size="sm" look="danger" onClick={() => onDecide(chosen, 'hostile')}>
            Hostile
          </Button>
          <Button size="sm" onClick={() => onDecide(chosen, 'benign')}>
            Benign
          </Button>
          <Button size="sm" onClick={() => onDecide(chosen, 'ours')}>
            Ours
          </Button>
          {hasDecided && (
            <Button size="sm" look="quiet" onClick={() => onDecide(chosen, null)}>
              Undo
            </Button>
          )}
        </>
      ) : (
        <span className="text-ink-3 tnum text-xs" role="status">
          {count}
        </span>
      )}
    </div>
  );
}
