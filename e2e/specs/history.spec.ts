import { setTimeout } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from '../fixtures/launch.ts';
import { createTopic } from '../steps/messages.ts';
import { produce } from '../steps/producer.ts';
import { actOnNode, expectNode } from '../steps/nodes.ts';
import { inFront, openScreen } from '../steps/screens.ts';
import { commitOffsets, fillPartition, kafkaOf, makeTopics } from '../steps/topics.ts';

test.use({ nodes: 1 });
// Snapshots are told apart by the minute.
test.describe.configure({ timeout: 300_000 });
const MINUTE_MS = 60_000;
/** As kafkajs numbers them. */
const TOPIC_RESOURCE = 2;

async function adminOf(bootstrapServers: string) {
  const admin = kafkaOf(bootstrapServers).admin();
  await admin.connect();
  return { admin, [Symbol.asyncDispose]: () => admin.disconnect() };
}

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
  // A single moment can be looked at, too; on a slow machine there are two alike by now.
  await expect(page.getByText(/One moment is remembered so far|Nothing became different/)).toBeVisible({
    timeout: 15_000,
  });
  await page.getByRole('tab', { name: 'Topics before' }).click();
  await expect(inFront(page, 'history-topics')).toContainText('orders');
  await page.getByRole('tab', { name: 'Changes' }).click();

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

test.describe('on three nodes', () => {
  test.use({ nodes: 3 });

  test('what happened in the cluster is told as it was: topics, settings, a broker that died, a group that moved', async ({
    product: { page, ready },
  }) => {
    const { bootstrapServers } = ready;
    const topics = ['gone', 'kept', 'anew'].map((topic) => ({ topic, replicationFactor: 3 }));
    await makeTopics(bootstrapServers, topics);
    await fillPartition(bootstrapServers, 'anew', 0, 9);
    await commitOffsets(bootstrapServers, 'ledger', 'kept', [[0, 0]]);
    // Of the screens here it is the map of replicas that shows settings; they are asked for every ten seconds.
    await openScreen(page, 'replication');
    await page.waitForTimeout(12_000);
    await openScreen(page, 'topics');
    await expect(inFront(page, 'topics-table')).toContainText('kept');
    const firstMs = Date.now();
    await setTimeout(MINUTE_MS + 2_000 - (Date.now() % MINUTE_MS));

    await using kafka = await adminOf(bootstrapServers);
    await kafka.admin.deleteTopics({ topics: ['gone', 'anew'] });
    await expect(inFront(page, 'topics-table')).not.toContainText('gone', { timeout: 15_000 });
    await makeTopics(bootstrapServers, [{ topic: 'anew', replicationFactor: 3 }]);
    await kafka.admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: TOPIC_RESOURCE,
          name: 'kept',
          configEntries: [{ name: 'retention.ms', value: '3600000' }],
        },
      ],
    });
    await fillPartition(bootstrapServers, 'kept', 0, 30);
    await commitOffsets(bootstrapServers, 'ledger', 'kept', [[0, 12]]);
    await page.waitForTimeout(12_000);
    await openScreen(page, 'replication');
    await actOnNode(page, 3, 'Kill');
    await expectNode(page, 3, 'dead');
    await page.waitForTimeout(12_000);

    await openScreen(page, 'history');
    const changes = inFront(page, 'history-changes');
    const row = (kind: string, of: string | RegExp) =>
      changes.getByRole('row').filter({ hasText: kind }).filter({ hasText: of });
    await expect(row('number of partitions', 'kept')).toHaveCount(0);
    await expect(row('topic', 'gone')).toContainText(/1 partition × 3 replicas.*absent/, { timeout: 45_000 });
    // Made anew under its old name it is another topic: its ids are told, and its nine records are not missed.
    await expect(row('topic', /^topic\s*anew/)).toHaveCount(1);
    await expect(row('end offsets', 'anew')).toHaveCount(0);
    await expect(row('setting', 'kept retention.ms')).toContainText('3600000');
    await expect(row('end offsets', 'kept')).toContainText('+30');
    await expect(row('committed', 'ledger kept')).toContainText('+12');
    await expect(row('broker', /^broker\s*3/)).toContainText('absent');
    await expect(row('ISR', 'kept-0')).toContainText(/\[[123], [123], [123]\]\s*\[[12], [12]\]/);
    // The moments are those at which it was so.
    const times = await page.locator('.moment output').allTextContents();
    expect(times).toHaveLength(2);
    const before = await inFront(page, 'history-from').getAttribute('aria-valuetext');
    const clock = (ms: number) => new Date(ms).toTimeString().slice(0, 5);
    expect(before).toContain(clock(firstMs));
    // All was asked for all the time, and nothing is older than it seems; nor was there a pause.
    await expect(inFront(page, 'history-older-after')).toHaveCount(0);
    await expect(inFront(page, 'history-unseen')).toHaveCount(0);
    await page.screenshot({ path: test.info().outputPath('history.png') });
  });
});
