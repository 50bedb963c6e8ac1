/**
 * Stands in for zod in the console's build. The contracts' schemas are the server's: there every request and reply is checked.
 * The console reads only methods and paths from them, so it need not carry the library (58 KB gzipped, a quarter of the first
 * load) nor build some two hundred schemas at each start. Whatever is called on it gives itself; parsing with it is an error.
 */
const PARSERS: ReadonlySet<string | symbol> = new Set([
  'parse',
  'safeParse',
  'parseAsync',
  'safeParseAsync',
  'spa',
  'decode',
  'encode',
  '~standard',
]);

export const z: unknown = new Proxy(() => z, {
  get(_target, name) {
    if (PARSERS.has(name))
      throw new Error(`The console has no zod: ${String(name)} is for the server. Check by hand instead.`);
    return typeof name === 'symbol' || name === 'then' ? undefined : z;
  },
  apply: () => z,
});
