import { expect, it } from 'vitest';
import { Activity } from '../clock/activity.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { silentLog } from '../log/log.ts';
import { Loops } from './loops.ts';

it('names a loop whose turns fail one after the other, until one does its work', async () => {
  const activity = new Activity();
  const clock = new VirtualClock(0, [activity]);
  const loops = new Loops(clock, activity, silentLog);
  let broken = true;
  loops.start({
    name: 'judge',
    everyMs: 1000,
    turn: () => (broken ? Promise.reject(new Error('poison')) : Promise.resolve('idle')),
  });
  loops.start({ name: 'well', everyMs: 1000, turn: () => Promise.resolve('idle') });
  await clock.advanceTo(1500);
  expect(loops.failing()).toEqual([]);
  await clock.advanceTo(30_000);
  expect(loops.failing()).toEqual(['judge']);
  broken = false;
  await clock.advanceTo(60_000);
  expect(loops.failing()).toEqual([]);
  await loops.stopAll();
});
