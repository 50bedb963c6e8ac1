import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../programs/run.ts';
import { emitJavaScript, packFolder, readManifest } from './emit.ts';

/** The engines that stand alone: those with an index.ts and a README. */
export function enginesToPack(): string[] {
  const folder = path.join(ROOT, 'src/engines');
  return readdirSync(folder).filter(
    (name) => existsSync(path.join(folder, name, 'index.ts')) && existsSync(path.join(folder, name, 'README.md')),
  );
}

/** Packs one engine with only the packages that it imports itself. Gives the archive's path. */
export async function packEngine(engine: string, out: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-pack-'));
  try {
    await emitJavaScript([`src/engines/${engine}/index.ts`], folder);
    cpSync(path.join(ROOT, 'src/engines', engine, 'README.md'), path.join(folder, 'README.md'));
    const { version, license, dependencies } = readManifest();
    const used = importedPackages(path.join(folder, 'lib'));
    const entry = `./lib/engines/${engine}/index`;
    const manifest = {
      name: `@breakwater/${engine}`,
      version,
      license,
      type: 'module',
      sideEffects: false,
      exports: { '.': { types: `${entry}.d.ts`, default: `${entry}.js` } },
      files: ['lib', 'README.md', 'LICENSE'],
      dependencies: Object.fromEntries(Object.entries(dependencies).filter(([name]) => used.has(name))),
    };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    return packFolder(folder, out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function importedPackages(folder: string): Set<string> {
  const names = new Set<string>();
  for (const file of globSync('**/*.js', { cwd: folder })) {
    for (const match of readFileSync(path.join(folder, file), 'utf8').matchAll(
      /(?:from|import)\s*\(?\s*['"]([^.'"][^'"]*)['"]/g,
    )) {
      const specifier = match[1] ?? '';
      names.add(
        specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? ''),
      );
    }
  }
  return names;
}
