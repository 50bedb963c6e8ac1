import type { ClientContext } from './client-context.ts';
import type { SimUser } from './state.ts';

/** What behaviour detection and risk scoring say about one request, in the two spellings the System Log has. */
export interface BehaviorVerdict {
  behaviors: string;
  risk: string;
  logOnlySecurityData: string;
}

const DEVICE_KEY = (context: ClientContext): string => context.device?.id ?? context.dtHash ?? context.userAgent;

/** Compares a client with where the person signed in from before. The first sign-in ever has nothing to compare with. */
export function judgeBehaviors(user: SimUser, context: ClientContext): BehaviorVerdict {
  const { seen } = user;
  const first = seen.ips.size === 0;
  const verdict = (isNew: boolean): string => (first ? 'UNKNOWN' : isNew ? 'POSITIVE' : 'NEGATIVE');
  const verdicts = {
    'New Geo-Location': verdict(!seen.cities.has(context.geo.city)),
    'New Device': verdict(!seen.devices.has(DEVICE_KEY(context))),
    'New IP': verdict(!seen.ips.has(context.ip)),
    'New State': verdict(!seen.states.has(context.geo.state)),
    'New Country': verdict(!seen.countries.has(context.geo.country)),
    Velocity: first ? 'UNKNOWN' : 'NEGATIVE',
    'New City': verdict(!seen.cities.has(context.geo.city)),
  };
  const positive = Object.values(verdicts).filter((value) => value === 'POSITIVE').length;
  const level = positive >= 4 ? 'HIGH' : positive >= 2 ? 'MEDIUM' : 'LOW';
  const reasons = positive >= 2 ? 'reasons=Anomalous Location, Anomalous Device, ' : '';
  const pairs = Object.entries(verdicts).map(([name, value]) => `${name}=${value}`);
  return {
    behaviors: `{${pairs.join(', ')}}`,
    risk: `{${reasons}level=${level}}`,
    logOnlySecurityData: JSON.stringify({ risk: { level }, behaviors: verdicts }),
  };
}

/** Remembers a client after a sign-in that succeeded. */
export function rememberClient(user: SimUser, context: ClientContext): void {
  user.seen.devices.add(DEVICE_KEY(context));
  user.seen.ips.add(context.ip);
  user.seen.cities.add(context.geo.city);
  user.seen.states.add(context.geo.state);
  user.seen.countries.add(context.geo.country);
}
