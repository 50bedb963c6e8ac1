import type { z } from 'zod';
import type { Message } from '../base/finding.ts';
import type { setupWire } from './api.ts';
import type { SetupFacts } from './ports.ts';

type Setup = z.input<typeof setupWire>;
type Step = Setup['steps'][number];

interface Named {
  label: string;
  failing: string | null;
}

/** The checklist of a tenant: each step with its state, in the order in which it is worth doing. */
export async function buildChecklist(facts: SetupFacts, tenantId: string): Promise<Setup> {
  const hasPasskey = await facts.hasPasskey();
  const [brands, lookUps, identity, logs, channels, responder] = await Promise.all([
    facts.brands(tenantId),
    facts.lookUps(tenantId),
    facts.identitySources(tenantId),
    facts.certificateLogs(tenantId),
    facts.channels(tenantId),
    facts.responder(tenantId),
  ]);
  const domains = brands.reduce((sum, brand) => sum + brand.domains, 0);
  const steps: Step[] = [
    {
      step: 'passkey',
      state: hasPasskey ? 'done' : 'todo',
      detail: say(hasPasskey ? 'setup.passkey.done' : 'setup.passkey.todo'),
    },
    brands.length === 0
      ? { step: 'brands', state: 'todo', detail: say('setup.brands.todo') }
      : {
          step: 'brands',
          state: 'done',
          detail: say('setup.brands.done', { brands: firstOf(brands.map((brand) => brand.name)), domains }),
          also: lookUpsOf(lookUps),
        },
    connection('identity', identity, hasPasskey, { sources: firstOf(identity.map((source) => source.label)) }),
    certificates(logs, hasPasskey),
    connection('notify', channels, hasPasskey, { channels: firstOf(channels.map((channel) => channel.label)) }),
    connection('respond', responder.connected ? [{ label: 'Okta', failing: responder.failing }] : [], hasPasskey, {}),
  ];
  return { steps, bootstrap: !hasPasskey };
}

/** Look-ups of the names predicted for the brands: nobody is asked before somebody agreed, and the brands are protected without. */
function lookUpsOf({ on, configured, standing }: Awaited<ReturnType<SetupFacts['lookUps']>>): Step['detail'] {
  if (!on) return say(configured === false ? 'setup.look-ups.configured-off' : 'setup.look-ups.off');
  return standing === null ? say('setup.look-ups.on') : say('setup.look-ups.looked', { standing });
}

/** Logs are many, and one that is away leaves the others: it is told, and a problem only where none is read. */
function certificates(logs: readonly Named[], hasPasskey: boolean): Step {
  const failing = logs.filter((log) => log.failing !== null);
  const [first] = failing;
  const read = logs.length - failing.length;
  if (first === undefined || read === 0) return connection('certificates', logs, hasPasskey, { count: logs.length });
  const params = { read, count: logs.length, label: first.label, problem: first.failing, more: failing.length - 1 };
  return { step: 'certificates', state: 'done', detail: say('setup.certificates.some', params) };
}

function connection(
  step: Step['step'],
  connected: readonly Named[],
  hasPasskey: boolean,
  params: Message['params'],
): Step {
  const failing = connected.find((one) => one.failing !== null);
  if (failing)
    return { step, state: 'problem', detail: say('setup.problem', { label: failing.label, problem: failing.failing }) };
  if (connected.length > 0) return { step, state: 'done', detail: say(`setup.${step}.done`, params) };
  return hasPasskey
    ? { step, state: 'todo', detail: say(`setup.${step}.todo`) }
    : { step, state: 'locked', detail: say('setup.locked.passkey') };
}

/** At most three names, then "and n more", so that a long list stays one line. */
function firstOf(names: readonly string[]): string[] {
  return names.length <= 4 ? [...names] : [...names.slice(0, 3), `${names.length - 3} more`];
}

function say(
  key: string,
  params: Message['params'] = {},
): { key: string; params: Record<string, string | number | boolean | null | string[]> } {
  return { key, params: params as Record<string, string | number | boolean | null | string[]> };
}
