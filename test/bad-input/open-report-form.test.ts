import { afterEach, expect, it } from 'vitest';
import { silentLog } from '../../src/platform/log/log.ts';
import { startRealApp, type RealApp } from './real-app.ts';

const OPEN = 'the report form is open to anybody who can reach it';
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** What the log warned of at the start, and what the doctor says of the form. */
async function toldOf(config: Record<string, unknown>): Promise<{ warned: string[]; check: unknown }> {
  const warned: string[] = [];
  const log = { ...silentLog, warn: (_bindings: unknown, text?: string) => void warned.push(text ?? '') };
  const real: RealApp = await startRealApp({ config, env: { FORM_TOKEN: 'a-token-of-the-form' }, log });
  cleanups.push(() => real.close());
  const { checks } = await real.client.runDoctor({});
  return { warned: warned.filter((text) => text === OPEN), check: checks.find(({ id }) => id === 'report-form') };
}

it('warns, once at the start and by the doctor, of a report form that strangers can fill in', async () => {
  const publicUrl = 'https://breakwater.acme.example';
  expect(await toldOf({ publicUrl })).toEqual({
    warned: [OPEN],
    check: expect.objectContaining({
      state: 'warning',
      detail: OPEN,
      remedy: expect.stringContaining('reportForm.linkToken') as string,
    }) as unknown,
  });
  const wellKept = { warned: [], check: expect.objectContaining({ state: 'ok' }) as unknown };
  expect(await toldOf({ publicUrl, reportForm: { linkToken: { env: 'FORM_TOKEN' } } })).toEqual(wellKept);
  expect(await toldOf({ publicUrl: 'http://localhost:4480' })).toEqual(wellKept);
  expect(await toldOf({})).toEqual(wellKept);
});
