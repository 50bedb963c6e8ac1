import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { detectFormat, mapRecord, RECORD_FORMATS, type RecordFormat } from '../src/engines/events/index.ts';
import { createSigmaEngine, loadRules, type SigmaRule } from '../src/engines/sigma/index.ts';
import { WHY_NOT_COVERED } from './labels/panther-not-covered.ts';

/*
 * Judges public test events by our own rules: each event was written to try one public rule, and says whether that rule must
 * fire. Our rules name in `covers` which of those they answer for; the verdict on an event is whether any rule that covers its
 * rule fires. A rule nobody covers never fires: its positives count as wrong, and it is listed with the reason.
 *
 * Identity groups are all but `azure_activity`, which is about resources in Azure. `--json` prints one JSON document, `--wrong`
 * every event whose verdict is wrong.
 */

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, '../shared/corpora/identity/panther');
const NOT_IDENTITY = new Set(['azure_activity']);
const BAR_PERCENT = 90;

interface PublicTest {
  group: string;
  ruleId: string;
  logTypes: string[];
  test: string;
  expected: boolean;
  event: Record<string, unknown>;
}

interface GroupResult {
  group: string;
  rules: number;
  covered: number;
  events: number;
  right: number;
  percent: number;
  missed: number;
  falseAlarms: number;
}

/** The source of a log type's label; an event for rules of many sources says itself what it is. */
const SOURCES: readonly (readonly [label: string, source: string])[] = [
  ['Azure.', 'entra'],
  ['MicrosoftIntune.', 'entra'],
  ['Microsoft365.', 'm365-audit'],
  ['GSuite.', 'google-workspace'],
  ['OnePassword.', '1password'],
  ['PushSecurity.', 'push'],
  ['AWS.CloudTrail', 'cloudtrail'],
  ['GCP.AuditLog', 'gcp-audit'],
  ...['Okta', 'Auth0', 'Cloudflare', 'Duo', 'GitHub', 'OneLogin', 'Salesforce', 'Slack', 'Snowflake', 'Zendesk'].map(
    (name) => [`${name}.`, name.toLowerCase()] as const,
  ),
];

function sourceOf(test: PublicTest): string | null {
  const own = typeof test.event['p_log_type'] === 'string' ? test.event['p_log_type'] : null;
  const label = test.logTypes.length === 1 ? test.logTypes[0] : own;
  return SOURCES.find(([beginning]) => label?.startsWith(beginning))?.[1] ?? detectFormat(test.event);
}

function isFormat(source: string): source is RecordFormat {
  return RECORD_FORMATS.some((format) => format === source);
}

function readOwnRules(): readonly SigmaRule[] {
  const files = globSync('detections/*/*.yml', { cwd: root })
    .filter((name) => !name.endsWith('.tests.yml'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(path.join(root, name), 'utf8') }));
  const { rules, problems } = loadRules(files);
  for (const { place, message } of problems) console.error(`${place.file}:${place.line}: ${message}`);
  return rules;
}

function coversOf(rule: SigmaRule): string[] {
  const covers = rule.custom['covers'];
  return Array.isArray(covers) ? covers.filter((one) => typeof one === 'string') : [];
}

function run(): void {
  const rules = readOwnRules();
  const covers = new Map(rules.map((rule) => [rule.key, new Set(coversOf(rule))]));
  const covered = new Set(rules.flatMap(coversOf));
  const engine = createSigmaEngine(rules);
  const groups = new Map<string, GroupResult & { ruleIds: Set<string> }>();
  const notCovered = new Map<string, { events: number; group: string }>();
  const wrong: string[] = [];
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(path.join(folder, file), 'utf8').trim().split('\n')) {
      const test = JSON.parse(line) as PublicTest;
      const name = file.replace('.ndjson', '');
      const group = groups.get(name) ?? {
        group: name,
        rules: 0,
        covered: 0,
        events: 0,
        right: 0,
        percent: 0,
        missed: 0,
        falseAlarms: 0,
        ruleIds: new Set<string>(),
      };
      groups.set(name, group);
      const source = sourceOf(test);
      const mapped = source !== null && isFormat(source) ? mapRecord(source, test.event) : null;
      const ocsf: unknown = mapped !== null && mapped.ok ? mapped.event : null;
      const matches = source === null ? [] : engine.match({ raw: test.event, ocsf }, { source });
      const fires = matches.some(({ rule }) => covers.get(rule)?.has(test.ruleId) === true);
      group.ruleIds.add(test.ruleId);
      group.events += 1;
      if (!covered.has(test.ruleId)) {
        const known = notCovered.get(test.ruleId) ?? { events: 0, group: name };
        notCovered.set(test.ruleId, { ...known, events: known.events + 1 });
      }
      if (fires === test.expected) group.right += 1;
      else {
        if (fires) group.falseAlarms += 1;
        else group.missed += 1;
        const kind = fires ? 'fires' : covered.has(test.ruleId) ? 'silent' : 'not covered';
        wrong.push(`${kind}\t${name}\t${source}\t${test.ruleId}\t${test.test}`);
      }
    }
  }
  const rows = [...groups.values()].map(({ ruleIds, ...group }) => ({
    ...group,
    rules: ruleIds.size,
    covered: [...ruleIds].filter((id) => covered.has(id)).length,
    percent: Math.round((1000 * group.right) / group.events) / 10,
  }));
  const identity = rows.filter(({ group }) => !NOT_IDENTITY.has(group));
  const sum = (pick: (row: GroupResult) => number): number => identity.reduce((all, row) => all + pick(row), 0);
  const total = {
    rules: sum((row) => row.rules),
    covered: sum((row) => row.covered),
    events: sum((row) => row.events),
    right: sum((row) => row.right),
    percent: Math.round((1000 * sum((row) => row.right)) / sum((row) => row.events)) / 10,
    bar: BAR_PERCENT,
  };
  const uncovered = [...notCovered]
    .filter(([, { group }]) => !NOT_IDENTITY.has(group))
    .map(([ruleId, { events }]) => ({ ruleId, events, why: WHY_NOT_COVERED[ruleId] ?? 'not written yet' }));
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ ownRules: rules.length, total, rows, uncovered }, null, 2)}\n`);
  } else {
    console.log(`${rules.length} own rules`);
    console.table(rows);
    console.log('rules that none of ours covers');
    console.table(uncovered);
    if (process.argv.includes('--wrong')) console.log(wrong.join('\n'));
    console.log(
      `identity groups: ${total.right} of ${total.events} events right, ${total.percent} % (bar: ≥ ${BAR_PERCENT} %); ${total.covered} of ${total.rules} rules covered`,
    );
  }
  if (total.percent < BAR_PERCENT) process.exitCode = 1;
}

if (existsSync(folder)) run();
else console.log('eval panther: skipped, ../shared is absent');
