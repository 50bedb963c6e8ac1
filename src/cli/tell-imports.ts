import type { ImportWire } from '../identity/api.ts';
import { safeText, wrap, type Style } from './terminal.ts';

/** Refused lines shown of each file. */
const SHOWN_LINES = 5;
const SHOWN_INCIDENTS = 20;

/** Whether a file gave nothing: cut off, or not one record in it. An empty file is read well. */
export function isUnread(one: ImportWire): boolean {
  return one.state === 'failed' || (one.records + one.duplicates === 0 && one.rejected > 0);
}

/** What came of each file: a line, and below it the lines that were refused. */
export function importLines(imports: readonly ImportWire[], style: Style, width: number): string[] {
  return imports.flatMap((one) => [
    ...headLines(one, style, width),
    ...(one.error === null ? [] : wrap(safeText(one.error), 9, width)),
    ...refusals(one, style, width),
  ]);
}

function headLines(one: ImportWire, style: Style, width: number): string[] {
  const name = safeText(one.fileName);
  const [first = '', ...more] = wrap(`${name}  ${counts(one)}`, 9, width);
  return [`${mark(one, style)}${first.slice(7).replace(name, () => style.bold(name))}`, ...more];
}

function mark(one: ImportWire, style: Style): string {
  if (isUnread(one)) return style.red('failed ');
  return one.rejected > 0 ? style.yellow('partly ') : style.green('read   ');
}

function counts(one: ImportWire): string {
  const number = (count: number): string => count.toLocaleString('en');
  if (one.records + one.duplicates + one.rejected === 0) return one.state === 'failed' ? 'nothing read' : 'empty';
  return [
    one.records + one.duplicates === 0
      ? 'no record in it'
      : `${number(one.records)} new ${one.records === 1 ? 'record' : 'records'} (${one.format})`,
    ...(one.duplicates > 0 ? [`${number(one.duplicates)} already there or repeated`] : []),
    ...(one.rejected > 0 ? [`${number(one.rejected)} refused`] : []),
    `${number(one.findings)} ${one.findings === 1 ? 'finding' : 'findings'}`,
  ].join(', ');
}

function refusals(one: ImportWire, style: Style, width: number): string[] {
  let before: string | null = null;
  const shown = one.rejections.slice(0, SHOWN_LINES).flatMap(({ line, reason }) => {
    const text = reason === before ? 'the same' : safeText(reason);
    before = reason;
    return wrap(`line ${line}: ${text}`, 9, width);
  });
  const more = one.rejected - Math.min(one.rejections.length, SHOWN_LINES);
  return more > 0 ? [...shown, `         ${style.dim(`and ${more.toLocaleString('en')} more`)}`] : shown;
}

/** The open incidents, each with its headline. @param where how to see them */
export function incidentLines(
  incidents: readonly { number: string; severity: string; headline: string }[],
  where: string,
  style: Style,
  width: number,
): string[] {
  if (incidents.length === 0) return ['No incident is open.'];
  const count = incidents.length === 1 ? '1 incident is open' : `${incidents.length} incidents are open`;
  const numbers = Math.max(...incidents.map(({ number }) => number.length));
  const left = numbers + 12;
  const rows = incidents.slice(0, SHOWN_INCIDENTS).flatMap(({ number, severity, headline }) => {
    const [first = '', ...more] = wrap(safeText(headline, 500), left, width);
    const paint = severity === 'critical' || severity === 'high' ? style.red : style.yellow;
    return [`${style.bold(number.padEnd(numbers))}  ${paint(severity.padEnd(8))}  ${first.trimStart()}`, ...more];
  });
  const hidden = incidents.length - SHOWN_INCIDENTS;
  return [
    `${count}. ${style.dim(`See: ${where}`)}`,
    '',
    ...rows,
    ...(hidden > 0 ? [style.dim(`and ${hidden} more`)] : []),
  ];
}
