import type { DetectionItem, Expression } from '../../src/engines/sigma/index.ts';

/** What a record must hold to meet a rule: values by the rule's spelling of the field; keywords by `*`. */
export type Wanted = Map<string, unknown>;

/** Texts for the regular expressions that the identity and cloud rules ask to be met. */
const REGEX_SAMPLES: readonly string[] = [
  'arn:aws:sts::111122223333:assumed-role/aws:ec2-instance/i-0abc',
  'ada@acme.example',
  'a1',
];

interface Text {
  whole: string | null;
  start: string;
  inside: string[];
  end: string;
}

/** One way to meet a rule: of several ways, the first; what is under `not` is left out of the record. Null where none is seen. */
export function wantedBy(condition: Expression): Wanted | null {
  const texts = new Map<string, Text>();
  const others: Wanted = new Map();
  if (!collect(condition, texts, others)) return null;
  const wanted: Wanted = new Map(others);
  for (const [field, { whole, start, inside, end }] of texts)
    wanted.set(field, whole ?? `${start}${inside.join(' ')}${end}`);
  return wanted;
}

function collect(node: Expression, texts: Map<string, Text>, others: Wanted): boolean {
  switch (node.op) {
    case 'item':
      return collectItem(node.item, texts, others);
    case 'and':
      return node.args.every((arg) => collect(arg, texts, others));
    case 'or':
      return node.args.some((arg) => collect(arg, texts, others));
    case 'not':
      return true;
  }
}

function collectItem(item: DetectionItem, texts: Map<string, Text>, others: Wanted): boolean {
  const field = item.field ?? '*';
  if (item.negated) return true;
  for (const test of item.all ? item.tests : item.tests.slice(0, 1)) {
    if (test.kind === 'null') continue;
    if (test.kind === 'exists') {
      if (test.wanted) others.set(field, 'x');
    } else if (test.kind === 'compare')
      others.set(field, test.op === 'gt' ? test.number + 1 : test.op === 'lt' ? test.number - 1 : test.number);
    else if (test.kind === 'regex') {
      const sample = REGEX_SAMPLES.find((one) => new RegExp(test.pattern).test(one));
      if (sample === undefined) return false;
      others.set(field, sample);
    } else if (test.kind === 'text') {
      const own = texts.get(field) ?? { whole: null, start: '', inside: [], end: '' };
      texts.set(field, own);
      const { parts } = test;
      // * stands for a digit, as in "v*.compute", ? for a letter
      const filled = parts.map((part, index) =>
        typeof part === 'string' ? part : part === 1 ? 'x' : index > 0 && index < parts.length - 1 ? '1' : '',
      );
      const [opens, closes] = [parts[0] === 0, parts.at(-1) === 0];
      const text = filled.join('');
      if (opens && closes) own.inside.push(text === '' ? 'x' : text);
      else if (opens) own.end = text;
      else if (closes) own.start = text;
      else own.whole ??= text;
    } else return false;
  }
  return true;
}
