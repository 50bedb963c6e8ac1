import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/**
 * Bytes of script and style, gzipped, that a browser with an empty cache loads until the first page is complete.
 * @param signedIn a page of the person whose first page it is
 */
export async function measureFirstLoad(signedIn: Page, url: string): Promise<{ files: number; gzipBytes: number }> {
  const storageState = await signedIn.context().storageState();
  const context = await signedIn.context().browser()?.newContext({ storageState });
  if (context === undefined) throw new Error('the browser is gone');
  const sizes = new Map<string, number>();
  const bodies: Promise<void>[] = [];
  const page = await context.newPage();
  page.on('response', (response) => {
    if (!/\.(js|css)$/.test(new URL(response.url()).pathname)) return;
    bodies.push(response.body().then((body) => void sizes.set(response.url(), gzipSync(body).length)));
  });
  await page.goto(url);
  await page.getByText(/open incidents?$/).waitFor();
  await Promise.all(bodies);
  await context.close();
  return { files: sizes.size, gzipBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) };
}
