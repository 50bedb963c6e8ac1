import { hash } from 'node:crypto';
import { canonicalJson, type CanonicalValue } from './canonical-json.ts';
import type { ActionParams, ActionRow } from './tables.ts';

type DigestedAction = Pick<
  ActionRow,
  'id' | 'key' | 'position' | 'kind' | 'principal' | 'principal_vendor_id' | 'params'
>;

/** One action in the plan's canonical text: everything that decides what is done to whom. */
export function actionText(action: DigestedAction): string {
  return canonicalJson(actionValue(action));
}

function actionValue(action: DigestedAction): CanonicalValue {
  const params = JSON.parse(action.params) as ActionParams;
  return {
    actionId: action.id,
    kind: action.kind,
    position: action.position,
    principal: action.principal,
    principalVendorId: action.principal_vendor_id,
    round: params.round,
    authenticator: params.authenticator && {
      vendorId: params.authenticator.vendorId,
      kind: params.authenticator.kind,
      enrolledAtMs: params.authenticator.enrolledAtMs,
    },
    picked: params.picked && {
      vendorId: params.picked.vendorId,
      type: params.picked.type,
      label: params.picked.label,
    },
  };
}

/** The plan's canonical text: which incident, and every action that is not withdrawn, in a fixed order. */
export function planText(tenantId: string, incidentId: string, actions: readonly DigestedAction[]): string {
  const sorted = actions.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return canonicalJson({ v: 1, tenantId, incidentId, actions: sorted.map(actionValue) });
}

/** SHA-256 (hex) of the plan's canonical text: an approval holds for exactly this. */
export function planDigest(text: string): string {
  return hash('sha256', text);
}

/** What an approval says. */
export interface Statement {
  tenantId: string;
  incidentId: string;
  planId: string;
  revision: number;
  digest: string;
  actionIds: readonly string[];
  accountId: string;
  begunAtMs: number;
}

/**
 * The text that an approver's passkey signs (through the challenge derived from it). One spelling per statement, so that the
 * hand that writes can make it again from the record and compare.
 */
export function statementText(statement: Statement): string {
  return [
    'breakwater containment approval v1',
    `tenant: ${statement.tenantId}`,
    `incident: ${statement.incidentId}`,
    `plan: ${statement.planId}`,
    `revision: ${statement.revision}`,
    `digest: ${statement.digest}`,
    `actions: ${[...statement.actionIds].toSorted().join(' ')}`,
    `approver: ${statement.accountId}`,
    `begun: ${new Date(statement.begunAtMs).toISOString()}`,
    '',
  ].join('\n');
}
