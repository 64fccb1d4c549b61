import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/launch.ts';
import { createTopic } from '../steps/messages.ts';
import { endOffsets, readAll, write } from '../steps/records.ts';
import { killWorkbench } from '../steps/processes.ts';
import { inFront } from '../steps/screens.ts';

// A trace of a page that is asked fifty times a second takes minutes to put together.
test.use({ nodes: 1, trace: 'off' });

/** The job card of a kind in front, once it has ended like that. */
const job = (page: Page, kind: string, state: string) =>
  page.locator(`[data-testid="job"][data-kind="${kind}"][data-state="${state}"]`).filter({ visible: true });

test('a redrive of a whole topic is stopped, goes on, lives through deaths of the workbench, and doubles nothing', async ({
  product: { page, ready },
}) => {
  test.slow();
  // So many that a quick machine is not through with them between a click and the next.
  const COUNT = 120_000;
  await createTopic(page, 'orders', 3);
  await createTopic(page, 'orders.dlq', 2);
  const padding = 'x'.repeat(400);
  for (let at = 0; at < COUNT; at += 2_000)
    await write(
      ready.bootstrapServers,
      'orders.dlq',
      Array.from({ length: 2_000 }, (_, index) => ({
        key: Buffer.from(`k-${(at + index) % 50}`),
        value: Buffer.from(`${at + index} ${padding}`),
      })),
    );
  await inFront(page, 'read-again').click();
  await inFront(page, 'export').click();
  await page.getByRole('menuitem', { name: 'Send all that matches to another topic' }).click();
  await inFront(page, 'redrive-topic').fill('orders');
  await inFront(page, 'redrive-preview').click();
  await expect(inFront(page, 'redrive-summary')).toContainText('10,000 records');
  await inFront(page, 'redrive-start').click();
  const sent = async (state: string): Promise<number> => {
    const text = await job(page, 'redrive', state).innerText();
    return Number(/([\d,]+) sent/.exec(text)![1]!.replaceAll(',', ''));
  };
  const under = job(page, 'redrive', 'running');
  const hasSent = async (more: number): Promise<void> => {
    await expect.poll(() => sent('running'), { intervals: [20], timeout: 30_000 }).toBeGreaterThan(more);
  };

  await hasSent(0);
  await under.getByTestId('job-cancel').click();
  await expect(job(page, 'redrive', 'cancelled')).toBeVisible();
  let before = await sent('cancelled');
  expect(before).toBeLessThan(COUNT);
  await job(page, 'redrive', 'cancelled').getByRole('button', { name: 'Go on' }).click();
  for (let death = 0; death < 2; death++) {
    await hasSent(before);
    killWorkbench(ready.supervisorPid);
    const failed = job(page, 'redrive', 'failed');
    await expect(failed).toContainText('The workbench ended while this was at work.', { timeout: 30_000 });
    before = await sent('failed');
    expect(before).toBeLessThan(COUNT);
    await failed.getByRole('button', { name: 'Go on' }).click();
  }
  await expect(job(page, 'redrive', 'done')).toContainText('120,000 sent', { timeout: 60_000 });
  const read = await readAll(ready.bootstrapServers, 'orders', COUNT);
  const numbers = read.map(({ value }) => Number.parseInt(value!.toString(), 10));
  expect(new Set(numbers).size).toBe(COUNT);
  expect(await endOffsets(ready.bootstrapServers, 'orders')).toBe(COUNT);
  // The order of each key is kept.
  const last = new Map<string, number>();
  const overtaken = read.filter(({ key }, index) => {
    const before = last.get(key!.toString()) ?? -1;
    last.set(key!.toString(), numbers[index]!);
    return numbers[index]! <= before;
  });
  expect(overtaken).toEqual([]);
});
