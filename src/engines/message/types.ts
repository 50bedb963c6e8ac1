/**
 * How sure it is that a host was meant as a link. `link`: it can be tapped, or was made untappable on purpose. `mention`: it may
 * be something else (a mail address's domain, a file name, two sentences without a space, one reading of a wrapped line), so it
 * is worth a look only where the host itself gives it away.
 */
export type Certainty = 'link' | 'mention';

export interface Link {
  /** ASCII (punycode), lower case, without a final dot. IPv4 addresses in dotted form, whatever way they were written. */
  host: string;
  /** The registrable domain, private suffixes (`pages.dev`) counting as suffixes; null for addresses and single labels. */
  registrable: string | null;
  isAddress: boolean;
  /** As it stands in the message, `text.slice(start, end)`: with scheme and path, and with what was done to defang it. */
  text: string;
  start: number;
  end: number;
  /** True when it was written so that it cannot be tapped (`[.]`, `hxxp`, ` dot `). */
  defanged: boolean;
  certainty: Certainty;
}

/** Text beyond this is not read. */
export const MAX_CHARS = 10_000;
/** Different hosts given at most. */
export const MAX_LINKS = 50;
