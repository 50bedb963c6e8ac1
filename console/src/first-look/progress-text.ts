import type { enrichApi } from '../../../src/domains/enrich/api.ts';
import type { CallOutput } from '../../../src/platform/http/contract.ts';
import { formatCount } from '../text/format.ts';

export type FirstLook = CallOutput<(typeof enrichApi)['listFirstLooks']>['items'][number];

/** One sentence on where a run stands. */
export function progressText(run: FirstLook): string {
  const { done, total, standing, parked, wildcard, unanswered, rate, leftMs } = run;
  const found = `${formatCount(standing)} stand, ${formatCount(parked)} parked`;
  const aside = [
    wildcard > 0 ? `${formatCount(wildcard)} only resolve because everything beside them does` : '',
    unanswered > 0 ? `${formatCount(unanswered)} got no answer` : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
  const tail = aside === '' ? '' : `; ${aside}`;
  if (run.state !== 'running')
    return `${formatCount(done)} of ${formatCount(total)} likely names looked up: ${found}${tail}.`;
  const pace = rate === null ? '' : `, ${formatCount(Math.round(rate))} a second`;
  const left = leftMs === null ? '' : `, ${leftText(leftMs)} left`;
  return `${formatCount(done)} of ${formatCount(total)} names${pace}${left}: ${found}${tail}.`;
}

function leftText(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
