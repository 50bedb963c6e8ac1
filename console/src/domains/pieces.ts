/** How a piece of a taken-apart hostname is drawn. */
export interface PieceLook {
  name: string;
  box: string;
  ink: string;
}

const QUIET: PieceLook = { name: '', box: 'text-ink-3', ink: 'text-ink-3' };

const PLAIN: PieceLook = { name: 'other', box: 'text-ink-2', ink: 'text-ink-3' };

const LOOKS: Readonly<Record<string, PieceLook>> = {
  brand: { name: 'brand', box: 'bg-critical-soft text-critical rounded-sm font-semibold', ink: 'text-critical' },
  alias: { name: 'alias', box: 'bg-critical-soft text-critical rounded-sm font-semibold', ink: 'text-critical' },
  lure: { name: 'lure', box: 'bg-medium-soft text-medium rounded-sm font-semibold', ink: 'text-medium' },
  affix: { ...PLAIN, name: 'affix' },
  tld: { ...PLAIN, name: 'suffix' },
  separator: QUIET,
  other: PLAIN,
};

/** The look of a piece by its role; a role this console does not know is shown by its own name. */
export function pieceLook(role: string): PieceLook {
  return LOOKS[role] ?? { ...PLAIN, name: role };
}
