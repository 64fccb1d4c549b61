import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from '../fixtures/launch.ts';
import { createTopic } from '../steps/messages.ts';
import { write } from '../steps/records.ts';
import { choose, inFront } from '../steps/screens.ts';

test.use({ nodes: 1 });

const CITIES = ['Seoul', 'Busan', 'Jeju'];

/** 300 orders: the city by turns, an amount that counts, and a header on every tenth. */
async function produceOrders(bootstrapServers: string, topic: string): Promise<void> {
  const kafka = new Kafka({ brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: 300 }, (_, at) => ({
    key: `customer-${at % 7}`,
    value: JSON.stringify({ id: `${at}`, city: CITIES[at % 3], amount: at, lines: [{ sku: `s-${at % 5}` }] }),
    headers: at % 10 === 0 ? { source: 'import' } : undefined,
  }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}

const shown = (page: Page, count: number) =>
  expect(inFront(page, 'reading-line')).toContainText(new RegExp(`^${count} (row|shown|record)`), {
    timeout: 20_000,
  });

async function addClause(page: Page, place: string, test_: string, operand: string): Promise<void> {
  await inFront(page, 'add-clause').click();
  await page.getByTestId('clause-place').fill(place);
  await page.getByTestId('clause-test').click();
  await page.getByRole('option', { name: test_, exact: true }).click();
  await page.getByTestId('clause-operand').fill(operand);
  await page.getByTestId('clause-submit').click();
  await page.keyboard.press('Escape');
}

test('narrow a topic by fields, values and a script; keep the view; take it along as a file', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 3);
  await produceOrders(ready.bootstrapServers, 'orders');
  await choose(page, 'read-from', 'oldest');
  await choose(page, 'read-limit', '500');
  await shown(page, 300);

  await addClause(page, 'amount', 'is above', '149');
  await shown(page, 150);
  await expect(inFront(page, 'clause')).toHaveText(['value amount is above 149']);

  // A value that is seen is asked for with two clicks.
  await inFront(page, 'messages-table').getByRole('row').nth(1).click();
  const detail = inFront(page, 'detail');
  await detail.getByRole('button', { name: /"(Seoul|Busan|Jeju)"/ }).click();
  await page.getByRole('menuitem', { name: 'Only where city is this' }).click();
  await shown(page, 50);
  await detail.getByRole('button', { name: /"(Seoul|Busan|Jeju)"/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Show city as a column' }).click();
  await expect(inFront(page, 'messages-table').getByRole('columnheader', { name: 'city' })).toBeVisible();

  await inFront(page, 'script').click();
  await page.getByTestId('script-text').fill('value.amount % 2 === 0');
  await page.getByTestId('script-apply').click();
  await page.keyboard.press('Escape');
  await shown(page, 25);

  await inFront(page, 'views').click();
  await page.getByTestId('view-name').fill('large and even');
  await page.getByTestId('view-save').click();
  await expect(page.getByTestId('view')).toHaveText('large and even');
  await page.keyboard.press('Escape');

  const download = page.waitForEvent('download');
  await inFront(page, 'export').click();
  await page.getByRole('menuitem', { name: 'All that matches, as JSONL' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines).toHaveLength(25);
  expect(
    lines.every((line) => (JSON.parse(line) as { value: { amount: number } }).value.amount % 2 === 0),
  ).toBe(true);
  await expect(page.getByTestId('export-dialog').getByRole('status')).toHaveAttribute('data-done', 'end');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /Remove the condition value amount/ }).click();
  await page.getByRole('button', { name: /Remove the condition value city/ }).click();
  await shown(page, 150);
  await inFront(page, 'views').click();
  await page.getByTestId('view').click();
  await shown(page, 25);
});

test('a click on null, true or a number asks for that value, and not for the text that reads like it', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'typed', 1);
  const values = ['null', '"null"', 'true', '"true"', '7', '"7"', '7.0'];
  await write(
    ready.bootstrapServers,
    'typed',
    values.map((value, at) => ({ key: Buffer.from(`k${at}`), value: Buffer.from(`{"a":${value}}`) })),
  );
  await choose(page, 'read-from', 'oldest');
  await shown(page, 7);
  const rows = inFront(page, 'messages-table').getByRole('row');
  const clicked = async (value: string, entry: string, label: string, left: number) => {
    await rows.filter({ hasText: `{"a":${value}}` }).click();
    await inFront(page, 'detail').getByRole('button', { name: value, exact: true }).click();
    await page.getByRole('menuitem', { name: entry, exact: true }).click();
    await expect(inFront(page, 'clause')).toHaveText([label]);
    await shown(page, left);
    await page.getByRole('button', { name: /Remove the condition/ }).click();
    await shown(page, 7);
  };
  await clicked('null', 'Only where a is this', 'value a is null', 1);
  await clicked('"null"', 'Only where a is this', 'value a is "null"', 1);
  await clicked('true', 'Without these', 'value a is not true', 6);
  await clicked('7', 'Only where a is this', 'value a is 7', 2);
  await clicked('"7"', 'Without these', 'value a is not "7"', 6);
});

