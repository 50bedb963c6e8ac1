import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Picture } from '../../domains/enrich/ports.ts';
import type { Egress } from '../../platform/http/egress.ts';
import { openDevTools } from './devtools-pipe.ts';
import { startFilteringProxy } from './filtering-proxy.ts';

export interface PictureOptions {
  /** Path of a Chromium. */
  program: string;
  egress: Egress;
  userAgent: string;
  /** Tests only: a browser that runs as root has no sandbox to run in. */
  unsandboxed?: boolean;
  /** Ports besides the web's; tests only. */
  ports?: ReadonlySet<number>;
}

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const MAX_PICTURE_BYTES = 524_288;
const TIMEOUT_MS = 25_000;
/** Pages that never finish loading are taken as they are. */
const LOAD_MS = 8000;
const WIDTH_PX = 1280;
const HEIGHT_PX = 960;

/** Where a Chromium is, or why pictures cannot be made here. @param configured what the configuration names */
export function findChromium(configured: string | null): { program: string } | { why: string } {
  const program = configured ?? USUAL_PATHS.find((one) => existsSync(one));
  if (program === undefined || !existsSync(program)) return { why: 'no Chromium is installed here' };
  if (process.getuid?.() === 0) return { why: 'Breakwater runs as root, where Chromium has no sandbox' };
  return { program };
}

/**
 * Makes a picture of a page: a browser of its own with a profile that is thrown away, scripts off, everything through
 * {@link startFilteringProxy}. Null where the page or the browser does not let it.
 */
export async function takePicture(options: PictureOptions, url: string, outer: AbortSignal): Promise<Picture | null> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(TIMEOUT_MS)]);
  const proxy = await startFilteringProxy(options.egress, signal, options.ports);
  const profile = mkdtempSync(path.join(tmpdir(), 'breakwater-picture-'));
  const browser = spawn(options.program, argumentsOf(options, profile, proxy.url), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    // Nothing of ours: no tokens, no proxies, no session bus.
    env: { HOME: profile, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<void>((resolve) => {
    browser.on('exit', () => resolve());
    browser.on('error', () => resolve());
  });
  try {
    const tools = openDevTools(browser, signal);
    const { targetId } = await tools.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await tools.call('Target.attachToTarget', { targetId, flatten: true });
    const page = (method: string, params?: object): Promise<Record<string, unknown>> =>
      tools.call(method, params, String(sessionId));
    await page('Emulation.setScriptExecutionDisabled', { value: true });
    await page('Emulation.setDeviceMetricsOverride', {
      width: WIDTH_PX,
      height: HEIGHT_PX,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await page('Browser.setDownloadBehavior', { behavior: 'deny' }).catch(() => undefined);
    await page('Page.enable');
    const went = await page('Page.navigate', { url });
    if (typeof went['errorText'] === 'string') return null;
    await Promise.race([tools.event('Page.loadEventFired'), after(LOAD_MS)]);
    const shot = await page('Page.captureScreenshot', { format: 'jpeg', quality: 60 });
    const { data } = shot;
    const body = Buffer.from(typeof data === 'string' ? data : '', 'base64');
    return body.length === 0 || body.length > MAX_PICTURE_BYTES ? null : { mediaType: 'image/jpeg', body };
  } catch {
    outer.throwIfAborted();
    return null;
  } finally {
    if (browser.pid !== undefined && browser.exitCode === null) {
      // The whole family of it: a browser is many processes.
      try {
        process.kill(process.platform === 'win32' ? browser.pid : -browser.pid, 'SIGKILL');
      } catch {
        browser.kill('SIGKILL');
      }
    }
    await ended;
    await proxy.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

function argumentsOf(options: PictureOptions, profile: string, proxyUrl: string): string[] {
  return [
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    `--proxy-server=${proxyUrl}`,
    // Loopback too goes through the proxy, which refuses it; and no name is resolved by the browser itself.
    '--proxy-bypass-list=<-loopback>',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-quic',
    '--ignore-certificate-errors',
    `--user-agent=${options.userAgent}`,
    `--window-size=${WIDTH_PX},${HEIGHT_PX}`,
    '--hide-scrollbars',
    '--mute-audio',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-gpu',
    '--disable-extensions',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--metrics-recording-only',
    ...(options.unsandboxed === true ? ['--no-sandbox'] : []),
    'about:blank',
  ];
}

function after(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs).unref());
}
