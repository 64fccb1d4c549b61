import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../fixtures/launch.ts';
import { inFront, openScreen } from '../steps/screens.ts';
import { actOnTopic, commitOffsets, fillPartition, makeTopics, topicRow } from '../steps/topics.ts';

test.describe.configure({ timeout: 240_000 });

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, nodes: 1 });
    test.skip(Boolean(process.env.SLUICE_ELECTRON), 'axe opens pages of its own, which Electron has none of');

    test('what is done to topics and groups, and alerts, have no fault that axe finds', async ({
      product: { page, ready },
    }) => {
      const { bootstrapServers } = ready;
      await makeTopics(bootstrapServers, [
        { topic: 'orders', numPartitions: 2 },
        { topic: 'state', configEntries: [{ name: 'cleanup.policy', value: 'compact' }] },
      ]);
      await fillPartition(bootstrapServers, 'orders', 0, 50);
      await commitOffsets(bootstrapServers, 'warehouse', 'orders', [[0, 10]]);
      const faults: string[] = [];
      const look = async (screen: string) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, nodes } of violations)
          faults.push(`${screen}: ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      };
      const closed = async () => {
        await page.keyboard.press('Escape');
        await expect(page.locator('.dialog')).toHaveCount(0);
      };
      await actOnTopic(page, 'state', 'Delete records');
      await page.getByTestId('confirm-dialog').getByTestId('error').waitFor();
      await look('purge');
      await closed();
      await actOnTopic(page, 'orders', 'Make anew');
      await page.getByTestId('recreate-plan').waitFor();
      await look('make anew');
      await closed();
      await actOnTopic(page, 'orders', 'Move or change replicas');
      await page.getByTestId('reassign-sum').waitFor();
      await look('reassign');
      await closed();
      await actOnTopic(page, 'orders', 'Labels and note');
      await look('labels');
      await closed();
      const cell = (name: string) => topicRow(page, name).locator('[data-col=partitions]');
      await cell('orders').click();
      await cell('state').click({ modifiers: ['ControlOrMeta'] });
      await look('topics');
      await inFront(page, 'delete-chosen').click();
      await page.getByTestId('delete-many-list').waitFor();
      await look('delete many');
      await closed();
      await topicRow(page, 'orders').getByRole('button', { name: 'orders', exact: true }).click();
      await page.getByTestId('tab-analysis').filter({ visible: true }).click();
      await inFront(page, 'analysis-begin').click();
      await expect(inFront(page, 'analysis')).toHaveAttribute('data-state', 'done');
      await look('analysis');

      await openScreen(page, 'groups');
      await look('groups');
      await inFront(page, 'groups-table').getByRole('button', { name: 'warehouse', exact: true }).click();
      await inFront(page, 'reset-offsets').click();
      await page.getByTestId('reset-sum').waitFor();
      await look('reset');
      await closed();
      await page.getByTestId('alert-badge').getByRole('button').click();
      await inFront(page, 'new-rule').click();
      await page.getByTestId('rule-threshold').fill('5');
      await page.getByTestId('rule-seconds').fill('0');
      await look('rule');
      await page.getByTestId('rule-dialog').getByRole('button', { name: 'Save', exact: true }).click();
      await expect(inFront(page, 'rule-state')).toHaveAttribute('data-state', 'firing');
      await look('alerts');

      await openScreen(page, 'nodes');
      await inFront(page, 'features').click();
      await page.getByTestId('feature-metadata.version').waitFor();
      await look('features');
      await closed();
      await inFront(page, 'nodes-table').locator('.tbody [data-col=port]').click();
      await page.getByTestId('tab-directories').filter({ visible: true }).click();
      await inFront(page, 'log-directories').waitFor();
      await look('log dirs');
      expect(faults).toEqual([]);
    });
  });
}
