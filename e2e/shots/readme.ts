/** The pictures of the README, light and dark, of a cluster with the sample stream. */
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startHost, stopHost } from '../fixtures/launch.ts';
import { actOnNode } from '../steps/nodes.ts';
import { watchPartition } from '../steps/replication.ts';
import { inFront, openScreen } from '../steps/screens.ts';

const RESOURCES = join(import.meta.dirname, '..', '..', 'resources');
const VIEWPORT = { width: 1440, height: 900 };
/** Long enough for the lag chart to have something to show. */
const STREAM_MS = 30_000;
/** A broker session, after which a silent node is fenced, and some records more. */
const FALL_BEHIND_MS = 15_000;
/** And the live tail's table. */
const FILL_MS = 5_000;

/** Takes them anew, into `resources/`. */
export async function takeReadmePictures(): Promise<void> {
  const { ready, child } = await startHost(['--nodes', '3']);
  const browser = await chromium.launch({ executablePath: process.env.SLUICE_BROWSER });
  try {
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: 'light', locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(ready.workbenchUrl!);
    await page.getByTestId('rail-welcome').click();
    await inFront(page, 'sample-start').click();
    await inFront(page, 'sample-state').waitFor();
    await page.waitForTimeout(STREAM_MS);

    await picture(page, 'overview', () => openScreen(page, 'overview'));
    await picture(page, 'messages', async () => {
      await page.getByTestId('rail-welcome').click();
      await inFront(page, 'screen-welcome').locator('.door-column .link').first().click();
      await page.waitForTimeout(FILL_MS);
      await inFront(page, 'pause').click();
      await inFront(page, 'messages-table').locator('[role=row]').nth(3).click();
      await inFront(page, 'detail').waitFor();
    });
    await picture(page, 'group', async () => {
      await page.getByTestId('rail-welcome').click();
      await inFront(page, 'screen-welcome').locator('.door-column .link').nth(1).click();
      await inFront(page, 'lag-chart').waitFor();
    });
    await picture(page, 'nodes', async () => {
      await openScreen(page, 'nodes');
      await inFront(page, 'quorum-table').waitFor();
    });
    // A follower that is paused, out of the ISR and behind; then what became of it.
    await watchPartition(page, 'sample-orders', 0);
    await actOnNode(page, 3, 'Pause');
    await page.waitForTimeout(FALL_BEHIND_MS);
    await picture(page, 'replication', async () => {});
    await actOnNode(page, 3, 'Resume');
    await openScreen(page, 'timeline');
    await page.waitForTimeout(FILL_MS);
    await actOnNode(page, 1, 'Kill');
    await page.waitForTimeout(FILL_MS);
    await actOnNode(page, 1, 'Start');
    await page.waitForTimeout(FILL_MS);
    await picture(page, 'timeline', async () => {});
  } finally {
    await browser.close();
    await stopHost(child);
  }
}

async function picture(page: Page, name: string, show: () => Promise<void>): Promise<void> {
  await show();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(RESOURCES, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
