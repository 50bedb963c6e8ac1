import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LIVE_TENANT } from '../base/ids.ts';
import { AppError, errorText } from '../base/errors.ts';
import type { Brand, ExtraLure } from '../engines/lookalike/index.ts';

const names = z.array(z.string());
const rowShape = z.object({ name: z.string(), domains: z.string(), aliases: z.string() });
const lureShape = z.object({ word: z.string(), tier: z.enum(['idp', 'staff', 'service', 'context', 'affix']) });

/** What people added in the console that names are judged by. */
export interface StoredBrands {
  brands: Brand[];
  /** Lure words that were learned. */
  lures: ExtraLure[];
}

/**
 * The brands that were added in the console and the lure words that were learned there, read from the embedded store beside a server that may be running: nothing is written,
 * migrated or locked. None where there is no store.
 * @param dataDir the data folder
 * @throws AppError `cli.stored_brands` when there is a store that cannot be read
 */
export function readStoredBrands(dataDir: string): StoredBrands {
  const file = join(dataDir, 'breakwater.sqlite');
  if (!existsSync(file)) return { brands: [], lures: [] };
  try {
    // Only now: most calls have no data folder, and SQLite takes its time to load.
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      const rowsOf = (table: string, select: string): unknown[] => {
        const known = db.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(table);
        return known === undefined ? [] : db.prepare(select).all(LIVE_TENANT);
      };
      const brands = rowsOf('brand', 'select name, domains, aliases from brand where tenant_id = ? order by name_key');
      const lures = rowsOf(
        'lure_word',
        "select word, tier from lure_word where tenant_id = ? and decision = 'learned' order by word",
      );
      return {
        brands: brands.map((row) => {
          const { name, domains, aliases } = rowShape.parse(row);
          return { name, domains: names.parse(JSON.parse(domains)), aliases: names.parse(JSON.parse(aliases)) };
        }),
        lures: lures.map((row) => lureShape.parse(row)),
      };
    } finally {
      db.close();
    }
  } catch (thrown) {
    throw new AppError('cli.stored_brands', `the brands in ${file} cannot be read: ${errorText(thrown)}`, {
      cause: thrown,
      status: 400,
      remedy: 'Check who may read the data folder, or give brands with --brand or --brands.',
    });
  }
}
