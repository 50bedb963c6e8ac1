import { KIND_LOOKS } from './domain-names.ts';

export interface LifeEvent {
  at: number;
  kind: keyof typeof KIND_LOOKS;
  detail: Record<string, string | number | boolean | null>;
}

export interface LifeStep {
  name: string;
  /** When it was first reached; null while it was not. */
  at: number | null;
  kind: LifeEvent['kind'];
}

/** Steps of a domain's life in the order in which they usually come. */
const STEPS = Object.entries(KIND_LOOKS).flatMap(([kind, look]) =>
  'step' in look && look.step !== undefined ? [{ kind: kind as LifeEvent['kind'], name: look.step }] : [],
);

/** The line of a life: each step with when it was first reached. An end that was taken back (down, then back) is open again. */
export function lifeSteps(life: readonly LifeEvent[]): LifeStep[] {
  return STEPS.map(({ kind, name }) => {
    const reached = life.filter((event) => event.kind === kind);
    const at = kind === 'down' ? lastDown(life) : (reached[0]?.at ?? null);
    return { name, at, kind };
  });
}

function lastDown(life: readonly LifeEvent[]): number | null {
  let at: number | null = null;
  for (const event of life) {
    if (event.kind === 'down') at = event.at;
    if (event.kind === 'resolving' || event.kind === 'page-up') at = null;
  }
  return at;
}

/** Details in the reader's words; null where the event's own name says it already. */
const DETAIL_WORDS: Readonly<Record<string, ((value: string) => string) | null>> = {
  asksPassword: () => 'asks for a password or a code',
  parked: () => 'parked',
  gone: null,
  severity: null,
  what: (value) =>
    value
      .split(' ')
      .map((what) => ALIVE_WORDS[what] ?? what)
      .join(', '),
  text: (value) => `text ${percent(value)} alike`,
  structure: (value) => `structure ${percent(value)} alike`,
  addresses: (value) => value.replaceAll(' ', ', '),
  servers: (value) => value.replaceAll(' ', ', '),
  because: (value) => BECAUSE_WORDS[value] ?? value,
  host: (value) => value,
  title: (value) => `“${value}”`,
  url: (value) => value,
};

/** Why a domain was listed, or counts as down. */
const BECAUSE_WORDS: Readonly<Record<string, string>> = {
  decision: 'marked as hostile',
  score: 'by its score, without a decision',
  'not-resolving': 'does not resolve any more',
  'page-down': 'its page is gone',
};

const ALIVE_WORDS: Readonly<Record<string, string>> = {
  imitates: 'resembles our sign-in page',
  asks: 'asks for a password or a code',
  page: 'has a page',
  mail: 'takes mail',
  resolving: 'resolves',
};

function percent(share: string): string {
  return `${Math.round(Number(share) * 100)} %`;
}

/** What an event says beside its name, on one line. */
export function detailText(event: LifeEvent): string {
  const texts = Object.entries(event.detail).flatMap(([name, value]) => {
    if (value === null || value === '' || value === false) return [];
    const words = DETAIL_WORDS[name];
    if (name === 'by' || words === null) return [];
    return [words === undefined ? `${name}: ${String(value)}` : words(String(value))];
  });
  const { by } = event.detail;
  if (typeof by === 'string' && by !== '') texts.push(`by ${by}`);
  return texts.join(' · ');
}
