import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { choose, inFront, openScreen } from './screens.ts';

/** From the Schemas screen of a cluster without a registry: gives its address, and tries it. */
export async function connectRegistry(page: Page, url: string): Promise<void> {
  await openScreen(page, 'schemas');
  await inFront(page, 'connect-registry').click();
  const dialog = page.getByTestId('connection-dialog');
  await dialog.getByTestId('registry-url').fill(url);
  await dialog.getByTestId('test-connection').click();
  await dialog.getByTestId('trial-passed').waitFor({ timeout: 20_000 });
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Puts a text into the dialog's editor, whatever stood there. */
export async function writeSchema(page: Page, text: string): Promise<void> {
  const editor = page.getByTestId('register-dialog').getByTestId('schema-editor');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  await expect(editor).toContainText(text.slice(0, 12));
}

export async function registerSubject(page: Page, subject: string, text: string): Promise<void> {
  await openScreen(page, 'schemas');
  await inFront(page, 'register').click();
  const dialog = page.getByTestId('register-dialog');
  await dialog.getByTestId('subject-name').fill(subject);
  await writeSchema(page, text);
  await dialog.getByRole('button', { name: 'Register', exact: true }).click();
  await dialog.waitFor({ state: 'detached', timeout: 20_000 });
  await inFront(page, 'schema-text').waitFor();
}

export async function openSubject(page: Page, subject: string): Promise<void> {
  await openScreen(page, 'schemas');
  await inFront(page, 'schemas-table').getByRole('button', { name: subject, exact: true }).click();
  await inFront(page, 'screen-subject').waitFor();
}

/** In the editor: encodes the value with the topic's own subject. */
export async function encodeByTopic(page: Page): Promise<void> {
  await choose(page, 'schema-value', /by the topic/);
  await inFront(page, 'schema-ready-value').waitFor();
}
