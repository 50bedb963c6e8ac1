import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Attribute {
  requirement?: string;
  profile?: string | null;
  enum?: Record<string, unknown>;
}

interface Definition {
  name: string;
  uid?: number;
  extends?: string;
  attributes: Record<string, Attribute | string[]>;
  constraints?: { at_least_one?: string[] };
}

interface DictionaryEntry {
  type: string;
  is_array?: boolean;
  enum?: Record<string, unknown>;
}

/** Says what in an event is not OCSF: one line per fault, with its path. */
export type SchemaChecker = (event: unknown) => string[];

/** A checker over OCSF's source schema in a folder, or null where the folder is absent. */
export function loadOcsfChecker(root: string): SchemaChecker | null {
  if (!existsSync(join(root, 'dictionary.json'))) return null;
  const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const dictionary = (read('dictionary.json') as { attributes: Record<string, DictionaryEntry> }).attributes;
  const types = (read('dictionary.json') as { types: { attributes: Record<string, { type?: string }> } }).types
    .attributes;
  const definitions = (folder: string): Definition[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? definitions(join(folder, entry.name))
        : entry.name.endsWith('.json')
          ? [read(join(folder, entry.name)) as Definition]
          : [],
    );
  const byName = (list: Definition[]): Map<string, Definition> =>
    new Map(list.map((definition) => [definition.name, definition]));
  const events = byName(definitions('events'));
  const objects = byName(definitions('objects'));
  const categories = (read('categories.json') as { attributes: Record<string, { uid: number }> }).attributes;

  function resolve(
    name: string,
    from: Map<string, Definition>,
  ): { attributes: Map<string, Attribute>; constraints: string[]; uid: number } {
    const own = from.get(name);
    if (own === undefined) throw new Error(`no ${name} in the schema`);
    const parent = own.extends === undefined ? null : resolve(own.extends, from);
    const attributes = new Map(parent?.attributes);
    for (const [key, value] of Object.entries(own.attributes)) {
      if (key === '$include') {
        for (const path of value as string[]) {
          const included = read(path) as Definition;
          for (const [name_, attribute] of Object.entries(included.attributes)) {
            // A profile's requirement holds only for events that use the profile.
            attributes.set(name_, { ...(attribute as Attribute), requirement: 'optional', ...attributes.get(name_) });
          }
        }
      } else {
        const before = attributes.get(key);
        const attribute = value as Attribute;
        attributes.set(key, { ...before, ...attribute, enum: { ...before?.enum, ...attribute.enum } });
      }
    }
    return { attributes, constraints: own.constraints?.at_least_one ?? parent?.constraints ?? [], uid: own.uid ?? 0 };
  }

  const resolvedEvents = new Map<string, ReturnType<typeof resolve>>();
  const resolvedObjects = new Map<string, ReturnType<typeof resolve>>();

  function baseType(type: string): string {
    const inner = types[type]?.type;
    return inner === undefined ? type : baseType(inner);
  }

  function checkObject(value: object, resolved: ReturnType<typeof resolve>, path: string, faults: string[]): void {
    for (const [name, attribute] of resolved.attributes) {
      if (attribute.requirement === 'required' && !Object.hasOwn(value, name)) faults.push(`${path}.${name}: required`);
    }
    if (resolved.constraints.length > 0 && !resolved.constraints.some((name) => Object.hasOwn(value, name))) {
      faults.push(`${path}: needs one of ${resolved.constraints.join(', ')}`);
    }
    for (const [name, inner] of Object.entries(value)) {
      const attribute = resolved.attributes.get(name);
      const entry = dictionary[name];
      if (attribute === undefined || entry === undefined) {
        faults.push(`${path}.${name}: no such attribute`);
      } else if (entry.is_array === true) {
        if (Array.isArray(inner))
          inner.forEach((item, i) => checkValue(item, name, attribute, entry, `${path}.${name}[${i}]`, faults));
        else faults.push(`${path}.${name}: a list is expected`);
      } else {
        checkValue(inner, name, attribute, entry, `${path}.${name}`, faults);
      }
    }
  }

  function checkValue(
    value: unknown,
    name: string,
    attribute: Attribute,
    entry: DictionaryEntry,
    path: string,
    faults: string[],
  ): void {
    const type = baseType(entry.type);
    if (type === 'json_t' || entry.type === 'object') return;
    const expected: Record<string, string> = {
      string_t: 'string',
      integer_t: 'number',
      long_t: 'number',
      float_t: 'number',
      boolean_t: 'boolean',
    };
    const wanted = expected[type];
    if (wanted !== undefined) {
      if (typeof value !== wanted) faults.push(`${path}: ${typeof value} where ${type} is expected`);
      const allowed = { ...entry.enum, ...attribute.enum };
      if (Object.keys(allowed).length > 0 && !Object.hasOwn(allowed, String(value)))
        faults.push(`${path}: ${String(value)} is not in its list`);
      return;
    }
    if (typeof value !== 'object' || value === null) {
      faults.push(`${path}: an object is expected for ${name}`);
      return;
    }
    const known = resolvedObjects.get(entry.type) ?? resolve(entry.type, objects);
    resolvedObjects.set(entry.type, known);
    checkObject(value, known, path, faults);
  }

  return (event) => {
    const faults: string[] = [];
    const { class_uid, category_uid, type_uid, activity_id } = event as Record<string, number>;
    const category = Object.entries(categories).find(([, { uid }]) => uid === category_uid);
    const definition = [...events.values()].find((candidate) => {
      if (candidate.uid === undefined) return false;
      let name: string | undefined = candidate.name;
      while (name !== undefined && !('category' in (events.get(name) ?? {}))) name = events.get(name)?.extends;
      const categoryName = (events.get(name ?? '') as { category?: string } | undefined)?.category;
      return (categories[categoryName ?? '']?.uid ?? -1) * 1_000 + candidate.uid === class_uid;
    });
    if (category === undefined || definition === undefined) return [`class_uid ${class_uid}: no such class`];
    const known = resolvedEvents.get(definition.name) ?? resolve(definition.name, events);
    resolvedEvents.set(definition.name, known);
    const resolved = { ...known, attributes: new Map(known.attributes) };
    // The base event lists only "other" for class and category; the schema's compiler fills in the concrete number.
    for (const name of ['class_uid', 'category_uid'])
      resolved.attributes.set(name, {
        requirement: 'required',
        enum: { [String((event as Record<string, number>)[name])]: {} },
      });
    checkObject(event as object, resolved, definition.name, faults);
    if (type_uid !== (class_uid ?? 0) * 100 + (activity_id ?? 0))
      faults.push('type_uid does not follow from class and activity');
    return faults;
  };
}
