import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/launch.ts';
import { StoppableConsumer } from '../steps/consumer.ts';
import { actOnNode } from '../steps/nodes.ts';
import { choose, inFront, openScreen, showTab } from '../steps/screens.ts';
import { commitOffsets, confirmTyping, fillPartition, makeTopics } from '../steps/topics.ts';

async function openGroup(page: Page, group: string): Promise<void> {
  await openScreen(page, 'groups');
  await inFront(page, 'groups-table').getByRole('button', { name: group, exact: true }).click();
  await inFront(page, 'group-offsets-table').waitFor();
}

/** A partition's row on the group's page. */
function offsetsRow(page: Page, topic: string, partition: number) {
  return inFront(page, 'group-offsets-table')
    .locator('.tbody [role=row]')
    .filter({ has: page.locator('[data-col=topic]', { hasText: topic }) })
    .nth(partition);
}

const reset = (page: Page) => page.getByTestId('reset-dialog');

test.describe('one node', () => {
  test.use({ nodes: 1 });

  test('reset a group in every way with a preview, forget a topic, take its offsets along as CSV', async ({
    product: { page, ready },
  }) => {
    const { bootstrapServers } = ready;
    await makeTopics(bootstrapServers, [{ topic: 'orders', numPartitions: 2 }, { topic: 'bills' }]);
    await fillPartition(bootstrapServers, 'orders', 0, 10);
    await fillPartition(bootstrapServers, 'orders', 1, 8);
    await fillPartition(bootstrapServers, 'bills', 0, 5);
    await commitOffsets(bootstrapServers, 'other', 'orders', [[1, 3]]);
    await commitOffsets(bootstrapServers, 'warehouse', 'orders', [[0, 6]]);
    await commitOffsets(bootstrapServers, 'warehouse', 'bills', [[0, 2]]);

    await openGroup(page, 'warehouse');
    // The partition that was never committed is there, and says so.
    await expect(offsetsRow(page, 'orders', 1).locator('[data-col=committed]')).toHaveText('never');
    await expect(offsetsRow(page, 'orders', 0).locator('[data-col=lag]')).toHaveText('4');
    // The sum does not pass for all of it, and a position behind the end of a log does not pass for none.
    await expect(inFront(page, 'lag-partly')).toHaveText('≥ 7');
    await commitOffsets(bootstrapServers, 'ahead', 'bills', [[0, 500]]);
    await openGroup(page, 'ahead');
    await expect(offsetsRow(page, 'bills', 0).locator('[data-col=lag]')).toHaveText('495 past end');
    await expect(inFront(page, 'screen-group').locator('.facts')).toContainText(/Lag\s*past end/);
    await expect(inFront(page, 'lag-unit')).toHaveText('not known of any partition now');
    await openScreen(page, 'groups');
    await expect(
      inFront(page, 'groups-table')
        .locator('.tbody [role=row]', { hasText: 'ahead' })
        .getByTestId('lag-beyond'),
    ).toHaveText('past end');
    await openGroup(page, 'warehouse');

    // The chart by partition: of the two that were committed, from what is there and from nothing.
    const chart = inFront(page, 'lag-chart');
    await expect(chart).toHaveAttribute('data-lag', '7');
    for (const view of ['Partitions', 'Stacked']) {
      await inFront(page, 'lag-view').getByText(view, { exact: true }).click();
      await expect(chart).toHaveAttribute('data-series', '2');
      await expect(chart.locator('.u-legend')).toContainText(/Time.*bills-0\s*3\s*orders-0\s*4/s);
    }
    await page.reload();
    await expect(chart.locator('.u-legend')).toContainText(/Time.*bills-0\s*3\s*orders-0\s*4/s);

    await inFront(page, 'reset-offsets').click();
    const plan = page.getByTestId('reset-plan').locator('.tbody [role=row]');
    await choose(page, 'reset-to', '± so many offsets');
    await reset(page).getByTestId('reset-at').fill('-4');
    await expect(page.getByTestId('reset-sum')).toContainText('2 partitions of 3');
    await expect(plan.filter({ hasText: 'Never committed' })).toHaveCount(1);
    await choose(page, 'reset-topic', 'orders');
    await expect(plan).toHaveText([/0\s*6\s*2\s*-4/, /Never committed/]);
    await reset(page).getByRole('button', { name: 'Reset offsets' }).click();
    await expect(reset(page)).toHaveCount(0);
    await expect(offsetsRow(page, 'orders', 0).locator('[data-col=committed]')).toHaveText('2');

    await inFront(page, 'reset-offsets').click();
    await choose(page, 'reset-to', 'where another group is');
    await choose(page, 'reset-group', 'other');
    await expect(plan.filter({ hasText: '3' })).toHaveCount(1);
    await choose(page, 'reset-to', 'a list (CSV)');
    await reset(page).getByTestId('reset-list').fill('orders,0,9\norders,one,8');
    await expect(reset(page)).toContainText('Line 2 is not topic,partition,offset.');
    await reset(page).getByTestId('reset-list').fill('orders,0,9\nbills,0,1');
    await expect(page.getByTestId('reset-sum')).toContainText('2 partitions of 2');
    await reset(page).getByRole('button', { name: 'Reset offsets' }).click();
    await expect(reset(page)).toHaveCount(0);
    await expect(offsetsRow(page, 'bills', 0).locator('[data-col=committed]')).toHaveText('1');

    const download = page.waitForEvent('download');
    await inFront(page, 'screen-group').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Save the offsets as CSV' }).click();
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text.trim().split('\n')).toEqual(['bills,0,1', 'orders,0,9']);

    await offsetsRow(page, 'bills', 0).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Forget the commits of bills' }).click();
    await confirmTyping(page, 'bills', 'Forget the commits of a topic');
    await expect(inFront(page, 'group-offsets-table')).not.toContainText('bills');
  });

  test('while it is active a group is not reset, and a member that is removed comes back', async ({
    product: { page, ready },
  }) => {
    await makeTopics(ready.bootstrapServers, [{ topic: 'orders', numPartitions: 2 }]);
    await using consumer = await StoppableConsumer.start(ready.bootstrapServers, 'orders', 'warehouse');
    await consumer.produce(20);
    await consumer.hasCommitted(20);
    await openGroup(page, 'warehouse');
    await inFront(page, 'reset-offsets').click();
    await expect(reset(page).getByTestId('error')).toContainText('warehouse is Stable');
    await expect(page.getByTestId('reset-sum')).toContainText('2 partitions of 2');
    await expect(reset(page).getByRole('button', { name: 'Reset offsets' })).toBeDisabled();
    await page.keyboard.press('Escape');

    await page.getByTestId('tab-members').filter({ visible: true }).click();
    const members = inFront(page, 'members-table').locator('.tbody [role=row]');
    const idOf = () => members.locator('[data-col=member]').textContent();
    await expect(members).toHaveCount(1);
    const before = await idOf();
    await members.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Remove the member' }).click();
    await confirmTyping(page, 'warehouse', 'Remove the member');
    await expect
      .poll(async () => ((await members.count()) === 1 ? await idOf() : before), { timeout: 60_000 })
      .not.toBe(before);

    // Its lag grows while it does not read: the list says where it is going.
    consumer.stopReading();
    await openScreen(page, 'groups');
    const row = inFront(page, 'groups-table').locator('.tbody [role=row]');
    const produceOn = setInterval(() => void consumer.produce(50).catch(() => {}), 500);
    await expect(row.locator('[data-trend=up]')).toBeVisible({ timeout: 30_000 });
    clearInterval(produceOn);
    await choose(page, 'group-state-filter', 'Stable');
    await expect(row).toHaveCount(1);
  });

  test('an alert on lag: made from the group, in the title bar when it fires, in the history when it is over', async ({
    product: { page, ready },
  }) => {
    await makeTopics(ready.bootstrapServers, [{ topic: 'orders' }]);
    await using consumer = await StoppableConsumer.start(ready.bootstrapServers, 'orders', 'warehouse');
    await consumer.produce(20);
    await consumer.hasCommitted(20);
    await openGroup(page, 'warehouse');
    await inFront(page, 'screen-group').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Alert on lag' }).click();
    const dialog = page.getByTestId('rule-dialog');
    await expect(dialog.getByTestId('rule-group')).toHaveValue('warehouse');
    await dialog.getByTestId('rule-threshold').fill('100');
    await dialog.getByTestId('rule-seconds').fill('1');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toHaveCount(0);
    const state = inFront(page, 'rule-state');
    await expect(state).toHaveAttribute('data-state', 'well');
    const badge = page.getByTestId('alert-badge');
    await expect(badge).toHaveAttribute('data-firing', '0');

    consumer.stopReading();
    await consumer.produce(300);
    await expect(badge).toHaveAttribute('data-firing', '1', { timeout: 20_000 });
    await expect(state).toHaveAttribute('data-state', 'firing');
    const firings = inFront(page, 'firings-table').locator('.tbody [role=row]');
    await expect(firings).toContainText(['still']);
    // The overview says so too, though the group is not far behind by its own measure.
    await openScreen(page, 'overview');
    await expect(inFront(page, 'attention-alert')).toHaveText(
      'Alert: warehouse is 300 records behind in orders',
    );
    await expect(inFront(page, 'all-well')).toHaveCount(0);
    await showTab(page, 'Alerts');
    // The browser has the new address before it is told to load it again.
    await firings.first().waitFor();
    await expect(page).toHaveURL(/#\/alerts/);
    // It is judged in the workbench's process: a page that comes anew finds it.
    await page.reload();
    await expect(badge).toHaveAttribute('data-firing', '1');
    consumer.readOn();
    await expect(badge).toHaveAttribute('data-firing', '0', { timeout: 20_000 });
    await expect(firings.locator('[data-col=peak]')).toHaveText(/300|2\d\d/);
    await inFront(page, 'mute-all').click();
    await expect(inFront(page, 'mute-all')).toHaveText('Unmute');
    await inFront(page, 'rules-table').locator('.tbody [role=row]').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Remove the rule' }).click();
    await expect(inFront(page, 'rules-table')).toContainText('No rule yet');
  });
});

