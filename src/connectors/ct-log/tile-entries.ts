import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { LeafRange } from '../../domains/ports.ts';
import { type CertificateName, type NamesTileEntry, TILE_WIDTH } from '../../engines/ct/index.ts';
import { type CtLogEntry, type CtLogWarning, entryOfNames, readProvenLeaf } from './entry.ts';
import { readDataTile, readNamesTile, tilesOf, type TileRange } from './entry-tiles.ts';
import type { ProvenHashes } from './hash-tiles.ts';
import type { LogClient } from './log-client.ts';
import type { MemoryShare } from './memory-budget.ts';
import { nodeCtCrypto } from './node-crypto.ts';
import type { CheckedOptions } from './reader-options.ts';
import { createToldNames } from './told-names.ts';

export interface ReadEntries {
  entries: CtLogEntry[];
  warnings: CtLogWarning[];
  /** The names of each entry as certified, with repeats and in order. */
  names: readonly (readonly CertificateName[])[];
}

/** Entries of a static-ct log by range, from names tiles or from data tiles. */
export interface TileEntries {
  /**
   * From the names tiles: not proven, and remembered to be compared. `entries` is null where the log has none now: an absent
   * one is asked for again after a while, a broken one is told in a warning.
   */
  named(
    range: LeafRange,
    size: number,
    signal: AbortSignal,
  ): Promise<{ entries: CtLogEntry[] | null; warnings: CtLogWarning[] }>;
  /** From the data tiles: proven. */
  proven(range: LeafRange, size: number, hashes: ProvenHashes, signal: AbortSignal): Promise<ReadEntries>;
  /** Where the names tiles said something else than these certificates, of the leaves that were told. */
  differing(
    read: ReadEntries,
    told: (leafIndex: number) => boolean,
    size: number,
    signal: AbortSignal,
  ): Promise<{ leafIndex: number; message: string }[]>;
}

/** When a names tile fails for other reasons than not being there. */
const NAMES_PAUSE_MS = 60_000;
/** What a data tile is expected to hold while it is read, packed and unpacked. */
const DATA_TILE_BYTES = 1024 * 1024;

