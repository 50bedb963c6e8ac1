import { runFigures } from '../programs/figures.ts';

await runFigures('eval', process.argv.slice(2));
