export { createSigmaEngine } from './engine.ts';
export type { EngineOptions, MatchOptions, SigmaEngine, SigmaEvent } from './engine.ts';
export { loadRules } from './load-rules.ts';
export type { LoadOptions, RuleFile } from './load-rules.ts';
export type { RuleMatch } from './run-program.ts';
export { createCorrelator } from './correlation/correlator.ts';
export type { Correlator, CorrelatorOptions } from './correlation/correlator.ts';
export { neededFields, silentRules } from './correlation/needed-fields.ts';
export type {
  CorrelationEvent,
  CorrelationFinding,
  CorrelationLimits,
  CorrelationLosses,
  CorrelatorState,
} from './correlation/types.ts';
export { withoutOcsf } from './reach.ts';
export type { FieldReach, SourceReach } from './reach.ts';
export type { Alias, Pipeline, RecordKind, SourceLogs } from './pipelines/pipeline.ts';
export type {
  CorrelationType,
  DetectionItem,
  Expression,
  LogSource,
  PlaceholderLists,
  RuleHead,
  RuleProblem,
  RuleSet,
  SigmaCorrelation,
  SigmaLevel,
  SigmaRule,
  SigmaStatus,
} from './types.ts';
