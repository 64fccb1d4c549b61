import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures/launch.ts';
import { createTopic } from '../steps/messages.ts';
import { actOnNode, expectNode } from '../steps/nodes.ts';
import { produce, produceSteadily } from '../steps/producer.ts';
import { expectInSync, leaderOf, watchPartition } from '../steps/replication.ts';
import { inFront, openScreen } from '../steps/screens.ts';

test.describe.configure({ timeout: 180_000 });

test('kill the leader: another one leads, the ISR shrinks and grows again, and the timeline tells', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 1);
  await produce(ready.bootstrapServers, 'orders', 10);
  await watchPartition(page, 'orders', 0);
  const killed = await leaderOf(page);
  await expect(inFront(page, 'partition-says')).toContainText('All replicas are in sync');

  await actOnNode(page, killed, 'Kill');
  await expectNode(page, killed, 'dead');
  await expect(inFront(page, `node-chip-${killed}`)).toContainText('killed by you');
  const next = await leaderOf(page, killed);
  expect(next).not.toBe(killed);
  await expectInSync(page, killed, false);
  await produce(ready.bootstrapServers, 'orders', 20);
  await expect(inFront(page, `replica-${killed}`)).toContainText('is not running');

  await actOnNode(page, killed, 'Start');
  await expectNode(page, killed, 'running');
  await expectInSync(page, killed, true);
  await expect(inFront(page, 'partition-says')).toContainText('All replicas are in sync');
  const told = inFront(page, 'partition-events');
  await expect(told).toContainText(`node ${next} became leader of orders-0`);

  await openScreen(page, 'timeline');
  const events = inFront(page, 'timeline-events');
  for (const what of [
    `node ${killed} killed by you`,
    `broker ${killed} fenced`,
    `broker ${killed} unfenced`,
    `node ${killed} serves`,
  ])
    await expect(events).toContainText(what);
  await inFront(page, 'screen-timeline').getByRole('searchbox').fill('orders-0');
  await expect(events).toContainText(`node ${next} became leader of orders-0`);
  await events
    .getByText(/^ISR of orders-0/)
    .last()
    .click();
  await expect(inFront(page, 'event-detail')).toContainText('previousIsr');
});

test('pause a follower: it falls behind, leaves the ISR, and comes back when it goes on', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 1);
  await produce(ready.bootstrapServers, 'orders', 10);
  await watchPartition(page, 'orders', 0);
  const leader = await leaderOf(page);
  const follower = [1, 2, 3].find((id) => id !== leader)!;
  const lane = inFront(page, `replica-${follower}`);
  await expect(lane).toContainText('Has everything the leader has');

  await actOnNode(page, follower, 'Pause');
  await expectNode(page, follower, 'paused');
  await expect(lane).toContainText('paused');
  await expectInSync(page, follower, false);
  // A paused node takes connections and answers nothing: a client that begins there waits for it.
  await produce(`127.0.0.1:${ready.nodes[leader - 1].port}`, 'orders', 20);
  await expect(lane).toContainText(/\d+ records? behind/, { timeout: 30_000 });

  await actOnNode(page, follower, 'Resume');
  await expectInSync(page, follower, true);
  await expect(lane).toContainText('Has everything the leader has', { timeout: 30_000 });

  await openScreen(page, 'timeline');
  const events = inFront(page, 'timeline-events');
  await expect(events).toContainText(`node ${follower} paused`);
  await expect(events).toContainText(`node ${follower} resumed`);
  // The canvas goes from event to event by keyboard.
  const canvas = inFront(page, 'timeline-canvas');
  await canvas.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(inFront(page, 'event-detail')).toBeVisible();
});

