import type { Page } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from '../fixtures/launch.ts';
import { beginConnection, connectionRow, saveConnection, showCluster } from '../steps/connections.ts';
import { createTopic } from '../steps/messages.ts';
import { choose, inFront, openScreen, showTab } from '../steps/screens.ts';

test.use({ nodes: 1 });

async function produceNumbers(bootstrapServers: string, topic: string, count: number): Promise<void> {
  const kafka = new Kafka({ brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: count }, (_, at) => ({ key: `k-${at}`, value: `{"number":${at}}` }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}

async function openSettings(page: Page): Promise<void> {
  await page.getByTestId('rail-settings').click();
  await inFront(page, 'shortcuts').waitFor();
}

/** Clicks the shortcut of a command and presses another. */
async function press(page: Page, command: string, keys: string): Promise<void> {
  await inFront(page, `shortcut-${command}`).getByRole('button').first().click();
  await page.keyboard.press(keys);
}

test('a shortcut is changed, a conflict is named, and all is reset', async ({ product: { page } }) => {
  await openSettings(page);
  await press(page, 'go.groups', 'g');
  await expect(inFront(page, 'shortcut-go.groups')).toContainText('G');
  await page.keyboard.press('g');
  await inFront(page, 'screen-groups').waitFor();
  await page.getByTestId('palette-button').click();
  await expect(
    page.getByTestId('palette').getByRole('option', { name: 'Consumer groups' }).locator('kbd').first(),
  ).toHaveText('G');
  await page.keyboard.press('Escape');

  // What is taken is not given away without a word; what was taken away has none.
  await openSettings(page);
  await press(page, 'go.topics', 'g');
  await expect(inFront(page, 'shortcut-go.topics')).toContainText('G is taken: Consumer groups.');
  await inFront(page, 'shortcut-take').click();
  await expect(inFront(page, 'shortcut-go.groups')).toContainText('none');
  await page.keyboard.press('g');
  await inFront(page, 'screen-topics').waitFor();
  // Two screens may have the same key.
  await openSettings(page);
  await press(page, 'connections.add', 'n');
  await press(page, 'topics.create', 'n');
  await expect(inFront(page, 'shortcut-topics.create')).toContainText('N');
  await page.reload();
  await inFront(page, 'shortcut-topics.create').waitFor();
  await expect(inFront(page, 'shortcut-topics.create')).toContainText('N');
  await openScreen(page, 'topics');
  await page.keyboard.press('n');
  await page.getByTestId('create-topic-dialog').waitFor();
  await page.keyboard.press('Escape');

  await openSettings(page);
  await inFront(page, 'shortcuts-reset').click();
  await expect(inFront(page, 'shortcut-topics.create')).toContainText('C');
  await expect(inFront(page, 'shortcuts-reset')).toHaveCount(0);
});

test('the session comes back: tabs, split, filters and the open record', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 1);
  await produceNumbers(ready.bootstrapServers, 'orders', 400);
  await choose(page, 'read-from', 'oldest');
  await choose(page, 'read-limit', '500');
  await expect(inFront(page, 'reading-line')).toContainText('400 ');
  const table = inFront(page, 'messages-table');
  await table.getByText('"number":3}').click();
  await expect(inFront(page, 'detail')).toContainText('offset 3');
  await openScreen(page, 'topics');
  await inFront(page, 'screen-topics').getByRole('searchbox').fill('ord');
  await page.keyboard.press('ControlOrMeta+\\');
  await expect(page.locator('.dv-groupview')).toHaveCount(2);
  await page.waitForTimeout(1_000); // the session is saved soon, not at once
  const tabs = await page.locator('.dv-tab').allInnerTexts();

  await page.reload();
  await expect(page.locator('.dv-tab')).toHaveText(tabs);
  await expect(page.locator('.dv-groupview')).toHaveCount(2);
  await expect(inFront(page, 'screen-topics').getByRole('searchbox')).toHaveValue('ord');
  await expect(inFront(page, 'detail')).toContainText('offset 3');
  await expect(inFront(page, 'read-from')).toContainText('oldest');
});

test('an address opens the place it names, down to one record', async ({ product: { page, ready } }) => {
  await createTopic(page, 'orders', 1);
  await produceNumbers(ready.bootstrapServers, 'orders', 200);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await inFront(page, 'read-from').waitFor();
  await choose(page, 'read-from', 'oldest');
  await inFront(page, 'messages-table').getByText('"number":3}').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy link to this record' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const other = await page.context().newPage();
  // Only the newest hundred are read there; the record comes all the same.
  await other.goto(link);
  await expect(inFront(other, 'detail')).toContainText('offset 3');
  await expect(inFront(other, 'detail')).toContainText('number: 3');
  await other.goto(`${new URL(link).origin}/#/topics/orders?tab=configuration`);
  await expect(other.getByRole('tab', { name: 'Configuration', selected: true })).toBeVisible();
  await other.goBack();
  await expect(inFront(other, 'messages-table')).toBeVisible();
});

test('nothing moves for who wants no motion', async ({ product: { page } }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openScreen(page, 'topics');
  await inFront(page, 'create-topic').click();
  await page.getByTestId('create-topic-dialog').waitFor();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((animation) => Number(animation.effect?.getComputedTiming().duration) > 0)
      .map((animation) => String((animation.effect as KeyframeEffect | null)?.target?.className)),
  );
  expect(moving).toEqual([]);
});

test('what would change a read-only cluster is disabled on every screen and says why', async ({
  product: { page, ready },
}) => {
  await createTopic(page, 'orders', 1);
  await produceNumbers(ready.bootstrapServers, 'orders', 3);
  // The same cluster once more, from outside and to look at only.
  await beginConnection(page, 'mirror', ready.bootstrapServers);
  await page.getByTestId('connection-read-only').click();
  await saveConnection(page);
  await expect(connectionRow(page, 'mirror')).toBeVisible();
  await showCluster(page, 'mirror');
  const refused = async (testId: string) => {
    await expect(inFront(page, testId)).toBeDisabled();
    await expect(inFront(page, testId)).toHaveAttribute('title', /read-only/i);
  };
  await openScreen(page, 'topics');
  await refused('create-topic');
  await inFront(page, 'topics-table').getByText('orders').click({ button: 'right' });
  for (const entry of await page.getByRole('menuitem', { name: /Delete/ }).all())
    await expect(entry).toHaveAttribute('data-disabled', '');
  await page.keyboard.press('Escape');
  await inFront(page, 'topics-table').getByText('orders').dblclick();
  await refused('send-message');
  await page.keyboard.press('s');
  await refused('send');
  await showTab(page, 'orders *mirror');
  await inFront(page, 'screen-topic').getByRole('tab', { name: 'Configuration' }).click();
  await inFront(page, 'screen-topic').getByRole('row').filter({ hasText: 'retention.ms' }).first().click();
  await expect(inFront(page, 'detail').getByRole('button', { name: 'Save' })).toBeDisabled();
});
