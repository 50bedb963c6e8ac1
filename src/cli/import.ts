import { createReadStream, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { LOG_FORMATS, type ImportWire } from '../identity/api.ts';
import { AppError } from '../base/errors.ts';
import { renderMessage } from '../base/messages.ts';
import { EXIT, type Command, type CommandInput } from './command.ts';
import { importLines, incidentLines, isUnread } from './tell-imports.ts';
import { proseWidth, safeText, type Style, styleFor } from './terminal.ts';
import { STORE_OPTIONS } from './options.ts';
import { withServer, type ServerAccess } from './with-server.ts';

const FORMATS = ['auto', ...LOG_FORMATS] as const;
/** What a folder is searched for; anything may be named directly. */
const LOG_FILE = /\.(json|ndjson|jsonl|log)(\.gz)?$/i;

export const importCommand: Command = {
  name: 'import',
  arguments: 'PATH…',
  description:
    'Reads files (NDJSON or JSON, also gzip) and folders of them, judges every record by the time it happened, and lists what was found. Works beside a running server and without one. Importing the same file again adds nothing.',
  options: {
    ...STORE_OPTIONS,
    format: { type: 'string', value: 'FORMAT', help: `auto (default), or one of ${LOG_FORMATS.join(', ')}.` },
    json: { type: 'boolean', help: 'Print JSON: {imports, incidents}.' },
  },
  exitCodes: [
    [EXIT.ok, 'read; no incident came of it'],
    [EXIT.failed, 'a file could not be read, or nothing in it was a record'],
    [EXIT.badInput, 'bad usage, or no such file'],
    [EXIT.found, 'read; there are open incidents'],
  ],
  examples: ['breakwater import ~/okta-logs/2026-q3', 'breakwater import system-log.ndjson.gz --data /tmp/trial'],
  async run(input) {
    const format = FORMATS.find((known) => known === (input.values['format'] ?? 'auto'));
    if (format === undefined)
      throw new AppError('cli.usage', `--format ${safeText(String(input.values['format']))}: no such format`, {
        status: 400,
        remedy: `Use one of ${FORMATS.join(', ')}.`,
      });
    const files = input.positionals.flatMap((name) => filesOf(path.resolve(input.cwd, name)));
    if (files.length === 0)
      throw new AppError(
        'cli.usage',
        'at least one file is wanted, or a folder with .json, .ndjson, .jsonl or .log files in it',
        { status: 400, remedy: 'breakwater import system-log.ndjson' },
      );
    return withServer(input, 'create', async (access) => {
      const done: ImportWire[] = [];
      for (const file of files) done.push(await importOne(input, access, file, format));
      return conclude(input, access, done);
    });
  },
};

function filesOf(target: string): string[] {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined)
    throw new AppError('cli.file', `there is no file ${target}`, { status: 400, remedy: 'Check the path.' });
  if (!found.isDirectory()) return [target];
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && LOG_FILE.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}

async function importOne(
  input: CommandInput,
  { client }: ServerAccess,
  file: string,
  format: (typeof FORMATS)[number],
): Promise<ImportWire> {
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  let current = await client.startImport({ query: { fileName: path.basename(file), format }, body });
  const live = input.stderr.isTTY === true && !input.values['json'];
  while (current.state === 'reading' || current.state === 'judging') {
    if (live)
      input.stderr.write(
        `\r\u001b[K${safeText(current.fileName)}: ${current.records.toLocaleString('en')} records, ${current.state}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { items } = await client.listImports({});
    current = items.find((item) => item.importId === current.importId) ?? current;
  }
  if (live) input.stderr.write('\r\u001b[K');
  return current;
}

/** What an import judges, for who would take "0 findings" for an all-clear: detections with memory, not the Sigma rules. */
function judgedLines(imports: readonly ImportWire[], style: Style): string[] {
  if (imports.every(({ records }) => records === 0)) return [];
  return [
    '',
    style.dim('Judged: sign-ins, second steps and enrolments, against what the person was seen with before.'),
    style.dim('Sigma rules are not run by an import. For them: breakwater detect --rules detections FILE…'),
  ];
}

async function conclude(
  input: CommandInput,
  { client, wasRunning, url }: ServerAccess,
  imports: ImportWire[],
): Promise<number> {
  const { items: open } = await client.listIncidents({ query: { state: 'open', limit: 100 } });
  const { allMessages } = await import('../app/messages.ts');
  const incidents = open.map((incident) => ({ ...incident, headline: renderMessage(allMessages, incident.headline) }));
  if (input.values['json']) input.stdout.write(`${JSON.stringify({ imports, incidents })}\n`);
  else {
    const style = styleFor(input.stdout, input.env);
    const width = proseWidth(input.stdout);
    const where = wasRunning ? `${url}/incidents` : 'breakwater up (with the same --data)';
    input.stdout.write(
      `${[...importLines(imports, style, width), '', ...incidentLines(incidents, where, style, width), ...judgedLines(imports, style)].join('\n')}\n`,
    );
  }
  if (imports.some(isUnread)) return EXIT.failed;
  return incidents.length > 0 ? EXIT.found : EXIT.ok;
}
