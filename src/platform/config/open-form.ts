import type { ConfigFile } from './schema.ts';

/** What is told of a report form that strangers can fill in, at the start and by the doctor. */
export const OPEN_FORM = {
  message: 'the report form is open to anybody who can reach it',
  remedy: 'Set reportForm.linkToken, and give people the link with ?k=TOKEN.',
} as const;

/**
 * Whether strangers can fill in the report form: the server has a public name and the form no link token. No reason not to start,
 * since a network of one's own or a proxy that asks who comes may stand before it, which only the operator knows.
 */
export function isFormOpen(config: ConfigFile): boolean {
  return !isLocalOnly(config) && config.reportForm.linkToken === undefined;
}

/** No public name, or one that every machine resolves to itself. */
function isLocalOnly({ publicUrl }: ConfigFile): boolean {
  if (publicUrl === undefined) return true;
  const { hostname } = new URL(publicUrl);
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}
