import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/launch.ts';
import { createTopic } from '../steps/messages.ts';
import { choose, inFront, openScreen } from '../steps/screens.ts';
import { commitOffsets, kafkaOf, topicRow } from '../steps/topics.ts';

test.use({ nodes: 1 });

/** 30 payments a second apart, ten on each of three partitions, every fifth from a branch. */
async function producePayments(bootstrapServers: string): Promise<void> {
  const producer = kafkaOf(bootstrapServers).producer();
  await producer.connect();
  const sinceMs = Date.now() - 60_000;
  await producer.send({
    topic: 'payments',
    messages: Array.from({ length: 30 }, (_, at) => ({
      partition: at % 3,
      key: `k-${at}`,
      value: JSON.stringify({ amount: (at * 7) % 30 }),
      timestamp: String(sinceMs + 1_000 * at),
      headers: at % 5 === 0 ? { branch: at % 10 === 0 ? 'north' : 'south' } : undefined,
    })),
  });
  await producer.disconnect();
}

const rowsOf = (page: Page) => inFront(page, 'messages-table').locator('[role=row][data-index]');
const shown = (page: Page, count: number) =>
  expect(inFront(page, 'reading-line')).toContainText(new RegExp(`^${count} (row|shown|record)`), {
    timeout: 20_000,
  });

async function readPayments(page: Page, bootstrapServers: string): Promise<void> {
  await createTopic(page, 'payments', 3);
  await producePayments(bootstrapServers);
  await choose(page, 'read-from', 'oldest');
  await shown(page, 30);
}

