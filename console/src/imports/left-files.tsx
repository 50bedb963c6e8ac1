import { Callout } from '../kit/callout.tsx';
import { formatCount } from '../text/format.ts';
import { UntrustedLine } from '../text/untrusted.tsx';
import { type LeftBecause, MAX_FILES, type SortedFiles } from './collect-files.ts';

/** Files named; the others are counted. */
const MAX_NAMED = 8;

const BECAUSE: Readonly<Record<LeftBecause, string>> = {
  name: 'its name is not that of a log',
  hidden: 'it is hidden',
  empty: 'it is empty',
  many: `${formatCount(MAX_FILES)} are sent at once: open the folder again without those`,
};

/** Which files of a folder were not sent, and why. */
export function LeftFiles({ sorted, isWhole }: { sorted: SortedFiles; isWhole: boolean }) {
  const { sent, left } = sorted;
  if (left.length === 0 && isWhole) return null;
  const named = left.slice(0, MAX_NAMED);
  const isNothing = sent.length === 0;
  return (
    <Callout title={isNothing ? 'No log among these files' : leftTitle(left.length)}>
      {(isNothing || left.some((one) => one.because === 'name')) && (
        <p>Breakwater reads .ndjson, .jsonl, .json and .log, also with .gz.</p>
      )}
      {named.length > 0 && (
        <ul className="mt-1 flex flex-col gap-0.5 text-xs" aria-label="Files left alone">
          {named.map((one) => (
            <li key={one.path} className="flex min-w-0 flex-wrap gap-x-2">
              <UntrustedLine text={one.path} className="mono max-w-full" />
              <span className="text-ink-3">{BECAUSE[one.because]}</span>
            </li>
          ))}
          {left.length > named.length && <li>and {formatCount(left.length - named.length)} more</li>}
        </ul>
      )}
      {!isWhole && <p className="mt-1">The folder has more files than are looked at: open its folders one by one.</p>}
    </Callout>
  );
}

function leftTitle(count: number): string {
  if (count === 0) return 'Not all of the folder was looked at';
  return count === 1 ? '1 other file was left alone' : `${formatCount(count)} other files were left alone`;
}
