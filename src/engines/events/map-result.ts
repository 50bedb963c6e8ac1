import type { IndexedFields } from './indexed-fields.ts';
import { OCSF_CLASS_FACTS, type OcsfClassUid } from './ocsf-classes.ts';
import type { OcsfEvent } from './ocsf.ts';

/** Formats a record may come in. */
export const RECORD_FORMATS = [
  'okta',
  'entra',
  'google-workspace',
  'm365-audit',
  'github',
  'slack',
  'salesforce',
  'zendesk',
  'cloudtrail',
  'duo',
  'onelogin',
  'auth0',
  '1password',
  'snowflake',
  'cloudflare',
  'push',
  'ocsf',
  'dns',
] as const;

/** The name of a format. */
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/** A record in the common shape, or why it cannot be one and where in it the reason lies. */
export type MapResult =
  | {
      ok: true;
      event: OcsfEvent;
      fields: IndexedFields;
      /** The vendor's own id of the record; null where it has none. */
      vendorId: string | null;
      /**
       * Milliseconds UTC by the source's clock; 0 when the record's time is missing or unreadable, which is outside
       * every window, so that the store keeps the record under the day it was received and flags it.
       */
      occurredAt: number;
    }
  | { ok: false; reason: string; path: string };

/** The numbers and captions that OCSF derives from a class and its activity. */
export function classification<C extends OcsfClassUid>(
  classUid: C,
  activityId: number,
): {
  class_uid: C;
  class_name: string;
  category_uid: number;
  activity_id: number;
  activity_name: string;
  type_uid: number;
} {
  const facts = OCSF_CLASS_FACTS[classUid];
  return {
    class_uid: classUid,
    class_name: facts.name,
    category_uid: facts.categoryUid,
    activity_id: activityId,
    activity_name: facts.activities[activityId] ?? 'Other',
    type_uid: classUid * 100 + activityId,
  };
}
