import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { cx } from '../kit/cx.ts';
import { ProgressBar } from '../kit/progress.tsx';
import { say, t } from '../text/t.ts';
import { useSetup } from './queries.ts';
import { StepMark } from './step-mark.tsx';

/** On the overview while set-up is unfinished: what is missing, each a link to where it is done. */
export function SetupProgress() {
  const { data } = useSetup();
  if (data === undefined) return null;
  const done = data.steps.filter((step) => step.state === 'done').length;
  if (done === data.steps.length) return null;
  const missing = data.steps.filter((step) => step.state !== 'done');
  // Columns that the last row fills: an empty cell looks like something that failed to load.
  const byThree = missing.length % 3 === 0 || missing.length === 5;
  return (
    <section aria-label="Set-up" className="border-line bg-surface rounded-lg border">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3 pb-2.5">
        <h2 className="text-sm font-semibold">Set up Breakwater</h2>
        <span className="w-28">
          <ProgressBar label="Set-up" value={done / data.steps.length} />
        </span>
        <span className="text-ink-3 tnum text-xs">
          {t('console.setup.progress', { done, total: data.steps.length })}
        </span>
        <Link to="/setup" className="text-accent ml-auto flex items-center gap-1 text-xs hover:underline">
          Open set-up <ArrowRight size={13} aria-hidden="true" />
        </Link>
      </header>
      <ol
        className={cx('border-line grid border-t', missing.length > 1 && 'sm:grid-cols-2', byThree && 'xl:grid-cols-3')}
      >
        {missing.map((step) => (
          <li
            key={step.step}
            className={cx(
              'border-line -mb-px border-b',
              missing.length > 1 && 'sm:odd:border-r',
              byThree && 'xl:odd:border-r-0 xl:[&:not(:nth-child(3n))]:border-r',
            )}
          >
            <Link
              to="/setup"
              search={{ step: step.step }}
              className="hover:bg-hover flex h-full items-start gap-2.5 px-4 py-2.5"
            >
              <StepMark state={step.state} />
              <span className="min-w-0">
                <span className="block font-medium">{t(`console.setup.step.${step.step}`)}</span>
                <bdi className="text-ink-3 line-clamp-2 text-xs">{say(step.detail)}</bdi>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
