import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    fileParallelism: false,
    include: ['src/**/*.long.test.ts', 'test/**/*.long.test.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 300_000,
    env: { TZ: 'UTC' },
  },
});
