import { AppError } from '../../base/errors.ts';
import { describeWhy } from '../../engines/lookalike/index.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Db } from '../../platform/store/db.ts';
import type { BrandBooks } from '../brand-books.ts';
import { want } from '../enrich/want.ts';
import { recordElsewhere } from '../look-alikes.ts';
import { matchTyped } from '../verdict-wire.ts';
import type { Decider } from './decide.ts';
import { recordLife } from './record-life.ts';

export interface FollowByHandDeps {
  db: Db;
  live: LivePublisher;
  books: BrandBooks;
}

/**
 * Follows the domain of a host that a person checked, as if a certificate had named it: it is listed, looked up once that was
 * agreed to, and looked at again. One that is followed already is looked up again and keeps what is known of it.
 * @param typed a host or a link, defanged or not
 * @throws AppError `domains.not_a_host` (400), `domains.own_domain`, `domains.not_a_look_alike` (409)
 */
export async function followByHand(
  deps: FollowByHandDeps,
  tenantId: string,
  typed: string,
  by: Decider,
  at: number,
): Promise<{ registrable: string; host: string }> {
  const { matcher } = await deps.books.of(tenantId);
  const verdict = matchTyped(matcher, typed);
  if (verdict.kind === 'invalid') {
    throw new AppError('domains.not_a_host', 'That is not a host or a link', {
      status: 400,
      remedy: 'Type a name such as acme-okta.com, or paste the link.',
    });
  }
  if (verdict.kind === 'own') {
    const where = verdict.host === verdict.domain ? '' : ` lies in ${verdict.domain}, which`;
    throw new AppError('domains.own_domain', `${verdict.host}${where} is yours`, {
      status: 409,
      remedy: `If it is not, take ${verdict.domain} from the domains of ${verdict.brand}, or undo the decision about it.`,
    });
  }
  if (verdict.kind === 'silent') {
    throw new AppError('domains.not_a_look_alike', `${verdict.host} is no look-alike: ${describeWhy(verdict.why)}`, {
      status: 409,
      remedy: 'Decide about it on its page: marked as hostile, it enters the blocklists all the same.',
    });
  }
  const { registrable, host } = verdict;
  await deps.db.transaction(async (tx) => {
    await recordElsewhere(tx, tenantId, verdict, 'by-hand', at);
    await want(tx, tenantId, registrable, 'person', at);
    await recordLife(tx, tenantId, registrable, { kind: 'followed', at, detail: { host, by: by.name }, once: true });
    await deps.live.publish(tx, tenantId, 'look-alike', registrable);
  });
  return { registrable, host };
}
