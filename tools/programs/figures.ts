import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run } from './run.ts';

/** Folders whose programs print figures. */
export type FiguresFolder = 'bench' | 'eval';

/** Names of the programs of a folder, in order. */
export function figureNames(folder: FiguresFolder): string[] {
  const place = path.join(ROOT, folder);
  const files = existsSync(place) ? readdirSync(place).toSorted() : [];
  return files.flatMap((file) => (/^[a-z0-9-]+\.ts$/.test(file) ? [file.slice(0, -3)] : []));
}

/** `npm run bench -- NAME [--json] [options]`, and the same for eval: runs the program of that name; without one lists them. */
export async function runFigures(folder: FiguresFolder, [name, ...rest]: readonly string[]): Promise<never> {
  const names = figureNames(folder);
  if (name === undefined || name === '--help' || !names.includes(name)) {
    console.error(`usage: npm run ${folder} -- NAME [--json]\nNAME: ${names.join(', ')}`);
    process.exit(name === '--help' ? 0 : 64);
  }
  const program = path.join(ROOT, folder, `${name}.ts`);
  process.exit(await run(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...rest]));
}
