import type { Page } from '@playwright/test';
import { expect, startHost, stopHost, test } from '../fixtures/launch.ts';
import { beginConnection, saveConnection, showCluster, toggleReadOnly } from '../steps/connections.ts';
import { createTopic, send, writeValue } from '../steps/messages.ts';
import { killWorkbench } from '../steps/processes.ts';
import { endOffsets, readAll, write } from '../steps/records.ts';
import { choose, inFront, showTab } from '../steps/screens.ts';

test.use({ nodes: 1 });

test('a record of bytes is edited and sent again, and what was not touched keeps every byte', async ({
  product: { page, ready },
}) => {
  const binary = Buffer.from([0, 1, 0xfe, 0xff]);
  const headers = {
    raw: binary,
    empty: Buffer.alloc(0),
    text: Buffer.from('plain'),
    twice: [Buffer.from('1'), binary],
  };
  await createTopic(page, 'bytes', 1);
  await write(ready.bootstrapServers, 'bytes', [{ key: binary, value: Buffer.from([0xff, 0]), headers }]);
  await inFront(page, 'read-again').click();
  await inFront(page, 'messages-table').getByRole('row').nth(1).click();
  await inFront(page, 'resend').click();
  // The key, and the headers raw and the second of twice.
  await expect(page.getByPlaceholder('4 B, sent as they were')).toHaveCount(3);
  await inFront(page, 'add-header').click();
  await page.getByRole('textbox', { name: 'Header' }).last().fill('none');
  const isNull = page.getByRole('button', { name: 'Null value of header none' });
  await isNull.click();
  await send(page);

  await page.getByRole('button', { name: 'to the topic' }).click();
  await inFront(page, 'read-again').click();
  await expect(inFront(page, 'messages-table').getByRole('row')).toHaveCount(3);
  await inFront(page, 'messages-table').getByRole('row').nth(1).click();
  await inFront(page, 'resend').click();
  await expect(isNull).toHaveAttribute('aria-pressed', 'true');
  await send(page);
  const [first, again, third] = await readAll(ready.bootstrapServers, 'bytes', 3);
  for (const record of [again, third]) {
    expect(record.key).toEqual(binary);
    expect(record.value).toEqual(Buffer.from([0xff, 0]));
    expect(record.headers).toEqual({ ...first.headers, none: null });
  }
  expect(again.headers!.raw).toEqual(binary);
});

