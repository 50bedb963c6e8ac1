/**
 * Characters that change how the text around them is drawn, or draw nothing: bidirectional controls, zero-width ones, controls
 * other than tab and line end, interlinear annotation. An attacker writes with them what is not there.
 */
const TRICKS =
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** The text with such characters shown by their number, e.g. `[U+202E]`. Linear in the length. */
export function visibleText(text: string): string {
  return text.replace(
    TRICKS,
    (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}
