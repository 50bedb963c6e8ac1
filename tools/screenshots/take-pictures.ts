import { statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from '../programs/run.ts';

/** Sizes a picture is taken in. */
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const FOLDER = path.join(ROOT, 'docs/images');
/** More would make a clone slow for a picture. */
const MOST_BYTES = 300_000;

export interface PictureOptions {
  name: string;
  path: string;
  /** What the page shows when it is complete. */
  ready: string | RegExp;
  /** By the clock that the page is to show: relative times then do not depend on this machine's speed. */
  nowMs: number;
  /** Where a wide screen's height shows too little of it, pixels. */
  wideHeight?: number;
}

/** Takes a page in both sizes and both themes. @throws Error when it is incomplete, too wide or too large a file */
export async function takePictures(page: Page, options: PictureOptions, say: (line: string) => void): Promise<void> {
  await page.clock.setFixedTime(options.nowMs);
  for (const size of SIZES) {
    const wide = size.width > 1000;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ ...size, height: wide ? (options.wideHeight ?? size.height) : size.height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(options.path);
      await page.getByText(options.ready).first().waitFor();
      await page.getByText('Live', { exact: true }).filter({ visible: true }).first().waitFor();
      await page.waitForFunction(() => document.querySelector('.skeleton') === null);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wider > 0) throw new Error(`${options.path} is ${wider} px wider than ${size.width}`);
      const name = `${options.name}-${size.width}-${colorScheme}.png`;
      const file = path.join(FOLDER, name);
      await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
      const sizeBytes = statSync(file).size;
      if (sizeBytes > MOST_BYTES) throw new Error(`${name} has ${sizeBytes} bytes, more than ${MOST_BYTES}`);
      say(`${name} ${Math.round(sizeBytes / 1000)} kB`);
    }
  }
}
