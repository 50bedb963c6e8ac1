import { parse } from 'tldts';
import type { ConfigFile } from './schema.ts';

/** What is wrong with the brands of a configuration beyond their form: with these nothing could be judged, and nothing starts. */
export function brandProblems(brands: ConfigFile['brands']): { path: PropertyKey[]; message: string }[] {
  const issues: { path: PropertyKey[]; message: string }[] = [];
  const names = new Map<string, number>();
  for (const [at, { name, domains }] of brands.entries()) {
    const key = name.trim().toLowerCase();
    const before = names.get(key);
    if (before === undefined) names.set(key, at);
    else issues.push({ path: ['brands', at, 'name'], message: `"${name}" is brands.${before} already` });
    for (const [index, domain] of domains.entries()) {
      const wrong = domainProblem(domain);
      if (wrong !== null) issues.push({ path: ['brands', at, 'domains', index], message: `"${domain}" ${wrong}` });
    }
  }
  return issues;
}

/** Whoever owned `co.uk` would never be told of anything in it; who runs a platform may own it (`github.io`). */
function domainProblem(domain: string): string | null {
  const plain = domain.replace(/^\*\./, '').replace(/\.$/, '');
  const parsed = parse(plain, { allowPrivateDomains: true, extractHostname: false });
  if (parsed.isIp === true || parsed.hostname === null || /[^\p{L}\p{M}\p{N}._-]/u.test(plain))
    return 'is not a domain: give registered domains such as example.com, without scheme or path';
  if (parsed.domain !== null || (parsed.isPrivate === true && plain.includes('.'))) return null;
  return 'is no registered domain: others register names below it';
}
