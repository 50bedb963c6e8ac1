import { compileItem, type CompiledItem, indexItems, type SlotIndex } from './compile-items.ts';
import { addPath, createFieldNode, type FieldNode, keyOf, type ValueMap } from './field-tree.ts';
import type { RecordKind } from './pipelines/pipeline.ts';
import { type ConditionNode, eachPositive, selectWitness } from './select-witness.ts';
import type { DetectionItem, Expression, SigmaRule, ValueTest } from './types.ts';

/** Where the values of a rule's field are found. */
export interface FieldPaths {
  /** In the vendor's record; all that exist count. */
  raw: readonly { path: string; map: ValueMap | null }[];
  /** In the OCSF event, where the record has none. */
  ocsf: readonly string[];
  /** The same paths have the same key. */
  key: string;
}

/** A rule as it takes part in a program. */
export interface ProgramRule {
  rule: SigmaRule;
  /** Kinds of events it is about, a bit each. */
  kinds: number;
  pathsOf(field: string): FieldPaths;
}

type ItemNode = Extract<ConditionNode, { op: 'item' }>;

export interface CompiledRule {
  rule: SigmaRule;
  kinds: number;
  condition: ConditionNode;
  /** What is told of a match. */
  positive: readonly { name: string; node: ItemNode }[];
}

/** What tells the kind of a record. */
export interface KindSign {
  /** Its bit. */
  kind: number;
  slot: number;
  /** Lower case; null where the field's presence is enough. */
  values: readonly string[] | null;
}

/** Every kind of record. */
export const ALL_KINDS = 0x7fff_ffff;

/** Slot 0 holds every scalar of the event. */
export const KEYWORDS = 0;

export interface Program {
  rules: readonly CompiledRule[];
  items: readonly CompiledItem[];
  indexes: readonly SlotIndex[];
  raw: FieldNode;
  ocsf: FieldNode;
  /** Only the fields by which rules are picked. */
  firstRaw: FieldNode;
  firstOcsf: FieldNode;
  hasOcsf: boolean;
  slots: number;
  /** Rules to look at when an item is found. */
  rulesOfItem: readonly (readonly number[])[];
  /** Rules that every event must be tried on. */
  always: readonly number[];
  /** Kinds of records where a rule is picked by keywords. */
  firstKeywordKinds: number;
  /** The first that is there tells the kind of a record; a record without is of any. */
  signs: readonly KindSign[];
  /** Slot of a field for a rule's `fieldref`, by the key of its paths. */
  slotOfField: ReadonlyMap<string, number>;
}

interface WantedPath {
  slot: number;
  path: string;
  map: ValueMap | null;
  isOcsf: boolean;
}

