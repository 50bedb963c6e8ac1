export { describeReason, describeWhy, explainReason } from './describe-reason.ts';
export { wordLevel } from './distinctiveness.ts';
export { createMatcher } from './matcher.ts';
export { type Prediction, predictLookAlikes } from './predict.ts';
export { isSharedDomain } from './shared-domains.ts';
export { DEFAULT_THRESHOLD } from './types.ts';
export type {
  Brand,
  ConsideredCandidate,
  Explanation,
  ExtraConfusable,
  ExtraLure,
  ExtraSuffix,
  InvalidCode,
  InvalidName,
  LookAlike,
  LookAlikeClass,
  Matcher,
  MatcherOptions,
  OtherFinding,
  OwnName,
  Piece,
  PieceRole,
  Reason,
  ReasonCode,
  SilentCode,
  SilentName,
  Verdict,
  Why,
} from './types.ts';
