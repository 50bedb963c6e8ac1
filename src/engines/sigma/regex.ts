import { RE2JS } from 're2js';

/** Tells whether a text holds what a regular expression looks for, in time linear in the text. */
export type RegexTest = (text: string) => boolean;

/** A longer pattern is refused: it would cost more to compile than any rule is worth. */
export const MAX_PATTERN_LENGTH = 4096;

/**
 * Compiles a pattern in RE2 syntax: no backtracking, so none can stall. Back references and lookaround do not exist there and are
 * refused, as are counts above 1,000. Finds the pattern anywhere in the text.
 * @throws Error with RE2's reason
 */
export function compileRegex(pattern: string, flags: string): RegexTest {
  if (pattern.length > MAX_PATTERN_LENGTH) throw new Error(`it is longer than ${MAX_PATTERN_LENGTH} characters`);
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  const compiled = RE2JS.compile(pattern, bits);
  return (text) => compiled.test(text);
}
