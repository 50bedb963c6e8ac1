import { buildConsole } from '../programs/build-console.ts';

// npm run build: the console, when its sources have changed.
process.exit(await buildConsole((line) => console.error(`build: ${line}`)));
