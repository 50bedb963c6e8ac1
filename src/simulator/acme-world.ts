import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from 'jose';
import type { Clock } from '../base/clock.ts';
import type { Message } from '../base/finding.ts';
import { createCompany, setUpCompany, type Company } from './company/company.ts';
import { createCtLogSimulator, type CtLogSimulator } from './ct-log/ct-log-simulator.ts';
import { createOktaSimulator, type OktaSimulator } from './okta/okta-simulator.ts';
import { createComeBack } from './scenarios/come-back.ts';
import { oktapus } from './scenarios/oktapus.ts';
import { backgroundSteps } from './scenarios/background.ts';
import { allSteps, playScenario } from './scenarios/play.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { sitesOf, type SimulatedSite } from './scenarios/site.ts';
import type { ScenarioStep } from './scenarios/steps.ts';
import { createAttackState, type ScenarioWorld } from './scenarios/world.ts';
import { serveHandler, type Counted } from './serve-handler.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = { '0ktapus': oktapus };

/** Time before the first step, for Breakwater to read Acme's past. */
const LEAD_MS = 30_000;
/** How long a record takes from Okta's doing to Okta's log. */
const LOG_DELAY_MS = 800;
const HOUR_MS = 3_600_000;

export interface AcmeOptions {
  scenario: string;
  clock: Clock;
  seed: string;
  /** How long after now the first lure is sent; steps that would be in the past are played at once. Default: none is. */
  lureAfterMs?: number;
  /** Certificates of nobody in particular that are in the log already: a log is never empty. */
  pastCertificates?: number;
  activity?: Counted;
}

/** What a service app of the simulated Okta signs in with. */
export interface SimulatedCredential {
  clientId: string;
  keyId: string;
  /** PKCS #8 PEM. */
  privateKey: string;
}

export interface PlayedStep {
  atMs: number;
  message: Message;
  done: boolean;
  prevented: boolean;
}

