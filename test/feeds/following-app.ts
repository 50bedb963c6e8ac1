import { type RealApp, startRealApp } from '../bad-input/real-app.ts';

/** The whole program with a brand, and a look at its blocklists from outside. */
export interface FollowingApp {
  real: RealApp;
  token: string;
  /** Reads a list by the token in its path. */
  read(file: string, headers?: Record<string, string>): Promise<Response>;
  decide(decision: 'ours' | 'benign' | 'hostile', ...registrables: string[]): Promise<{ refused: string | null }[]>;
  undo(...registrables: string[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts the program with the brand Acme and a token for every list. */
export async function startFollowing(): Promise<FollowingApp> {
  const real = await startRealApp({ config: { brands: [{ name: 'Acme', domains: ['acme.com'], aliases: [] }] } });
  const { token } = await real.client.createFeedToken({
    body: { label: 'resolver', formats: ['rpz', 'hosts', 'domains', 'stix', 'json'] },
  });
  return {
    real,
    token,
    read: (file, headers = {}) => fetch(`${real.app.localUrl}/feeds/${token}/${file}`, { headers }),
    async decide(decision, ...registrables) {
      const { items } = await real.client.decideDomains({ body: { registrables, decision, reason: 'seen in a text' } });
      return items;
    },
    undo: async (...registrables) => void (await real.client.undoDecisions({ body: { registrables } })),
    close: () => real.close(),
  };
}