test('one record is edited and sent to another topic, and to another cluster, into the partition that was told', async ({
  product: { page, ready },
}) => {
  test.slow();
  const other = await startHost(['--nodes', '1']);
  try {
    const binary = Buffer.from([0, 0xff, 0x80]);
    await beginConnection(page, 'staging', other.ready.bootstrapServers);
    await saveConnection(page);
    await showCluster(page, 'staging');
    await createTopic(page, 'payments', 7);
    await showCluster(page, 'local');
    await createTopic(page, 'orders', 5);
    await createTopic(page, 'orders.dlq', 1);
    await write(ready.bootstrapServers, 'orders.dlq', [
      { key: Buffer.from('customer-7'), value: Buffer.from('{"id":1}'), headers: { raw: binary } },
    ]);
    await inFront(page, 'read-again').click();
    await inFront(page, 'messages-table').getByRole('row').nth(1).click();
    await inFront(page, 'resend').click();
    const told = inFront(page, 'partition-preview');
    await expect(told).toHaveText('This key hits partition 0 of 1.');

    // A topic there is none of is not taken; the partition is that of the topic that was chosen.
    const dialog = page.getByTestId('target-dialog');
    const use = dialog.getByRole('button', { name: 'Use this topic' });
    await inFront(page, 'send-elsewhere').click();
    await dialog.getByTestId('target-topic').fill('payments');
    await expect(dialog).toContainText('There is no topic “payments”.');
    await expect(use).toBeDisabled();
    await dialog.getByTestId('target-topic').fill('orders');
    await use.click();
    await expect(inFront(page, 'elsewhere')).toContainText('goes to orders, not to orders.dlq');
    await expect(told).toContainText('of 5.');
    const partitionTold = async () => Number(/partition (\d+) of/.exec(await told.innerText())![1]);
    const inOrders = await partitionTold();
    await send(page);
    const [there] = await readAll(ready.bootstrapServers, 'orders', 1);
    expect(there).toMatchObject({
      partition: inOrders,
      key: Buffer.from('customer-7'),
      headers: { raw: binary },
    });
    expect(there!.value).toEqual(Buffer.from('{"id":1}'));

    // In another cluster, edited.
    await inFront(page, 'send-elsewhere').click();
    await choose(page, 'target-cluster', 'staging');
    await dialog.getByTestId('target-topic').fill('payments');
    await use.click();
    await expect(inFront(page, 'elsewhere')).toContainText('goes to payments in staging, not to orders.dlq');
    await expect(told).toContainText('of 7.');
    await writeValue(page, '{"id":2}');
    const inPayments = await partitionTold();
    await send(page);
    const [far] = await readAll(other.ready.bootstrapServers, 'payments', 1);
    expect(far).toMatchObject({
      partition: inPayments,
      key: Buffer.from('customer-7'),
      headers: { raw: binary },
    });
    expect(far!.value!.toString()).toBe('{"id":2}');

    // Whoever sends many sends them there, too; a file that was taken stays when the topic changes.
    await page.getByTestId('tab-generate').filter({ visible: true }).click();
    await expect(inFront(page, 'elsewhere')).toContainText('goes to payments in staging');
    await inFront(page, 'rate').fill('100');
    await inFront(page, 'stop-amount').fill('5');
    await expect(inFront(page, 'load-summary')).toContainText('5 messages to payments');
    await inFront(page, 'start-load').click();
    await expect(job(page, 'load', 'done')).toContainText('5 of 5 sent');
    await page.getByTestId('tab-batch').filter({ visible: true }).click();
    await inFront(page, 'send-to-own').click();
    await inFront(page, 'batch-paste').fill('{"line":1}\n{"line":2}');
    await inFront(page, 'take-paste').click();
    await expect(inFront(page, 'batch-summary')).toContainText('orders.dlq');
    await inFront(page, 'send-elsewhere').click();
    await choose(page, 'target-cluster', 'staging');
    await dialog.getByTestId('target-topic').fill('payments');
    await use.click();
    await expect(inFront(page, 'batch-summary')).toContainText('payments');
    await inFront(page, 'start-batch').click();
    await expect(job(page, 'batch', 'done')).toBeVisible();
    const many = await readAll(other.ready.bootstrapServers, 'payments', 8);
    const values = many.map(({ value }) => value!.toString());
    for (const [value, count] of [
      ['{"id":2}', 6],
      ['{"line":1}', 1],
      ['{"line":2}', 1],
    ] as const)
      expect(values.filter((one) => one === value)).toHaveLength(count);
    await page.getByTestId('tab-message').filter({ visible: true }).click();
    const rows = inFront(page, 'sent-table').getByRole('row');
    await expect(rows.nth(1)).toContainText('payments in staging');
    await expect(rows.nth(2)).toContainText('orders');
    await rows.nth(1).dblclick();
    await expect(inFront(page, 'messages-table')).toContainText('{"id":2}');
    await expect(page.getByTestId('cluster-button').locator('strong')).toHaveText('staging');

    // Once it takes no changes it is not offered, and the editor that goes there does not send.
    await toggleReadOnly(page, 'staging');
    await showCluster(page, 'local');
    await showTab(page, 'Editor of orders.dlq');
    await expect(inFront(page, 'send')).toBeDisabled();
    await inFront(page, 'send-elsewhere').click();
    await expect(dialog.getByTestId('target-topic')).toBeVisible();
    await expect(dialog.getByTestId('target-cluster')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await inFront(page, 'send-to-own').click();
    await expect(told).toHaveText('This key hits partition 0 of 1.');
    await send(page);
    expect(await endOffsets(ready.bootstrapServers, 'orders.dlq')).toBe(2);
    expect(await endOffsets(ready.bootstrapServers, 'orders')).toBe(1);
  } finally {
    await stopHost(other.child);
  }
});

/** The job card of a kind in front, once it has ended like that. */
const job = (page: Page, kind: string, state: string) =>
  page.locator(`[data-testid="job"][data-kind="${kind}"][data-state="${state}"]`).filter({ visible: true });

async function openEditor(page: Page, topic: string, mode: string): Promise<void> {
  await page.evaluate((address) => (location.hash = address), `#/topics/${topic}/send`);
  await inFront(page, 'screen-editor').waitFor();
  await page.getByTestId(`tab-${mode}`).filter({ visible: true }).click();
}

test('a file with a bad line is sent, stops there, goes on, and is in the history', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'batch', 3);
  await openEditor(page, 'batch', 'batch');
  const lines = Array.from({ length: 3_000 }, (_, at) => `k-${at % 9},"{""n"":${at}}",${at % 3}`);
  lines[1_500] = 'k,v,nowhere';
  await page
    .getByTestId('batch-file')
    .last()
    .setInputFiles({
      name: 'orders.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`key,value,partition\n${lines.join('\n')}\n`),
    });
  await expect(inFront(page, 'planned').getByRole('row')).toHaveCount(21);
  await expect(inFront(page, 'csv-partition')).toContainText('partition');
  await inFront(page, 'start-batch').click();
  await expect(job(page, 'batch', 'failed')).toContainText(
    "Line 1502 is no message: 'nowhere' is no partition",
  );
  await page.getByTestId('status-jobs').click();
  await page.getByTestId('jobs-list').getByTestId('job-skip').click();
  await expect(page.getByTestId('jobs-list').getByText('2,999 sent')).toBeVisible();
  await page.keyboard.press('Escape');
  const read = await readAll(ready.bootstrapServers, 'batch', 2_999);
  expect(new Set(read.map(({ value }) => value!.toString())).size).toBe(2_999);
  expect(
    read.every(
      ({ partition, value }) => (JSON.parse(value!.toString()) as { n: number }).n % 3 === partition,
    ),
  ).toBe(true);
  await page.getByTestId('tab-history').filter({ visible: true }).click();
  await expect(inFront(page, 'history-table')).toContainText('Batch to batch: 2,999 sent');
});