export function createTileEntries(
  client: LogClient,
  limits: CheckedOptions['limits'],
  clock: Clock,
  memory: MemoryShare | null,
): TileEntries {
  const remembered = createToldNames();
  let skipNamesUntilMs = Number.NEGATIVE_INFINITY;

  /** Gives null, and does not ask for a while, where there is no readable names tile. */
  async function namesOf(
    range: LeafRange,
    size: number,
    signal: AbortSignal,
  ): Promise<{ claimed: NamesTileEntry[] | null; reason: string | null }> {
    if (clock.steadyMs() < skipNamesUntilMs) return { claimed: null, reason: null };
    try {
      const tiles = await Promise.all(
        tilesOf(range, size).map((tile) => readNamesTile(client, tile, limits.namesTileBytes, signal)),
      );
      const claimed: NamesTileEntry[] = [];
      for (const tile of tiles) {
        if (tile.state === 'read') claimed.push(...tile.entries);
        else {
          skipNamesUntilMs = clock.steadyMs() + (tile.state === 'absent' ? limits.namesAbsentForMs : NAMES_PAUSE_MS);
          return { claimed: null, reason: tile.state === 'absent' ? null : tile.reason };
        }
      }
      return {
        claimed: claimed.filter(({ leafIndex }) => leafIndex >= range.from && leafIndex < range.to),
        reason: null,
      };
    } catch (thrown) {
      // The signal's own reason is no fault of the log.
      if (!(thrown instanceof AppError)) throw thrown;
      skipNamesUntilMs = clock.steadyMs() + (thrown.retryAfterMs ?? NAMES_PAUSE_MS);
      return { claimed: null, reason: thrown.message };
    }
  }

  /** Of each tile only what its entries say is kept: so many tiles are there as a whole as are read at once. */
  async function provenOf(
    tiles: readonly TileRange[],
    atOnce: number,
    range: LeafRange,
    hashes: ProvenHashes,
    signal: AbortSignal,
  ): Promise<ReadEntries> {
    const read: ReturnType<typeof readProvenLeaf>[] = [];
    const readTile = async (tile: TileRange): Promise<typeof read> => {
      const leaves = await readDataTile(client, tile, hashes, nodeCtCrypto.sha256, limits.tileBytes, signal);
      return leaves.filter(({ leaf }) => leaf.leafIndex >= range.from && leaf.leafIndex < range.to).map(readProvenLeaf);
    };
    for (let at = 0; at < tiles.length; at += atOnce) {
      read.push(...(await Promise.all(tiles.slice(at, at + atOnce).map(readTile))).flat());
    }
    return {
      entries: read.map((one) => one.entry),
      names: read.map((one) => one.names),
      warnings: read.flatMap((one) => one.warnings),
    };
  }

  return {
    async named(range, size, signal) {
      const { claimed, reason } = await namesOf(range, size, signal);
      if (claimed === null) {
        const leafIndex = range.from;
        return {
          entries: null,
          warnings: reason === null ? [] : [{ code: 'names_tile_unreadable', leafIndex, message: reason }],
        };
      }
      for (const one of claimed) remembered.tell(one.leafIndex, one.timestampMs, one.names);
      return { entries: claimed.map(entryOfNames), warnings: [] };
    },

    async proven(range, size, hashes, signal) {
      const tiles = tilesOf(range, size);
      const held = memory?.take(tiles.length * DATA_TILE_BYTES);
      const atOnce = held === undefined ? tiles.length : Math.max(1, Math.floor(held.bytes / DATA_TILE_BYTES));
      try {
        return await provenOf(tiles, atOnce, range, hashes, signal);
      } finally {
        held?.giveBack();
      }
    },

    async differing({ entries, names }, told, size, signal) {
      const differing: { leafIndex: number; message: string }[] = [];
      const unknown: number[] = [];
      for (const [i, { leafIndex, timestampMs }] of entries.entries()) {
        if (!told(leafIndex)) continue;
        const agrees = remembered.agrees(leafIndex, timestampMs, names[i] ?? []);
        if (agrees === null) unknown.push(i);
        if (agrees === false) differing.push(difference(leafIndex, names[i] ?? []));
      }
      // After a restart: what the names tile says now stands for what it said.
      const [first, last] = [entries[unknown[0] ?? -1], entries[unknown.at(-1) ?? -1]];
      if (first !== undefined && last !== undefined) {
        const { claimed } = await namesOf({ from: first.leafIndex, to: last.leafIndex + 1 }, size, signal);
        const byLeaf = new Map(claimed?.map((one) => [one.leafIndex, one]));
        for (const i of unknown) {
          const [entry, certified = []] = [entries[i], names[i]];
          const one = entry === undefined ? undefined : byLeaf.get(entry.leafIndex);
          if (entry === undefined || one === undefined) continue;
          if (one.timestampMs !== entry.timestampMs || !sameNames(one.names, certified))
            differing.push(difference(entry.leafIndex, certified));
        }
      }
      for (const { leafIndex } of entries) {
        if (leafIndex % TILE_WIDTH === TILE_WIDTH - 1) remembered.forget(Math.floor(leafIndex / TILE_WIDTH));
      }
      return differing.toSorted((a, b) => a.leafIndex - b.leafIndex);
    },
  };
}

function difference(leafIndex: number, certified: readonly CertificateName[]): { leafIndex: number; message: string } {
  const names = certified.slice(0, 3).map((name) => name.host);
  const more = certified.length > names.length ? ', …' : '';
  const what = `its names tile says something else than the certificate (${names.join(', ')}${more})`;
  return { leafIndex, message: `leaf ${leafIndex}: ${what}` };
}

function sameNames(left: readonly CertificateName[], right: readonly CertificateName[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((name, i) => name.host === right[i]?.host && name.wildcard === right[i]?.wildcard);
}