/** Compiles rules into one matcher: items that rules share exist once, and so do fields. */
export function compileProgram(given: readonly ProgramRule[], kinds: readonly RecordKind[] = []): Program {
  const raw = createFieldNode();
  const ocsf = createFieldNode();
  const slots = new Map<string, number>([['', KEYWORDS]]);
  const items = new Map<string, CompiledItem>();
  const wanted: WantedPath[] = [];
  const want = (root: FieldNode, path: WantedPath): void => {
    addPath(root, path.path, path.slot, path.map);
    wanted.push(path);
  };

  const slotOf = (field: string | null, rule: ProgramRule): number => {
    if (field === null) return KEYWORDS;
    const paths = rule.pathsOf(field);
    const known = slots.get(paths.key);
    if (known !== undefined) return known;
    const slot = slots.size;
    slots.set(paths.key, slot);
    for (const { path, map } of paths.raw) want(raw, { slot, path, map, isOcsf: false });
    for (const path of paths.ocsf) want(ocsf, { slot, path, map: null, isOcsf: true });
    return slot;
  };

  const itemOf = (slot: number, tests: readonly ValueTest[], rule: ProgramRule): CompiledItem => {
    const named = tests.map((test): ValueTest => {
      if (test.kind !== 'field') return test;
      slotOf(test.field, rule);
      return { ...test, field: rule.pathsOf(test.field).key };
    });
    const key = JSON.stringify([slot, named]);
    const known = items.get(key);
    if (known !== undefined) return known;
    const item = compileItem(items.size, slot, named);
    items.set(key, item);
    return item;
  };

  const itemNode = (item: DetectionItem, rule: ProgramRule): ConditionNode => {
    const slot = slotOf(item.field, rule);
    const groups = item.all ? item.tests.map((test) => [test]) : [item.tests];
    const args = groups.map((tests): ConditionNode => ({ op: 'item', item: itemOf(slot, tests, rule) }));
    const [only] = args;
    const node: ConditionNode = args.length === 1 && only !== undefined ? only : { op: 'and', args };
    return item.negated ? { op: 'not', arg: node } : node;
  };

  const nodeOf = (expression: Expression, rule: ProgramRule): ConditionNode => {
    if (expression.op === 'item') return itemNode(expression.item, rule);
    if (expression.op === 'not') return { op: 'not', arg: nodeOf(expression.arg, rule) };
    return { op: expression.op, args: expression.args.map((arg) => nodeOf(arg, rule)) };
  };

  const signs = kinds.flatMap((kind, index) =>
    kind.signs.map(({ path, values }): KindSign => {
      const key = `kind ${path.map(keyOf).join('.')}`;
      const slot = slots.get(key) ?? slots.size;
      slots.set(key, slot);
      want(raw, { slot, path: path.join('.'), map: null, isOcsf: false });
      return { kind: 1 << index, slot, values: values ?? null };
    }),
  );

  const rules = given.map((one): CompiledRule => {
    const condition = nodeOf(one.rule.condition, one);
    return { rule: one.rule, kinds: one.kinds, condition, positive: positiveOf(one.rule.condition, condition) };
  });
  const all = [...items.values()];
  const { rulesOfItem, always } = spread(rules, all.length);
  const first = new Set(signs.map(({ slot }) => slot));
  for (const { id, slot } of all) if ((rulesOfItem[id] ?? []).length > 0) first.add(slot);
  const firstRaw = createFieldNode();
  const firstOcsf = createFieldNode();
  for (const { slot, path, map, isOcsf } of wanted)
    if (first.has(slot)) addPath(isOcsf ? firstOcsf : firstRaw, path, slot, map);
  return {
    rules,
    items: all,
    indexes: indexItems(all, slots.size),
    raw,
    ocsf,
    firstRaw,
    firstOcsf,
    hasOcsf: wanted.some(({ isOcsf }) => isOcsf),
    slots: slots.size,
    rulesOfItem,
    always,
    firstKeywordKinds: all
      .filter(({ slot }) => slot === KEYWORDS)
      .reduce(
        (bits, { id }) => (rulesOfItem[id] ?? []).reduce((own, rule) => own | (rules[rule]?.kinds ?? 0), bits),
        0,
      ),
    signs,
    slotOfField: slots,
  };
}

/** Puts each rule under its witness. */
function spread(rules: readonly CompiledRule[], itemCount: number): { rulesOfItem: number[][]; always: number[] } {
  const uses = new Map<number, number>();
  for (const { condition } of rules) {
    const own = new Set<number>();
    eachPositive(condition, ({ id }) => own.add(id));
    for (const id of own) uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  // what many rules share is taken to be common
  const rarity = (item: CompiledItem): number => item.commonness + (uses.get(item.id) ?? 1);
  const rulesOfSlot = new Map<number, number>();
  for (const { condition } of rules)
    for (const slot of new Set(selectWitness(condition, rarity)?.items.map((item) => item.slot)))
      rulesOfSlot.set(slot, (rulesOfSlot.get(slot) ?? 0) + 1);
  // a field that is read for one rule alone is dear
  const costOf = (item: CompiledItem): number => rarity(item) + FIELD_COST / (rulesOfSlot.get(item.slot) ?? 1);

  const rulesOfItem: number[][] = Array.from({ length: itemCount }, () => []);
  const always: number[] = [];
  for (const [index, { condition }] of rules.entries()) {
    const witness = selectWitness(condition, costOf);
    if (witness === null) always.push(index);
    else for (const { id } of witness.items) rulesOfItem[id]?.push(index);
  }
  return { rulesOfItem, always };
}

/** What it costs to read one more field of each event, in the measure of {@link CompiledItem.commonness}. */
const FIELD_COST = 60;

/** The items of a condition that a match speaks for, with the fields' names as the rule spells them. */
function positiveOf(expression: Expression, node: ConditionNode): { name: string; node: ItemNode }[] {
  if (expression.op === 'not') return [];
  if (expression.op !== 'item')
    return node.op === 'and' || node.op === 'or'
      ? expression.args.flatMap((arg, index) => {
          const inner = node.args[index];
          return inner === undefined ? [] : positiveOf(arg, inner);
        })
      : [];
  const name = expression.item.field ?? '*';
  const found: { name: string; node: ItemNode }[] = [];
  eachPositive(node, (item) => found.push({ name, node: { op: 'item', item } }));
  return found;
}
