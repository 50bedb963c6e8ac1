import { describe, expect, it } from 'vitest';
import { INCIDENT_STATES } from '../../../src/incidents/api.ts';
import { sourceWire } from '../../../src/platform/sources/api.ts';
import { rehearsalWire } from '../../../src/rehearsal/api.ts';
import { reportWire } from '../../../src/reports/api.ts';
import { ACTION_STATES, actionWire, planWire } from '../../../src/response/api.ts';
import { SETUP_STEPS } from '../../../src/setup/api.ts';
import { entityWire } from '../../../src/platform/http/wire.ts';
import { importWire } from '../../../src/identity/api.ts';
import { CATALOGUE, say, t } from './t.ts';

describe('the catalogue', () => {
  it.each([
    ['console.incident.state', INCIDENT_STATES],
    ['console.action.state', ACTION_STATES],
    ['console.plan.state', planWire.shape.state.options],
    ['console.reversibility', actionWire.shape.reversibility.options],
    ['console.source.state', sourceWire.shape.state.options],
    ['console.source.kind', sourceWire.shape.kind.options],
    ['console.setup.step', SETUP_STEPS],
    ['console.report.verdict', reportWire.shape.verdict.options],
    ['console.rehearsal.state', rehearsalWire.shape.state.options],
    ['console.import.state', importWire.shape.state.options],
    ['console.entity', entityWire.shape.kind.options],
    ['console.role', entityWire.shape.role.options],
  ] as const)('has a word for every %s that the API knows', (prefix, values) => {
    const missing = values.map((value) => `${prefix}.${value}`).filter((key) => CATALOGUE[key] === undefined);
    expect(missing).toEqual([]);
  });

  it('shows an unknown key as the key', () => {
    expect(say({ key: 'future.finding', params: {} })).toBe('future.finding');
  });

  it('never lets a parameter turn the text around it', () => {
    expect(say({ key: 'setup.problem', params: { label: 'a\u202Eb', problem: 'x' } })).toBe('a[U+202E]b: x');
  });

  it('counts in words', () => {
    expect(t('console.plan.approve-all', { count: 1 })).toBe('Approve it');
    expect(t('console.plan.approve-all', { count: 5 })).toBe('Approve all 5');
    expect(t('console.incident.victims', { count: 2 })).toBe('2 victims');
  });
});
