import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wasRefused } from './refused-look-up.ts';

describe('a line that says a request was stopped', () => {
  it.each([
    { domain: 'a.example', Action: 'Blocked' },
    { QueryName: 'a.example', ResolverDecision: 'blockedByPolicy' },
    { query_name: 'a.example', firewall_rule_action: 'BLOCK' },
    { url: 'https://a.example/', sc_result: 'TCP_DENIED/403' },
    { qname: 'a.example', rcode: 'REFUSED' },
    { qname: 'a.example', rcode: 5 },
    { class_uid: 4003, disposition_id: 2 },
    { qname: 'a.example', is_blocked: true },
    { qname: 'a.example', blocked: 'true' },
  ])('is told by %j', (record) => {
    expect(wasRefused(JSON.stringify(record))).toBe(true);
  });

  it.each([
    { domain: 'blocked.example', Action: 'Allowed' },
    { qname: 'a.example', rcode: 'NXDOMAIN' },
    { qname: 'a.example', rcode: 'NOERROR', disposition_id: 1 },
    { qname: 'a.example', blocked: false },
    { qname: 'denied.example', user: 'blocked' },
    [],
    null,
  ])('is not told by %j', (record) => {
    expect(wasRefused(JSON.stringify(record))).toBe(false);
  });

  it('is never told by what is no record, and never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (raw) => typeof wasRefused(raw) === 'boolean'));
    expect(wasRefused(`{"action":"block","x":"${'y'.repeat(70_000)}"}`)).toBe(false);
  });
});