test('a script that does not parse is explained in place, and an endless one is stopped', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 1);
  await produceOrders(ready.bootstrapServers, 'orders');
  const apply = async (script: string) => {
    await inFront(page, 'script').click();
    await page.getByTestId('script-text').fill(script);
    await page.getByTestId('script-apply').click();
    await page.keyboard.press('Escape');
  };
  await apply('value.amount >');
  await expect(page.getByText(/The script cannot be read/)).toBeVisible();
  await apply('while (true) {} return 1');
  await expect(page.getByText(/took longer than 1 s/)).toBeVisible({ timeout: 20_000 });
  await apply('value.missing.field');
  await expect(inFront(page, 'reading-line')).toContainText('the script failed at');
});

test('numbers, UUIDs and Avro are read as what they are, and two records are compared', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'mixed', 1);
  const kafka = new Kafka({ brokers: ready.bootstrapServers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const long = Buffer.alloc(8);
  long.writeBigInt64BE(9007199254740993n);
  // Avro: {"name": "kim", "age": 41} behind no schema id.
  const avro = Buffer.concat([Buffer.from([6]), Buffer.from('kim'), Buffer.from([82])]);
  await producer.send({
    topic: 'mixed',
    messages: [
      { key: long, value: '{"a":1,"b":2}' },
      { key: long, value: '{"a":1,"b":3}' },
      { key: 'avro', value: avro },
    ],
  });
  await producer.disconnect();
  await choose(page, 'read-from', 'oldest');
  await shown(page, 3);
  const rows = inFront(page, 'messages-table').getByRole('row');
  await expect(rows.filter({ hasText: '9007199254740993' })).toHaveCount(2);

  await rows.filter({ hasText: 'avro' }).click();
  await inFront(page, 'decoder').click();
  await page.getByTestId('decoder-choice').click();
  await page.getByRole('option', { name: 'avro', exact: true }).click();
  const schema = page.getByTestId('decoder-schema');
  await schema.fill('{"type":"record","name":"Person"');
  await page.getByTestId('decoder-save').click();
  await expect(page.getByText(/The schema for the value cannot be read/)).toBeVisible();
  await schema.fill(
    '{"type":"record","name":"Person","fields":[{"name":"name","type":"string"},{"name":"age","type":"int"}]}',
  );
  await page.getByTestId('decoder-save').click();
  await expect(inFront(page, 'detail')).toContainText('"kim"');
  await page.keyboard.press('Escape');
  await expect(rows.filter({ hasText: '{"name":"kim","age":41}' })).toHaveCount(1);

  const menuOf = async (text: string) => {
    await rows.filter({ hasText: text }).click({ button: 'right' });
  };
  await menuOf('"b":2');
  await page.getByRole('menuitem', { name: 'Compare with…' }).click();
  await menuOf('"b":3');
  await page.getByRole('menuitem', { name: /Compare with 0-0/ }).click();
  const compare = page.getByTestId('compare-dialog');
  await expect(compare.getByTestId('text-diff')).toContainText('"b": 3');
  await page.keyboard.press('Escape');
  await expect(compare).toBeHidden();
});
