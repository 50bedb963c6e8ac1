import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createSigmaEngine } from './engine.ts';
import { loadRules } from './load-rules.ts';
import { withoutOcsf, type SourceReach } from './reach.ts';
import type { SigmaRule } from './types.ts';

function ruleOf(detection: Record<string, unknown>, product = 'okta'): SigmaRule {
  const text = JSON.stringify({
    title: 't',
    name: 'r',
    logsource: { product },
    detection: { condition: 's', ...detection },
  });
  const { rules, problems } = loadRules([{ name: 'r.yml', text }]);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return rules[0] as SigmaRule;
}

function reachOf(detection: Record<string, unknown>, product = 'okta'): SourceReach | undefined {
  const rule = ruleOf(detection, product);
  return createSigmaEngine([rule]).reachOf(rule)[0];
}

interface RuleTest {
  source: string;
  match: boolean;
  event?: unknown;
  events?: unknown[];
}

/** The paths of all members of an event. */
function fieldsIn(value: unknown, at: string, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) fieldsIn(item, at, found);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) fieldsIn(inner, at === '' ? key : `${at}.${key}`, found);
  else if (at !== '') found.add(at);
}

describe('what a rule can fire on', () => {
  it.each([
    [{ s: { eventType: 'x', nope: 'y' } }, false],
    [{ s: [{ eventType: 'x' }, { nope: 'y' }] }, true],
    [{ s: { eventType: 'x' }, f: { nope: 'y' }, condition: 's and not f' }, true],
    [{ s: { eventType: 'x' }, f: { nope: 'y' }, condition: 's and not not f' }, false],
    [{ s: { eventType: 'x', nope: null } }, true],
    [{ s: { eventType: 'x', 'nope|exists': false } }, true],
    [{ s: { eventType: 'x', 'nope|exists': true } }, false],
    [{ s: { eventType: 'x', 'nope|neq': 'y' } }, true],
    [{ s: { 'nope|contains|all': ['x', 'y'] } }, false],
    [{ s: { nope: ['x', null] } }, true],
    [{ s: { 'eventType|fieldref': 'nope' } }, false],
    [{ s: ['keyword'], f: { nope: 'y' }, condition: 's or f' }, true],
  ])('is told by its condition without the fields that nobody sends: %j', (detection, canFire) => {
    expect(reachOf(detection)).toMatchObject({ source: 'okta', canFire, missing: ['nope'], isChecked: true });
  });

  it('knows fields by every spelling of the pipeline, and those below open members', () => {
    const s = {
      'event.action': 'x',
      src_ip: 'y',
      'okta.outcome.reason': 'z',
      'debugContext.debugData.anything.at.all': 1,
    };
    expect(reachOf({ s })).toMatchObject({ canFire: true, missing: [], fromOcsf: [] });
    expect(reachOf({ s: { 'new.unheard': 1, 'unmapped.x': 1 } }, 'push')).toMatchObject({
      missing: [],
      fromOcsf: ['unmapped.x'],
    });
    expect(reachOf({ s: { 'src_endpoint.ip': 1, 'shoe.size': 2 } }, 'zendesk')).toMatchObject({
      missing: ['shoe.size'],
      fromOcsf: ['src_endpoint.ip'],
    });
    expect(reachOf({ s: { whatever: 1 } }, 'linux')).toBeUndefined();
  });

  it('calls a field of records that may have others undocumented, never missing, and the rule able to fire', () => {
    const sources = ['google_workspace', 'github', 'salesforce', 'snowflake', 'cloudflare', 'dns', 'ocsf', 'windows'];
    for (const product of sources)
      expect([product, reachOf({ s: { brandNew: 1, 'new.of.them': 1 } }, product)]).toMatchObject([
        product,
        { canFire: true, missing: [], undocumented: ['brandNew', 'new.of.them'], nearest: {}, isOpen: true },
      ]);
  });

  it.each([
    ['google_workspace', 'actor.emial', 'actor.email'],
    ['google_workspace', 'google_workspace.actor.profileIdd', 'actor.profileId'],
    ['google_workspace', 'networkInfo.ipAs', 'networkInfo.ipAsn'],
    ['salesforce', 'attributes.typ', 'attributes.type'],
    ['okta', 'outcome.reslt', 'outcome.result'],
    ['duo', 'trusted_endpiont_status', 'trusted_endpoint_status'],
  ])(
    'says of %s that nobody sends %s, within an object of which all members are known, but %s',
    (product, field, near) => {
      expect(reachOf({ s: { [field]: 1 } }, product)).toMatchObject({
        canFire: false,
        missing: [field],
        nearest: { [field]: near },
      });
    },
  );

  it.each([
    ['google_workspace', 'visibilty_change', 'visibility_change'],
    ['google_workspace', 'parameters.doc_ttile', 'doc_title'],
    ['github', 'programatic_access_type', 'programmatic_access_type'],
    ['salesforce', 'DELEGATED_USER_NAMME', 'DELEGATED_USER_NAME'],
    ['salesforce', 'payload.SorceIp', 'SOURCE_IP'],
    ['snowflake', 'FIRST_AUTHENTICATON_FACTER', 'FIRST_AUTHENTICATION_FACTOR'],
    ['cloudflare', 'ClientRequsetUserAgent', 'ClientRequestUserAgent'],
    ['dns', 'QeuryName', 'QueryName'],
    ['ocsf', 'auth_protocl', 'auth_protocol'],
    ['windows', 'ComandLine', 'CommandLine'],
  ])('names for %s what %s may have been meant to be: %s', (product, field, near) => {
    expect(reachOf({ s: { [field]: 1 } }, product)).toMatchObject({
      canFire: true,
      missing: [],
      undocumented: [field],
      nearest: { [field]: near },
    });
  });

  it('is told soon of a field of any number of steps', () => {
    const field = `a${'.a'.repeat(100_000)}`;
    const startedAt = performance.now();
    expect(reachOf({ s: { [field]: 1 } })).toMatchObject({ canFire: false, missing: [field] });
    // it took minutes
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('takes no other word for a misspelling', () => {
    for (const field of ['shoe_size', 'HiveName', 'nam', 'user', 'x'])
      expect([field, reachOf({ s: { [field]: 1 } }, 'snowflake')?.nearest]).toEqual([field, {}]);
  });

  it('may be tried without the fields of the OCSF event: whatever meets the whole condition meets what is left', () => {
    const expression = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('a', 'b', 'c', 'd'),
        fc.tuple(tie('node'), fc.constantFrom('and', 'or'), tie('node')).map(([x, op, y]) => `(${x} ${op} ${y})`),
        tie('node').map((x) => `not ${x}`),
      ),
    })).node;
    const selections = {
      a: { eventType: 'x' },
      b: { 'actor.id': 'y' },
      c: { 'unmapped.x': 'z' },
      d: { 'class_uid|neq': 1 },
    };
    fc.assert(
      fc.property(expression, fc.subarray(['eventType', 'actor', 'unmapped', 'class_uid']), (condition, members) => {
        const rule = ruleOf({ ...selections, condition });
        const left = withoutOcsf(rule.condition, new Set(['unmapped.x', 'class_uid'])) ?? {
          op: 'and' as const,
          args: [],
        };
        const all: Record<string, unknown> = { eventType: 'x', actor: { id: 'y' }, unmapped: { x: 'z' }, class_uid: 1 };
        const event = Object.fromEntries(members.map((name) => [name, all[name]]));
        const raw = { eventType: event['eventType'], actor: event['actor'] };
        const ocsf = { unmapped: event['unmapped'], class_uid: event['class_uid'] };
        const isMet = createSigmaEngine([rule]).match({ raw, ocsf }, { source: 'okta' }).length > 0;
        const mayBeMet =
          createSigmaEngine([{ ...rule, condition: left }]).match({ raw }, { source: 'okta' }).length > 0;
        expect(mayBeMet || !isMet).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  const root = path.join(import.meta.dirname, '../../..');
  it('says of every rule of ours that it can fire', () => {
    const files = globSync('detections/*/*.yml', { cwd: root })
      .filter((name) => !name.endsWith('.tests.yml'))
      .map((name) => ({ name, text: readFileSync(path.join(root, name), 'utf8') }));
    const { rules } = loadRules(files);
    const engine = createSigmaEngine(rules);
    expect(
      rules.flatMap((rule) => {
        const reach = engine.reachOf(rule);
        return reach.length > 0 && reach.every(({ canFire, missing }) => canFire && missing.length === 0)
          ? []
          : [rule.place.file];
      }),
    ).toEqual([]);
  });

  it('knows every field of the events that our rules must fire on', () => {
    const logs: Record<string, object> = {
      entra: { product: 'azure', service: 'signinlogs' },
      'm365-audit': { product: 'm365' },
      cloudtrail: { product: 'aws', service: 'cloudtrail' },
      'google-workspace': { product: 'google_workspace' },
      'gcp-audit': { product: 'gcp', service: 'gcp.audit' },
    };
    const fields = new Map<string, Set<string>>();
    for (const file of globSync('detections/*/*.tests.yml', { cwd: root }))
      for (const test of parse(readFileSync(path.join(root, file), 'utf8')) as RuleTest[])
        if (test.match) {
          const own = fields.get(test.source) ?? new Set();
          fields.set(test.source, own);
          for (const event of test.events ?? [test.event]) fieldsIn(event, '', own);
        }
    expect(fields.size).toBeGreaterThan(15);
    for (const [source, own] of fields) {
      const text = JSON.stringify({
        title: 't',
        logsource: logs[source] ?? { product: source },
        detection: { s: Object.fromEntries([...own].map((field) => [field, 1])), condition: 's' },
      });
      const { rules } = loadRules([{ name: 'r.yml', text }]);
      const reach = createSigmaEngine(rules)
        .reachOf(rules[0] as SigmaRule)
        .find((one) => one.source === source);
      expect([source, reach?.missing, reach?.undocumented]).toEqual([source, [], []]);
    }
  });

  const identity = path.join(root, '../shared/corpora/identity');
  if (!existsSync(identity)) console.log('skipped: ../shared/corpora/identity is absent');
  it.skipIf(!existsSync(identity))('says of no public rule that fires on a public event that it cannot', () => {
    const folder = path.join(identity, 'sigma/rules');
    const files = globSync(['cloud/**/*.yml', 'identity/**/*.yml'], { cwd: folder }).map((name) => ({
      name,
      text: readFileSync(path.join(folder, name), 'utf8'),
    }));
    const { rules } = loadRules(files);
    const engine = createSigmaEngine(rules);
    const firing = new Set<string>();
    for (const file of readdirSync(path.join(identity, 'panther')))
      for (const line of readFileSync(path.join(identity, 'panther', file), 'utf8')
        .trim()
        .split('\n')) {
        const { event } = JSON.parse(line) as { event: unknown };
        for (const source of engine.sources())
          for (const { rule } of engine.match({ raw: event }, { source })) firing.add(rule);
      }
    const wrong = rules.filter((rule) => firing.has(rule.key) && !engine.reachOf(rule).some(({ canFire }) => canFire));
    expect(wrong.map(({ title }) => title)).toEqual([]);
    expect(firing.size).toBeGreaterThan(30);
  });
});
