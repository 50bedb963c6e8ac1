export { extractLinks } from './extract-links.ts';
export { MAX_CHARS, MAX_LINKS } from './types.ts';
export type { Certainty, Link } from './types.ts';
