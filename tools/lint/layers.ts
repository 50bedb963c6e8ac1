import path from 'node:path';

/** Where a file lives, in the words of house.md. `name` is the engine's, connector's or capability's own. */
export interface Room {
  layer:
    | 'base'
    | 'engine'
    | 'platform'
    | 'capability'
    | 'connector'
    | 'simulator'
    | 'cli'
    | 'app'
    | 'console'
    | 'report-app'
    | 'free';
  name: string;
}

const FREE: Room = { layer: 'free', name: '' };

/** The room of a file, by its path from the project's root (`src/engines/ct/index.ts`). */
export function roomOf(file: string): Room {
  const parts = file.split('/');
  if (parts[0] === 'console' || parts[0] === 'report-app') return { layer: parts[0], name: parts[0] };
  if (parts[0] !== 'src') return FREE;
  if (/\.(test|long\.test|vectors)\.tsx?$/.test(file) || /(^|\/)test-[^/]*\.ts$/.test(file)) return FREE;
  const [, top = '', second = ''] = parts;
  if (parts.length === 2 || top === 'app') return { layer: 'app', name: '' };
  if (top === 'base') return { layer: 'base', name: '' };
  if (top === 'engines') return { layer: 'engine', name: second };
  if (top === 'platform') return { layer: 'platform', name: second };
  if (top === 'connectors') return { layer: 'connector', name: second };
  if (top === 'simulator') return { layer: 'simulator', name: '' };
  if (top === 'cli') return { layer: 'cli', name: '' };
  return { layer: 'capability', name: top };
}

const CONTRACT_LAYER = /^src\/platform\/(http\/(contract|paging|wire|credential|client)|sources\/source-states)\.ts$/;

/**
 * Why `from` may not import `to` (both paths from the root), or null when it may. `to` is a package name for bare imports.
 * This is the table "Who may import whom" of ARCHITECTURE.md, line by line.
 */
export function layerViolation(from: string, to: string): string | null {
  const a = roomOf(from);
  if (a.layer === 'free' || a.layer === 'app') return null;
  const bare =
    !to.startsWith('src/') &&
    !to.startsWith('console/') &&
    !to.startsWith('report-app/') &&
    !to.startsWith('tools/') &&
    !to.startsWith('bench/') &&
    !to.startsWith('test/');
  if (bare) return packageViolation(from, a, to);
  const b = roomOf(to);
  if (b.layer === 'app' && a.layer !== 'cli') return 'only the command line, tests and benches start the app';
  if (b.layer === 'base') return null;
  if (from.endsWith('/api.ts')) {
    if (CONTRACT_LAYER.test(to) || b.layer === 'engine') return null;
    // A large capability has rooms of its own; its API is made of theirs.
    if (a.layer === 'capability' && b.layer === 'capability' && a.name === b.name && to.endsWith('/api.ts'))
      return null;
    return 'an api.ts imports zod, base, engines’ types and the contract layer only';
  }
  switch (a.layer) {
    case 'base':
      return 'base imports nothing but zod';
    case 'engine':
      if (b.layer !== 'engine') return 'an engine imports base and other engines only';
      return b.name === a.name || to.endsWith('/index.ts') ? null : 'another engine is imported by its index.ts';
    case 'platform':
      if (b.layer === 'platform') return null;
      // The event model is what the event store keeps; the strict WebAuthn policy is what sign-in stands on.
      if (b.layer === 'engine' && (b.name === 'events' || b.name === 'signin')) return null;
      return 'platform imports base, platform, engines/events and engines/signin only';
    case 'capability':
      if (b.layer === 'platform' || b.layer === 'engine') return null;
      if (b.layer === 'capability' && b.name === a.name) return null;
      return b.layer === 'capability'
        ? 'capabilities never import each other: declare a port, app.ts wires it'
        : 'a capability imports base, engines, platform and itself';
    case 'connector':
      if (b.layer === 'engine') return null;
      if (b.layer === 'connector' && b.name === a.name) return null;
      if (b.layer === 'capability' && to.endsWith('/ports.ts')) return null;
      if (/^src\/platform\/(http\/(client|contract|credential|wire|egress[a-z-]*)|log\/log)\.ts$/.test(to)) return null;
      return b.layer === 'connector'
        ? 'connectors never import each other'
        : 'a connector imports base, engines, capabilities’ ports.ts, the http client and the log';
    case 'simulator':
      if (b.layer === 'simulator' || b.layer === 'engine') return null;
      if (b.layer === 'platform' && /^src\/platform\/(http|clock)\//.test(to)) return null;
      if (b.layer === 'connector' && to.endsWith('/wire.ts')) return null;
      return 'the simulator imports base, engines, platform/http and connectors’ wire.ts';
    case 'console':
    case 'report-app':
      if (b.layer === a.layer) return null;
      if (
        to.endsWith('/api.ts') ||
        to.endsWith('/messages.ts') ||
        CONTRACT_LAYER.test(to) ||
        to === 'src/platform/live/live.ts'
      )
        return null;
      return 'the console imports every api.ts, messages.ts, base and the contract layer only';
    case 'cli':
      if (b.layer === 'cli' || b.layer === 'app' || to.endsWith('/api.ts') || to.endsWith('/messages.ts')) return null;
      // An engine's reader of a file format stands apart from its index, which must stay free of yaml.
      if (b.layer === 'engine' && (to.endsWith('/index.ts') || to.endsWith('/parse-brands.ts'))) return null;
      if (to === 'src/simulator/index.ts' || /^src\/platform\/(config|http|log|store|secrets|auth)\//.test(to))
        return null;
      return 'the command line imports api.ts files, engines’ index.ts, platform services and app.ts';
    default:
      return null;
  }
}

const ENGINE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  lookalike: ['tldts', 'yaml', 'zod'],
  message: ['tldts', 'zod'],
  sigma: ['re2js', 'yaml', 'zod'],
  signin: ['@simplewebauthn/server', '@simplewebauthn/server/helpers', 'zod'],
};

function packageViolation(from: string, room: Room, name: string): string | null {
  const isNode = name.startsWith('node:');
  if (room.layer === 'base') return name === 'zod' ? null : 'base imports nothing but zod';
  if (room.layer === 'engine') {
    if (isNode) return 'an engine has no I/O, clock, randomness or environment: it imports no node: module';
    return (ENGINE_PACKAGES[room.name] ?? ['zod']).includes(name) ? null : `this engine may not depend on ${name}`;
  }
  if (from.endsWith('/api.ts')) return name === 'zod' ? null : 'an api.ts imports no package but zod';
  if (room.layer === 'console' || room.layer === 'report-app') {
    return isNode && !from.endsWith('.config.ts') && !from.startsWith('console/build/')
      ? 'the console runs in browsers: no node: modules'
      : null;
  }
  return null;
}

/** The path from the root of what a relative import names; the specifier itself for packages. */
export function resolveImport(fromFile: string, specifier: string): string {
  return specifier.startsWith('.')
    ? path.posix.normalize(path.posix.join(path.posix.dirname(fromFile), specifier))
    : specifier;
}
