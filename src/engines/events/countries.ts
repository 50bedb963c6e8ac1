const NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const LETTERS = Array.from({ length: 26 }, (_, i) => String.fromCodePoint(65 + i));

/** English name in lower case → ISO 3166-1 alpha-2, from the platform's CLDR data. */
const CODES: ReadonlyMap<string, string> = new Map(
  LETTERS.flatMap((first) =>
    LETTERS.flatMap((second): [string, string][] => {
      const name = NAMES.of(first + second);
      return name === undefined ? [] : [[name.toLowerCase(), first + second]];
    }),
  ),
);

/** ISO 3166-1 alpha-2 of a country's English name; a two-letter code in upper case; any other text as it is. */
export function countryCodeOf(country: string | null): string | null {
  if (country === null) return null;
  if (/^[A-Za-z]{2}$/u.test(country)) return country.toUpperCase();
  return CODES.get(country.toLowerCase()) ?? country;
}
