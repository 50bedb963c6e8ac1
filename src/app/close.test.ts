import { expect, it } from 'vitest';
import { undoAll } from './close.ts';
import { silentLog } from '../platform/log/log.ts';

it('stops every part although one fails, the newest first, and says what failed', async () => {
  const stopped: string[] = [];
  const part = (name: string, fault?: Error) => () => {
    stopped.push(name);
    return fault === undefined ? Promise.resolve() : Promise.reject(fault);
  };
  const undo = [part('store'), part('server', new Error('stuck')), part('rehearsal', new Error('the disk is full'))];
  await expect(undoAll(undo, silentLog)).rejects.toThrow('the disk is full');
  expect(stopped).toEqual(['rehearsal', 'server', 'store']);
  // A second stop finds nothing left to do.
  await undoAll(undo, silentLog);
  expect(stopped).toHaveLength(3);
});
