import { finishReading } from '../finish-reading.ts';
import { countryCodeOf } from '../countries.ts';
import { member, type JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, flagAt, idAt, objectAt, partyOf, shortTextAt, textAt, timeAt } from '../pick.ts';
import { createPlacer } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

const placeOf = createPlacer(
  {
    logon: ['user.login', 'user.failed_login', 'external_identity.*', 'org.sso_response'],
    logoff: ['user.logout'],
    preauth: ['user.two_factor_challenge_*', 'user.device_verification*'],
    passwordChange: ['user.change_password'],
    passwordReset: ['user.forgot_password', 'user.reset_password'],
    mfaEnable: [
      'two_factor_authentication.enabled',
      'two_factor_authentication.add_factor',
      'user_passkey.register',
      'security_key.register',
      'passkey.register',
    ],
    mfaDisable: [
      'two_factor_authentication.disabled',
      'two_factor_authentication.remove_factor',
      'security_key.remove',
      'passkey.remove',
    ],
    assignRole: [
      'org.update_member',
      'org.add_member',
      'org.add_outside_collaborator',
      'business.add_admin',
      'org.invite_member',
    ],
    removeRole: ['org.remove_member', 'org.remove_outside_collaborator', 'business.remove_admin'],
    assignPrivileges: ['repo.add_member', 'repo.update_member', 'team.add_repository'],
    revokePrivileges: ['repo.remove_member', 'team.remove_repository'],
    groupCreate: ['team.create'],
    groupDelete: ['team.destroy'],
    groupAddUser: ['team.add_member'],
    groupRemoveUser: ['team.remove_member'],
    sessionPrivileges: ['staff.*', 'org_credential_authorization.grant', 'personal_access_token.access_granted'],
  },
  [
    'repo',
    'org',
    'business',
    'protected_branch',
    'hook',
    'integration',
    'oauth_',
    'secret_',
    'ip_allow_list',
    'git',
    'workflows',
    'team',
    'public_key',
    'deploy_key',
    'environment',
    'codespaces',
    'dependabot',
    'personal_access_token',
    'private_',
  ],
);

/** Objects of webhook deliveries that name what `action` was done to; the delivery's header, which says it, is not in its body. */
const WEBHOOK_OBJECTS = [
  'workflow_run', 'workflow_job', 'pull_request', 'review', 'secret_scanning_alert', 'alert', 'issue', 'release', 'member', 'team', 'key', 'hook', 'forkee', 'deployment', 'check_run', 'membership', 'repository',
]; // prettier-ignore

/** Maps one entry of GitHub's audit log (API or stream), or the body of a webhook delivery. */
export function mapGithub(record: JsonObject): MapResult {
  const named = shortTextAt(record, 128, 'action');
  const isWebhook =
    Object.keys(objectAt(record, 'repository')).length > 0 || Object.keys(objectAt(record, 'sender')).length > 0;
  const action = isWebhook ? webhookAction(record, named) : named;
  if (action === null) return { ok: false, reason: 'no action: not an entry of GitHub’s audit log', path: 'action' };
  const repo = shortTextAt(record, 256, 'repo', 'repository.full_name', 'repository');
  const org = shortTextAt(record, 256, 'org', 'organization.login', 'business');
  const actor = shortTextAt(record, 256, 'actor', 'sender.login', 'pusher.name');
  const user = shortTextAt(record, 256, 'user', 'member.login');
  return finishReading({
    ...emptyReading('GitHub', 'GitHub', action, placeOf(action)),
    logName: isWebhook ? 'Webhook' : 'Audit log',
    vendorId: idAt(record, '_document_id', 'document_id', 'id'),
    ...timeAt(record, '@timestamp', 'created_at', 'head_commit.timestamp'),
    status: /fail|denied|blocked/iu.test(action) ? 'failure' : null,
    reason: textAt(record, 'reason', 'explanation'),
    message: textAt(record, 'operation_type'),
    actor: partyOf(
      idAt(record, 'actor_id', 'sender.id'),
      actor,
      null,
      flagAt(record, 'actor_is_bot') === true ? 'service' : 'user',
    ),
    target: user === null || user === actor ? null : partyOf(idAt(record, 'user_id', 'member.id'), user, null),
    ...addressAt(record, 'actor_ip'),
    country: countryCodeOf(shortTextAt(record, 64, 'actor_location.country_code')),
    userAgent: textAt(record, 'user_agent'),
    externalSessionId: null,
    transactionId: idAt(record, 'request_id'),
    credentialId: idAt(record, 'token_id', 'hashed_token', 'oauth_application_id'),
    app: {
      id: idAt(record, 'oauth_application_id', 'integration_id'),
      name: shortTextAt(record, 256, 'oauth_application', 'integration', 'name'),
    },
    resources: resourcesOf(repo, org, record),
    privileges: [textAt(record, 'permission', 'new_repo_permission', 'role'), textAt(record, 'token_scopes')].flatMap(
      (text) => text ?? [],
    ),
    unmapped: {
      programmaticAccessType: textAt(record, 'programmatic_access_type'),
      externalIdentity: textAt(record, 'external_identity_nameid', 'external_identity_username'),
      visibility: textAt(record, 'visibility', 'repository.visibility'),
      previousVisibility: textAt(record, 'previous_visibility'),
    },
  });
}

/** `workflow_run.requested`, `push`: as GitHub names the event in the header and the action in the body. */
function webhookAction(record: JsonObject, action: string | null): string | null {
  const object = WEBHOOK_OBJECTS.find((name) => member(record, name) !== undefined);
  if (action !== null) return action.includes('.') ? action : `${object ?? 'webhook'}.${action}`;
  return member(record, 'commits') === undefined ? (object ?? null) : 'push';
}

function resourcesOf(repo: string | null, org: string | null, record: JsonObject): Reading['resources'] {
  const team = shortTextAt(record, 256, 'team');
  return [
    ...(typeof team === 'string' ? [{ name: team, type: 'team' }] : []),
    ...(repo === null ? [] : [{ name: repo, type: 'repository' }]),
    ...(org === null ? [] : [{ name: org, type: 'organization' }]),
  ];
}
