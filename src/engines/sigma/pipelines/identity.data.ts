import type { Pipeline } from './pipeline.ts';

/** Duo: authentication logs of both versions, administrator and telephony logs. */
export const DUO: Pipeline = {
  source: 'duo',
  logs: [{ product: ['cisco', 'duo'], service: ['duo'] }, { product: ['duo'] }],
  rulePrefixes: ['cisco_duo.auth', 'cisco_duo.admin', 'duo'],
  recordPrefixes: ['authlogs', 'cisco_duo.auth', 'cisco_duo.admin', 'events'],
  aliases: {
    event_type: ['eventtype', 'action'],
    'source.ip': ['access_device.ip', 'ip'],
    'user.name': ['user.name', 'username'],
    username: ['user.name'],
    integration: ['application.name'],
    'event.action': ['event_type', 'action'],
  },
};

/** OneLogin: events of the API, webhooks and streams. */
export const ONELOGIN: Pipeline = {
  source: 'onelogin',
  logs: [{ product: ['onelogin'] }],
  rulePrefixes: ['onelogin.events', 'onelogin'],
  recordPrefixes: ['event', 'events', 'data'],
  aliases: { 'source.ip': ['ipaddr'], 'user.name': ['actor_user_name', 'user_name'] },
};

/** Auth0: log events of the API and of streams (`data`). */
export const AUTH0: Pipeline = {
  source: 'auth0',
  logs: [{ product: ['auth0'] }],
  rulePrefixes: ['auth0.logs.data', 'auth0', 'data'],
  recordPrefixes: ['data', 'auth0.logs.data', 'detail.data'],
  aliases: { 'source.ip': ['ip'], 'user.name': ['user_name'], 'user_agent.original': ['user_agent'] },
};

/** 1Password: sign-in attempts, item usages, audit events. */
export const ONEPASSWORD: Pipeline = {
  source: '1password',
  logs: [{ product: ['1password', 'onepassword'] }],
  rulePrefixes: ['onepassword'],
  recordPrefixes: ['items'],
  aliases: { 'source.ip': ['client.ip_address', 'session.ip'], 'user.email': ['target_user.email', 'user.email'] },
};

/** Events that are OCSF already. */
export const OCSF: Pipeline = { source: 'ocsf', logs: [{ product: ['ocsf'] }], aliases: {} };
