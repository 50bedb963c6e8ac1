import type { NetworkAnswer, RegistrationAnswer } from '../../domains/enrich/ports.ts';
import { listOf, memberOf, textOf, textsOf } from './hostile-json.ts';

const MAX_ENTITIES = 30;
const MAX_DEPTH = 3;
const MAX_PROPERTIES = 60;

/** An RFC 9083 domain object as far as it concerns us. Everything in it may be missing, wrong or hostile. */
export function parseDomain(body: unknown): RegistrationAnswer {
  const entities = entitiesOf(body);
  const registrar = entities.find((entity) => entity.roles.includes('registrar'));
  const registrant = entities.find((entity) => entity.roles.includes('registrant'));
  const abuse =
    entities.find((entity) => entity.roles.includes('abuse') && entity.under?.includes('registrar') === true) ??
    entities.find((entity) => entity.roles.includes('abuse'));
  return {
    state: 'found',
    registeredAt: eventAt(body, 'registration'),
    expiresAt: eventAt(body, 'expiration'),
    registrar:
      registrar === undefined && abuse === undefined
        ? null
        : {
            name: registrar?.organisation ?? registrar?.name ?? null,
            ianaId: registrar?.ianaId ?? null,
            abuseEmail: abuse?.email ?? null,
            abusePhone: abuse?.phone ?? null,
          },
    statuses: textsOf(memberOf(body, 'status'), 20, 100),
    nameservers: listOf(memberOf(body, 'nameservers'), 20)
      .map((server) => textOf(memberOf(server, 'ldhName'), 253)?.toLowerCase().replace(/\.$/, ''))
      .filter((name) => name !== undefined),
    registrant: registrant === undefined ? null : (registrant.organisation ?? registrant.name),
  };
}

/** An RFC 9083 ip network object. */
export function parseNetwork(body: unknown): NetworkAnswer {
  const entities = entitiesOf(body);
  const abuse = entities.find((entity) => entity.roles.includes('abuse') && entity.email !== null);
  return {
    networkName: textOf(memberOf(body, 'name'), 200),
    networkHandle: textOf(memberOf(body, 'handle'), 200),
    abuseEmail: abuse?.email ?? null,
  };
}

/** URL of the registrar's own answer about the domain (RFC 9083 §4.2, `related`): registries that keep little point to it. */
export function relatedUrl(body: unknown): string | null {
  for (const link of listOf(memberOf(body, 'links'), 20)) {
    if (memberOf(link, 'rel') !== 'related') continue;
    const href = textOf(memberOf(link, 'href'), 500);
    if (href?.startsWith('https://') === true && URL.canParse(href)) return href;
  }
  return null;
}

interface Entity {
  roles: string[];
  /** Roles of the entity that it stands in. */
  under: string[] | null;
  name: string | null;
  organisation: string | null;
  email: string | null;
  phone: string | null;
  ianaId: string | null;
}

/** Entities and those within them, outer first. */
function entitiesOf(body: unknown, under: string[] | null = null, depth = 0): Entity[] {
  if (depth >= MAX_DEPTH) return [];
  const found: Entity[] = [];
  for (const raw of listOf(memberOf(body, 'entities'), MAX_ENTITIES)) {
    const roles = textsOf(memberOf(raw, 'roles'), 10, 40);
    found.push({ roles, under, ...cardOf(raw), ianaId: ianaIdOf(raw) });
    found.push(...entitiesOf(raw, roles, depth + 1));
    if (found.length > MAX_ENTITIES * 2) break;
  }
  return found;
}

/** jCard (RFC 7095): `["vcard", [[name, parameters, type, value…], …]]`. */
function cardOf(raw: unknown): Pick<Entity, 'name' | 'organisation' | 'email' | 'phone'> {
  const card: Pick<Entity, 'name' | 'organisation' | 'email' | 'phone'> = {
    name: null,
    organisation: null,
    email: null,
    phone: null,
  };
  const [, properties] = listOf(memberOf(raw, 'vcardArray'), 2);
  for (const property of listOf(properties, MAX_PROPERTIES)) {
    const [name, , , value] = listOf(property, 4);
    // An organisation may be a list: name, then units.
    const text = textOf(Array.isArray(value) ? value[0] : value, 320);
    if (text === null) continue;
    if (name === 'fn') card.name ??= text;
    if (name === 'org') card.organisation ??= text;
    if (name === 'email') card.email ??= /^[^\s@<>",;:]+@[^\s@<>",;:]+\.[^\s@<>",;:]+$/.test(text) ? text : null;
    if (name === 'tel') card.phone ??= text.replace(/^tel:/i, '').slice(0, 60);
  }
  return card;
}

function ianaIdOf(raw: unknown): string | null {
  for (const id of listOf(memberOf(raw, 'publicIds'), 10)) {
    if (textOf(memberOf(id, 'type'), 60)?.toLowerCase() !== 'iana registrar id') continue;
    return textOf(memberOf(id, 'identifier'), 20);
  }
  return null;
}

function eventAt(body: unknown, action: string): number | null {
  for (const event of listOf(memberOf(body, 'events'), 50)) {
    if (memberOf(event, 'eventAction') !== action) continue;
    const at = Date.parse(textOf(memberOf(event, 'eventDate'), 40) ?? '');
    if (Number.isSafeInteger(at)) return at;
  }
  return null;
}
