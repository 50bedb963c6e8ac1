import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMAS = join(import.meta.dirname, '../../../shared/corpora/schemas');

/** What the schemas name as formats, as far as our reports use them. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^\s@]+@[^\s@]+$/,
  hostname: /^([a-z0-9-]+\.)+[a-z0-9-]+$/,
  uri: /^[a-z][a-z0-9+.-]*:[^\s]+$/,
};

/** Whether the published schemas lie beside the repository; says so where they do not. */
export function hasSchemas(folder: 'stix2' | 'xarf'): boolean {
  if (existsSync(join(SCHEMAS, folder))) return true;
  console.log(
    `skipped: ../shared/corpora/schemas/${folder} is absent, nothing is checked against the published schemas`,
  );
  return false;
}

/** Checks a document against a published schema by its file. @returns what is wrong, empty when it fits */
export function schemaProblems(folder: 'stix2' | 'xarf', schema: string, document: unknown): string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false });
  for (const [name, form] of Object.entries(FORMATS)) ajv.addFormat(name, form);
  for (const name of ['json-pointer', 'regex', 'idn-email', 'iri', 'uri-reference', 'ipv4', 'ipv6']) {
    ajv.addFormat(name, true);
  }
  const root = join(SCHEMAS, folder, 'schemas');
  let wanted: string | null = null;
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.json')) continue;
    const parsed = JSON.parse(readFileSync(join(root, name), 'utf8')) as { $id: string };
    ajv.addSchema(parsed);
    if (name.endsWith(schema)) wanted = parsed.$id;
  }
  const validate = ajv.getSchema(wanted ?? '');
  if (validate === undefined) throw new Error(`there is no schema ${schema}`);
  if (validate(document) === true) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}
