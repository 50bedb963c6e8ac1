import { AppError } from '../base/errors.ts';
import { createMatcher } from '../engines/lookalike/index.ts';
import { extractLinks } from '../engines/message/index.ts';
import { boundedLinesOf } from './input/bounded-lines.ts';
import { BRAND_OPTIONS, brandsOf } from './brand-options.ts';
import { EXIT, type Command, type CommandInput } from './command.ts';
import { describeVerdict } from './describe-verdict.ts';
import { proseWidth, styleFor } from './terminal.ts';
import { STORE_OPTIONS } from './options.ts';

/** Longer than any link worth reading; what is beyond it on a line is dropped. */
const MAX_LINE_LENGTH = 8192;

export const checkCommand: Command = {
  name: 'check',
  arguments: 'HOST…',
  description:
    'Judges each HOST against your brands: those of breakwater.yaml, of a brands file, or given with --brand; with --stored also those added in the console. "-" reads hosts from standard input, one a line. Links, also defanged ones (hxxps://acme-okta[.]com/x), are judged by their host. Nothing is looked up on the network.',
  options: {
    ...STORE_OPTIONS,
    ...BRAND_OPTIONS,
    why: { type: 'boolean', help: 'Tell everything that was weighed, also for names that are not reported.' },
    json: { type: 'boolean', help: 'One JSON verdict a line.' },
  },
  exitCodes: [
    [EXIT.ok, 'no look-alike among them; what is no host name is told, and does not count'],
    [EXIT.badInput, 'bad usage, no brand, or a brands file that cannot be read'],
    [EXIT.found, 'at least one reported look-alike'],
    [EXIT.config, 'the configuration has problems'],
  ],
  examples: [
    'breakwater check acme-okta.com --brand acme=acme.com',
    'breakwater check --why it.acme.support',
    'cut -d, -f1 new.csv | breakwater check - --json',
  ],
  async run(input) {
    if (input.positionals.length === 0)
      throw new AppError('cli.usage', 'at least one HOST is wanted, or "-" for standard input', {
        status: 400,
        remedy: 'breakwater check acme-okta.com',
      });
    const { brands, options } = brandsOf(input);
    const matcher = createMatcher(brands, options);
    const style = styleFor(input.stdout, input.env);
    // In a pipe a harmless name is one line, however long.
    const told = {
      why: input.values['why'] === true,
      width: input.stdout.isTTY === true ? proseWidth(input.stdout) : Infinity,
    };
    let found = false;
    for await (const given of hostsOf(input)) {
      const host = matcher.match(given).kind === 'invalid' ? hostOfLink(given) : given;
      const verdict = matcher.match(host);
      found ||= verdict.kind === 'look-alike' && verdict.reported;
      const text = input.values['json']
        ? JSON.stringify(input.values['why'] ? matcher.explain(host) : verdict)
        : describeVerdict(host, verdict, matcher, style, told);
      input.stdout.write(`${text}\n`);
    }
    return found ? EXIT.found : EXIT.ok;
  },
};

/** The host of a text that is one link and nothing else, defanged or not; any other text as it is. */
function hostOfLink(text: string): string {
  const links = extractLinks(text);
  const sure = links.filter((one) => one.certainty === 'link');
  const [link, ...more] = sure.length === 0 ? links : sure;
  return link !== undefined && more.length === 0 && link.text.length === text.length ? link.host : text;
}

async function* hostsOf(input: CommandInput): AsyncGenerator<string> {
  for (const host of input.positionals) {
    if (host !== '-') {
      yield host;
      continue;
    }
    for await (const line of boundedLinesOf(input.stdin, MAX_LINE_LENGTH)) {
      if (line.trim() !== '') yield line.trim();
    }
  }
}
