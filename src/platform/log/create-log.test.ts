import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { Secret } from '../../base/secret.ts';
import { createLog } from './create-log.ts';
import { redactText } from './redact.ts';

function logInto(lines: string[], options: { personal?: boolean; pretty?: boolean; level?: 'debug' | 'info' } = {}) {
  return createLog({
    level: options.level ?? 'debug',
    write: (line) => lines.push(line),
    pretty: options.pretty ?? false,
    logPersonalData: options.personal ?? false,
    clock: { now: () => Date.UTC(2022, 6, 20, 22, 50), steadyMs: () => 0, sleep: () => Promise.resolve() },
  });
}

describe('createLog', () => {
  it('writes one JSON line per entry, with time, level and sentence', () => {
    const lines: string[] = [];
    logInto(lines).child({ loop: 'okta' }).warn({ faults: 2 }, 'loop turn failed');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: '2022-07-20T22:50:00.000Z',
      loop: 'okta',
      faults: 2,
      msg: 'loop turn failed',
    });
  });

  it('masks personal data by name, also nested, in arrays and in bound fields', () => {
    const lines: string[] = [];
    const fields = {
      principal: 'emp012@acme.com',
      peerIp: '198.51.100.7',
      reporter_email: 'x@acme.com',
      incidentId: '0191-aa',
      nested: { login: 'emp012', list: [{ host: 'acme-okta.com' }] },
    };
    logInto(lines).child({ user: 'emp012' }).info(fields, 'said');
    const text = lines.join('');
    for (const hidden of ['emp012', '198.51.100.7', 'acme']) expect(text).not.toContain(hidden);
    expect(text).toContain('0191-aa');
  });

  it('masks addresses inside error texts', () => {
    const lines: string[] = [];
    const cause = new Error('connect ECONNREFUSED 10.1.2.3:443 for emp012@acme.com via 2001:db8::1');
    logInto(lines).error({ err: new AppError('okta.unreachable', 'no answer', { cause }) }, 'failed');
    const text = lines.join('');
    expect(text).toContain('ECONNREFUSED');
    expect(text).toContain('okta.unreachable');
    for (const hidden of ['10.1.2.3', 'emp012', '2001:db8']) expect(text).not.toContain(hidden);
  });

  it('writes personal data when asked, secrets never', () => {
    const lines: string[] = [];
    const log = logInto(lines, { personal: true });
    log.info({ principal: 'emp012', apiKey: 'k3y', sessionToken: 't0k', key: new Secret('s3cret') }, 'said');
    const text = lines.join('');
    expect(text).toContain('emp012');
    for (const hidden of ['k3y', 't0k', 's3cret']) expect(text).not.toContain(hidden);
  });

  it('drops what is below its level and survives whatever it is given', () => {
    const lines: string[] = [];
    const log = logInto(lines, { level: 'info' });
    log.debug({}, 'nothing');
    expect(lines).toHaveLength(0);
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    log.info({ loop, big: 10n, fn: () => 1, nothing: undefined }, 'odd');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ big: '10', msg: 'odd' });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (fields) => {
        const out: string[] = [];
        logInto(out).info(fields, 'any');
        expect(out).toHaveLength(1);
        JSON.parse(out[0] ?? '');
      }),
    );
  });

  it('shows control characters escaped on a terminal', () => {
    const lines: string[] = [];
    logInto(lines, { pretty: true }).info({ file: '\u001B[2Jgone\nnew line' }, 'imported');
    expect(lines[0]).toContain('22:50:00.000');
    expect(lines[0]).toContain('imported');
    expect(lines[0]).not.toContain('\u001B[2J');
    expect(lines[0]?.trimEnd().split('\n')).toHaveLength(1);
  });
});

it('leaves times and versions alone', () => {
  expect(redactText('at 2022-07-20T22:50:01.000Z version 26.10.0 took 1:05')).toBe(
    'at 2022-07-20T22:50:01.000Z version 26.10.0 took 1:05',
  );
});