test('a file is stopped in the middle, goes on, lives through deaths of the workbench, and no line is doubled', async ({
  product: { page, ready },
}) => {
  test.slow();
  // So many that a quick machine is not through with them between a click and the next.
  const COUNT = 120_000;
  await createTopic(page, 'batch', 3);
  await openEditor(page, 'batch', 'batch');
  const padding = 'x'.repeat(300);
  const lines = Array.from({ length: COUNT }, (_, at) => `{"key":"k-${at % 50}","value":"${at} ${padding}"}`);
  await page
    .getByTestId('batch-file')
    .last()
    .setInputFiles({ name: 'a.jsonl', mimeType: 'text/plain', buffer: Buffer.from(lines.join('\n')) });
  await inFront(page, 'start-batch').click();
  const sent = async (state: string): Promise<number> => {
    const text = await job(page, 'batch', state).innerText();
    return Number(/([\d,]+) sent/.exec(text)![1]!.replaceAll(',', ''));
  };
  const hasSent = async (more: number): Promise<void> => {
    await expect.poll(() => sent('running'), { intervals: [20], timeout: 30_000 }).toBeGreaterThan(more);
  };
  await hasSent(0);
  await job(page, 'batch', 'running').getByTestId('job-cancel').click();
  await expect(job(page, 'batch', 'cancelled')).toBeVisible();
  let before = await sent('cancelled');
  expect(before).toBeLessThan(COUNT);
  await job(page, 'batch', 'cancelled').getByTestId('job-resume').click();
  for (let death = 0; death < 2; death++) {
    await hasSent(before);
    killWorkbench(ready.supervisorPid);
    const failed = job(page, 'batch', 'failed');
    await expect(failed).toContainText('The workbench ended while this was at work.', { timeout: 30_000 });
    await expect(failed).toContainText('what was written is known and is not sent twice');
    before = await sent('failed');
    expect(before).toBeLessThan(COUNT);
    await failed.getByRole('button', { name: /^Go on at line [\d,]+$/ }).click();
  }
  await expect(job(page, 'batch', 'done')).toContainText('120,000 of 120,000 sent', { timeout: 60_000 });
  const read = await readAll(ready.bootstrapServers, 'batch', COUNT);
  const numbers = read.map(({ value }) => Number.parseInt(value!.toString(), 10));
  expect(new Set(numbers).size).toBe(COUNT);
  expect(await endOffsets(ready.bootstrapServers, 'batch')).toBe(COUNT);
});

