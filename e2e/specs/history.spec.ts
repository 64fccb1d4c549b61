import { setTimeout } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from '../fixtures/launch.ts';
import { createTopic } from '../steps/messages.ts';
import { produce } from '../steps/producer.ts';
import { inFront, openScreen } from '../steps/screens.ts';

test.use({ nodes: 1 });
// Snapshots are told apart by the minute.
test.describe.configure({ timeout: 300_000 });
const MINUTE_MS = 60_000;

/** The workbench starts early in a minute: the first snapshot it keeps is one that has the topic. */
test.beforeEach(async () => {
  const intoMinuteMs = Date.now() % MINUTE_MS;
  if (intoMinuteMs > MINUTE_MS / 2) await setTimeout(MINUTE_MS - intoMinuteMs);
});

test('what became different between two moments is told, and the moment before can be looked at', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 2);
  await openScreen(page, 'topics');
  await expect(inFront(page, 'topics-table')).toContainText('orders');
  await openScreen(page, 'history');
  await expect(page.getByText('Nothing is remembered yet.')).toBeVisible({ timeout: 15_000 });

  // The topics stay in view so that the next minute's snapshot has them.
  await openScreen(page, 'topics');
  await page.waitForTimeout(61_000);
  await produce(ready.bootstrapServers, 'orders', 30);
  const kafka = new Kafka({ brokers: ready.bootstrapServers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 5 }] });
  await admin.createTopics({ topics: [{ topic: 'refunds', numPartitions: 1 }] });
  await admin.disconnect();
  await expect(inFront(page, 'topics-table')).toContainText('refunds', { timeout: 15_000 });
  // Snapshots are written every few seconds.
  await page.waitForTimeout(7_000);

  await openScreen(page, 'history');
  const changes = inFront(page, 'history-changes');
  await expect(changes).toContainText('number of partitions', { timeout: 45_000 });
  const row = (text: string) => changes.getByRole('row').filter({ hasText: text });
  await expect(row('number of partitions')).toContainText(/orders.*2.*5.*\+3/);
  await expect(row('refunds')).toContainText('absent');

  await page.getByRole('tab', { name: 'Topics before' }).click();
  const before = inFront(page, 'history-topics');
  await expect(before.getByRole('row').filter({ hasText: 'orders' })).toContainText('2');
  await expect(before).not.toContainText('refunds');
  await page.screenshot({ path: test.info().outputPath('history.png') });
});
