import { describe, expect, it } from 'vitest';
import { renderMessage } from '../base/messages.ts';
import { buildChecklist } from './build-checklist.ts';
import { setupMessages } from './messages.ts';
import type { SetupFacts } from './ports.ts';

const nothing: SetupFacts = {
  hasPasskey: async () => false,
  brands: async () => [],
  lookUps: async () => ({ on: false, configured: null, standing: null }),
  identitySources: async () => [],
  certificateLogs: async () => [],
  channels: async () => [],
  responder: async () => ({ connected: false, failing: null }),
};

describe('buildChecklist', () => {
  it('begins with the passkey and locks what reaches real vendors until it exists', async () => {
    const { steps, bootstrap } = await buildChecklist(nothing, 'live');
    expect(bootstrap).toBe(true);
    expect(steps.map((step) => [step.step, step.state])).toEqual([
      ['passkey', 'todo'],
      ['brands', 'todo'],
      ['identity', 'locked'],
      ['certificates', 'locked'],
      ['notify', 'locked'],
      ['respond', 'locked'],
    ]);
  });

  it('says what is there and what is wrong, in words', async () => {
    const facts: SetupFacts = {
      ...nothing,
      hasPasskey: async () => true,
      brands: async () => ['acme', 'b1', 'b2', 'b3', 'b4'].map((name) => ({ name, domains: 2 })),
      identitySources: async () => [{ label: 'Okta acme', failing: 'the token has expired' }],
    };
    const { steps } = await buildChecklist(facts, 'live');
    const texts = Object.fromEntries(steps.map((step) => [step.step, renderMessage(setupMessages, step.detail)]));
    expect(texts['brands']).toBe('acme, b1, b2, and 2 more: 10 own domains.');
    expect(texts['identity']).toBe('Okta acme: the token has expired');
    expect(steps[2]?.state).toBe('problem');
  });

  it('counts the certificate logs that are read, and calls it a problem only where none is', async () => {
    const step = async (failing: (string | null)[]) => {
      const logs = failing.map((one, i) => ({ label: `log ${i + 1}`, failing: one }));
      const { steps } = await buildChecklist({ ...nothing, certificateLogs: async () => logs }, 'live');
      const found = steps.find((one) => one.step === 'certificates');
      return [found?.state, found === undefined ? '' : renderMessage(setupMessages, found.detail)];
    };
    expect(await step([null, null])).toEqual(['done', 'Reading 2 certificate logs.']);
    expect(await step([null, 'answered 429', null])).toEqual([
      'done',
      '2 of 3 certificate logs are read; log 2 is not: answered 429',
    ]);
    expect(await step(['away', null, 'away', 'away'])).toEqual([
      'done',
      '1 of 4 certificate logs are read; log 1 is not: away (and 2 more)',
    ]);
    expect(await step(['away', 'away'])).toEqual(['problem', 'log 1: away']);
  });

  it('says beside the brands how look-ups stand, and nothing before there are any', async () => {
    const also = async (lookUps: Awaited<ReturnType<SetupFacts['lookUps']>>, brands = 1) => {
      const names = Array.from({ length: brands }, (_, i) => ({ name: `brand ${i}`, domains: 1 }));
      const { steps } = await buildChecklist(
        { ...nothing, brands: async () => names, lookUps: async () => lookUps },
        'live',
      );
      const told = steps.filter((step) => step.also !== undefined);
      expect(told.map((step) => [step.step, step.state])).toEqual(brands === 0 ? [] : [['brands', 'done']]);
      return told[0]?.also === undefined ? null : renderMessage(setupMessages, told[0].also);
    };
    const off = { on: false, configured: null, standing: null };
    expect(await also(off, 0)).toBeNull();
    expect(await also(off)).toContain('look-ups are not agreed to');
    expect(await also({ ...off, configured: false })).toContain('breakwater.yaml switches look-ups off');
    expect(await also({ ...off, on: true })).toContain('has not been looked at yet');
    expect(await also({ ...off, on: true, standing: 0 })).toContain(
      'none of the predicted names stood when last looked at',
    );
    expect(await also({ ...off, on: true, standing: 7 })).toContain('7 predicted names stood when last looked at');
  });

  it('has a text for every state that it can give', async () => {
    for (const key of ['identity', 'certificates', 'notify', 'respond']) {
      expect(setupMessages[`setup.${key}.todo`]).toBeDefined();
      expect(setupMessages[`setup.${key}.done`]).toBeDefined();
    }
  });
});
