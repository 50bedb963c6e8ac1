/** HTML that has been put together by {@link html}: every value in it was escaped, or is such HTML itself. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text that is safe between tags and in quoted attribute values. Characters that HTML does not allow are left out. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t\r]/gu, '')
    .replace(/[&<>"'`]/g, (char) => ENTITIES[char] ?? '');
}

type Value = string | number | SafeHtml | readonly SafeHtml[] | null;

/** A template whose values are escaped. Attribute values must stand in double quotes in the template. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): SafeHtml {
  let text = parts[0] ?? '';
  for (const [i, value] of values.entries()) text += render(value) + (parts[i + 1] ?? '');
  return new SafeHtml(text);
}

function render(value: Value): string {
  if (value === null) return '';
  if (value instanceof SafeHtml) return value.text;
  if (typeof value === 'object') return value.map((one) => one.text).join('');
  return escapeHtml(String(value));
}
