import { z } from 'zod';
import { ENVIRONMENT } from '../../src/platform/config/load-config.ts';
import { configSchema } from '../../src/platform/config/schema.ts';

interface JsonSchema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
}

/** docs/configuration.md: every key of breakwater.yaml, made from the schema that reads it. */
export function configurationPage(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const rows = rowsOf(schema, '', new Set());
  const variables = Object.entries(ENVIRONMENT).map(([name, at]) => `| \`${name}\` | \`${at.join('.')}\` |`);
  return `${[
    '# Configuration',
    '',
    '<!-- Made by `npm run docs` from src/platform/config/schema.ts; do not edit. -->',
    '',
    'Breakwater reads `breakwater.yaml` in the folder it is started in (or `--config FILE`). No file is needed: everything that is not',
    'set there can be set in the console. What the file or the environment sets wins, and is shown read-only in the console. Every',
    'problem is reported at once, with its line: `breakwater config print` shows what holds, `breakwater doctor` tries it.',
    '',
    '```yaml',
    'version: 1',
    'brands:',
    '  - name: acme',
    '    domains: [acme.com]',
    'okta:',
    '  orgUrl: https://acme.okta.com',
    '  read: {clientId: 0oa1example, privateKey: {file: /run/secrets/okta-read.pem}}',
    '```',
    '',
    '## Keys',
    '',
    '| key | type | default | what it is for |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Environment variables',
    '',
    'They set single keys, as in containers, and win over the file.',
    '',
    '| variable | key |',
    '|---|---|',
    ...variables,
    '| `BREAKWATER_DATABASE_URL` | `database.url`, as a PostgreSQL URL |',
    '| `BREAKWATER_KEY` | the sealing key itself, base64 of 32 bytes, instead of `keyFile` |',
  ].join('\n')}\n`;
}

function rowsOf(schema: JsonSchema, prefix: string, seen: Set<string>): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (seen.has(path)) return [];
    seen.add(path);
    const required = (schema.required ?? []).includes(key) && child.default === undefined;
    const shown =
      child.default === undefined || isPrefault(child)
        ? required
          ? '*required*'
          : ''
        : `\`${JSON.stringify(child.default)}\``;
    const row = `| \`${path}\` | ${typeOf(child)} | ${shown} | ${(child.description ?? '').replaceAll('|', '\\|')} |`;
    const inner = child.type === 'array' ? (child.items ?? {}) : child;
    const innerPrefix = child.type === 'array' ? `${path}[]` : path;
    const branches = inner.anyOf ?? inner.oneOf ?? [inner];
    const isSecret = branches.some((branch) => branch.properties?.['env']);
    return isSecret ? [row] : [row, ...branches.flatMap((branch) => rowsOf(branch, innerPrefix, seen))];
  });
}

/** A group whose keys have defaults of their own: showing `{}` would tell nothing. */
function isPrefault(schema: JsonSchema): boolean {
  return schema.type === 'object';
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' · ');
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return branches.some((branch) => branch.properties?.['env']) ? 'secret' : 'one of';
  if (schema.type === 'array')
    return `list of ${schema.items?.type === 'object' || schema.items?.oneOf ? 'groups' : `${String(schema.items?.type ?? 'value')}s`}`;
  if (schema.type === 'object') return 'group';
  const range =
    schema.type === 'integer' && schema.minimum !== undefined && schema.maximum !== undefined
      ? ` ${schema.minimum}–${schema.maximum}`
      : '';
  return `${String(schema.type ?? 'value')}${range}`;
}
