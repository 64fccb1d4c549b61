import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/launch.ts';
import { compact, flipBit, openPartition, topicOfThreeSegments, tornCopy } from '../steps/files.ts';
import { choose, inFront, openScreen } from '../steps/screens.ts';

test.describe.configure({ timeout: 240_000 });

const FIRST = '00000000000000000000.log';

/** In both themes, kept with the report. */
async function picture(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.mouse.move(720, 4);
    const path = test.info().outputPath(`${name}-${colorScheme}.png`);
    await page.screenshot({ path });
    await test.info().attach(`${name}-${colorScheme}`, { path, contentType: 'image/png' });
  }
}

test('three segments: files side by side, batches to scale, every field and byte, and a record found from its message', async ({
  product: { page, ready },
}) => {
  await topicOfThreeSegments(ready.bootstrapServers, 'orders');
  await openPartition(page, 1, 'orders-0');
  const segments = inFront(page, 'segment-table');
  await expect(segments).toHaveAttribute('aria-rowcount', '4');
  await expect(inFront(page, 'no-changes')).toContainText('270 records are remembered');
  await picture(page, 'partition');

  await inFront(page, `open-${FIRST}`).click();
  await expect(inFront(page, 'crc-state')).toHaveAttribute('data-state', 'sound');
  const strip = inFront(page, 'segment-strip');
  await expect(strip).not.toHaveAttribute('data-batches', '0');
  await expect(strip).not.toHaveAttribute('data-offset-pins', '0');
  await expect(strip).not.toHaveAttribute('data-time-pins', '0');
  await expect(strip).toHaveAttribute('data-unsound-pins', '0');

  // By keyboard: the second batch, then its fields.
  const list = inFront(page, 'batch-list');
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(inFront(page, 'batch-title')).toContainText('offsets 10 – 19');
  const fields = inFront(page, 'field-rows');
  for (const name of ['baseOffset', 'crc', 'attributes', 'producerId', 'baseSequence', 'recordsCount'])
    await expect(fields.locator(`[data-field-name="${name}"]`)).toBeVisible();
  await expect(fields.locator('[data-field-name="crc"]')).toContainText('the same');
  await expect(fields.locator('[data-field-name="recordsCount"]')).toContainText('10');
  await fields.locator('[data-field-name="lastOffsetDelta"]').hover();
  const bytes = inFront(page, 'field-hex');
  await expect(bytes.locator('[data-lit]').first()).toHaveText('00 00 00 09 ');
  await expect(inFront(page, 'hex-says')).toContainText('lastOffsetDelta');
  // And back: bytes light their field.
  await bytes.locator('.hx').filter({ hasText: '02 ' }).first().hover();
  await expect(fields.locator('[data-field-name="magic"]')).toHaveAttribute('data-lit', 'true');
  await picture(page, 'batch');

  // The fourth batch is compressed: its records are shown from their decompressed bytes.
  await page.getByTestId('find-offset').filter({ visible: true }).fill('33');
  await page.keyboard.press('Enter');
  await expect(inFront(page, 'batch-title')).toContainText('offsets 30 – 39');
  await inFront(page, 'tab-records').click();
  await inFront(page, 'record-list').focus();
  await page.keyboard.press('ArrowDown');
  const record = inFront(page, 'record-detail');
  await expect(record.locator('[data-field-name="key"]')).toContainText('customer-2');
  await expect(record.locator('[data-field-name="headerKey"]')).toContainText('trace');
  await expect(inFront(page, 'bytes-source')).toBeVisible();
  await record.locator('[data-field-name="key"]').hover();
  await expect(bytes.locator('[data-lit]').first()).toBeVisible();
  await picture(page, 'record');

  // Indexes and the small files.
  await inFront(page, 'tree-00000000000000000000.index').click();
  const entries = inFront(page, 'entry-list');
  await expect(entries).not.toHaveAttribute('data-total', '0');
  await entries.focus();
  await page.keyboard.press('ArrowDown');
  await picture(page, 'index');
  await inFront(page, 'entry-to-log').click();
  await expect(inFront(page, 'batch-title')).toBeVisible();
  await inFront(page, 'tree-leader-epoch-checkpoint').click();
  await expect(inFront(page, 'entry-list')).toHaveAttribute('data-total', '1');

  // The metadata log is decoded, control batches too.
  await inFront(page, 'tree-__cluster_metadata-0').click();
  await inFront(page, `open-${FIRST}`).click();
  await inFront(page, 'batch-list').focus();
  await page.keyboard.press('Home');
  await inFront(page, 'tab-records').click();
  await inFront(page, 'record-list').focus();
  await page.keyboard.press('ArrowDown');
  await expect(inFront(page, 'record-decoded')).toContainText('LeaderChange');
  await picture(page, 'metadata');

  // From a message to its bytes.
  await openScreen(page, 'topics');
  await inFront(page, 'topics-table').getByText('orders', { exact: true }).dblclick();
  await choose(page, 'read-from', 'oldest');
  // The newest are shown until the oldest are there.
  await inFront(page, 'messages-table').getByRole('row').filter({ hasText: '"order":5,' }).click();
  await inFront(page, 'find-bytes').click();
  await expect(inFront(page, 'batch-title')).toContainText('offsets 0 – 9');
  await expect(inFront(page, 'record-detail').locator('[data-field-name="offsetDelta"]')).toContainText('5');
});

