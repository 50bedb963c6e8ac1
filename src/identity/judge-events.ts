import type { Finding } from '../base/finding.ts';
import type { Tx } from '../platform/store/db.ts';
import type { StoredEvent } from '../platform/store/event-store.ts';
import { evidenceOf } from './detections/detection.ts';
import { exposureDraft } from './detections/exposure.ts';
import { follows, newAuthenticatorDraft, opensDoor } from './detections/new-authenticator.ts';
import { judgeSignIn, PASSWORD_KNOWN } from './detections/new-context-sign-in.ts';
import { wasRefused } from './detections/refused-look-up.ts';
import { FirstSeen } from './first-seen.ts';
import type { HostJudge, NamedByIncidents } from './ports.ts';
import {
  loadRecent,
  markTold,
  MAX_STEPS,
  saveEnrolment,
  saveSignIn,
  type RecentStep,
  type RecentSteps,
} from './recent-steps.ts';
import { sealWithContext } from './seal-with-context.ts';
import { contextOf, isForeign, type JudgedStep } from './sign-in-context.ts';
import { completesSignIn, isOwnEnrolment, signInStepOf } from './sign-in-step.ts';

export interface JudgeDeps {
  named: NamedByIncidents;
  hosts: HostJudge;
}

/** Which halves of the work to do: imports are learned from first, and judged when all of them are known. */
export interface JudgeMode {
  learn: (event: StoredEvent) => boolean;
  judge: (event: StoredEvent) => boolean;
}

/** Longer logins are no login; they would not fit the index. */
const MAX_PRINCIPAL_CHARS = 320;

/** Event time; where the record's own cannot be believed, the time it came. */
export function timeOf(event: Pick<StoredEvent, 'misdated' | 'occurredAt' | 'receivedAt'>): number {
  return event.misdated ? event.receivedAt : event.occurredAt;
}

/**
 * Judges a batch inside the transaction that advances its position: learns what people sign in with, then tells what is worth
 * telling. Judging goes by event time and by what was known a day before, so that batch boundaries, restarts and the order of
 * arrival (within the lateness of a day) change nothing.
 * @param now when we judge, by the clock of the data space
 * @returns the findings, not recorded yet
 */
export async function judgeEvents(
  tx: Tx,
  deps: JudgeDeps,
  tenantId: string,
  events: readonly StoredEvent[],
  mode: JudgeMode,
  now: number,
): Promise<Finding[]> {
  const usable = events.filter((event) => (event.fields.principal?.length ?? 0) <= MAX_PRINCIPAL_CHARS);
  const seen = await FirstSeen.load(tx, tenantId, peopleOf(usable));
  const learned = usable.filter((event) => mode.learn(event) && completesSignIn(event.fields));
  for (const event of learned.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    if (event.fields.principal !== null) seen.learn(event.fields.principal, event.fields, timeOf(event));
  }
  await seen.flush();
  const judged = usable.filter((event) => mode.judge(event));
  const steps = await stepsOf(seen, judged);
  const told = await judgeSteps(tx, deps, tenantId, steps, now);
  return [...told, ...(await exposures(tx, deps, tenantId, judged, now))];
}

function peopleOf(events: readonly StoredEvent[]): Set<string> {
  const people = new Set<string>();
  for (const { fields } of events) {
    const matters = completesSignIn(fields) || signInStepOf(fields) !== null || isOwnEnrolment(fields);
    if (matters && fields.principal !== null) people.add(fields.principal);
  }
  return people;
}

async function stepsOf(seen: FirstSeen, events: readonly StoredEvent[]): Promise<JudgedStep[]> {
  const steps: JudgedStep[] = [];
  for (const event of events) {
    const { fields } = event;
    const step = isOwnEnrolment(fields) ? 'enrolled' : signInStepOf(fields);
    if (step === null || fields.principal === null) continue;
    const at = timeOf(event);
    const context = await contextOf(seen, fields.principal, fields, at);
    if (step !== 'enrolled' && !isForeign(context)) continue;
    steps.push({
      eventId: event.id,
      sourceId: event.sourceId,
      at,
      receivedAt: event.receivedAt,
      raw: event.raw,
      step,
      principal: fields.principal,
      fields,
      context,
    });
  }
  return steps;
}

async function judgeSteps(
  tx: Tx,
  deps: JudgeDeps,
  tenantId: string,
  steps: readonly JudgedStep[],
  now: number,
): Promise<Finding[]> {
  if (steps.length === 0) return [];
  const named = await incidentsNaming(tx, deps.named, tenantId, steps);
  const recent = await loadRecent(tx, tenantId, [...new Set(steps.map((step) => step.principal))]);
  const found: Finding[] = [];
  for (const step of steps) {
    const held = recent.get(step.principal);
    if (held === undefined) continue;
    if (step.step === 'enrolled') held.enrolments.push({ step, told: false });
    else {
      const finding = signInFinding(tenantId, step, named.get(step.fields.ip ?? '') ?? null, now);
      if (finding !== null) found.push(finding);
      const isKept = opensDoor(step) || (finding === null && held.signIns.length < MAX_STEPS);
      if (!isKept) continue;
      await saveSignIn(tx, tenantId, step, finding !== null, now);
      held.signIns.push({ step, told: finding !== null });
    }
  }
  for (const held of recent.values()) found.push(...(await judgeEnrolments(tx, tenantId, held, steps, now)));
  return found;
}

