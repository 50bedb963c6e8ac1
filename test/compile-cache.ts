import { fileURLToPath } from 'node:url';

/** Where compiled modules are kept for the processes that tests start, the folder of bin/breakwater: starts take a third of the time. */
export const COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
