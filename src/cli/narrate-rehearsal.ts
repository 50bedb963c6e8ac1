import { allMessages } from '../app/messages.ts';
import { renderMessage } from '../base/messages.ts';
import { incidentsApi } from '../incidents/api.ts';
import { defineApi } from '../platform/http/contract.ts';
import { createClient, type Client } from '../platform/http/client.ts';
import { rehearsalApi, type RehearsalWire } from '../rehearsal/api.ts';
import type { CommandInput } from './command.ts';
import type { RunningServer } from './with-server.ts';
import { incidentLines } from './tell-imports.ts';
import { proseWidth, safeText, styleFor, wrap } from './terminal.ts';

/** How often the rehearsal is looked at, real milliseconds. */
const LOOK_EVERY_MS = 250;

const api = defineApi({ ...rehearsalApi, ...incidentsApi });

/** A client in the rehearsal's data space. */
export function rehearsalClient(server: Pick<RunningServer, 'url' | 'token'>): Client<typeof api> {
  return createClient(api, { baseUrl: server.url, token: server.token, space: 'rehearsal' });
}

/** Not Breakwater's doing: told among the attacker's steps. */
const ATTACKERS_MILESTONE = 'rehearsal.milestone.certified';

interface Told {
  id: string;
  kind: 'truth' | 'milestone';
  sinceLureMs: number;
  text: string;
  /** The same milestone in 2022; null where it was never reached, and for what the attacker does. */
  originalSinceLureMs: number | null;
}

/**
 * Tells a rehearsal in the terminal as it happens: what the attacker and the staff do, and marked with ✶ what Breakwater
 * reached, each by the clock of the attack, whose zero is the first text. Ends with the rehearsal, or when the signal aborts.
 * @param url what people open
 * @param serves whether the server goes on afterwards
 */
export async function narrateRehearsal(
  input: CommandInput,
  client: Client<typeof api>,
  url: string,
  { serves, signal }: { serves: boolean; signal?: AbortSignal },
): Promise<RehearsalWire> {
  const style = styleFor(input.stdout, input.env);
  const width = proseWidth(input.stdout);
  const json = input.values['json'] === true;
  const write = (lines: readonly string[]): void => void input.stdout.write(`${lines.join('\n')}\n`);
  const seen = new Set<string>();
  let current = await client.getRehearsal({});
  if (!json)
    write([
      `Acme is attacked as 136 companies were in 2022, ×${current.factor}. Watch it:`,
      style.cyan(`${url}/rehearsal`),
      '',
      ...wrap(
        'T+0:00 is the first text. ✶ is what Breakwater reaches, and when the defenders of 2022 did.',
        0,
        width,
      ).map((line) => style.dim(line)),
      '',
    ]);
  for (;;) {
    for (const one of news(current, seen)) {
      if (json) {
        write([JSON.stringify(one)]);
        continue;
      }
      const at = attackTime(one.sinceLureMs).padStart(8);
      const left = 12;
      const beside = one.originalSinceLureMs === null ? '' : ` (2022: ${attackTime(one.originalSinceLureMs)})`;
      const [first = '', ...more] = wrap(safeText(`${one.text}${beside}`), left, width).map((line) => line.trimStart());
      const ours = one.kind === 'milestone';
      const paint = ours ? (text: string) => style.bold(style.cyan(text)) : (text: string) => text;
      write([
        `${ours ? style.bold(at) : style.dim(at)}  ${ours ? style.cyan('✶') : ' '} ${paint(first)}`,
        ...more.map((line) => `${' '.repeat(left)}${paint(line)}`),
      ]);
    }
    if (signal?.aborted === true || (current.state !== 'running' && current.state !== 'preparing')) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    current = await client.getRehearsal({});
  }
  const { items } = await client.listIncidents({ query: { state: 'open', limit: 100 } });
  const incidents = items.map((incident) => ({ ...incident, headline: renderMessage(allMessages, incident.headline) }));
  if (json) {
    write(incidents.map((incident) => JSON.stringify({ kind: 'incident', ...incident })));
    write([JSON.stringify({ kind: 'end', state: current.state, error: current.error })]);
    return current;
  }
  const state = signal?.aborted === true ? 'was stopped' : `is ${current.state}`;
  const where = serves ? `${url}/rehearsal` : 'breakwater up (with the same --data)';
  write([
    '',
    `The rehearsal ${state}${current.error === null ? '' : `: ${safeText(current.error)}`}.`,
    '',
    ...incidentLines(incidents, where, style, width),
    ...(!serves && incidents.length > 0
      ? ['', 'Nothing was contained. Approve the plan in the console there, or rehearse without --exit.']
      : []),
    ...(serves && incidents.length > 0 ? ['', `Approve the containment: ${style.cyan(`${url}/rehearsal`)}`] : []),
  ]);
  return current;
}

/** What has happened since the last look, by the clock of the attack. */
function news(current: RehearsalWire, seen: Set<string>): Told[] {
  const truth = current.truth.flatMap((step, index): Told[] =>
    step.done
      ? [
          {
            id: `truth ${index}`,
            kind: 'truth',
            sinceLureMs: step.sinceLureMs,
            text: renderMessage(allMessages, step.message),
            originalSinceLureMs: null,
          },
        ]
      : [],
  );
  const milestones = current.milestones.flatMap(({ milestone, oursSinceLureMs, originalSinceLureMs }) =>
    oursSinceLureMs === null || milestone.key === ATTACKERS_MILESTONE
      ? []
      : [
          {
            id: milestone.key,
            kind: 'milestone' as const,
            sinceLureMs: oursSinceLureMs,
            text: renderMessage(allMessages, milestone),
            originalSinceLureMs,
          },
        ],
  );
  const fresh = [...truth, ...milestones].filter(({ id }) => !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  return fresh.toSorted((a, b) => a.sinceLureMs - b.sinceLureMs);
}

/** `T−35:00`, `T+3:18`, `T+1:02:07`: time by the attack's clock. */
function attackTime(sinceLureMs: number): string {
  const seconds = Math.round(Math.abs(sinceLureMs) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const text = hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `T${sinceLureMs < 0 && seconds > 0 ? '−' : '+'}${text}`;
}
