import { expect, it } from 'vitest';
import { createSpaces } from './spaces.ts';
import { Activity } from '../platform/clock/activity.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { silentLog } from '../platform/log/log.ts';

it('answers no request in a space before its brands are read, so that no report is judged without them', async () => {
  const activity = new Activity();
  const clock = new VirtualClock(0, [activity]);
  let brandsAreRead = (): void => undefined;
  const brands = new Promise<void>((resolve) => (brandsAreRead = resolve));
  const spec = { name: 'none', everyMs: 1000, turn: () => Promise.resolve('idle' as const) };
  const spaces = createSpaces({
    activity,
    log: silentLog,
    identity: { startSpace: () => Promise.resolve(), stopSpace: () => undefined },
    domains: {
      brandsOf: () => brands.then(() => []),
      startTenant: () => Promise.resolve(),
      stopTenant: () => Promise.resolve(),
    },
    response: { loop: () => ({ ...spec, name: 'response.live' }) },
    sources: { silenceLoop: () => ({ ...spec, name: 'sources.silence' }) },
  });
  const starting = spaces.start({ tenantId: 'live', clock, logs: [], offline: false });
  await new Promise((resolve) => setImmediate(resolve));
  expect(spaces.find('live')).toBeNull();
  brandsAreRead();
  await starting;
  expect(spaces.find('live')).toEqual({ tenantId: 'live', clock });
  await spaces.stopAll();
});
