import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { choose, inFront, openScreen } from './screens.ts';

export async function createTopic(page: Page, name: string, partitions: number): Promise<void> {
  await openScreen(page, 'topics');
  await inFront(page, 'create-topic').click();
  const dialog = page.getByTestId('create-topic-dialog');
  await dialog.getByTestId('topic-name').fill(name);
  await dialog.getByTestId('topic-partitions').fill(String(partitions));
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await inFront(page, 'read-from').waitFor();
}

/** On a topic's page: shows what arrives from now on. */
export async function goLive(page: Page): Promise<void> {
  await choose(page, 'read-from', /live/i);
  await expect(inFront(page, 'live-waiting')).toBeVisible();
}

/** In the editor: replaces the value, whatever it was. */
export async function writeValue(page: Page, value: string): Promise<void> {
  const editor = inFront(page, 'value-editor');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(value);
  await expect(editor).toContainText(value.slice(0, 12));
}

/** Sends, and waits until the broker has said where the message is. */
export async function send(page: Page): Promise<void> {
  const stored = inFront(page, 'sent-table').getByText('stored', { exact: false });
  const before = await stored.count();
  await inFront(page, 'send').click();
  await expect(stored).toHaveCount(before + 1);
}
