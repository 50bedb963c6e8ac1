/** How a look-alike imitates, in words. */
const CLASS_WORDS: Readonly<Record<string, string>> = {
  combo: 'name and lure',
  'tld-lure': 'suffix is the lure',
  sublabel: 'name below a foreign domain',
  'idp-lure': 'sign-in words alone',
  typo: 'slip of the name',
  homoglyph: 'letters that look the same',
  clipped: 'name cut short',
  'two-brands': 'two brands',
  'unverified-use': 'name with little beside it',
};

/** A class of look-alikes in words; a class this console does not know is shown by its own name. */
export function classWords(className: string): string {
  return CLASS_WORDS[className] ?? className;
}
