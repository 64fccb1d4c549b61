import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { inFront, openScreen } from './screens.ts';

/** A broker session, the start of a node and a catch-up fit into this on a busy machine. */
const PATIENCE = { timeout: 45_000 };

/** Opens the partition map and watches one partition in it. */
export async function watchPartition(page: Page, topic: string, partition: number): Promise<void> {
  await openScreen(page, 'replication');
  const row = inFront(page, 'partition-map')
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: topic, exact: true }) })
    .filter({ has: page.getByRole('gridcell', { name: String(partition), exact: true }) })
    .first();
  await row.click();
  await inFront(page, 'follower-view').waitFor();
}

/** The node that leads the watched partition, once it is not `other`. */
export async function leaderOf(page: Page, other?: number): Promise<number> {
  const leader = page.locator('[data-testid^="replica-"][data-role="leader"]').filter({ visible: true });
  if (other !== undefined)
    await expect(leader).not.toHaveAttribute('data-testid', `replica-${other}`, PATIENCE);
  const testId = await leader.getAttribute('data-testid', PATIENCE);
  return Number(testId!.slice('replica-'.length));
}

export async function expectInSync(page: Page, node: number, inSync: boolean): Promise<void> {
  await expect(inFront(page, `replica-${node}`)).toHaveAttribute('data-in-sync', String(inSync), PATIENCE);
}
