import type { EntityRef, Message } from '../base/finding.ts';
import { SEVERITIES, type Severity } from '../base/finding.ts';

/** `BW-17` */
export function numberText(number: number): string {
  return `BW-${number}`;
}

/** The 17 of `BW-17`, or null when the text is no incident number. */
export function parseNumber(text: string): number | null {
  const match = /^bw-?(\d{1,9})$/iu.exec(text.trim());
  return match ? Number(match[1]) : null;
}

/** Severity of a rank; ranks out of range are clamped. */
export function severityOf(rank: number): Severity {
  return SEVERITIES[Math.max(0, Math.min(SEVERITIES.length - 1, rank))] ?? 'info';
}

export function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Reads back what this room itself wrote as JSON. */
export function readMessage(json: string): Message {
  return JSON.parse(json) as Message;
}

export function readEntities(json: string): EntityRef[] {
  return JSON.parse(json) as EntityRef[];
}
