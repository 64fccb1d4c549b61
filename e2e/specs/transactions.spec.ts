import { expect, test } from '../fixtures/secure-kafka.ts';
import { beginConnection, saveConnection, showCluster, toggleReadOnly } from '../steps/connections.ts';
import { choose, inFront, openScreen } from '../steps/screens.ts';
import { confirmTyping, fillPartition, kafkaOf, makeTopics } from '../steps/topics.ts';
import { beginTransaction, leaveHanging } from '../targets/index.ts';

test.describe.configure({ timeout: 240_000 });
test.use({ nodes: 1 });

const ID = '<b>payments</b> 1';

test('what is open is told with its age and its partitions, filtered, and seen to end', async ({
  product: { page },
  remote,
}) => {
  const kafka = `127.0.0.1:${remote.ports.plaintext}`;
  await makeTopics(kafka, [{ topic: 'orders', numPartitions: 2 }]);
  const place = { topic: 'orders', partition: 1 };
  await (await beginTransaction(kafka, { ...place, partition: 0 }, 'ledger')).end('abort');
  const { end } = await beginTransaction(kafka, place, ID);

  // Our own nodes have none, and say so.
  await openScreen(page, 'transactions');
  await expect(inFront(page, 'transactions-unsupported')).toContainText('local cluster do not run');

  await beginConnection(page, 'staging', kafka);
  await saveConnection(page);
  await showCluster(page, 'staging');
  await openScreen(page, 'transactions');
  const table = inFront(page, 'transactions-table');
  const rows = table.locator('[role=row][data-index]');
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: ID })).toContainText('Ongoing');
  await expect(rows.filter({ hasText: 'ledger' })).toContainText('CompleteAbort');

  await choose(page, 'transaction-duration', /longer than its timeout/);
  await expect(table).toContainText('No transaction is like that');
  await table.getByRole('button', { name: 'Clear the filter' }).click();
  await choose(page, 'transaction-state', 'under way');
  await expect(rows).toHaveCount(1);
  await rows.click();
  const detail = inFront(page, 'transaction-detail');
  await expect(detail).toContainText('Records are being written');
  await expect(detail).toContainText('15 min'); // its timeout
  await expect(inFront(page, 'transaction-partitions')).toHaveText('orders-1');

  await inFront(page, 'transaction-partitions').getByRole('button').click();
  const state = (of: string) => inFront(page, 'producers-table').locator(`[data-state=${of}]`);
  await expect(state('open')).toHaveCount(1);
  await expect(state('none')).toHaveCount(1);
  await inFront(page, 'producers-open').click();
  await expect(inFront(page, 'producers-table').locator('[role=row][data-index]')).toHaveCount(1);

  await end('commit');
  await inFront(page, 'producers-refresh').click();
  await expect(inFront(page, 'producers-table')).toContainText('No producer is like that');
  await openScreen(page, 'transactions');
  await expect(rows.filter({ hasText: ID })).toContainText('CompleteCommit');
  await inFront(page, 'filter').fill('led');
  await expect(rows).toHaveText(/ledger/);
});

test('the producers of the local cluster are told by the partitions that they wrote into', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'bills', numPartitions: 2 }]);
  const producer = kafkaOf(ready.bootstrapServers).producer({ idempotent: true });
  await producer.connect();
  for (let round = 0; round < 3; round += 1)
    await producer.send({ topic: 'bills', messages: [{ partition: 1, value: String(round) }] });
  await producer.disconnect();
  await page.evaluate(() => (location.hash = '#/topics/bills?tab=producers'));
  const rows = inFront(page, 'producers-table').locator('[role=row][data-index]');
  await expect(rows).toHaveCount(1);
  await expect(rows.locator('[data-col=partition]')).toHaveText('1');
  await expect(rows.locator('[data-col=sequence]')).toHaveText('2');
  await expect(rows.locator('[data-state=none]')).toBeVisible();
});

test('what hangs is found with the reason, and aborted once it was said what is lost; not on a read-only connection', async ({
  product: { page },
  remote,
}) => {
  const kafka = `127.0.0.1:${remote.ports.plaintext}`;
  await makeTopics(kafka, [{ topic: 'stuck' }]);
  await leaveHanging(kafka, { topic: 'stuck', partition: 0 }, 'orphan');
  await fillPartition(kafka, 'stuck', 0, 3);
  await beginConnection(page, 'staging', kafka);
  await saveConnection(page);
  await showCluster(page, 'staging');

  await openScreen(page, 'transactions');
  await inFront(page, 'find-hanging').click();
  const table = inFront(page, 'hanging-table');
  const row = table.locator('[role=row][data-index]');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('stuck-0');
  await expect(row).toContainText('Not known to its coordinator');
  await row.click();
  await expect(inFront(page, 'detail')).toContainText(
    'The coordinator of orphan does not know that it writes here',
  );
  await toggleReadOnly(page, 'staging');
  await showCluster(page, 'staging');
  await expect(inFront(page, 'abort-transaction')).toBeDisabled();
  await toggleReadOnly(page, 'staging');
  await showCluster(page, 'staging');

  await inFront(page, 'abort-transaction').click();
  const dialog = page.getByTestId('confirm-dialog');
  await expect(dialog.getByTestId('abort-lost')).toContainText('1 record,');
  await expect(dialog.getByTestId('abort-freed')).toContainText('4 offsets');
  await confirmTyping(page, 'orphan', 'Abort the transaction');
  await expect(inFront(page, 'nothing-hangs')).toBeVisible();
});
