/** JSON indented for reading; anything else as it is. Records are at most 64 KiB, so this stays cheap. */
export function prettyJson(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return raw;
    throw notJson;
  }
}
