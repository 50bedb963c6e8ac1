import type { Plugin } from 'vite';

/** What may never reach the browser: Node's own modules and the libraries of the server's side. */
const SERVER_ONLY =
  /[\\/]node_modules[\\/](hono|@hono|kysely|pg|pg-[a-z-]+|pino|pino-[a-z-]+|jose|nodemailer|yaml|@simplewebauthn[\\/]server|@electric-sql|zod)[\\/]/;

/** Of src/, the console may see the vocabulary, the contracts and the engines' public doors. */
const OURS =
  /[\\/]src[\\/](?!base[\\/])(?!.*[\\/](api|messages|index)\.ts$)(?!platform[\\/](http[\\/](contract|client|paging|wire|credential)|sources[\\/]source-states)\.ts$)/;

/** Says why a module must not be in the console's graph, or null when it may. `root` is the project's folder. */
export function whyNotInBrowser(id: string, root: string): string | null {
  if (id.startsWith('node:') || id.startsWith('__vite-browser-external')) return `${id} is a module of Node`;
  const path = id.split('?')[0] ?? id;
  if (SERVER_ONLY.test(path)) return `${path} is a library of the server`;
  if (path.startsWith(`${root}/src/`) && OURS.test(path.slice(root.length))) {
    return `${path} is server code: the console may import api.ts, messages.ts, base/ and the contract layer only`;
  }
  return null;
}

/** Fails the build when server code enters the console's graph, naming the module and who imported it. */
export function browserOnly(): Plugin {
  let root = '';
  return {
    name: 'breakwater:browser-only',
    enforce: 'pre',
    apply: 'build',
    configResolved(config) {
      root = config.root.replace(/[\\/]console[\\/]?$/, '');
    },
    resolveId(source, importer) {
      if (source.startsWith('node:')) {
        this.error(`console: ${source} is a module of Node and was imported by ${importer ?? 'the entry'}`);
      }
      return null;
    },
    buildEnd() {
      for (const id of this.getModuleIds()) {
        const why = whyNotInBrowser(id, root);
        if (why === null) continue;
        const importers = this.getModuleInfo(id)?.importers.join(', ') ?? 'unknown';
        this.error(`console: ${why}. Imported by ${importers}`);
      }
    },
  };
}
