import { readFileSync } from 'node:fs';
import { CompressionTypes } from 'kafkajs';
import { expect, test } from '../fixtures/launch.ts';
import { choose, inFront, openScreen } from '../steps/screens.ts';
import { actOnTopic, confirmTyping, fillPartition, kafkaOf, makeTopics, topicRow } from '../steps/topics.ts';

test.describe('one node', () => {
  test.use({ nodes: 1 });

  test('purge to an offset with a preview, one partition alone, and never a compacted topic', async ({
    product: { page, ready },
  }) => {
    const { bootstrapServers } = ready;
    await makeTopics(bootstrapServers, [
      { topic: 'orders', numPartitions: 2 },
      { topic: 'state', configEntries: [{ name: 'cleanup.policy', value: 'compact' }] },
    ]);
    await fillPartition(bootstrapServers, 'orders', 0, 10);
    await fillPartition(bootstrapServers, 'orders', 1, 4);
    await openScreen(page, 'topics');
    await expect(topicRow(page, 'orders').locator('[data-col=records]')).toHaveText('14');

    await actOnTopic(page, 'orders', 'Delete records');
    const plan = page.getByTestId('purge-plan').getByRole('row');
    await expect(page.getByTestId('purge-sum')).toContainText('14 offsets');
    await choose(page, 'purge-to', 'an offset');
    await page.getByTestId('purge-at').fill('three');
    await expect(page.getByText('Digits only: an offset.')).toBeVisible();
    await page.getByTestId('purge-at').fill('3');
    await expect(plan.nth(1)).toContainText(/0\s*0\s*3\s*3/);
    await choose(page, 'purge-partition', '0');
    await expect(page.getByTestId('purge-sum')).toContainText('3 offsets');
    await confirmTyping(page, 'orders', 'Delete records');
    await expect(topicRow(page, 'orders').locator('[data-col=records]')).toHaveText('11');

    await actOnTopic(page, 'state', 'Delete records');
    const dialog = page.getByTestId('confirm-dialog');
    await expect(dialog.getByTestId('error')).toContainText('cleanup.policy is compact');
    await expect(dialog.getByTestId('confirm-name')).toHaveCount(0);
    await expect(dialog.getByRole('button', { name: 'Delete records', exact: true })).toBeDisabled();
  });

  test('what a filter finds is read from its top; a config is written with units, chosen, and doubted', async ({
    product: { page, ready },
  }) => {
    await makeTopics(
      ready.bootstrapServers,
      Array.from({ length: 120 }, (_, index) => ({ topic: `topic-${String(index).padStart(3, '0')}` })),
    );
    await openScreen(page, 'topics');
    const table = inFront(page, 'topics-table');
    await table.getByRole('button', { name: 'topic-000', exact: true }).waitFor();
    await table.focus();
    await page.keyboard.press('End');
    await expect(table.getByRole('button', { name: 'topic-119', exact: true })).toBeInViewport();
    await inFront(page, 'filter').fill('topic-0');
    await expect(table.getByRole('button', { name: 'topic-000', exact: true })).toBeInViewport();

    await page.evaluate(() => (location.hash = '#/topics/topic-000?tab=configuration'));
    const configs = inFront(page, 'configs-table');
    const chooseConfig = async (name: string) => {
      await inFront(page, 'configs-table').waitFor();
      await page.getByRole('searchbox', { name: 'Filter configuration' }).fill(name);
      await configs.locator('[role=row][data-index]').filter({ hasText: name }).first().click();
    };
    await chooseConfig('retention.ms');
    await inFront(page, 'config-value').fill('1d 12h');
    await expect(page.getByText('= 129,600,000 ms')).toBeVisible();
    await inFront(page, 'config-save').click();
    await expect(configs).toContainText('129600000');
    await inFront(page, 'config-value').fill('7 moons');
    await inFront(page, 'config-save').click();
    await expect(inFront(page, 'error')).toContainText("retention.ms cannot be '7 moons'");

    await chooseConfig('cleanup.policy');
    await choose(page, 'config-choice', 'compact,delete');
    await inFront(page, 'config-save').click();
    await expect(configs).toContainText('compact,delete');

    await chooseConfig('min.insync.replicas');
    await inFront(page, 'config-value').fill('2');
    await expect(inFront(page, 'config-doubt')).toContainText('The topic has 1 replica');
    await inFront(page, 'config-value').fill('1');
    await expect(inFront(page, 'config-doubt')).toHaveCount(0);
  });

  test('clone the settings of a topic, and make one anew', async ({ product: { page, ready } }) => {
    await makeTopics(ready.bootstrapServers, [
      { topic: 'orders', numPartitions: 3, configEntries: [{ name: 'retention.ms', value: '86400000' }] },
    ]);
    await fillPartition(ready.bootstrapServers, 'orders', 1, 5);
    await actOnTopic(page, 'orders', 'Clone settings');
    const dialog = page.getByTestId('clone-topic-dialog');
    await expect(dialog.getByTestId('clone-configs')).toContainText('86400000');
    await dialog.getByTestId('clone-name').fill('orders-2');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await openScreen(page, 'topics');
    const clone = topicRow(page, 'orders-2');
    await expect(clone.locator('[data-col=partitions]')).toHaveText('3');
    await expect(clone.locator('[data-col=retention]')).toHaveText('1 d');
    await expect(clone.locator('[data-col=records]')).toHaveText('0');

    await expect(topicRow(page, 'orders').locator('[data-col=records]')).toHaveText('5');
    await actOnTopic(page, 'orders', 'Make anew');
    await expect(page.getByTestId('recreate-plan')).toContainText('86400000');
    await confirmTyping(page, 'orders', 'Make anew');
    const anew = topicRow(page, 'orders');
    await expect(anew.locator('[data-col=records]')).toHaveText('0');
    await expect(anew.locator('[data-col=partitions]')).toHaveText('3');
    await expect(anew.locator('[data-col=retention]')).toHaveText('1 d');
  });

  test('pick topics, delete them with one confirmation; keep one on top, label one, hide one', async ({
    product: { page, ready },
  }) => {
    const names = ['alpha', 'beta', 'delta', 'gamma', 'omega'];
    await makeTopics(
      ready.bootstrapServers,
      names.map((topic) => ({ topic })),
    );
    await openScreen(page, 'topics');
    const cell = (name: string) => topicRow(page, name).locator('[data-col=partitions]');
    await cell('alpha').click();
    await cell('gamma').click({ modifiers: ['ControlOrMeta'] });
    await inFront(page, 'delete-chosen').click();
    const list = page.getByTestId('delete-many-list');
    await expect(list.getByRole('listitem')).toHaveText([/alpha/, /gamma/]);
    await confirmTyping(page, '2', 'Delete 2 topics');
    await expect(topicRow(page, 'alpha')).toHaveCount(0);
    await expect(topicRow(page, 'gamma')).toHaveCount(0);
    await expect(topicRow(page, 'beta')).toHaveCount(1);

    await actOnTopic(page, 'omega', 'Keep on top');
    const firstRow = inFront(page, 'topics-table').getByRole('row').nth(1);
    await expect(firstRow).toContainText('omega');
    await actOnTopic(page, 'delta', 'Labels and note');
    await page.getByTestId('mark-labels').fill('pci, team-b');
    await page.getByTestId('mark-note').fill('Owned by payments.');
    await page.getByTestId('mark-dialog').getByRole('button', { name: 'Save' }).click();
    await expect(topicRow(page, 'delta')).toContainText('pci');
    await actOnTopic(page, 'beta', 'Hide from the list');
    await expect(topicRow(page, 'beta')).toHaveCount(0);
    // What was noted is kept by the workbench, not by the page.
    await page.reload();
    await openScreen(page, 'topics');
    await expect(firstRow).toContainText('omega');
    await inFront(page, 'filter').fill('team-b');
    await expect(inFront(page, 'topics-table').getByRole('row')).toHaveCount(2);
    await expect(topicRow(page, 'delta')).toHaveCount(1);
    await inFront(page, 'filter').fill('');
    await inFront(page, 'hidden-switch').click();
    await expect(topicRow(page, 'beta')).toHaveCount(1);

    const download = page.waitForEvent('download');
    await cell('beta').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Save all that is shown as CSV' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^yes,omega,1,1,0,/);
  });

  test('count what the records of a topic are like, and find the counts again later', async ({
    product: { page, ready },
  }) => {
    await makeTopics(ready.bootstrapServers, [{ topic: 'orders', numPartitions: 2 }]);
    const producer = kafkaOf(ready.bootstrapServers).producer();
    await producer.connect();
    await producer.send({
      topic: 'orders',
      compression: CompressionTypes.GZIP,
      messages: Array.from({ length: 200 }, (_, at) => ({
        partition: 0,
        key: at % 4 === 0 ? null : `k${at % 7}`,
        value: at % 10 === 1 ? null : 'v'.repeat(at),
      })),
    });
    await producer.disconnect();
    await openScreen(page, 'topics');
    await expect(topicRow(page, 'orders').locator('[data-col=last]')).toContainText(/\d\d:\d\d/);
    await topicRow(page, 'orders').getByRole('button', { name: 'orders', exact: true }).click();
    await page.getByTestId('tab-analysis').filter({ visible: true }).click();
    const analysis = inFront(page, 'analysis');
    await expect(analysis).toHaveAttribute('data-state', 'none');
    await analysis.getByTestId('analysis-begin').click();
    await expect(analysis).toHaveAttribute('data-state', 'done');
    await expect(analysis.getByTestId('unique-keys')).toContainText('7 exact');
    await expect(analysis).toContainText('50 (25 %)');
    await expect(analysis).toContainText('20 (10 %)');
    await expect(analysis.getByRole('row').filter({ hasText: 'gzip' })).toContainText('200');
    await expect(analysis).toContainText('2 × the mean');
    await page.reload();
    await expect(inFront(page, 'analysis')).toHaveAttribute('data-state', 'done');
    await expect(inFront(page, 'unique-keys')).toContainText('7 exact');
  });

  test('a compacted topic: what is dirty, and what the cleaner has left of it', async ({
    product: { page, ready },
  }) => {
    await makeTopics(ready.bootstrapServers, [
      {
        topic: 'state',
        configEntries: [
          { name: 'cleanup.policy', value: 'compact' },
          { name: 'segment.ms', value: '500' },
          { name: 'min.cleanable.dirty.ratio', value: '0.01' },
        ],
      },
      { topic: 'plain' },
    ]);
    const producer = kafkaOf(ready.bootstrapServers).producer();
    await producer.connect();
    const send = () =>
      producer.send({
        topic: 'state',
        messages: Array.from({ length: 50 }, (_, at) => ({ key: `k${at % 5}`, value: `v${at}` })),
      });
    await openScreen(page, 'topics');
    await topicRow(page, 'state').getByRole('button', { name: 'state', exact: true }).click();
    await page.getByTestId('tab-compaction').filter({ visible: true }).click();
    const row = inFront(page, 'compaction-table').locator('.tbody [role=row]');
    const survivors = row.locator('[data-col=survivors]');
    // Segments close as records come; the cleaner comes by itself, and keeps each key once.
    await expect
      .poll(
        async () => {
          await send();
          await inFront(page, 'compaction-refresh').click();
          return survivors.textContent();
        },
        { timeout: 120_000, intervals: [1_000] },
      )
      .toMatch(/^\d+ of [\d,]+ \(/);
    const [, records, offsets] = /^([\d,]+) of ([\d,]+)/.exec((await survivors.textContent())!)!;
    expect(Number(records!.replaceAll(',', ''))).toBeLessThan(Number(offsets!.replaceAll(',', '')));
    await producer.disconnect();
    await openScreen(page, 'topics');
    await topicRow(page, 'plain').getByRole('button', { name: 'plain', exact: true }).click();
    await page.getByTestId('tab-compaction').filter({ visible: true }).click();
    await expect(inFront(page, 'not-compacted')).toContainText('cleanup.policy is delete');
  });
});

test('more replicas with a preview, a throttle that is lifted again, and a node that is emptied', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'orders', numPartitions: 4 }]);
  await fillPartition(ready.bootstrapServers, 'orders', 0, 50);
  await actOnTopic(page, 'orders', 'Move or change replicas');
  const dialog = page.getByTestId('reassign-dialog');
  await dialog.getByTestId('reassign-factor').fill('9');
  await expect(dialog.getByTestId('error')).toContainText(
    '9 replicas need as many brokers, and there are 3.',
  );
  await dialog.getByTestId('reassign-factor').fill('2');
  await expect(dialog.getByTestId('reassign-sum')).toContainText('4 partitions of 4 change');
  await dialog.getByTestId('reassign-throttle').fill('5');
  await dialog.getByRole('button', { name: 'Begin to move' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(topicRow(page, 'orders').locator('[data-col=replication]')).toHaveText('2', {
    timeout: 30_000,
  });
  await topicRow(page, 'orders').getByRole('button', { name: 'orders', exact: true }).click();
  await page.getByTestId('tab-partitions').filter({ visible: true }).click();
  await expect(inFront(page, 'moves')).toHaveCount(0, { timeout: 30_000 });

  await actOnTopic(page, 'orders', 'Move or change replicas');
  await choose(page, 'reassign-goal', 'empty a node');
  await choose(page, 'reassign-node', 'node 3');
  await expect(dialog.getByTestId('reassign-sum')).toContainText(/node 3: \d → 0/);
  await dialog.getByRole('button', { name: 'Begin to move' }).click();
  await expect(dialog).toHaveCount(0);
  await topicRow(page, 'orders').getByRole('button', { name: 'orders', exact: true }).click();
  const replicas = inFront(page, 'partitions-table').locator('.tbody [data-col=replicas]');
  await expect
    .poll(async () => (await replicas.allTextContents()).every((text) => /^\[[12],[12]\]$/.test(text)), {
      timeout: 30_000,
    })
    .toBe(true);
});
