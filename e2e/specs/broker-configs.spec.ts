import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/secure-kafka.ts';
import { beginConnection, saveConnection, showCluster, toggleReadOnly } from '../steps/connections.ts';
import { inFront, openScreen } from '../steps/screens.ts';

test.describe.configure({ timeout: 240_000 });
test.use({ nodes: 1 });

/** From the nodes screen: the first node's configuration, and one of it. */
async function openConfig(page: Page, name: string): Promise<void> {
  await inFront(page, 'node-config-filter').fill(name);
  await inFront(page, 'node-configs-table').getByRole('button', { name, exact: true }).click();
}

async function story(page: Page): Promise<void> {
  await openScreen(page, 'nodes');
  await inFront(page, 'nodes-table').locator('[role=row][data-index]').first().click();
  await inFront(page, 'tab-configuration').click();
  await openConfig(page, 'log.retention.ms');
  const dialog = page.getByTestId('config-dialog');
  const value = dialog.getByTestId('config-value');
  const save = dialog.getByTestId('config-save');
  const sources = dialog.locator('.config-synonyms');

  await value.fill('soon');
  await save.click();
  await expect(dialog.getByTestId('error')).toContainText('soon');
  await value.fill('3600000');
  await expect(dialog).toContainText('1 h');
  await save.click();
  await expect(sources).toContainText('broker, dynamiclog.retention.ms = 3600000');
  await expect(save).toBeDisabled();

  await dialog.getByText('all brokers', { exact: true }).click();
  await expect(dialog.getByTestId('config-reset')).toBeDisabled();
  await value.fill('7200000');
  await save.click();
  await expect(sources).toContainText('cluster, dynamiclog.retention.ms = 7200000');

  await dialog.getByText('broker 1', { exact: true }).click();
  await dialog.getByTestId('config-reset').click();
  await expect(dialog).not.toContainText('3600000');
  await expect(value).toHaveValue('7200000');
  await dialog.getByText('all brokers', { exact: true }).click();
  await dialog.getByTestId('config-reset').click();
  await expect(dialog).not.toContainText('7200000');
  await page.keyboard.press('Escape');

  await openConfig(page, 'process.roles');
  await expect(dialog.getByTestId('config-read-only')).toContainText('when they start');
  await page.keyboard.press('Escape');
}

test('a config of brokers is set for one and for all, refused with the reason, and reset, here and on Apache Kafka', async ({
  product: { page },
  remote,
}) => {
  await story(page);
  await beginConnection(page, 'staging', `127.0.0.1:${remote.ports.plaintext}`);
  await saveConnection(page);
  await showCluster(page, 'staging');
  await story(page);
  await toggleReadOnly(page, 'staging');
  await showCluster(page, 'staging');
  await openConfig(page, 'log.retention.ms');
  const dialog = page.getByTestId('config-dialog');
  await dialog.getByTestId('config-value').fill('1');
  await expect(dialog.getByTestId('config-save')).toBeDisabled();
});
