import type { Locator, Page } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from '../fixtures/secure-kafka.ts';
import { beginConnection, saveConnection, showCluster, toggleReadOnly } from '../steps/connections.ts';
import { actOnNode, expectNode } from '../steps/nodes.ts';
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

  await dialog.getByText('All brokers', { exact: true }).click();
  await expect(dialog.getByTestId('config-reset')).toBeDisabled();
  await value.fill('7200000');
  await save.click();
  await expect(sources).toContainText('cluster, dynamiclog.retention.ms = 7200000');

  await dialog.getByText('Broker 1', { exact: true }).click();
  await dialog.getByTestId('config-reset').click();
  await expect(dialog).not.toContainText('3600000');
  await expect(value).toHaveValue('7200000');
  await dialog.getByText('All brokers', { exact: true }).click();
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

/** Kafka's number of this kind of resource. */
const BROKER = 4;

/** What brokers 1, 2 and 3 say of a config of theirs when they are asked themselves. */
async function valuesAt(bootstrapServers: string, name: string): Promise<string[]> {
  const kafka = new Kafka({ brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const told = [1, 2, 3].map(async (id) => {
      const resource = { type: BROKER, name: String(id), configNames: [name] };
      const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
      return resources[0]!.configEntries[0]!.configValue;
    });
    return await Promise.all(told);
  } finally {
    await admin.disconnect();
  }
}

test.describe('with three nodes', () => {
  test.use({ nodes: 3 });

  test('what is set for one broker holds for that one, what is set for all for the others, also after a restart', async ({
    product: { page, ready },
  }) => {
    const openNode = async (id: number): Promise<Locator> => {
      await inFront(page, 'nodes-table')
        .locator('[role=row][data-index]')
        .filter({ has: page.getByTestId(`node-${id}-status`) })
        .locator('[data-col=id]')
        .click();
      await inFront(page, 'tab-configuration').click();
      await openConfig(page, 'log.retention.ms');
      const dialog = page.getByTestId('config-dialog');
      await expect(dialog).toContainText(`Broker ${id}`);
      return dialog;
    };
    const save = async (dialog: Locator, value: string): Promise<void> => {
      await dialog.getByTestId('config-value').fill(value);
      await dialog.getByTestId('config-save').click();
      await expect(dialog.locator('.config-synonyms')).toContainText(`log.retention.ms = ${value}`);
    };
    const values = (): Promise<string[]> => valuesAt(ready.bootstrapServers, 'log.retention.ms');
    await openScreen(page, 'nodes');
    const [untouched] = await values();

    // One of them alone.
    const ofSecond = await openNode(2);
    await save(ofSecond, '3600000');
    await page.keyboard.press('Escape');
    await expect.poll(values).toEqual([untouched, '3600000', untouched]);

    // All of them, said at a third one: its own word goes before it.
    const ofThird = await openNode(3);
    await expect(ofThird).not.toContainText('3600000');
    await ofThird.getByText('All brokers', { exact: true }).click();
    await save(ofThird, '7200000');
    await page.keyboard.press('Escape');
    await expect.poll(values).toEqual(['7200000', '3600000', '7200000']);
    const again = await openNode(2);
    await expect(again.getByTestId('config-value')).toHaveValue('3600000');
    await expect(again.locator('.config-synonyms')).toContainText(
      'cluster, dynamiclog.retention.ms = 7200000',
    );
    await page.keyboard.press('Escape');

    // Both are kept by the cluster, not by the process.
    await openScreen(page, 'replication');
    await actOnNode(page, 2, 'Kill');
    await expectNode(page, 2, 'dead');
    await actOnNode(page, 2, 'Start');
    await expectNode(page, 2, 'running');
    await expect.poll(values, { timeout: 30_000 }).toEqual(['7200000', '3600000', '7200000']);

    // Reset for the one: it follows the others; reset for all: what nobody had touched.
    await openScreen(page, 'nodes');
    const reset = await openNode(2);
    await reset.getByTestId('config-reset').click();
    await expect(reset).not.toContainText('3600000');
    await expect.poll(values).toEqual(['7200000', '7200000', '7200000']);
    await reset.getByText('All brokers', { exact: true }).click();
    await reset.getByTestId('config-reset').click();
    await expect(reset).not.toContainText('7200000');
    await expect.poll(values).toEqual([untouched, untouched, untouched]);
  });
});
