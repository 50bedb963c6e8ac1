/** Certificate Transparency: everything this engine offers. See README.md. */
export { decodeBase64, encodeBase64, encodeHex, equalBytes } from './bytes.ts';
export { type CertificateNames, MAX_NAMES, readCertificateNames } from './certificate-names.ts';
export {
  type Checkpoint,
  type CheckpointResult,
  MAX_CHECKPOINT_BYTES,
  type NoteSignature,
  parseCheckpoint,
} from './checkpoint.ts';
export type { CtCrypto, Sha256, SignatureAlgorithm } from './crypto.ts';
export { chooseLog, type ChoiceRules, type LogChoice, MAX_CERTIFICATE_DAYS } from './choose-logs.ts';
export { type DataTileResult, type LogLeaf, parseDataTile, type TileLeaf } from './data-tile.ts';
export {
  EMPTY_FRONTIER,
  extendFrontier,
  type Frontier,
  frontierOfEdge,
  frontierRoot,
  frontierWidth,
} from './frontier.ts';
export {
  type ExtraDataResult,
  type LeafInputResult,
  parseExtraData,
  parseHashList,
  parseLeafInput,
} from './get-entries.ts';
export { type CertificateName, parseHostName, readHostName } from './host-name.ts';
export {
  LISTED_STATES,
  type ListedLog,
  type ListedState,
  type LogList,
  type LogListResult,
  MAX_LOG_LIST_BYTES,
  parseLogList,
} from './log-list.ts';
export {
  type EdgeTile,
  edgeTiles,
  foldHashes,
  HASH_BYTES,
  hashAt,
  leafHash,
  nodeHash,
  rootFromEdge,
} from './merkle.ts';
export { type NamesTileEntry, type NamesTileResult, parseNamesTile } from './names-tile.ts';
export { isConsistent, walkAuditPath } from './proofs.ts';
export { createEntriesScan, type EntriesResult, type EntriesScan } from './scan-entries.ts';
export { parseSignedTreeHead, type SignedTreeHead, verifySignedTreeHead } from './signed-tree-head.ts';
export { parseTilePath, TILE_WIDTH, type TileAddress, type TileKind, tilePath, tileWidth } from './tile-path.ts';
export {
  claimedTimestampMs,
  formatCheckpoint,
  type LogIdentity,
  noteKeyId,
  type TreeHead,
  type TreeHeadResult,
  treeHeadSignedBytes,
  verifyTreeHead,
} from './tree-head.ts';
