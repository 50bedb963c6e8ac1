import { availableParallelism } from 'node:os';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

// Files that start processes and browsers take longest: begun first, no worker waits for the last of them alone.
const LONGEST_FIRST = ['test/system/', 'test/console/', 'test/cli/', 'test/browser/', 'test/'];
const rank = (file: string): number => {
  const at = LONGEST_FIRST.findIndex((folder) => file.includes(`/${folder}`));
  return at < 0 ? LONGEST_FIRST.length : at;
};
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a.moduleId) - rank(b.moduleId));
  }
}

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    // Every processor works: most of the time goes by in the processes that tests talk to.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    include: [
      'src/**/*.test.ts',
      'tools/**/*.test.ts',
      'test/**/*.test.ts',
      'console/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/*.long.test.ts'],
    // Generous: a busy machine is slow, and only what hangs is to be found out.
    testTimeout: 90_000,
    hookTimeout: 180_000,
    // Engines must not see the machine: tests run in UTC so that a local zone cannot hide a bug.
    env: { TZ: 'UTC' },
  },
});
