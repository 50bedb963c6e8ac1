import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { AppError } from '../../base/errors.ts';
import type { EdgeApp } from './create-edge-app.ts';
import type { Edge } from './edge.ts';
import { securityHeaders } from './security-headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSES = new Set(['.html', '.js', '.css', '.json', '.webmanifest', '.svg', '.txt']);
const MAX_FILE_BYTES = 8_388_608;
const MAX_FILES = 5000;
/** `assets/index-B1x9Kq3f.js`: the name changes with the content, so it may be kept for ever. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

interface StaticFile {
  type: string;
  etag: string;
  immutable: boolean;
  plain: Uint8Array<ArrayBuffer>;
  br: Uint8Array<ArrayBuffer> | null;
  gz: Uint8Array<ArrayBuffer> | null;
  compresses: boolean;
}

/**
 * Serves a built page from memory: only files found when the program started exist, so no path can lead out of the folder.
 * Paths of the page's own router get its index.html: those without a dot in the last part, and those that a browser opens as a
 * page (`/domains/acme-okta.com`). Without a build it says how to make one.
 * @param directory the build, e.g. `console/dist`
 * @param base where it lies, e.g. `/` or `/report/`
 */
export function serveStatic(app: EdgeApp, edge: Edge, directory: string, base = '/'): void {
  const files = readFiles(directory);
  const page = securityHeaders('page', edge.network.secure);
  app.get(`${base}*`, async (c) => {
    const below = c.req.path.slice(base.length);
    if (base === '/' && (below === 'api' || below.startsWith('api/'))) return c.notFound();
    const isOpened = (c.req.header('accept') ?? '').includes('text/html');
    const isRoute = isOpened || !(below.split('/').at(-1) ?? '').includes('.');
    const file = files.get(below) ?? (isRoute ? files.get('index.html') : undefined);
    if (!file) {
      if (files.size > 0 || !isRoute) return c.notFound();
      throw new AppError('http.console_missing', 'The console has not been built.', {
        status: 503,
        remedy: 'Run npm run build once, or npm start, which does it.',
      });
    }
    const headers: Record<string, string> = {
      ...page,
      'content-type': file.type,
      etag: file.etag,
      vary: 'accept-encoding',
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
    };
    if (c.req.header('if-none-match') === file.etag) return new Response(null, { status: 304, headers });
    const { body, encoding } = await encoded(file, c.req.header('accept-encoding') ?? '');
    if (encoding !== null) headers['content-encoding'] = encoding;
    return new Response(body, { headers });
  });
}

async function encoded(
  file: StaticFile,
  accept: string,
): Promise<{ body: Uint8Array<ArrayBuffer>; encoding: 'br' | 'gzip' | null }> {
  const accepts = new Set(
    accept.split(',').map((part) => (/;\s*q=0(\.0+)?\s*$/.test(part) ? '' : (part.split(';')[0] ?? '').trim())),
  );
  if (accepts.has('br') && (file.br || file.compresses)) {
    // Once per file, when it is first asked for: the start of the program does not wait for it.
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
    file.br ??= new Uint8Array(await promisify(brotliCompress)(file.plain, { params }));
    return { body: file.br, encoding: 'br' };
  }
  if (accepts.has('gzip') && (file.gz || file.compresses)) {
    file.gz ??= new Uint8Array(await promisify(gzip)(file.plain));
    return { body: file.gz, encoding: 'gzip' };
  }
  return { body: file.plain, encoding: null };
}

function readFiles(directory: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  if (!existsSync(directory)) return files;
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  for (const name of names.slice(0, MAX_FILES)) {
    const extension = path.extname(name);
    const full = path.join(directory, name);
    const type = TYPES[extension];
    if (type === undefined || statSync(full).size > MAX_FILE_BYTES) continue;
    const plain = new Uint8Array(readFileSync(full));
    const beside = (suffix: string): Uint8Array<ArrayBuffer> | null =>
      existsSync(`${full}${suffix}`) ? new Uint8Array(readFileSync(`${full}${suffix}`)) : null;
    files.set(name, {
      type,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`,
      immutable: HASHED.test(name),
      plain,
      br: beside('.br'),
      gz: beside('.gz'),
      compresses: COMPRESSES.has(extension) && plain.byteLength > 1024,
    });
  }
  return files;
}
