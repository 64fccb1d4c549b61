import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const root = join(import.meta.dirname, '..');

// One worker: the specs start clusters of their own and share two cores with them.
export default defineConfig({
  testDir: 'specs',
  outputDir: join(root, 'test-results'),
  timeout: 240_000,
  expect: { timeout: 20_000 },
  workers: 1,
  // What fails for want of a processor passes when it is run again, and the report names it as flaky; a fault stays one.
  retries: 1,
  forbidOnly: true,
  reporter: [['list'], ['json']],
  use: { locale: 'en-GB', colorScheme: 'light', trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
