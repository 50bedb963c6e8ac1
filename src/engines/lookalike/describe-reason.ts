import type { LureTier } from './data/lures.data.ts';
import type { InvalidCode, Reason, SilentCode, Why } from './types.ts';

type Params = Readonly<Record<string, string | number>>;

/** English for every reason; `{name}` is replaced by the parameter of that name. */
const REASONS: Readonly<Record<Reason['code'], string>> = {
  'brand.exact': '"{text}" is the name itself',
  'brand.hyphen': '"{text}" is {name} with its hyphens changed',
  'brand.homoglyph': '"{text}" looks like {name}',
  'brand.typo': '"{text}" is {name} with one slip ({slip})',
  'brand.clipped': '"{text}" is {name} cut short',
  'brand.embedded-domain': "the brand's own domain {domain} is put in front of another domain",
  'brand.distinctiveness': '{name} is {kind}',
  'lure.word': 'lure word "{word}" ({kind}) in the same label',
  'lure.sublabel': 'lure word "{word}" ({kind}) in a label beside it',
  'lure.apex': 'lure word "{word}" ({kind}) in the registrable label',
  'lure.suffix': 'the suffix .{suffix} reads as a lure',
  'lure.identity-provider': '{word} is an identity provider and the rest reads as its customer',
  'company.second-brand': 'a second brand, {brand}, is in the same label',
  'shape.delimited': 'the name stands by itself between hyphens or edges',
  'shape.short-name': '{name} is short and has no sign-in word beside it',
  'shape.common-name': '{name} is a word that anyone uses in host names',
  'shape.compound': '"{word}" glued to the name makes an ordinary compound',
  'shape.explained': 'nothing in the label is left unexplained',
  'shape.unknown-rest': '"{text}" in the label is unexplained',
  'shape.glued-rest': '"{text}" is glued to the name and unexplained',
  'shape.appended': '"{text}" is appended to the name',
  'shape.abbreviation': '"{text}" reads as the abbreviation of an internal system',
  'place.sublabel': "the name is not in the registrable label but below someone else's",
  'place.country-suffix': 'a bare name under the country suffix .{suffix} is mostly the brand itself',
  'cap.bare-name': 'a bare name without any lure is kept below the alarm',
  'words.identity-only': 'no brand, but nothing else than sign-in words: {words}',
};

const SILENCE: Readonly<Record<SilentCode, string>> = {
  'no-brand': 'no protected brand and no sign-in word is in the name',
  'public-suffix': 'the name is a public suffix or a single label: nobody has registered it',
  'brand-inside-word': '{brand} is only part of "{word}"',
  'too-little-company': '{brand} is in the name, with too little beside it (score {score}, reported from {threshold})',
  'delivery-network': "names below this delivery network repeat its customers' names by design",
  tenant: '{brand} is a tenant of the service that owns this domain',
};

const INVALID: Readonly<Record<InvalidCode, string>> = {
  empty: 'no host name given',
  'too-long': 'longer than a host name can be ({length} characters)',
  'bad-character': 'holds a character that no host name has',
  'bad-label': 'a label is empty or longer than 63 characters',
  'ip-address': 'an address, not a name',
};

/** What a lure word of each tier is called. */
const TIER_WORDS: Readonly<Record<LureTier, string>> = {
  idp: 'a sign-in or staff word',
  staff: 'a sign-in or staff word',
  service: 'a word of accounts',
  context: 'a word of business',
  affix: 'a joining word',
};

/** Points of a name that nobody writes by chance. */
const TELLING = 40;

function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => String(params[key] ?? ''));
}

/** One English clause for a reason of a verdict. Parameters hold parts of the host name: hostile text, escape where shown. */
export function describeReason(reason: Reason): string {
  const { code, params } = reason;
  return fill(REASONS[code], { ...params, kind: kindOf(reason) });
}

/** As {@link describeReason}, with the figures that were measured: for who asks how a score came about. */
export function explainReason(reason: Reason): string {
  const { code, params } = reason;
  return code === 'brand.distinctiveness'
    ? `${describeReason(reason)} (${params['bits']} bits)`
    : describeReason(reason);
}

/** What the name or the word of a reason is called. */
function kindOf({ code, points, params }: Reason): string {
  if (code !== 'brand.distinctiveness') return TIER_WORDS[params['tier'] as LureTier] ?? '';
  if (params['wordLevel'] !== 0) return 'an ordinary word';
  return points >= TELLING ? 'a distinctive name' : 'a short name';
}

/** One English clause for why a name is silent or not a host name. As {@link describeReason}. */
export function describeWhy(why: Why<SilentCode | InvalidCode>): string {
  const template = why.code in SILENCE ? SILENCE[why.code as SilentCode] : INVALID[why.code as InvalidCode];
  return fill(template, why.params);
}
