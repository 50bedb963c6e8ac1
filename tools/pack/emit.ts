import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ROOT, run, tryRun } from '../programs/run.ts';

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  description: z.string(),
  dependencies: z.record(z.string(), z.string()),
});

/** The project's own package.json. */
export function readManifest(): z.output<typeof manifestSchema> {
  return manifestSchema.parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
}

/**
 * Emits JavaScript and declarations of everything that the entries reach, into `folder`/lib: Node strips no types below
 * node_modules, so archives carry JavaScript.
 */
export async function emitJavaScript(entries: readonly string[], folder: string): Promise<void> {
  const config = path.join(folder, 'tsconfig.emit.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        incremental: false,
        tsBuildInfoFile: null,
        declaration: true,
        rewriteRelativeImportExtensions: true,
        allowImportingTsExtensions: true,
        rootDir: path.join(ROOT, 'src'),
        outDir: path.join(folder, 'lib'),
        typeRoots: [path.join(ROOT, 'node_modules/@types')],
      },
      files: entries.map((entry) => path.join(ROOT, entry)),
      include: [],
    }),
  );
  const code = await run('tsc', ['-p', config]);
  rmSync(config);
  if (code !== 0) throw new Error(`tsc exited with ${code}`);
}

/** Makes the archive of a folder with package.json in it. Gives the archive's path in `out`. */
export function packFolder(folder: string, out: string): string {
  cpSync(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
  const result = tryRun('npm', ['pack', folder, '--pack-destination', out, '--json', '--ignore-scripts'], 120_000);
  const json = result.output.slice(result.output.search(/[[{]\s*["{]/));
  const parsed: unknown = JSON.parse(json.slice(0, json.lastIndexOf(json[0] === '[' ? ']' : '}') + 1));
  const filename = /"filename":\s*"([^"]+)"/.exec(JSON.stringify(parsed))?.[1];
  if (!result.ok || filename === undefined) throw new Error(`npm pack failed: ${result.output.slice(0, 500)}`);
  return path.join(out, path.basename(filename));
}
