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

/** Commands whose label holds every word of the query, those that begin with it first. */
export function commandsFor<T extends { label: string }>(query: string, commands: readonly T[]): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...commands];
  return commands
    .filter((command) => words.every((word) => command.label.toLowerCase().includes(word)))
    .toSorted((a, b) => rank(a.label, words) - rank(b.label, words));
}

function rank(label: string, words: readonly string[]): number {
  return label.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1;
}
