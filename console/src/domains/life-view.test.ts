import { describe, expect, it } from 'vitest';
import { detailText } from './life-view.ts';

describe('what stands beside an event', () => {
  it('is said in words, without what the name of the event says already', () => {
    const at = 0;
    expect(detailText({ at, kind: 'came-alive', detail: { what: 'asks page', severity: 'high' } })).toBe(
      'asks for a password or a code, has a page',
    );
    expect(detailText({ at, kind: 'resembles', detail: { text: 0.943, structure: null } })).toBe('text 94 % alike');
    expect(detailText({ at, kind: 'mail', detail: { gone: true } })).toBe('');
    expect(detailText({ at, kind: 'blocked', detail: { because: 'decision' } })).toBe('marked as hostile');
    expect(detailText({ at, kind: 'down', detail: { because: 'not-resolving' } })).toBe('does not resolve any more');
    expect(detailText({ at, kind: 'page-up', detail: { title: 'Sign in', asksPassword: true } })).toBe(
      '“Sign in” · asks for a password or a code',
    );
  });

  it('keeps what it has no words for, and ends with who did it', () => {
    expect(detailText({ at: 0, kind: 'decided', detail: { decision: 'hostile', by: 'Ada', reason: '' } })).toBe(
      'decision: hostile · by Ada',
    );
  });
});