test('a leader that stands still: what happens without it is seen when it happens, in the map and in the detail', async ({
  product: { page, ready },
}) => {
  test.skip(process.platform === 'win32', 'there is no SIGSTOP from outside');
  await createTopic(page, 'orders', 1);
  await produce(ready.bootstrapServers, 'orders', 10);
  await watchPartition(page, 'orders', 0);
  await expect(inFront(page, 'partition-says')).toContainText('All replicas are in sync');
  const silent = await leaderOf(page);
  const { pid } = ready.nodes[silent - 1];
  process.kill(pid, 'SIGSTOP');
  try {
    // Facts come by themselves; all else is asked for, also of the one that does not answer.
    await expect(inFront(page, 'partition-events')).toContainText(`before it node ${silent}`, {
      timeout: 45_000,
    });
    const soon = { timeout: 2_500 };
    const row = inFront(page, 'partition-map').getByRole('row').filter({ hasText: 'orders' });
    await Promise.all([
      expect(inFront(page, `replica-${silent}`)).toHaveAttribute('data-in-sync', 'false', soon),
      expect(inFront(page, `replica-${silent}`)).toHaveAttribute('data-role', 'follower', soon),
      expect(row).toContainText('under-replicated', soon),
    ]);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

test.describe('with one node', () => {
  test.use({ nodes: 1 });

  test('a producer that rests leaves no gap in the timeline; one whose leader is killed does', async ({
    product: { page, ready },
  }) => {
    await createTopic(page, 'orders', 1);
    await openScreen(page, 'timeline');
    const events = inFront(page, 'timeline-events');
    await using producer = await produceSteadily(ready.bootstrapServers, 'orders');
    await page.waitForTimeout(3_000);
    producer.rest();
    await page.waitForTimeout(4_000);
    producer.goOn();
    await page.waitForTimeout(3_000);
    await expect(events).toContainText('node 1 started');
    await expect(events).not.toContainText('Producers');

    await actOnNode(page, 1, 'Kill');
    await expectNode(page, 1, 'dead');
    await expect(events).toContainText(/Producers have been told nothing for [\d.]+ s: node 1 killed by you/);
    await actOnNode(page, 1, 'Start');
    await expectNode(page, 1, 'running');
    await expect(events).toContainText(/Producers were told nothing for [\d.]+ s: node 1 killed by you/, {
      timeout: 30_000,
    });
    await expect(events.getByText(/^Producers/)).toHaveCount(1);
    await events.getByText(/^Producers were told nothing/).click();
    await expect(inFront(page, 'event-detail')).toContainText('This is inferred');
  });
});

test('a node that dies by itself comes back after a back-off that can be seen', async ({
  product: { page, ready },
}) => {
  test.skip(process.platform === 'win32', 'there is no SIGKILL from outside');
  await openScreen(page, 'nodes');
  const status = inFront(page, 'node-2-status');
  await expect(status).toHaveAttribute('data-status', 'running');
  const seen = page.waitForFunction(() =>
    [...document.querySelectorAll('[data-testid="node-2-status"]')].some((one) =>
      /starts again in \d+ s/.test(one.textContent),
    ),
  );
  process.kill(ready.nodes[1].pid, 'SIGKILL');
  await seen;
  await expect(status).toHaveAttribute('data-status', 'running', { timeout: 45_000 });
  await expect(inFront(page, 'quorum-2')).toHaveAttribute('data-role', /leader|follower/);
});

test('with restarts switched off a node that dies stays dead until it is started', async ({
  product: { page, ready },
}) => {
  test.skip(process.platform === 'win32', 'there is no SIGKILL from outside');
  await page.getByTestId('rail-settings').click();
  const settings = inFront(page, 'cluster-settings');
  await expect(inFront(page, 'defaults-table')).toContainText('group.initial.rebalance.delay.ms');
  const restarts = settings.getByTestId('setting-restart');
  await expect(restarts).toHaveAttribute('aria-checked', 'true');
  await restarts.click();
  await expect(restarts).toHaveAttribute('aria-checked', 'false');

  await openScreen(page, 'nodes');
  const status = inFront(page, 'node-2-status');
  process.kill(ready.nodes[1].pid, 'SIGKILL');
  await expect(status).toHaveAttribute('data-status', 'dead');
  await expect(inFront(page, 'quorum-2')).toHaveAttribute('data-role', 'silent');
  // Longer than the first back-off.
  await page.waitForTimeout(2_000);
  await expect(status).toHaveAttribute('data-status', 'dead');
  await inFront(page, 'node-2-start').click();
  await expect(status).toHaveAttribute('data-status', 'running', { timeout: 30_000 });
});

test('settings that nodes do not run with yet come into force by restarting them one by one', async ({
  product: { page, ready },
}) => {
  await page.getByTestId('rail-settings').click();
  const settings = inFront(page, 'cluster-settings');
  await settings.getByTestId('setting-failover').getByText("Kafka's timing").click();
  const outdated = settings.getByTestId('settings-outdated');
  await expect(outdated).toContainText('1, 2, 3');
  await outdated.getByTestId('settings-apply').click();
  await expect(outdated).toHaveCount(0, { timeout: 90_000 });
  await openScreen(page, 'nodes');
  for (const id of [1, 2, 3])
    await expect(inFront(page, `node-${id}-status`)).toHaveAttribute('data-status', 'running');
  for (const id of [1, 2, 3]) {
    const properties = readFileSync(join(ready.dataDir, `node-${id}`, 'server.properties'), 'utf8');
    expect(properties).toContain('sluice.fast.failover=false');
  }
});

test('nodes get more log dirs, never fewer, and use them when they are started again', async ({
  product: { page, ready },
}) => {
  await page.getByTestId('rail-settings').click();
  const settings = inFront(page, 'cluster-settings');
  const logDirs = settings.getByTestId('setting-log-dirs');
  await expect(logDirs).toHaveText('1');
  await logDirs.click();
  await page.getByRole('option', { name: '2', exact: true }).click();
  await expect(logDirs).toHaveText('2');
  const outdated = settings.getByTestId('settings-outdated');
  await expect(outdated).toContainText('1, 2, 3');
  await outdated.getByTestId('settings-apply').click();
  await expect(outdated).toHaveCount(0, { timeout: 90_000 });
  // Formatted, so it is in use.
  for (const id of [1, 2, 3])
    expect(existsSync(join(ready.dataDir, `node-${id}`, 'data-2', 'meta.properties'))).toBe(true);
  await logDirs.click();
  await expect(page.getByRole('option', { name: '1', exact: true })).toHaveCount(0);
  await expect(page.getByRole('option')).toHaveCount(8);
});