test('a partition whose only node is down says why, and the rest of the group is shown as ever', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'orders', numPartitions: 3 }]);
  for (const partition of [0, 1, 2]) await fillPartition(ready.bootstrapServers, 'orders', partition, 5);
  // One node leads each partition; the group's own topic has replicas everywhere.
  await commitOffsets(ready.bootstrapServers, 'warehouse', 'orders', [
    [0, 1],
    [1, 1],
    [2, 1],
  ]);
  await openScreen(page, 'topics');
  await inFront(page, 'topics-table').getByRole('button', { name: 'orders', exact: true }).click();
  await page.getByTestId('tab-partitions').filter({ visible: true }).click();
  const leader = inFront(page, 'partitions-table')
    .locator('.tbody [role=row]')
    .nth(1)
    .locator('[data-col=leader]');
  await expect(leader).toHaveText(/\d/);
  const doomed = Number((await leader.textContent())!.trim());
  await openGroup(page, 'warehouse');
  const lagOf = (partition: number) => offsetsRow(page, 'orders', partition).locator('[data-col=lag]');
  await expect(lagOf(1)).toHaveText('4');
  await openScreen(page, 'replication');
  await actOnNode(page, doomed, 'Kill');
  await openGroup(page, 'warehouse');
  await expect(lagOf(1)).toContainText('no leader', { timeout: 30_000 });
  for (const partition of [0, 2]) await expect(lagOf(partition)).toHaveText('4');
  // What is shown is fresh, not what was known before: nothing says "as of".
  await expect(inFront(page, 'screen-group').getByTestId('as-of')).toHaveCount(0);
});