test('compaction: what it removed, before and after, and the gaps that it left', async ({
  product: { page, ready },
}) => {
  await topicOfThreeSegments(ready.bootstrapServers, 'customers');
  await openPartition(page, 1, 'customers-0');
  await expect(inFront(page, 'no-changes')).toContainText('270 records are remembered');
  await compact(ready.bootstrapServers, 'customers');
  const changes = inFront(page, 'folder-changes');
  await expect(changes).toContainText(/compaction removed \d+ records/, { timeout: 90_000 });
  await expect(inFront(page, 'picture-before')).toContainText('270 records, 3 segments');
  await expect(inFront(page, 'picture-after')).not.toContainText('270 records');
  // Whatever went has a newer record of its key.
  const removed = inFront(page, 'removed-records');
  await expect(removed.getByRole('row').nth(1)).toContainText(/customer-\d/);
  await expect(removed.getByText('none is left')).toHaveCount(0);
  await picture(page, 'compaction');

  // The first segment may have lost all of its records; the second has the newest of each key but for the active one.
  await inFront(page, 'segment-table').getByRole('row').nth(2).getByRole('button').first().click();
  await expect(inFront(page, 'crc-state')).toHaveAttribute('data-state', 'sound');
  const list = inFront(page, 'batch-list');
  await expect(list.locator('.warn').first()).toBeVisible();
  await list.focus();
  await page.keyboard.press('Home');
  await expect(inFront(page, 'field-rows').locator('[data-field-name="recordsCount"]')).toContainText(
    'compacted away',
  );
  await picture(page, 'compacted');
});

test('damage: a flipped bit in a running cluster and a torn tail in a foreign folder, with what recovery would do', async ({
  product: { page, ready },
}) => {
  await topicOfThreeSegments(ready.bootstrapServers, 'payments');
  const folder = join(ready.dataDir, 'node-1', 'data-1', 'payments-0');
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  expect(logs.length).toBe(3);
  // In the value of a record of the third batch, in a segment that is not written to any more.
  flipBit(join(folder, FIRST), 2 * 101_000 + 5_000);
  await openPartition(page, 1, 'payments-0');
  await inFront(page, `open-${FIRST}`).click();
  await expect(inFront(page, 'crc-state')).toHaveAttribute('data-state', 'bad');
  const fault = inFront(page, 'fault-crc');
  await expect(fault).toContainText(/CRC is 0x[0-9a-f]{8}, the header says 0x[0-9a-f]{8}/);
  await expect(fault).toContainText('If the node died now, Kafka would cut the segment at byte');
  await expect(fault).toContainText('remove the 2 segments behind it');
  const place = fault.getByRole('button');
  await expect(place).toHaveText(/^at byte \d{3},\d{3}$/);
  const position = (await place.textContent())!.replace('at ', '');
  await place.click();
  // A place in a file reads the same wherever it stands.
  await expect(fault).toContainText(`cut the segment at ${position}`);
  await expect(inFront(page, 'batch-title')).toHaveText(`offsets 20 – 29, ${position}`);
  await expect(inFront(page, 'crc-fault')).toContainText('CRC');
  // What would become of the segment stands above already.
  await expect(inFront(page, 'crc-fault')).not.toContainText('cut the segment');
  await expect(inFront(page, 'field-rows').locator('[data-field-name="crc"]')).toContainText('not the same');
  await picture(page, 'corrupted');

  const torn = tornCopy(folder, logs.at(-1)!);
  try {
    await inFront(page, 'open-folder').click();
    const dialog = page.getByTestId('open-folder-dialog');
    await dialog.getByTestId('folder-path').fill(join(torn.root, 'nowhere'));
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(dialog.getByRole('alert')).toContainText('There is no folder');
    await dialog.getByTestId('folder-path').fill(torn.folder);
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await inFront(page, `open-${logs.at(-1)}`).click();
    await expect(inFront(page, 'fault-torn')).toContainText(
      /The batch says it has \d{3},\d{3} bytes, \d{3},\d{3} are there\./,
    );
    await inFront(page, 'fault-torn').getByRole('button').click();
    await expect(inFront(page, 'tail-pane')).toContainText(/^The batch says it has/);
    await picture(page, 'torn');
    // What is looked at goes away.
    rmSync(torn.folder, { recursive: true });
    await expect(inFront(page, 'error')).toContainText('the partition was deleted or moved');
    await picture(page, 'gone');
  } finally {
    rmSync(torn.root, { recursive: true });
  }
});
