import { defineConfig } from 'vitest/config';

// Unit and integration tests live beside the code. Browser specs are Playwright's (e2e/specs).
export default defineConfig({
  test: {
    include: ['src-main/**/*.test.ts', 'src-renderer/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
