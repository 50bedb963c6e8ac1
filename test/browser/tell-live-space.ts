import type { App } from '../../src/app.ts';
import { identityApi } from '../../src/identity/api.ts';
import { createClient } from '../../src/platform/http/client.ts';
import { reportsApi } from '../../src/reports/api.ts';
import type { ScenarioWorld } from '../../src/simulator/index.ts';

/** Lets the simulated company's people and resolvers tell the company's own data space, over the API, as in the field. */
export function tellLiveSpace(app: App): Pick<ScenarioWorld, 'reports' | 'dns'> {
  const access = { baseUrl: app.localUrl, token: app.operatorToken };
  const reports = createClient(reportsApi, access);
  const identity = createClient(identityApi, access);
  return {
    reports: {
      async submit({ text, link, reporter, from, messageAtMs }) {
        const messageAt = Math.round(messageAtMs);
        await reports.submitReport({ body: { text, link, reporter, from, messageAt, entered: false } });
      },
    },
    dns: {
      async push(lines) {
        const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
        await identity.ingest({ params: { format: 'dns' }, body });
      },
    },
  };
}
