import type { CheckWire } from '../platform/operator/api.ts';
import { EXIT, type Command } from './command.ts';
import { proseWidth, safeText, styleFor, wrap, type Style } from './terminal.ts';
import { STORE_OPTIONS } from './options.ts';
import { withServer } from './with-server.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  arguments: '',
  description:
    'Tries configuration, store, clock, every source and the permissions of the Okta credentials, without changing anything, and names the remedy of what is wrong. Works beside a running server and without one.',
  options: {
    ...STORE_OPTIONS,
    json: { type: 'boolean', help: 'Print JSON: {checks: [{id, label, state, detail, remedy}]}.' },
  },
  exitCodes: [
    [EXIT.ok, 'all is well'],
    [EXIT.failed, 'the doctor could not work'],
    [EXIT.notReady, 'at least one check failed'],
    [EXIT.config, 'the configuration has problems'],
  ],
  examples: ['breakwater doctor', 'breakwater doctor --json | jq .checks'],
  async run(input) {
    return withServer(input, 'leave-nothing', async ({ client, config, wasRunning }) => {
      const own: CheckWire[] = [
        {
          id: 'config',
          label: 'Configuration',
          state: 'ok',
          detail: config.file ?? 'no file: defaults and environment',
          remedy: null,
        },
        {
          id: 'server',
          label: 'Server',
          state: 'ok',
          detail: wasRunning ? 'running on this data folder' : 'not running: this command opened the store itself',
          remedy: null,
        },
      ];
      const { checks } = await client.runDoctor({});
      const all = [...own, ...checks];
      input.stdout.write(
        input.values['json']
          ? `${JSON.stringify({ checks: all }, null, 2)}\n`
          : `${checkLines(all, styleFor(input.stdout, input.env), proseWidth(input.stdout)).join('\n')}\n`,
      );
      return all.some((check) => check.state === 'failed') ? EXIT.notReady : EXIT.ok;
    });
  },
};

/** A line for each check: how it stands, what was tried, what was found, and below it what to do. */
function checkLines(checks: readonly CheckWire[], style: Style, width: number): string[] {
  const marks = {
    ok: style.green('ok     '),
    warning: style.yellow('warning'),
    failed: style.red('failed '),
    skipped: style.dim('skipped'),
  };
  const label = Math.min(26, Math.max(...checks.map((check) => check.label.length)));
  const left = label + 11;
  const lines = checks.flatMap((check) => {
    const [first = '', ...more] = wrap(safeText(check.detail), left, width);
    const name = safeText(check.label);
    const head = `${marks[check.state]}  ${name.padEnd(label)}`;
    return [
      ...(name.length > label ? [head, `${' '.repeat(left)}${first.trimStart()}`] : [`${head}  ${first.trimStart()}`]),
      ...more,
      ...(check.remedy === null
        ? []
        : wrap(`→ ${safeText(check.remedy)}`, left, width).map((line) => style.cyan(line))),
    ];
  });
  return [...lines, '', summary(checks, style)];
}

function summary(checks: readonly CheckWire[], style: Style): string {
  const count = (state: CheckWire['state']): number => checks.filter((check) => check.state === state).length;
  const warnings = count('warning');
  const noted = warnings === 0 ? '' : `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  const failed = count('failed');
  if (failed > 0) return style.red(`${failed} of ${checks.length} checks failed${noted}.`);
  return `${style.green('Nothing failed')}${noted}.`;
}
