import { defineConfig } from 'vitest/config';
import { oneLanguage } from './src-renderer/lib/i18n/one-language.ts';

// Unit and integration tests live beside the code. Browser specs are Playwright's (e2e/specs).
export default defineConfig({
  plugins: [oneLanguage()],
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    // A second, which is the default, is little on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    // As with the browser specs: what fails for want of a processor passes when it is run again, and the report says how
    // often that was; a fault stays one.
    retry: 1,
    projects: [
      {
        extends: true,
        test: { name: 'main', include: ['src-main/**/*.test.ts', 'e2e/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'renderer',
          include: ['src-renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['src-renderer/lib/i18n/test-setup.ts'],
        },
      },
    ],
  },
});
