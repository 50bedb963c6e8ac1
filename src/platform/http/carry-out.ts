import { AppError, errorText } from '../../base/errors.ts';
import type { AuditEvent } from '../audit/audit-log.ts';
import { isAudited, isWrite } from './check-access.ts';
import type { Actor, RequestContext } from './context.ts';
import type { Endpoint } from './contract.ts';
import type { Edge } from './edge.ts';
import type { IdempotencyClaim } from './idempotency.ts';
import type { ParsedInput } from './parse-input.ts';

/** A call that has passed the guards. */
export interface Admitted {
  name: string;
  endpoint: Endpoint;
  edge: Edge;
  spaceName: string;
  requestId: string;
  /** What the audit entry names; the handler adds to it. */
  objects: string[];
}

/**
 * Runs the handler to its end, whoever still waits, writes down what came of it, and gives the reply's JSON text: checked
 * against its schema, which also removes whatever it does not name.
 */
export async function carryOut(
  call: Admitted,
  run: (input: ParsedInput) => Promise<unknown>,
  input: ParsedInput,
  context: RequestContext,
  claim: IdempotencyClaim | null,
): Promise<string> {
  const { edge, endpoint } = call;
  let reply: unknown;
  try {
    // Before what is dangerous, so that no such write escapes the log, not even by a power cut.
    if (endpoint.fresh) await audit(call, context.actor, 'begun');
    reply = await run(input);
  } catch (thrown) {
    // Handlers change all or nothing: a write that threw may be sent again.
    if (claim) await edge.idempotency.release(claim);
    if (isAudited(endpoint)) await auditRefusal(call, context.actor, thrown);
    throw thrown;
  }
  let text: string | null = null;
  try {
    if (isAudited(endpoint)) await auditDone(call, context.actor);
    text = checkedReply(call, reply);
    return text;
  } finally {
    if (claim) await edge.idempotency.finish(claim, endpoint.secretReply ? null : text);
  }
}

function checkedReply(call: Admitted, reply: unknown): string {
  const checked = call.endpoint.response.safeParse(reply);
  if (checked.success) return JSON.stringify(checked.data);
  const places = checked.error.issues.slice(0, 10).map((issue) => `${issue.path.join('.')}: ${issue.code}`);
  throw new AppError('http.bad_reply', `The answer of ${call.name} does not fit its own description.`, {
    cause: new Error(places.join('; ')),
  });
}

/** A full disk must not hide evidence: a read goes on without its line, which the program log then has. */
async function auditDone(call: Admitted, actor: Actor | null): Promise<void> {
  try {
    await audit(call, actor, 'done');
  } catch (fault) {
    if (isWrite(call.endpoint)) throw fault;
    noteAuditFailure(call, fault);
  }
}

function noteAuditFailure(call: Admitted, fault: unknown): void {
  call.edge.metrics.counter('breakwater_audit_failures_total', 'Audit entries that could not be written.').add();
  call.edge.log.error(
    { requestId: call.requestId, verb: call.endpoint.audit, objects: call.objects, err: errorText(fault) },
    'audit entry could not be written',
  );
}

/** Writes a refused or failed write to the audit log. Never throws: the caller has a fault to report already. */
export async function auditRefusal(call: Admitted, actor: Actor | null, thrown: unknown): Promise<void> {
  const code = thrown instanceof AppError ? thrown.code : 'http.internal';
  const status = thrown instanceof AppError ? thrown.status : 500;
  try {
    await audit(call, actor, status < 500 ? `denied:${code}` : `failed:${code}`);
  } catch (fault) {
    noteAuditFailure(call, fault);
  }
}

function audit(call: Admitted, actor: Actor | null, outcome: AuditEvent['outcome']): Promise<void> {
  return call.edge.audit.record({
    actor: actor ? { kind: actor.kind, id: actor.id } : { kind: 'anonymous', id: '' },
    verb: call.endpoint.audit ?? call.name,
    objects: call.objects,
    outcome,
    space: call.spaceName,
    requestId: call.requestId,
  });
}
