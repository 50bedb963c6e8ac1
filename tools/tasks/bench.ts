import { runFigures } from '../programs/figures.ts';

await runFigures('bench', process.argv.slice(2));