test('without a registry a value is completed by what the newest records have in common', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 1);
  await write(
    ready.bootstrapServers,
    'orders',
    Array.from({ length: 6 }, (_, at) => ({
      key: null,
      value: Buffer.from(JSON.stringify({ customer: `c-${at}`, total: at, state: at % 2 ? 'NEW' : 'PAID' })),
    })),
  );
  await openEditor(page, 'orders', 'message');
  const editor = inFront(page, 'value-editor');
  await expect(inFront(page, 'screen-editor')).toContainText('completion learnt from 6 records');
  const suggestions = page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  await writeValue(page, '{}');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.type('{"sta', { delay: 40 });
  await expect(suggestions).toHaveText(['state']);
  await page.keyboard.press('Enter');
  await expect(suggestions).toHaveText(['"NEW"', '"PAID"']);
  await page.keyboard.press('Enter');
  await expect(editor).toContainText('{"state": "NEW"}');
  // What is always there and is missing is marked, and sent all the same: it is new, not wrong.
  await expect(editor.locator('.squiggly-warning')).toHaveCount(1);
  await send(page);
  expect(await endOffsets(ready.bootstrapServers, 'orders')).toBe(7);
});

test('a template with variables is previewed, kept, and sent at a rate until it has had enough', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'made', 2);
  await openEditor(page, 'made', 'message');
  await writeValue(page, '{"n":{{sequence}},"name":"{{person.fullName}}"}');
  await inFront(page, 'templates').click();
  await page.getByRole('menuitem', { name: 'Save as template' }).click();
  await page.getByTestId('template-name').fill('people');
  await page.getByTestId('template-dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByTestId('template-dialog').waitFor({ state: 'detached' });
  await page.getByTestId('tab-generate').filter({ visible: true }).click();
  await expect(inFront(page, 'planned')).toContainText('{"n":1,"name":"');
  await inFront(page, 'rate').fill('200');
  await inFront(page, 'stop-amount').fill('');
  await expect(inFront(page, 'start-load')).toBeDisabled();
  await inFront(page, 'stop-amount').fill('60');
  await expect(inFront(page, 'load-summary')).toContainText('60 messages to made, 200 per second');
  await inFront(page, 'start-load').click();
  await expect(job(page, 'load', 'done')).toContainText('60 of 60 sent');
  await expect(job(page, 'load', 'done')).toContainText('p99');
  const read = await readAll(ready.bootstrapServers, 'made', 60);
  const values = read.map(({ value }) => JSON.parse(value!.toString()) as { n: number; name: string });
  expect(values.map(({ n }) => n).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, at) => at + 1),
  );
  expect(new Set(values.map(({ name }) => name)).size).toBeGreaterThan(30);
  await page.getByTestId('tab-message').filter({ visible: true }).click();
  await inFront(page, 'templates').click();
  await expect(page.getByRole('menuitem', { name: 'people', exact: true })).toBeVisible();
});

test('dead letters are sent back to the topics their headers name, byte for byte', async ({
  product: { page, ready },
}) => {
  const binary = Buffer.from([0, 0xff, 0x80]);
  await createTopic(page, 'orders', 3);
  await createTopic(page, 'orders.dlq', 1);
  const dead = (origin: string) => ({
    key: binary,
    value: binary,
    headers: { origin, error: 'boom', raw: binary },
  });
  await write(ready.bootstrapServers, 'orders.dlq', [dead('orders'), dead('orders'), dead('gone')]);
  await inFront(page, 'read-again').click();
  await expect(inFront(page, 'messages-table').getByRole('row')).toHaveCount(4);
  await inFront(page, 'messages-table').click();
  await page.keyboard.press('ControlOrMeta+A');
  await inFront(page, 'messages-table').getByRole('row').nth(2).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Send 3 records to another topic' }).click();
  await expect(inFront(page, 'redrive-source')).toHaveText('3 chosen records');
  await inFront(page, 'redrive-by-header').click();
  await inFront(page, 'redrive-header').fill('origin');
  await inFront(page, 'redrive-remove').fill('error, origin');
  await inFront(page, 'redrive-preview').click();
  await expect(inFront(page, 'redrive-summary')).toContainText('2 records');
  await expect(inFront(page, 'screen-redrive')).toContainText("there is no topic 'gone'");
  await inFront(page, 'redrive-start').click();
  await expect(job(page, 'redrive', 'done')).toContainText('2 of 3 sent');
  const read = await readAll(ready.bootstrapServers, 'orders', 2);
  for (const { key, value, headers } of read) {
    expect(key).toEqual(binary);
    expect(value).toEqual(binary);
    expect(Object.keys(headers!).sort()).toEqual([
      'raw',
      'sluice.source.offset',
      'sluice.source.partition',
      'sluice.source.timestamp',
      'sluice.source.topic',
    ]);
    expect(headers!.raw).toEqual(binary);
    expect(headers!['sluice.source.topic']!.toString()).toBe('orders.dlq');
  }
});
