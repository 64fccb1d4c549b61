import { expect, test } from '../fixtures/launch.ts';
import { StoppableConsumer } from '../steps/consumer.ts';
import { createTopic, goLive, send, writeValue } from '../steps/messages.ts';
import { inFront, openScreen, showTab } from '../steps/screens.ts';

test('create a topic, send to it, see it arrive, and send it again edited', async ({ product: { page } }) => {
  await createTopic(page, 'orders', 4);
  await goLive(page);

  await page.getByRole('button', { name: 'Send a message' }).filter({ visible: true }).first().click();
  await inFront(page, 'key').fill('customer-7');
  await expect(inFront(page, 'partition-preview')).toContainText(/\d/);
  await writeValue(page, '{"order": 1, "city": "서울"}');
  await send(page);

  await showTab(page, 'orders');
  const rows = inFront(page, 'messages-table');
  const arrived = rows.getByText('{"order": 1, "city": "서울"}');
  await expect(arrived).toBeVisible();

  await arrived.click();
  await inFront(page, 'resend').click();
  await expect(inFront(page, 'key')).toHaveValue('customer-7');
  await expect(inFront(page, 'value-editor')).toContainText('서울');
  await writeValue(page, '{"order": 2, "city": "부산"}');
  await send(page);

  await showTab(page, 'orders');
  await expect(rows.getByText('{"order": 2, "city": "부산"}')).toBeVisible();
  await expect(arrived).toBeVisible();
});

test('a real consumer group falls behind and catches up, and the chart shows it', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 2);
  await using consumer = await StoppableConsumer.start(ready.bootstrapServers, 'orders', 'warehouse');
  await consumer.produce(20);
  await consumer.hasCommitted(20);

  await openScreen(page, 'groups');
  await inFront(page, 'groups-table').getByRole('button', { name: 'warehouse' }).click();
  const chart = inFront(page, 'lag-chart');
  await expect(chart).toHaveAttribute('data-lag', '0', { timeout: 20_000 });

  consumer.stopReading();
  await consumer.produce(500);
  await expect(chart).toHaveAttribute('data-lag', '500');
  const samples = Number(await chart.getAttribute('data-samples'));
  await expect(inFront(page, 'screen-group')).toContainText('500');
  // All of this lag is data: no markers, no gaps, and a while ago.
  const first = inFront(page, 'group-offsets-table').getByRole('row').nth(1).getByRole('gridcell');
  const cells = async () => (await first.allTextContents()).map((text) => text.trim());
  await expect
    .poll(async () => {
      const [, , , , lag, behind, data, control, aborted, gaps] = await cells();
      return [data === lag && lag !== '0', /\d/.test(behind) && behind !== '0 ms', control, aborted, gaps];
    })
    .toEqual([true, true, '0', '0', '0']);

  consumer.readOn();
  await expect(chart).toHaveAttribute('data-lag', '0', { timeout: 20_000 });
  expect(Number(await chart.getAttribute('data-samples'))).toBeGreaterThan(samples);
});
