import path from 'node:path';
import { setImmediate as nextTurn, setTimeout as realSleep } from 'node:timers/promises';
import { AppError } from '../../src/base/errors.ts';
import { createTestAuthenticator, type TestAuthenticator } from '../../src/engines/signin/test-authenticator.ts';
import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { TestBrowser } from '../../src/platform/http/test-edge.ts';
import { apis } from '../../src/app/apis.ts';
import { createAcmeWorld, type AcmeWorld, type DnsLine, type SubmittedReport } from '../../src/simulator/index.ts';
import { approveProposed } from './approve-proposed.ts';
import { BreakwaterProcess, KilledError } from './breakwater-process.ts';
import type { KillMoment, Random, Round } from './kill-moments.ts';
import { Killer } from './killer.ts';
import { VIRTUAL_START_MS, type ApiClient } from './virtual-app.ts';

/** The attack is played from a minute before the first text (what came earlier happens at once) until all was read again. */
const LEAD_MS = 60_000;
const UNTIL_MS = 450_000;
/** Nothing happens any more, and what happened is read. */
const CALM_MS = 6000;
const POLL_MS = 2000;
/** The approver looks every second from the enrolment on until she has approved something… */
const FIRST_LOOK_MS = 263_000;
/** …and then at these times, when the second victim's sign-in is complete. */
const LATER_LOOKS_MS = [325_000, 330_000, 340_000, 360_000, 400_000];
/** The words of a removal that was looked at. */
const NAMES_WHAT_GOES = 'response.action.remove-authenticator.will.picked';
/** So often the next life is killed too, while it starts; so often time passes before it is started. */
const AGAIN_WHILE_STARTING = 0.2;
const DOWN_FOR_A_WHILE = 0.25;
const MAX_DOWN_MS = 8000;
/** Turns of this process's loop in which the vendors, who live in it, take what lies in their sockets and answer it. */
const TURNS_UNTIL_ANSWERED = 20;

export interface KillRunOptions {
  folder: string;
  /** PostgreSQL URL of an empty database; SQLite without. */
  databaseUrl?: string;
  /** None: an undisturbed run. */
  kills?: { moments: readonly KillMoment[]; random: Random };
}

/** A call that changed something at the vendor, and which of Breakwater's lives made it. */
export interface VendorWrite {
  method: string;
  path: string;
  status: number;
  life: number;
}

/** One rehearsal against a Breakwater that is killed and started again; its vendors live on beside it. */
export class KillRun {
  readonly world: AcmeWorld;
  readonly process: BreakwaterProcess;
  readonly rounds: Round[] = [];
  /** Ids of actions whose approval was acknowledged. */
  readonly approved = new Set<string>();
  readonly sentLines: string[] = [];
  readonly sentReports: { reporter: string; text: string }[] = [];
  readonly writes: VendorWrite[] = [];
  /** What the process was doing when it was killed. */
  readonly killedAt: string[] = [];
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #killer: Killer;
  #key: TestAuthenticator | null = null;
  #browser: TestBrowser | null = null;
  #workedMs = 0;
  #calls = 0;
  #looks = 0;
  #requestsRead = 0;
  #life = 1;
  #downUntilMs = 0;
  #nextLookMs = FIRST_LOOK_MS;
  #phase = '';
  #starting: Promise<void> | null = null;

