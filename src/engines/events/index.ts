export { mapRecord } from './map-record.ts';
export { detectFormat } from './detect-format.ts';
export { createFormatSniffer, LOOK_WITHIN, NO_FORMAT } from './sniff-format.ts';
export type { FormatSniffer } from './sniff-format.ts';
export { recordsIn } from './records-in.ts';
export { RECORD_FORMATS } from './map-result.ts';
export type { MapResult, RecordFormat } from './map-result.ts';
export { emptyFields, MAX_FIELD_LENGTH } from './indexed-fields.ts';
export type { AuthenticatorKind, EventStatus, IndexedFields } from './indexed-fields.ts';
export { OCSF_CLASS, OCSF_CLASS_FACTS, OCSF_VERSION } from './ocsf-classes.ts';
export type { OcsfClassUid } from './ocsf-classes.ts';
export type {
  OcsfAccountChange,
  OcsfApiActivity,
  OcsfAuthentication,
  OcsfAuthorizeSession,
  OcsfDetectionFinding,
  OcsfDnsActivity,
  OcsfEntityManagement,
  OcsfEvent,
  OcsfGroupManagement,
  OcsfUserAccess,
} from './ocsf.ts';
export { authenticatorKindOf } from './okta/authenticators.ts';
export { createProjector } from './project.ts';
export type { Project } from './project.ts';
export type { ProjectedView } from './project-view.ts';
export { ByteMemo } from './byte-memo.ts';
export { readPath } from './project-paths.ts';
export { skipSpace } from './project-skip.ts';
export { RecordText } from './project-text.ts';
export { JsonWalk } from './project-walk.ts';