/** The finding of one sign-in step, or null. @param incidentNumber the incident that names its address */
export function signInFinding(
  tenantId: string,
  step: JudgedStep,
  incidentNumber: string | null,
  now: number,
): Finding | null {
  const draft = judgeSignIn(step, incidentNumber);
  if (draft === null) return null;
  // Tries without a session are one finding by the hour: its identity must not rest on which of them came first.
  if (draft.detector === PASSWORD_KNOWN.name) {
    return sealWithContext(tenantId, { ...draft, evidence: [] }, draft.evidence, now);
  }
  return sealWithContext(tenantId, draft, [], now);
}

/** Which incident names the address of each step. */
async function incidentsNaming(
  tx: Tx,
  port: NamedByIncidents,
  tenantId: string,
  steps: readonly JudgedStep[],
): Promise<Map<string, string>> {
  const ips = [...new Set(steps.flatMap((step) => step.fields.ip ?? []))];
  return namedAddresses(tx, port, tenantId, ips);
}

/** Which of these addresses an incident names, and which incident. */
export async function namedAddresses(
  tx: Tx,
  port: NamedByIncidents,
  tenantId: string,
  ips: readonly string[],
): Promise<Map<string, string>> {
  if (ips.length === 0) return new Map();
  const named = await port.named(
    tx,
    tenantId,
    ips.map((ip) => ({ kind: 'network', value: `ip:${ip}` })),
  );
  return new Map(named.map(({ value, incidentNumber }) => [value.slice('ip:'.length), incidentNumber]));
}

/** Enrolments of one person that follow a sign-in new to her: both ways, because either may come late. */
async function judgeEnrolments(
  tx: Tx,
  tenantId: string,
  held: RecentSteps,
  fresh: readonly JudgedStep[],
  now: number,
): Promise<Finding[]> {
  const found: Finding[] = [];
  const isFresh = new Set(fresh.map((step) => step.eventId));
  const doors = held.signIns
    .map((one) => one.step)
    .filter(opensDoor)
    .toSorted(byTime);
  for (const enrolment of oncePerEvent(held.enrolments)) {
    const door = enrolment.told ? undefined : doors.find((signIn) => follows(enrolment.step, signIn));
    if (door !== undefined) {
      found.push(sealWithContext(tenantId, newAuthenticatorDraft(enrolment.step), [evidenceOf(door)], now));
    }
    const { eventId } = enrolment.step;
    if (isFresh.has(eventId)) await saveEnrolment(tx, tenantId, enrolment.step, door !== undefined, now);
    if (door !== undefined) await markTold(tx, tenantId, 'recent_enrolment', eventId);
  }
  return found;
}

function oncePerEvent(steps: readonly RecentStep[]): RecentStep[] {
  return [...new Map(steps.map((one) => [one.step.eventId, one])).values()];
}

function byTime(a: JudgedStep, b: JudgedStep): number {
  return a.at - b.at || (a.eventId < b.eventId ? -1 : 1);
}

async function exposures(
  tx: Tx,
  deps: JudgeDeps,
  tenantId: string,
  events: readonly StoredEvent[],
  now: number,
): Promise<Finding[]> {
  const found = new Map<string, Finding>();
  /** One note a domain and outcome: of a thousand look-ups the first is worth a line in its life. */
  const asked = new Map<string, Parameters<HostJudge['noteAsked']>[2]>();
  for (const event of events) {
    const { domain, action } = event.fields;
    const isLookUp = action === 'dns.query' || action === 'proxy.request' || event.fields.classUid === 4003;
    if (domain === null || !isLookUp) continue;
    const verdict = deps.hosts.judge(tenantId, domain);
    if (verdict === null) continue;
    const at = timeOf(event);
    const isRefused = wasRefused(event.raw);
    const key = `${verdict.registrable} ${isRefused}`;
    if (at < (asked.get(key)?.at ?? Infinity))
      asked.set(key, { host: domain, at, by: action === 'proxy.request' ? 'proxy' : 'dns', isRefused });
    const draft = exposureDraft(event, at, verdict);
    const finding = sealWithContext(tenantId, { ...draft, evidence: [] }, draft.evidence, now);
    if (!found.has(finding.id)) found.set(finding.id, finding);
  }
  for (const one of asked.values()) await deps.hosts.noteAsked(tx, tenantId, one);
  return [...found.values()];
}
