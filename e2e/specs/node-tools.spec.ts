import { expect, test } from '../fixtures/launch.ts';
import { inFront, openScreen } from '../steps/screens.ts';
import { actOnNode } from '../steps/nodes.ts';
import { fillPartition, makeTopics } from '../steps/topics.ts';

test('see features, what lies in the log dirs and what a node prints; bring leaders back to where they belong', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'orders', numPartitions: 6, replicationFactor: 3 }]);
  await openScreen(page, 'nodes');
  const nodes = inFront(page, 'nodes-table').locator('.tbody [role=row]');
  const leads = async () => (await nodes.locator('[data-col=leads]').allTextContents()).map(Number);
  await expect.poll(async () => Math.min(...(await leads())), { timeout: 20_000 }).toBeGreaterThan(0);

  await inFront(page, 'features').click();
  await expect(page.getByTestId('feature-metadata.version')).toContainText(/\d+–\d+/);
  await page.keyboard.press('Escape');

  await nodes.nth(0).locator('[data-col=port]').click();
  await page.getByTestId('tab-directories').filter({ visible: true }).click();
  await expect(inFront(page, 'log-directories')).toContainText(/\d+ replicas/);
  await expect(
    inFront(page, 'replicas-table').locator('.tbody [role=row]').filter({ hasText: 'orders' }),
  ).toHaveCount(6);
  await page.getByTestId('tab-log').filter({ visible: true }).click();
  await expect(inFront(page, 'node-log').or(page.getByText('The node has printed nothing.'))).toBeVisible();

  // Its leaders move on when it stops, and do not come back by themselves at once.
  await openScreen(page, 'replication');
  await actOnNode(page, 1, 'Stop');
  await openScreen(page, 'nodes');
  await expect(inFront(page, 'node-1-status')).toHaveAttribute('data-status', 'stopped', { timeout: 30_000 });
  await expect.poll(async () => (await leads())[0], { timeout: 20_000 }).toBe(0);
  await inFront(page, 'node-1-start').click();
  await expect(inFront(page, 'node-1-status')).toHaveAttribute('data-status', 'running', { timeout: 30_000 });
  await expect
    .poll(
      async () => {
        await inFront(page, 'elect-preferred').click();
        return (await leads())[0];
      },
      { timeout: 60_000, intervals: [2_000] },
    )
    .toBeGreaterThan(0);
  await expect(inFront(page, 'elected')).toContainText(/leader/);
  await expect(nodes.locator('[data-col=skew]').first()).toContainText('%');
});

test.describe('two log dirs', () => {
  test.use({ nodes: 1, logDirs: 2 });

  test('a replica moves from one log dir of its node to the other', async ({ product: { page, ready } }) => {
    await makeTopics(ready.bootstrapServers, [{ topic: 'orders' }]);
    await fillPartition(ready.bootstrapServers, 'orders', 0, 20);
    await openScreen(page, 'nodes');
    await inFront(page, 'nodes-table')
      .locator('.tbody [role=row]')
      .first()
      .locator('[data-col=port]')
      .click();
    await page.getByTestId('tab-directories').filter({ visible: true }).click();
    await expect(inFront(page, 'log-directories').getByRole('listitem')).toHaveCount(2);
    const folder = inFront(page, 'replicas-table')
      .locator('.tbody [role=row]')
      .filter({ hasText: 'orders' })
      .locator('[data-col=path]');
    const before = (await folder.textContent())!;
    await folder.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Move to another log dir' }).click();
    const dialog = page.getByTestId('move-replica');
    await expect(dialog).toContainText(before);
    await dialog.getByRole('button', { name: 'Begin to move' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect(async () => {
      await inFront(page, 'directories-refresh').click();
      await expect(folder).toHaveText(/data-[12]$/, { timeout: 1_000 });
      expect(await folder.textContent()).not.toBe(before);
    }).toPass({ timeout: 20_000 });
  });
});