test('pick partitions, sort by any column, brush a time, ask for a header again, copy what is seen', async ({
  product: { page, ready },
}) => {
  await readPayments(page, ready.bootstrapServers);

  await inFront(page, 'read-partitions').click();
  await page.getByRole('checkbox', { name: '2', exact: true }).click();
  await shown(page, 10);
  await page.getByRole('checkbox', { name: '0', exact: true }).click();
  await shown(page, 20);
  await page.keyboard.press('Escape');
  await expect(inFront(page, 'read-partitions')).toHaveText('Partitions 0, 2');
  expect(new Set(await rowsOf(page).locator('[data-col=partition]').allTextContents())).toEqual(
    new Set(['0', '2']),
  );

  // Text, numbers and times, both ways.
  const first = (column: string) => rowsOf(page).first().locator(`[data-col=${column}]`);
  const sort = (header: string) =>
    inFront(page, 'messages-table').getByRole('columnheader', { name: header }).getByRole('button').click();
  await sort('Key');
  await expect(first('key')).toContainText('k-0');
  await sort('Key');
  await expect(first('key')).toContainText('k-29');
  await sort('Offset');
  await expect(first('offset')).toHaveText('0');
  await sort('Offset');
  await expect(first('offset')).toHaveText('9');
  await sort('Time');
  await expect(first('key')).toContainText('k-0');

  // The middle half of the time: from the eighth second to the twenty-first.
  const box = (await inFront(page, 'histogram').boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.move(box.x + (box.width * 3) / 4, y);
  await page.mouse.up();
  await expect(inFront(page, 'clear-range')).toBeVisible();
  await expect(rowsOf(page)).toHaveCount(10);
  await expect(inFront(page, 'within-range')).toHaveText('10 of them in the chosen time');
  await inFront(page, 'clear-range').click();
  await expect(rowsOf(page)).toHaveCount(20);

  // Of partitions 0 and 2 the branches are at 0, 5, 15 and 20.
  await rowsOf(page).filter({ hasText: 'branch' }).first().click();
  const detail = inFront(page, 'detail');
  await detail.getByRole('tab', { name: /Headers/ }).click();
  await detail.getByRole('button', { name: 'Only with this' }).click();
  await shown(page, 2);
  await expect(inFront(page, 'clause')).toHaveText(['header branch is north']);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await detail.getByRole('tab', { name: 'Value' }).click();
  await detail.getByTestId('copy-payload').click();
  await expect.poll(copied).toBe('{"amount":0}');
  await detail.getByRole('tab', { name: 'Key' }).click();
  await detail.getByTestId('copy-payload').click();
  await expect.poll(copied).toBe('k-0');
  await rowsOf(page).first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy as JSON' }).click();
  await expect.poll(copied).toContain('"headers": { "branch": "north" }');
});

test('the list of topics tells its groups and the largest lag', async ({ product: { page, ready } }) => {
  await createTopic(page, 'payments', 3);
  await producePayments(ready.bootstrapServers);
  await commitOffsets(ready.bootstrapServers, 'ledger', 'payments', [[0, 4]]);
  await commitOffsets(ready.bootstrapServers, 'audit', 'payments', [[1, 9]]);
  await openScreen(page, 'topics');
  const row = topicRow(page, 'payments');
  await expect(row.locator('[data-col=groups]')).toHaveText('audit ≥ 1, ledger ≥ 6', { timeout: 20_000 });
  await expect(row.locator('[data-col=maxLag]')).toContainText('6', { timeout: 20_000 });

  // In a small window the columns that matter least make room, instead of being cut at its edge.
  const fits = () =>
    inFront(page, 'topics-table').evaluate((table) => {
      const last = [...table.querySelectorAll('[role=columnheader]')].at(-1)!;
      return last.getBoundingClientRect().right <= table.getBoundingClientRect().right;
    });
  await expect(row.locator('[data-col=last]')).toHaveCount(1);
  expect(await fits()).toBe(true);
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect(row.locator('[data-col=last]')).toHaveCount(0);
  await expect(row.locator('[data-col=groups]')).toHaveText('audit ≥ 1, ledger ≥ 6');
  expect(await fits()).toBe(true);
});

test('the time of records is chosen by keyboard: arrows, Shift for more, Enter narrows, Escape shows all', async ({
  product: { page, ready },
}) => {
  await readPayments(page, ready.bootstrapServers);
  const histogram = inFront(page, 'histogram');
  await histogram.focus();
  await expect(histogram).toHaveAttribute('role', 'slider');
  await expect(histogram).toHaveAttribute('aria-valuetext', /: 30 records$/);
  // The records lie a second apart: each is in a slice of its own.
  await page.keyboard.press('ArrowRight');
  await expect(histogram).toHaveAttribute('aria-valuetext', /: 1 record$/);
  // Only chosen so far.
  await expect(inFront(page, 'within-range')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('Shift+ArrowRight');
  await expect(histogram).toHaveAttribute('aria-valuetext', /: 5 records$/);
  await page.keyboard.press('Enter');
  await expect(rowsOf(page)).toHaveCount(5);
  await expect(inFront(page, 'within-range')).toHaveText('5 of them in the chosen time');
  expect((await rowsOf(page).locator('[data-col=key]').allTextContents()).toSorted()).toEqual(
    ['k-1', 'k-2', 'k-3', 'k-4', 'k-5'].map((key) => expect.stringContaining(key)),
  );
  // The focus is still there: another time, back past the first one, and everything again.
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+PageUp');
  await expect(histogram).toHaveAttribute('aria-valuetext', /: 11 records$/);
  await page.keyboard.press('Shift+Home');
  await expect(histogram).toHaveAttribute('aria-valuetext', /: 30 records$/);
  await page.keyboard.press('Escape');
  await expect(inFront(page, 'clear-range')).toHaveCount(0);
  await expect(inFront(page, 'within-range')).toHaveCount(0);
  // What was not applied is forgotten with the focus.
  await page.keyboard.press('ArrowLeft');
  await expect(histogram).toHaveAttribute('aria-valuetext', /: 1 record$/);
  await page.keyboard.press('Tab');
  await expect(histogram).toHaveAttribute('aria-valuetext', /: 30 records$/);
});

test('a link to a record that is not there says why, and what may be read instead', async ({
  product: { page, ready },
}) => {
  await readPayments(page, ready.bootstrapServers);
  const admin = kafkaOf(ready.bootstrapServers).admin();
  await admin.connect();
  // kafkajs knows no leader of a topic that it was not asked about before.
  await admin.fetchTopicOffsets('payments');
  await admin.deleteTopicRecords({ topic: 'payments', partitions: [{ partition: 0, offset: '4' }] });
  await admin.disconnect();
  const missing = inFront(page, 'missing-record');
  const instead = missing.getByTestId('read-instead');
  const go = (query: string) =>
    page.evaluate((hash) => (location.hash = hash), `#/topics/payments?from=oldest&filter=zzz${query}`);
  const open = (record: string) => go(`&record=${record}`);
  // A row that was read is shown as it was.
  await go('');
  await shown(page, 0);

  await open('0/1');
  await expect(missing).toContainText('all before offset 4 were deleted');
  await expect(missing).toContainText('Begin with the oldest record that is left.');
  await expect(missing.getByRole('button', { name: 'Retry' })).toHaveCount(0);
  await instead.click();
  // Without the filter, which none of them matches.
  await shown(page, 6);
  await expect(missing).toHaveCount(0);
  await expect(rowsOf(page).first().locator('[data-col=offset]')).toHaveText('4');

  await open('1/10');
  await expect(missing).toContainText(
    'payments-1 has no record at offset 10 yet: the next one gets offset 10.',
  );
  await instead.click();
  await expect(inFront(page, 'read-from')).toContainText(/newest/i);
  await shown(page, 10);
  await open('1/777');
  await expect(missing).toContainText('the next one gets offset 10.');

  await open('7/0');
  await expect(missing).toContainText('payments has no partition 7: the last one is 2.');
  await expect(instead).toHaveCount(0);
  await page.keyboard.press('Escape');
  await open('second');
  await expect(missing).toContainText('The address should name it as partition/offset, and says “second”.');
  await missing.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(missing).toHaveCount(0);

  // What is there is opened as ever.
  await open('2/3');
  await expect(inFront(page, 'detail')).toContainText('partition 2, offset 3');
  await expect(inFront(page, 'detail').getByTestId('resend')).toBeVisible();
});

test('a topic that is made anew under an open screen is read anew: records of the old one do not stay', async ({
  product: { page, ready },
}) => {
  await readPayments(page, ready.bootstrapServers);
  const admin = kafkaOf(ready.bootstrapServers).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: ['payments'] });
  await admin.createTopics({ topics: [{ topic: 'payments', numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafkaOf(ready.bootstrapServers).producer();
  await producer.connect();
  await producer.send({ topic: 'payments', messages: [{ value: 'of the second' }] });
  await producer.disconnect();
  // Whether the record was there when it was read is a matter of luck.
  await expect.poll(() => rowsOf(page).count(), { timeout: 20_000 }).toBeLessThan(2);
  await inFront(page, 'read-again').click();
  await shown(page, 1);
  await expect(inFront(page, 'messages-table')).toContainText('of the second');
});

/** What is marked on the page: all of it, and the one that was gone to. */
const marked = (page: Page) =>
  page.evaluate(() => {
    const texts = (name: string) => [...CSS.highlights.get(name)!].map(String);
    return { all: texts('found'), current: texts('found-current') };
  });

test('a text is found in a message, where it is folded too, and in the next message', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'shipments', 1);
  const producer = kafkaOf(ready.bootstrapServers).producer();
  await producer.connect();
  const stops = Array.from({ length: 300 }, (_, at) => ({
    at: { place: { city: at === 250 ? 'Jeju' : 'Seoul' } },
  }));
  await producer.send({
    topic: 'shipments',
    messages: [
      {
        key: 'jeju-1',
        value: JSON.stringify({ id: 1, 'to JEJU': true, stops }),
        headers: { via: 'Jeju Air' },
      },
      { key: '2', value: `first line\n${'far\n'.repeat(1_500)}to jeju (air)\nlast` },
    ],
  });
  await producer.disconnect();
  await choose(page, 'read-from', 'oldest');
  await shown(page, 2);
  await rowsOf(page).filter({ hasText: 'jeju-1' }).click();
  const detail = inFront(page, 'detail');
  const count = inFront(page, 'find-count');

  // Of the tree the first level is open; the name of a field counts as well as a value.
  await expect(detail.getByText('"Jeju"')).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.type('jeju');
  await expect(count).toHaveText('1 of 2');
  await expect(detail.getByText('"Jeju"')).toHaveCount(1);
  expect(await marked(page)).toEqual({ all: ['JEJU', 'Jeju'], current: ['JEJU'] });
  await page.keyboard.press('Enter');
  await expect(count).toHaveText('2 of 2');
  await expect(detail.getByText('"Jeju"')).toBeInViewport();
  expect((await marked(page)).current).toEqual(['Jeju']);
  await page.keyboard.press('Enter');
  await expect(count).toHaveText('1 of 2');
  await page.keyboard.press('Shift+Enter');
  await expect(count).toHaveText('2 of 2');

  // The same text, in the other parts of the record.
  await detail.getByRole('tab', { name: /^Key/ }).click();
  await expect(count).toHaveText('1 of 1');
  await detail.getByRole('tab', { name: /^Headers/ }).click();
  await expect(count).toHaveText('1 of 1');
  expect((await marked(page)).all).toEqual(['Jeju']);
  await detail.getByRole('tab', { name: /^Value/ }).click();

  // In the next record, a text with signs of a pattern.
  await rowsOf(page).filter({ hasText: 'first line' }).click();
  await expect(count).toHaveText('1 of 1');
  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.type('far');
  await expect(count).toHaveText('1 of 1,000+');
  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.type('jeju (air)');
  await expect(count).toHaveText('1 of 1');
  await expect(detail.locator('pre.raw')).toContainText('to jeju (air)');
  expect(
    await page.evaluate(() => {
      const [range] = CSS.highlights.get('found-current')!;
      const box = (range as Range).startContainer.parentElement!.closest('.scroll')!.getBoundingClientRect();
      const { top, bottom } = (range as Range).getBoundingClientRect();
      return top >= box.top && bottom <= box.bottom;
    }),
  ).toBe(true);
  await page.keyboard.type('?');
  await expect(count).toHaveText('No match');

  // It ends, and nothing stays marked.
  await page.keyboard.press('Escape');
  await expect(inFront(page, 'find-text')).toHaveCount(0);
  await expect(detail).toBeVisible();
  expect(await marked(page)).toEqual({ all: [], current: [] });
});