/** Acme with its vendors, ready to be attacked. */
export interface AcmeWorld {
  company: Company;
  okta: OktaSimulator;
  ctLog: CtLogSimulator;
  scenario: Scenario;
  /** The sites of its look-alikes, as whoever looks them up finds them. */
  sites: readonly SimulatedSite[];
  oktaUrl: string;
  certificateLog: { monitoringUrl: string; origin: string; publicKey: string };
  /** May read the System Log and users. */
  readCredential: SimulatedCredential;
  /** May end sessions, remove authenticators, expire passwords. */
  writeCredential: SimulatedCredential;
  lureAtMs: number;
  endsAtMs: number;
  /** What happens, in words, with what has happened so far. */
  steps(): PlayedStep[];
  /** Plays attack, hard negatives and traffic to the end. */
  play(
    ports: Pick<ScenarioWorld, 'reports' | 'dns'>,
    signal: AbortSignal,
    onStep?: (step: ScenarioStep) => void,
  ): Promise<void>;
  /** Ordinary life after the attack, until the signal aborts: a company whose logs fall silent would be an alarm of its own. */
  liveOn(ports: Pick<ScenarioWorld, 'reports' | 'dns'>, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Sets up Acme on loopback: a stateful Okta with a week of past, a certificate log, and an attack that waits to be played. */
export async function createAcmeWorld(options: AcmeOptions): Promise<AcmeWorld> {
  const scenario = SCENARIOS[options.scenario];
  if (scenario === undefined) throw new Error(`there is no scenario ${options.scenario}`);
  const { clock, seed } = options;
  const company = createCompany({ seed });
  const okta = createOktaSimulator({ clock, seed });
  const startMs = clock.now();
  setUpCompany(company, okta, startMs);
  okta.org.logDelayMs = LOG_DELAY_MS;
  const [reader, writer] = await Promise.all([makeApp('reader'), makeApp('responder')]);
  okta.addServiceApp({
    clientId: reader.credential.clientId,
    name: 'Breakwater (reads)',
    publicJwk: reader.publicJwk,
    scopes: ['okta.logs.read', 'okta.users.read'],
  });
  okta.addServiceApp({
    clientId: writer.credential.clientId,
    name: 'Breakwater (contains)',
    publicJwk: writer.publicJwk,
    scopes: ['okta.logs.read', 'okta.users.read', 'okta.users.manage'],
  });
  const origin = 'ct.acme.example/2026h2';
  const ctLog = createCtLogSimulator({ origin, clock, seed });
  for (let i = 0; i < (options.pastCertificates ?? 40); i += 1)
    ctLog.addCertificate({ names: [`host-${i}.customer-${i % 7}.example`] });
  ctLog.publish();
  const [oktaServer, ctServer] = await Promise.all([
    serveHandler(okta.handler, options.activity),
    serveHandler(ctLog.handler, options.activity),
  ]);

  const steps = allSteps(scenario, { company });
  const first = Math.min(...steps.map((step) => step.atMs));
  const lureAtMs = startMs + (options.lureAfterMs ?? LEAD_MS - first);
  const outcomes = new Map<ScenarioStep, 'done' | 'prevented'>();
  const world = { clock, company, okta, ctLog, attack: createAttackState() };
  const comeBack = createComeBack(scenario, clock);
  return {
    company,
    okta,
    ctLog,
    scenario,
    sites: sitesOf(scenario, lureAtMs),
    oktaUrl: oktaServer.url,
    certificateLog: { monitoringUrl: `${ctServer.url}/`, origin, publicKey: ctLog.publicKeySpkiBase64 },
    readCredential: reader.credential,
    writeCredential: writer.credential,
    lureAtMs,
    endsAtMs: lureAtMs + Math.max(...steps.map((step) => step.atMs)),
    steps: () => [
      ...steps.flatMap((step) =>
        step.describe === null
          ? []
          : [
              {
                atMs: lureAtMs + step.atMs,
                message: withName(company, step.describe),
                done: outcomes.has(step),
                prevented: outcomes.get(step) === 'prevented',
              },
            ],
      ),
      ...comeBack.tried().map((tried) => ({ ...tried, message: withName(company, tried.message), done: true })),
    ],
    play: (ports, signal, onStep) =>
      playScenario({
        scenario,
        lureAtMs,
        steps,
        signal,
        world: { ...world, ...ports },
        onStep(step, outcome) {
          outcomes.set(step, outcome);
          onStep?.(step);
        },
      }),
    async liveOn(ports, signal) {
      let fromMs = clock.now() - lureAtMs;
      while (!signal.aborted) {
        const untilMs = fromMs + HOUR_MS;
        const ordinary = backgroundSteps(seed, company.staff.length, fromMs, untilMs);
        const hour = [...ordinary, ...comeBack.steps(fromMs, untilMs)].toSorted((a, b) => a.atMs - b.atMs);
        await playScenario({ scenario, lureAtMs, steps: hour, signal, world: { ...world, ...ports } });
        fromMs = untilMs;
      }
    },
    async close() {
      await Promise.all([oktaServer.close(), ctServer.close()]);
    },
  };
}

async function makeApp(name: string): Promise<{ credential: SimulatedCredential; publicJwk: JWK }> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const keyId = `kid-${name}`;
  return {
    credential: { clientId: `0oasimulated${name}`, keyId, privateKey: await exportPKCS8(pair.privateKey) },
    publicJwk: { ...(await exportJWK(pair.publicKey)), kid: keyId, alg: 'ES256' },
  };
}

/** Names the person as the identity log does, so that what was done and what was seen of it can be told to be one. */
function withName(company: Company, message: Message): Message {
  const { person } = message.params;
  if (typeof person !== 'string') return message;
  const { firstName, lastName } = company.employee(person).profile;
  return { ...message, params: { ...message.params, person: `${firstName} ${lastName} (${person})` } };
}
