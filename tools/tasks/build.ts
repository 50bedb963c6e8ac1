import { buildConsole } from '../programs/build-console.ts';
import { takesNoArguments } from '../programs/read-arguments.ts';

takesNoArguments('npm run build\nBuilds the console into console/dist, when its sources have changed.');

// npm run build: the console, when its sources have changed.
process.exit(await buildConsole((line) => console.error(`build: ${line}`)));
