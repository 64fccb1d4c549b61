import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { choose, inFront } from './screens.ts';

/** Opens the dialog that adds a connection, from the title bar. */
export async function beginConnection(page: Page, name: string, bootstrapServers: string): Promise<Locator> {
  await page.getByTestId('cluster-button').click();
  await page.getByRole('menuitem', { name: 'Connect to a cluster' }).click();
  const dialog = page.getByTestId('connection-dialog');
  await dialog.getByTestId('connection-name').fill(name);
  await dialog.getByTestId('connection-bootstrap').fill(bootstrapServers);
  return dialog;
}

/** By Kafka's name of it. */
export async function chooseProtocol(page: Page, protocol: string): Promise<void> {
  await choose(page, 'protocol', new RegExp(`\\b${protocol}$`));
}

/** Trusts the authority whose file lies on this machine. */
export async function trustFile(dialog: Locator, path: string): Promise<void> {
  await dialog
    .getByRole('region', { name: 'Trusted authorities' })
    .getByText('File on this machine', { exact: true })
    .click();
  await dialog.getByTestId('truststore-path').fill(path);
}

export async function login(
  page: Page,
  mechanism: string,
  user: { name: string; password: string },
): Promise<void> {
  await choose(page, 'mechanism', mechanism);
  const dialog = page.getByTestId('connection-dialog');
  await dialog.getByTestId('username').fill(user.name);
  await dialog.getByTestId('secret-password').fill(user.password);
}

/** Tries the connection, and waits for the step that fails. */
export async function expectFailure(
  dialog: Locator,
  step: string,
  problem: string,
  words: string,
): Promise<void> {
  await dialog.getByTestId('test-connection').click();
  await expect(dialog.getByTestId(`step-${step}`)).toHaveAttribute('data-state', 'failed', {
    timeout: 20_000,
  });
  const told = dialog.getByTestId('trial-problem');
  await expect(told).toHaveAttribute('data-problem', problem);
  await expect(told).toContainText(words);
}

export async function expectPassed(dialog: Locator): Promise<void> {
  await dialog.getByTestId('test-connection').click();
  await dialog.getByTestId('trial-passed').waitFor({ timeout: 20_000 });
}

export async function saveConnection(page: Page): Promise<void> {
  const dialog = page.getByTestId('connection-dialog');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Brings a cluster into view, by its name in the title bar's menu. */
export async function showCluster(page: Page, name: string): Promise<void> {
  await page.getByTestId('cluster-button').click();
  await page.getByRole('menuitem', { name: new RegExp(`^${name}\\b`) }).click();
  await expect(page.getByTestId('cluster-button').locator('strong')).toHaveText(name);
}

export async function expectState(page: Page, state: 'connected' | 'disconnected'): Promise<void> {
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', state, { timeout: 30_000 });
}

/** A row of the connections screen. */
export function connectionRow(page: Page, name: string): Locator {
  return inFront(page, 'connections-table').getByRole('row').filter({ hasText: name });
}

/** Switches the connection to read-only, or back. */
export async function toggleReadOnly(page: Page, name: string): Promise<void> {
  await page.getByTestId('rail-connections').click();
  await connectionRow(page, name).first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Edit the connection', exact: true }).click();
  await page.getByTestId('connection-read-only').click();
  await saveConnection(page);
}
