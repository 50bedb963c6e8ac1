/** True for what could be a hostname, a URL or a defanged one ("acme-okta[.]com"): then the palette offers to check it. */
export function looksLikeHost(text: string): boolean {
  if (text.length < 4 || text.length > 2000 || /\s/.test(text)) return false;
  const plain = refang(text);
  const host = plain.replace(/^https?:\/\//i, '').split(/[/?#:]/, 1)[0] ?? '';
  const labels = host.split('.');
  return (
    labels.length >= 2 &&
    labels.every((label) => label.length > 0 && label.length <= 63) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

/** Undoes the usual ways of making a link harmless in text: `hxxp`, `[.]`, `(.)`, `[dot]`. */
export function refang(text: string): string {
  return text
    .replace(/^hxxp/i, 'http')
    .replaceAll('[.]', '.')
    .replaceAll('(.)', '.')
    .replaceAll('[dot]', '.')
    .replaceAll('[://]', '://');
}

/** What a command is found by: its label, and words that people call it by, with spaces between. */
interface Findable {
  label: string;
  words?: string | undefined;
}

/** Commands of which every word of the query is in the label or begins a search word; whose label begins with it, first. */
export function commandsFor<T extends Findable>(query: string, commands: readonly T[]): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...commands];
  return commands
    .filter((command) => words.every((word) => isIn(command, word)))
    .toSorted((a, b) => rank(a, words) - rank(b, words));
}

function isIn({ label, words = '' }: Findable, word: string): boolean {
  return label.toLowerCase().includes(word) || words.split(' ').some((one) => one.startsWith(word));
}

function rank({ label }: Findable, words: readonly string[]): number {
  const lower = label.toLowerCase();
  const first = words[0] ?? '';
  if (lower.startsWith(first)) return 0;
  return lower.includes(first) ? 1 : 2;
}