  private constructor(options: KillRunOptions, world: AcmeWorld, clock: VirtualClock) {
    this.world = world;
    this.#clock = clock;
    this.#random = options.kills?.random ?? (() => 0);
    const diedAtCommit = (): void => {
      this.#noteRequests();
      this.killedAt.push(`${this.#phase} (commit)`);
    };
    this.process = new BreakwaterProcess({ ...options, ...configurationOf(options, world), diedAtCommit });
    this.#killer = new Killer(options.kills?.moments ?? [], {
      dieAtCommit: (number) => this.process.dieAtCommit(number),
      changes: () => {
        this.#noteRequests();
        return this.writes.length;
      },
      kill: () => {
        this.#noteRequests();
        const killed = this.process.kill();
        if (killed) this.killedAt.push(this.#phase);
        return killed;
      },
    });
  }

  /** Plays a whole rehearsal and stops Breakwater; what it left is in the folder and the database. */
  static async play(options: KillRunOptions): Promise<KillRun> {
    const activity = new Activity();
    const clock = new VirtualClock(VIRTUAL_START_MS, [activity]);
    const world = await createAcmeWorld({ scenario: '0ktapus', clock, seed: 'kill', lureAfterMs: LEAD_MS, activity });
    const run = new KillRun(options, world, clock);
    try {
      await run.#play(activity);
      return run;
    } finally {
      await run.process.dispose();
      await world.close();
    }
  }

  async #play(activity: Activity): Promise<void> {
    await this.process.start(this.#clock.now());
    await this.#enrol();
    const end = new AbortController();
    const attack = this.world.play(
      {
        reports: { submit: (report) => activity.during(() => this.#report(report)) },
        dns: { push: (lines) => activity.during(() => this.#push(lines)) },
      },
      end.signal,
    );
    const { lureAtMs } = this.world;
    for (;;) {
      const ownMs = this.process.running ? this.process.nextTimerAtMs : this.#downUntilMs;
      const nextMs = Math.max(this.#clock.now(), Math.min(this.#clock.nextTimerAt() ?? Infinity, ownMs));
      if (nextMs > lureAtMs + UNTIL_MS - CALM_MS) break;
      await this.#round(nextMs);
    }
    end.abort();
    await attack;
    for (let atMs = lureAtMs + UNTIL_MS - CALM_MS; atMs <= lureAtMs + UNTIL_MS; atMs += 1000) await this.#round(atMs);
    this.#downUntilMs = 0;
    await this.#passTime(this.#clock.now());
    await this.process.stop();
  }

  /** Leads both clocks to a moment: first what Breakwater does then, then what the world does, then what follows from it. */
  async #round(atMs: number): Promise<void> {
    this.#workedMs = 0;
    const before = this.#traces();
    const writesBefore = this.writes.length;
    const commitsBefore = this.process.commits;
    this.#killer.round(atMs);
    await this.#clock.advanceTo(atMs - 1);
    await this.#passTime(atMs);
    await this.#clock.advanceTo(atMs);
    await this.#approve();
    const busy = this.#traces() !== before;
    // What a call has begun goes on after its answer.
    if (busy) await this.#passTime(atMs);
    this.rounds.push({
      atMs,
      workedMs: this.#workedMs,
      commits: this.process.commits - commitsBefore,
      tellingCommits: this.process.tellingCommits
        .filter((number) => number > commitsBefore)
        .map((number) => number - commitsBefore),
      busy,
      writing: this.writes.length > writesBefore,
    });
    const down = !this.process.running && this.#random() < DOWN_FOR_A_WHILE;
    if (down) this.#downUntilMs = this.#clock.now() + Math.ceil(this.#random() * MAX_DOWN_MS);
  }

  /** Changes with everything that is more than asking whether there is something new. */
  #traces(): string {
    const { okta, ctLog } = this.world;
    this.#noteRequests();
    return `${this.#calls} ${this.#looks} ${ctLog.publishedSize} ${okta.org.systemLog.all().length}`;
  }

  #noteRequests(): void {
    const { requests } = this.world.okta;
    for (const { method, path: to, status } of requests.slice(this.#requestsRead)) {
      if (method === 'GET' && to.startsWith('/api/v1/logs?')) continue;
      this.#looks += 1;
      if (method === 'GET' || to.startsWith('/oauth2/')) continue;
      this.writes.push({ method, path: to, status, life: this.#life });
    }
    this.#requestsRead = requests.length;
  }

  /** Breakwater works: time that counts, and in which it may be killed. */
  async #atWork<T>(phase: string, work: () => Promise<T>): Promise<T> {
    this.#phase = phase;
    const { tookMs, result } = await this.#killer.over(work);
    this.#workedMs += tookMs;
    return result;
  }

  async #passTime(untilMs: number): Promise<void> {
    if (!this.process.running && untilMs < this.#downUntilMs) return;
    for (;;) {
      try {
        await this.#ensureAlive();
        return await this.#atWork('passing time', () => this.process.advance(untilMs));
      } catch (thrown) {
        if (!(thrown instanceof KilledError)) throw thrown;
      }
    }
  }

  /** Starts it again where it is dead; whoever calls meanwhile waits for the same start. */
  async #ensureAlive(): Promise<void> {
    if (this.process.running) return;
    this.#starting ??= this.#startAgain().finally(() => (this.#starting = null));
    await this.#starting;
  }

  async #startAgain(): Promise<void> {
    for (;;) {
      await this.#buried();
      if (this.#random() < AGAIN_WHILE_STARTING) this.#killer.spend(this.#random() * this.process.startTookMs);
      try {
        await this.#atWork('starting', () => this.process.start(this.#clock.now()));
        if (this.process.running) return;
      } catch (thrown) {
        if (!(thrown instanceof KilledError)) throw thrown;
      }
    }
  }

  /** Waits until the dead process is gone and the vendors have answered what it still had sent. */
  async #buried(): Promise<void> {
    await this.process.gone();
    for (let turns = 0; turns < TURNS_UNTIL_ANSWERED; turns += 1) await nextTurn();
    this.#noteRequests();
    this.#life += 1;
  }

  /** Makes a call until it is answered, through as many lives as it takes. */
  async #call<T>(work: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    for (;;) {
      try {
        await this.#ensureAlive();
        return await this.#atWork('answering a call', work);
      } catch (thrown) {
        if (!isUnanswered(thrown)) throw thrown;
        // The socket breaks before the process is known to be gone.
        await realSleep(1);
      }
    }
  }

  async #report(report: SubmittedReport): Promise<void> {
    const { reporter, text, link, from } = report;
    const body = { text, link, reporter, from, messageAt: Math.round(report.messageAtMs), entered: false };
    this.sentReports.push({ reporter, text });
    for (let idempotencyKey = `report-${reporter}-${body.messageAt}`; ; idempotencyKey += '-again') {
      try {
        await this.#call(() => this.process.operator().submitReport({ body }, { idempotencyKey }));
        return;
      } catch (thrown) {
        // It died between doing it and writing down that it was done: look, as the answer says, and send it anew if not.
        if (!(thrown instanceof AppError) || thrown.code !== 'http.idempotency_unknown') throw thrown;
        const { items } = await this.#call(() => this.process.operator().listReports({ query: { limit: 200 } }));
        if (items.some((item) => item.reporter === reporter && item.text === text)) return;
      }
    }
  }

  async #push(lines: readonly DnsLine[]): Promise<void> {
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    this.sentLines.push(...lines.map((line) => line.id));
    await this.#call(() => this.process.operator().ingest({ params: { format: 'dns' }, body }));
  }

  /** The first administrator makes a passkey: approvals are signed with it through all lives. */
  async #enrol(): Promise<void> {
    const { localUrl, origin, firstLink } = this.process.facts;
    const browser = new TestBrowser(localUrl, origin);
    const client = browser.client(apis);
    await client.exchangeLink({ body: { token: new URL(firstLink ?? '').hash.slice(1) } });
    const { ceremonyId, options } = await client.beginRegistration({ body: { name: 'Ada' } });
    const { challenge, user } = options as unknown as { challenge: string; user: { id: string } };
    this.#key = createTestAuthenticator({ rpId: 'localhost', origin, userHandle: user.id });
    await client.finishRegistration({ body: { ceremonyId, credential: this.#key.register(challenge), label: 'key' } });
    this.#browser = browser;
  }

  #person(): ApiClient {
    if (this.#browser === null) throw new Error('nobody has signed in');
    return this.#browser.client(apis);
  }

  /** Approves what is proposed once the plan names the authenticator that goes, and again once the second victim's sign-in is complete. */
  async #approve(): Promise<void> {
    const sinceMs = this.#clock.now() - this.world.lureAtMs;
    if (sinceMs < this.#nextLookMs) return;
    await this.#call(async () => {
      const person = this.#person();
      const { items } = await person.listIncidents({ query: { limit: 50, state: 'all' } });
      const { domain } = this.world.scenario.truth;
      const attack = items.find((row) => row.mergedInto === null && row.domains.includes(domain));
      if (attack === undefined) return;
      const { incidentId } = attack;
      const seen = await person.getPlan({ params: { incidentId } });
      // What a plan says depends on whether its removal was looked at before the approval (a passing fault at the vendor delays
      // that by a minute), so she waits until it names what it would take away: else the time of her look would tell runs apart.
      const named = seen.actions.some((action) => action.will.some((will) => will.key === NAMES_WHAT_GOES));
      if (!named) return;
      const sign = (challenge: string): Record<string, unknown> => this.#key?.assert(challenge) ?? {};
      const { plan } = await approveProposed(person, incidentId, sign);
      for (const action of plan.actions) if (action.approvedAt !== null) this.approved.add(action.actionId);
    });
    this.#nextLookMs =
      this.approved.size === 0 ? sinceMs + 1000 : (LATER_LOOKS_MS.find((lookMs) => lookMs > sinceMs) ?? Infinity);
  }
}

