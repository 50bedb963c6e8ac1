import { describe, expect, it } from 'vitest';
import { layerViolation, resolveImport } from './layers.ts';

const allowed: [string, string][] = [
  ['src/base/ids.ts', 'zod'],
  ['src/engines/ct/parse.ts', 'src/base/errors.ts'],
  ['src/engines/sigma/match.ts', 'src/engines/events/index.ts'],
  ['src/engines/lookalike/parse-brands.ts', 'yaml'],
  ['src/platform/store/event-store.ts', 'src/engines/events/index.ts'],
  ['src/identity/judge.ts', 'src/platform/store/db.ts'],
  ['src/identity/api.ts', 'src/platform/http/contract.ts'],
  ['src/domains/api.ts', 'src/domains/life/api.ts'],
  ['src/connectors/okta/responder.ts', 'src/response/ports.ts'],
  ['src/connectors/okta/responder.ts', 'node:crypto'],
  ['src/connectors/page/page-look-up.ts', 'src/platform/http/egress-connect.ts'],
  ['src/simulator/okta/users.ts', 'src/connectors/okta/wire.ts'],
  ['console/src/pages/incident.tsx', 'src/incidents/api.ts'],
  ['src/cli/rehearse.ts', 'src/app.ts'],
  ['src/cli/check.ts', 'src/engines/lookalike/parse-brands.ts'],
  ['src/app.ts', 'src/connectors/okta/responder.ts'],
  ['src/app/connectors.ts', 'src/connectors/okta/responder.ts'],
  ['src/cli/scan/scan.ts', 'src/engines/lookalike/index.ts'],
  ['src/identity/judge.test.ts', 'src/incidents/store.ts'],
];

const refused: [string, string, RegExp][] = [
  ['src/base/ids.ts', 'src/platform/store/db.ts', /base imports nothing/],
  ['src/base/ids.ts', 'node:crypto', /base imports nothing/],
  ['src/engines/ct/parse.ts', 'node:fs', /no I\/O/],
  ['src/engines/ct/parse.ts', 'src/platform/store/db.ts', /engine imports base/],
  ['src/engines/sigma/match.ts', 'src/engines/events/okta.ts', /index\.ts/],
  ['src/engines/ct/parse.ts', 'hono', /may not depend on hono/],
  ['src/platform/store/db.ts', 'src/incidents/store.ts', /platform imports/],
  ['src/identity/judge.ts', 'src/incidents/store.ts', /never import each other/],
  ['src/identity/judge.ts', 'src/connectors/okta/responder.ts', /capability imports/],
  ['src/identity/api.ts', 'src/identity/store.ts', /api\.ts/],
  ['src/domains/life/api.ts', 'src/incidents/api.ts', /api\.ts/],
  ['src/identity/api.ts', 'hono', /no package but zod/],
  ['src/connectors/okta/responder.ts', 'src/connectors/smtp/send.ts', /never import each other/],
  ['src/connectors/okta/responder.ts', 'src/response/store.ts', /ports\.ts/],
  ['src/simulator/okta/users.ts', 'src/identity/judge.ts', /simulator imports/],
  ['console/src/main.tsx', 'src/incidents/store.ts', /console imports/],
  ['console/src/main.tsx', 'node:fs', /browsers/],
  ['src/identity/judge.ts', 'src/app.ts', /only the command line/],
  ['src/identity/judge.ts', 'src/app/domains.ts', /only the command line/],
  ['src/cli/check.ts', 'src/incidents/store.ts', /command line imports/],
];

describe('layers', () => {
  it.each(allowed)('lets %s import %s', (from, to) => {
    expect(layerViolation(from, to)).toBeNull();
  });

  it.each(refused)('keeps %s from importing %s', (from, to, why) => {
    expect(layerViolation(from, to)).toMatch(why);
  });

  it('resolves relative imports from the importing file', () => {
    expect(resolveImport('src/identity/detections/a.ts', '../../platform/store/db.ts')).toBe(
      'src/platform/store/db.ts',
    );
    expect(resolveImport('src/identity/judge.ts', 'zod')).toBe('zod');
  });
});
