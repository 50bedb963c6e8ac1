const COLOURS: Readonly<Record<string, string>> = {
  debug: '\u001B[2m',
  info: '\u001B[36m',
  warn: '\u001B[33m',
  error: '\u001B[31m',
};
const RESET = '\u001B[0m';

/**
 * One log entry for a person at a terminal: time, level, sentence, then the fields. Control characters are shown escaped: a
 * hostile record must not repaint the terminal of whoever reads about it.
 * @param line one JSON line as the log writes it
 */
export function prettyLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return printable(line);
  }
  const { time, level, msg, ...fields } = entry;
  const at = typeof time === 'string' ? time.slice(11, 23) : '';
  const name = typeof level === 'string' ? level : 'info';
  const rest = Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  const head = `${at} ${COLOURS[name] ?? ''}${name.padEnd(5)}${RESET} ${printable(typeof msg === 'string' ? msg : '')}`;
  return rest === '' ? head : `${head} \u001B[2m${printable(rest)}${RESET}`;
}

function printable(text: string): string {
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e);
    out += isControl ? `\\u${code.toString(16).padStart(4, '0')}` : char;
  }
  return out;
}
