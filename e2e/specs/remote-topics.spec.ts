/** What is done to topics, done to those of an Apache Kafka behind TLS and a login. */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/secure-kafka.ts';
import {
  beginConnection,
  chooseProtocol,
  login,
  saveConnection,
  showCluster,
  toggleReadOnly,
  trustFile,
} from '../steps/connections.ts';
import { choose, inFront, openScreen } from '../steps/screens.ts';
import { actOnTopic, confirmTyping, fillPartition, makeTopics, topicRow } from '../steps/topics.ts';
import { SECURE_USER } from '../targets/index.ts';

test.describe.configure({ timeout: 240_000 });
test.use({ nodes: 1 });

const records = (page: Page, topic: string) => topicRow(page, topic).locator('[data-col=records]');

async function openTopic(page: Page, topic: string, tab: string): Promise<void> {
  await openScreen(page, 'topics');
  await topicRow(page, topic).getByRole('button', { name: topic, exact: true }).click();
  await page.getByTestId(`tab-${tab}`).filter({ visible: true }).click();
}

test('topics of Apache Kafka are purged, cloned, counted, grown, configured and deleted', async ({
  product: { page },
  remote: { ports, certificates },
}) => {
  const plaintext = `127.0.0.1:${ports.plaintext}`;
  await makeTopics(plaintext, [
    { topic: 'shop', numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '86400000' }] },
    { topic: 'shop.old' },
  ]);
  await fillPartition(plaintext, 'shop', 0, 10);
  const betweenMs = Date.now() + 1;
  await new Promise((resolve) => setTimeout(resolve, 20));
  await fillPartition(plaintext, 'shop', 1, 4);
  const dialog = await beginConnection(page, 'staging', `127.0.0.1:${ports.saslTls}`);
  await chooseProtocol(page, 'SASL_SSL');
  await trustFile(dialog, certificates.caPem);
  await login(page, 'SCRAM-SHA-512', SECURE_USER);
  await saveConnection(page);
  await showCluster(page, 'staging');
  await openScreen(page, 'topics');
  await expect(records(page, 'shop')).toHaveText('14');

  // To an offset of one partition, to a time of all, to the end.
  await actOnTopic(page, 'shop', 'Delete records');
  const plan = page.getByTestId('purge-plan').getByRole('row');
  await choose(page, 'purge-to', 'an offset');
  await page.getByTestId('purge-at').fill('3');
  await choose(page, 'purge-partition', '0');
  await expect(plan.nth(1)).toContainText(/0\s*0\s*3\s*3/);
  await expect(page.getByTestId('purge-sum')).toContainText('3 offsets');
  await confirmTyping(page, 'shop', 'Delete records');
  await expect(records(page, 'shop')).toHaveText('11');
  await actOnTopic(page, 'shop', 'Delete records');
  await choose(page, 'purge-to', 'a time');
  await page.getByTestId('purge-at').fill(String(betweenMs));
  await expect(page.getByTestId('purge-sum')).toContainText('7 offsets');
  await confirmTyping(page, 'shop', 'Delete records');
  await expect(records(page, 'shop')).toHaveText('4');
  await actOnTopic(page, 'shop', 'Delete records');
  await expect(page.getByTestId('purge-sum')).toContainText('4 offsets');
  await confirmTyping(page, 'shop', 'Delete records');
  await expect(records(page, 'shop')).toHaveText('0');

  await actOnTopic(page, 'shop', 'Clone settings');
  const clone = page.getByTestId('clone-topic-dialog');
  await expect(clone.getByTestId('clone-configs')).toContainText('86400000');
  await clone.getByTestId('clone-name').fill('shop.copy');
  await clone.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(clone).toHaveCount(0);
  await openScreen(page, 'topics');
  await expect(topicRow(page, 'shop.copy').locator('[data-col=retention]')).toHaveText('1 d');
  await expect(topicRow(page, 'shop.copy').locator('[data-col=partitions]')).toHaveText('2');

  await fillPartition(plaintext, 'shop.copy', 1, 20);
  await openTopic(page, 'shop.copy', 'analysis');
  await inFront(page, 'analysis').getByTestId('analysis-begin').click();
  await expect(inFront(page, 'analysis')).toHaveAttribute('data-state', 'done');
  await expect(inFront(page, 'analysis')).toContainText('20 (100 %)');

  await page.getByTestId('tab-partitions').filter({ visible: true }).click();
  await inFront(page, 'topic-more').click();
  await page.getByTestId('entry-partitions').click();
  const grow = page.getByTestId('add-partitions-dialog');
  await expect(grow).toContainText('key');
  await grow.getByRole('textbox').fill('2');
  await expect(grow.getByRole('button', { name: 'Add partitions' })).toBeDisabled();
  await grow.getByRole('textbox').fill('5');
  await grow.getByRole('button', { name: 'Add partitions' }).click();
  await expect(grow).toHaveCount(0);
  await expect(inFront(page, 'partitions-table').locator('.tbody [role=row]')).toHaveCount(5);

  await page.getByTestId('tab-configuration').filter({ visible: true }).click();
  await page.getByRole('searchbox', { name: 'Filter configuration' }).fill('retention.ms');
  const configs = inFront(page, 'configs-table');
  const retention = configs.locator('[role=row][data-index]').filter({ hasText: 'retention.ms' }).first();
  await retention.click();
  await inFront(page, 'config-value').fill('2h');
  await inFront(page, 'config-save').click();
  await expect(retention).toContainText('7200000');
  await inFront(page, 'config-value').fill('-7');
  await inFront(page, 'config-save').click();
  await expect(inFront(page, 'error')).toContainText('retention.ms');

  // A connection that may only read offers none of it, and still counts.
  await toggleReadOnly(page, 'staging');
  await showCluster(page, 'staging');
  await openScreen(page, 'topics');
  await expect(inFront(page, 'create-topic')).toBeDisabled();
  await topicRow(page, 'shop.copy').locator('[data-col=partitions]').click({ button: 'right' });
  for (const entry of ['purge', 'clone', 'recreate', 'reassign', 'delete']) {
    await expect(page.getByTestId(`entry-${entry}`)).toBeDisabled();
    await expect(page.getByTestId(`entry-${entry}`)).toContainText('read-only');
  }
  await page.keyboard.press('Escape');
  await openTopic(page, 'shop.copy', 'partitions');
  await inFront(page, 'topic-more').click();
  await expect(page.getByTestId('entry-partitions')).toBeDisabled();
  await page.keyboard.press('Escape');
  await page.getByTestId('tab-configuration').filter({ visible: true }).click();
  await page.getByRole('searchbox', { name: 'Filter configuration' }).fill('retention.ms');
  await retention.click();
  await inFront(page, 'config-value').fill('3h');
  await expect(inFront(page, 'config-save')).toBeDisabled();
  await toggleReadOnly(page, 'staging');
  await showCluster(page, 'staging');

  await actOnTopic(page, 'shop.old', 'Delete topic');
  await confirmTyping(page, 'shop.old', 'Delete topic');
  await expect(topicRow(page, 'shop.old')).toHaveCount(0);
  await expect(topicRow(page, 'shop')).toHaveCount(1);
});
