import type { EntityRef, Evidence } from '../../base/finding.ts';
import type { JudgedStep } from '../sign-in-context.ts';

/** What stands written about a detection, beside its code. */
export interface Detection {
  /** Stable; changes of meaning raise the version. */
  name: string;
  version: number;
  /** Message key of its name. */
  nameKey: string;
  /** ATT&CK technique ids. */
  techniques: readonly string[];
  /** Message key of what it cannot see. */
  cannotSeeKey: string;
}

/** The record itself as evidence. */
export function evidenceOf(step: Pick<JudgedStep, 'eventId' | 'sourceId' | 'at' | 'receivedAt' | 'raw'>): Evidence {
  return {
    id: step.eventId,
    sourceId: step.sourceId,
    occurredAt: step.at,
    receivedAt: step.receivedAt,
    raw: step.raw,
  };
}

/** The person of a step. @param role `victim` only where the finding says that the sign-in is in other hands */
export function personOf(step: JudgedStep, role: 'victim' | 'subject'): EntityRef {
  return { kind: 'principal', value: step.principal, label: labelOf(step), role, joins: true };
}

export function labelOf(step: JudgedStep): string {
  return step.fields.principalLabel ?? step.principal;
}

/** Session, address, provider and device of a step, as the attacker's where `ours` is false. */
export function surroundingsOf(step: JudgedStep, role: 'attacker' | 'subject'): EntityRef[] {
  const { fields, context } = step;
  const out: EntityRef[] = [];
  if (fields.rootSessionId !== null) {
    out.push({ kind: 'session', value: fields.rootSessionId, label: `session of ${labelOf(step)}`, role, joins: true });
  }
  if (fields.ip !== null)
    out.push({ kind: 'network', value: `ip:${fields.ip}`, label: networkLabel(step), role, joins: true });
  if (fields.asn !== null) {
    const label = fields.asOrg === null ? `AS${fields.asn}` : `AS${fields.asn} ${fields.asOrg}`;
    out.push({ kind: 'network', value: `asn:${fields.asn}`, label, role, joins: false });
  }
  const device = fields.deviceId ?? fields.deviceFingerprint;
  if (device !== null && context.device === 'new') {
    out.push({ kind: 'device', value: device, label: deviceLabel(step), role, joins: true });
  }
  return out;
}

export function networkLabel(step: JudgedStep): string {
  const { ip, asOrg } = step.fields;
  if (ip === null) return asOrg ?? 'unknown network';
  return asOrg === null ? ip : `${ip} (${asOrg})`;
}

function deviceLabel(step: JudgedStep): string {
  const words = [step.fields.uaFamily, step.fields.osFamily].filter((word) => word !== null);
  return words.length === 0 ? 'unknown device' : words.join(' on ');
}

/** What every detection on a sign-in tells of its circumstances. */
export function contextFacts(step: JudgedStep): Record<string, string | number | boolean | null> {
  const { fields, context } = step;
  return {
    action: fields.action,
    sessionId: fields.rootSessionId,
    ip: fields.ip,
    asn: fields.asn,
    asOrg: fields.asOrg,
    country: fields.country,
    networkClass: context.networkClass,
    network: context.network,
    device: context.device,
    hasBaseline: context.hasBaseline,
    uaFamily: fields.uaFamily,
    osFamily: fields.osFamily,
  };
}
