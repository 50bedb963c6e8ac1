import type { ValueMap } from '../field-tree.ts';
import type { MapName } from './pipeline.ts';

/** The translations that pipelines name. Undefined leaves a value out. */
export const VALUE_MAPS: Readonly<Record<MapName, ValueMap>> = {
  /** An error code: 0 is success, any other number failure. */
  'zero-success': (value) => {
    if (typeof value !== 'number' && (typeof value !== 'string' || !/^\d{1,9}$/.test(value))) return undefined;
    return Number(value) === 0 ? 'Success' : 'Failure';
  },
  /** What the unified audit log, Okta and others call an outcome. */
  'result-success': (value) => {
    if (typeof value !== 'string') return undefined;
    return /^(succeeded|success|true|partiallysucceeded|allow)$/i.test(value) ? 'success' : 'failure';
  },
  /** `deviceCode` as people write it: `device code`. */
  'camel-words': (value) =>
    typeof value === 'string' && value.length < 100
      ? value.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
      : undefined,
  /** A scalar that the vendor put into a text as JSON: `"False"` with its quotes. */
  'json-scalar': (value) => (typeof value === 'string' ? value.replaceAll(/^"|"$/g, '') : value),
  /** `#microsoft.graph.staleSignInAlertIncident` → `staleSignInAlertIncident`. */
  'last-part': (value) => (typeof value === 'string' ? value.slice(value.lastIndexOf('.') + 1) : undefined),
  /** The provider within an Azure resource id. */
  'resource-provider': (value) =>
    typeof value === 'string'
      ? (/\/providers\/([^/]{1,200})/i.exec(value.slice(0, 2000))?.[1] ?? undefined)
      : undefined,
  /** `projects/p/logs/cloudaudit.googleapis.com%2Factivity` → the part after `/logs/`. */
  'log-name': (value) =>
    typeof value === 'string' && value.includes('/logs/') ? value.slice(value.indexOf('/logs/') + 6) : undefined,
  /** `admin` → `admin.googleapis.com`. */
  'google-service': (value) => (typeof value === 'string' && !value.includes('.') ? `${value}.googleapis.com` : value),
};
