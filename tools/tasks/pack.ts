import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packEngine, enginesToPack } from '../pack/pack-engine.ts';
import { packProduct } from '../pack/pack-product.ts';
import { verifyEngine, verifyProduct } from '../pack/verify-pack.ts';
import { buildConsole } from '../programs/build-console.ts';
import { readArguments } from '../programs/read-arguments.ts';
import { ROOT } from '../programs/run.ts';

// npm run pack [-- --verify]: archives to publish, one for the product and one per engine, as JavaScript and declarations.
const { values } = readArguments({ options: { verify: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(
    'npm run pack [-- --verify]\nWrites dist/pack/*.tgz. --verify installs each into an empty folder and runs it on Node 22 and, engines, in Chromium.',
  );
  process.exit(0);
}
const say = (line: string): void => console.error(`pack: ${line}`);
const out = path.join(ROOT, 'dist/pack');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
if ((await buildConsole(say)) !== 0) process.exit(1);
const product = await packProduct(out);
say(`product: ${path.basename(product)}`);
const engines = [];
for (const engine of enginesToPack()) {
  const archive = await packEngine(engine, out);
  engines.push({ engine, archive });
  say(`engine ${engine}: ${path.basename(archive)}`);
}
if (values.verify) {
  let failed = 0;
  const check = async (name: string, run: () => Promise<string>): Promise<void> => {
    try {
      say(`ok: ${name}: ${await run()}`);
    } catch (thrown) {
      failed += 1;
      say(`FAILED: ${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  };
  await check('product', () => verifyProduct(product));
  for (const { engine, archive } of engines) await check(`engine ${engine}`, () => verifyEngine(engine, archive));
  console.log(`pack: ${1 + engines.length - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
