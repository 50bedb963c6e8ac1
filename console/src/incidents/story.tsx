import type { IncidentWire } from '../../../src/incidents/api.ts';
import { formatDuration } from '../text/format.ts';
import { say } from '../text/t.ts';
import { SecondTime } from '../text/time.tsx';

/** What happened, step by step: what the headline is made of. */
export function Story({ story }: { story: IncidentWire['story'] }) {
  if (story.length === 0) return null;
  return (
    <ol aria-label="What happened" className="flex flex-col">
      {story.map((step, index) => {
        const before = story[index - 1];
        const gap = before === undefined ? null : step.at - before.at;
        return (
          <li
            key={`${step.at} ${step.message.key} ${index}`}
            className="grid grid-cols-[4.25rem_1rem_minmax(0,1fr)] gap-x-2"
          >
            <SecondTime at={step.at} className="text-ink-3 py-0.5 text-right text-xs" />
            <span className="relative flex justify-center" aria-hidden="true">
              <span
                className={`bg-line absolute w-px ${index === 0 ? 'top-2.5' : 'top-0'} ${index === story.length - 1 ? 'h-2.5' : 'bottom-0'}`}
              />
              <span className="bg-ink-3 ring-surface relative mt-[7px] size-1.5 rounded-full ring-3" />
            </span>
            <p className="py-0.5">
              <bdi>{say(step.message)}</bdi>
              {gap !== null && gap >= 1000 && (
                <span className="text-ink-3 tnum ml-2 text-xs">+{formatDuration(gap)}</span>
              )}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