function isUnanswered(thrown: unknown): boolean {
  if (thrown instanceof KilledError) return true;
  return thrown instanceof AppError && ['http.unreachable', 'http.unreadable_reply'].includes(thrown.code);
}

/** Breakwater as a company would set it up: brand, Okta with a reading and a writing credential, a certificate log. */
function configurationOf(
  { folder, databaseUrl }: KillRunOptions,
  world: AcmeWorld,
): { overrides: Record<string, unknown>; env: Record<string, string> } {
  const { readCredential: read, writeCredential: write } = world;
  return {
    overrides: {
      dataDir: path.join(folder, 'data'),
      keyFile: path.join(folder, 'sealing.key'),
      brands: [{ name: 'acme', domains: [world.company.domain] }],
      okta: {
        orgUrl: world.oktaUrl,
        read: { clientId: read.clientId, keyId: read.keyId, privateKey: { env: 'READ_KEY' } },
        write: { clientId: write.clientId, keyId: write.keyId, privateKey: { env: 'WRITE_KEY' } },
        pollEveryMs: POLL_MS,
      },
      certificateLogs: [{ ...world.certificateLog, startAt: 'beginning' }],
      ...(databaseUrl === undefined ? {} : { database: { url: { env: 'DATABASE_URL' } } }),
    },
    env: {
      READ_KEY: read.privateKey,
      WRITE_KEY: write.privateKey,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    },
  };
}
