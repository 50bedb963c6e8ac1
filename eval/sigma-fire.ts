import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createSigmaEngine, loadRules, type SigmaRule } from '../src/engines/sigma/index.ts';
import { wantedBy } from './fire/positive.ts';
import { NotSent } from './fire/shape.ts';
import { SHAPES } from './fire/shapes.ts';

/*
 * Do public rules fire? For each identity and cloud rule, a record that must meet it in every native shape of its source, written
 * from the vendors' own field names by code that knows nothing of the engine's pipelines. `--write` renews docs/sigma-fire.md.
 */

const sigmaDir = path.join(import.meta.dirname, '../../shared/corpora/identity/sigma');
const docsFile = path.join(import.meta.dirname, '../docs/sigma-fire.md');
const FOLDERS = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'];
/** The rules about identity providers and clouds; of Cisco's only those about Duo. */
const ABOUT = /^ +(product: (okta|azure|aws|gcp|m365|github|bitbucket|onelogin)|service: duo)\s*$/m;
const BAR = 0.95;

interface Row {
  rule: SigmaRule;
  file: string;
  /** By shape: fired, silent, or why no record can be written. */
  cells: { shape: string; state: 'fires' | 'silent' | 'not sent'; why: string }[];
  /** What `rules check` says of it. */
  canFire: boolean;
}

function readRules(): { rule: SigmaRule; file: string }[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(sigmaDir, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yml'))
      .toSorted()
      .map((file) => ({ name: path.join(folder, file), text: readFileSync(path.join(sigmaDir, folder, file), 'utf8') }))
      .filter(({ text }) => ABOUT.test(text)),
  );
  return loadRules(files).rules.map((rule) => ({ rule, file: rule.place.file }));
}

function judge(rules: readonly { rule: SigmaRule; file: string }[]): Row[] {
  const engine = createSigmaEngine(rules.map(({ rule }) => rule));
  return rules.map(({ rule, file }) => {
    const { product, service } = rule.logsource;
    const wanted = wantedBy(rule.condition);
    const cells = SHAPES.filter((shape) => shape.product === product && shape.services.includes(service ?? '')).map(
      (shape): Row['cells'][number] => {
        if (wanted === null) return { shape: shape.name, state: 'not sent', why: 'no record could be thought of' };
        try {
          const raw = shape.write(wanted);
          const fires = engine.match({ raw }, { source: shape.source }).some((match) => match.rule === rule.key);
          return { shape: shape.name, state: fires ? 'fires' : 'silent', why: fires ? '' : JSON.stringify(raw) };
        } catch (thrown) {
          if (!(thrown instanceof NotSent)) throw thrown;
          return { shape: shape.name, state: 'not sent', why: thrown.message };
        }
      },
    );
    return { rule, file, cells, canFire: engine.reachOf(rule).some((reach) => reach.canFire) };
  });
}

function table(rows: readonly Row[], sent: readonly Row[], firing: readonly Row[], percent: string): string {
  const lines = [
    '# Which public rules fire',
    '',
    `SigmaHQ's ${rows.length} identity and cloud rules, unmodified, on records in every native shape of their source (\`npm run eval -- sigma-fire -- --write\`). The records are`,
    'written from the vendors’ own field names by code that does not know the engine’s pipelines: they show that a rule finds its fields,',
    'not how often an attack would be seen.',
    '',
    `**${firing.length} of the ${sent.length} rules that name only fields some vendor sends fire in every shape that has them (${percent} %).** ${rows.length - sent.length} rules name`,
    'what no vendor sends; they are listed below with the reason.',
    '',
    '| shape | evidence | rules that fire | silent | not expressible |',
    '|---|---|---|---|---|',
    ...SHAPES.map((shape) => {
      const cells = rows
        .filter(
          ({ rule }) =>
            shape.product === rule.logsource.product && shape.services.includes(rule.logsource.service ?? ''),
        )
        .flatMap(({ cells: own }) => own.filter((cell) => cell.shape === shape.name));
      const count = (state: string): number => cells.filter((cell) => cell.state === state).length;
      return `| ${shape.product} ${shape.services.join(', ')}: ${shape.name} | ${shape.evidence} | ${count('fires')} | ${count('silent')} | ${count('not sent')} |`;
    }),
    '',
    '## Rules that no record can meet',
    '',
    '| rule | why |',
    '|---|---|',
    ...rows
      .filter((row) => !sent.includes(row))
      .map(
        ({ rule, cells }) =>
          `| ${cellText(rule.title)} | ${cellText(cells[0]?.why ?? 'its source has no shape here')} |`,
      ),
    '',
    '## Every rule',
    '',
    '✓ fires, ✗ silent, – the shape has no such field.',
    '',
    '| rule | shapes |',
    '|---|---|',
    ...rows.map(
      ({ rule, cells }) =>
        `| ${cellText(rule.title)} | ${cells.map(({ shape, state }) => `${state === 'fires' ? '✓' : state === 'silent' ? '✗' : '–'} ${shape}`).join(', ')} |`,
    ),
    '',
  ];
  return lines.join('\n');
}

function cellText(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').slice(0, 200);
}

function run(): void {
  const rows = judge(readRules());
  const sent = rows.filter(({ cells }) => cells.some(({ state }) => state !== 'not sent'));
  const firing = sent.filter(({ cells }) => cells.every(({ state }) => state !== 'silent'));
  const percent = ((100 * firing.length) / sent.length).toFixed(1);
  if (process.argv.includes('--write')) writeFileSync(docsFile, table(rows, sent, firing, percent));
  const denied = rows.filter(({ canFire, cells }) => !canFire && cells.some(({ state }) => state === 'fires'));
  process.exitCode = firing.length / sent.length >= BAR && denied.length === 0 ? 0 : 1;
  if (process.argv.includes('--json')) {
    process.stdout.write(
      `${JSON.stringify({ rules: rows.length, sent: sent.length, firing: firing.length, rows: rows.map(({ file, cells }) => ({ file, cells })) }, null, 2)}\n`,
    );
    return;
  }
  console.log(
    `${firing.length} of ${sent.length} rules that name only fields some vendor sends fire in every shape (${percent} %)  bar 95 %`,
  );
  console.log(`${rows.length - sent.length} of ${rows.length} rules name what no vendor sends:`);
  console.log(`${denied.length} rules that fire are said not to by "rules check"  bar 0`);
  for (const { file } of denied) console.log(`    ${file}`);
  for (const row of rows)
    if (!sent.includes(row)) console.log(`    ${row.file}: ${row.cells[0]?.why ?? 'its source has no shape here'}`);
  for (const { file, cells } of sent)
    for (const { shape, state, why } of cells)
      if (state === 'silent') console.log(`    silent: ${file} in ${shape}: ${why}`);
}

if (existsSync(sigmaDir)) run();
else console.log('eval sigma-fire: skipped, ../shared is absent');
