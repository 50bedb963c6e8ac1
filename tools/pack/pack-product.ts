import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../programs/run.ts';
import { emitJavaScript, packFolder, readManifest } from './emit.ts';

/** Packs the product: JavaScript, the built console, the command; without the bundled Node. Gives the archive's path. */
export async function packProduct(out: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-pack-'));
  try {
    await emitJavaScript(['src/cli/main.ts'], folder);
    cpSync(path.join(ROOT, 'bin'), path.join(folder, 'bin'), {
      recursive: true,
      filter: (file) => !file.endsWith('/run'),
    });
    cpSync(path.join(ROOT, 'console/dist'), path.join(folder, 'console/dist'), { recursive: true });
    cpSync(path.join(ROOT, 'README.md'), path.join(folder, 'README.md'));
    const { name, version, license, description, dependencies } = readManifest();
    const manifest = {
      name,
      version,
      description,
      license,
      type: 'module',
      engines: { node: '>=22.18' },
      bin: { breakwater: 'bin/breakwater' },
      files: ['bin', 'lib', 'console/dist', 'README.md', 'LICENSE'],
      dependencies,
    };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    return packFolder(folder, out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
