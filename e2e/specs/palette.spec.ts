import type { Page } from '@playwright/test';
import { startTestRegistry } from '../../src-main/workbench/registry/test-kit.ts';
import { SCREEN_COMMANDS } from '../../src-renderer/lib/commands/catalogue.ts';
import { fillTopics, topicName } from '../bench/ui-load.ts';
import { expect, test } from '../fixtures/launch.ts';
import { beginConnection, saveConnection, showCluster } from '../steps/connections.ts';
import { connectRegistry } from '../steps/schemas.ts';
import { inFront } from '../steps/screens.ts';
import { commitOffsets, fillPartition, makeTopics } from '../steps/topics.ts';

test.use({ nodes: 1 });
test.describe.configure({ timeout: 240_000 });

/** Where commands are looked for, and what must be there; with a list a row is chosen, whose menu is in the palette too. */
const PLACES: readonly (readonly [address: string, shows: string, list?: string])[] = [
  ['/overview', 'screen-overview'],
  ['/topics', 'topics-table', 'topics-table'],
  ['/topics/orders', 'messages-table', 'messages-table'],
  ['/topics/orders/send', 'value-editor'],
  ['/groups', 'groups-table', 'groups-table'],
  ['/groups/warehouse', 'group-offsets-table'],
  ['/nodes', 'nodes-table'],
  ['/replication', 'partition-map'],
  ['/files', 'folder-tree'],
  ['/transactions', 'screen-transactions'],
  ['/schemas', 'schemas-table', 'schemas-table'],
  ['/schemas/orders-value', 'schema-text'],
  ['/connections', 'connections-table', 'connections-table'],
  ['/settings', 'shortcuts'],
];
/** They stop the node that everything else needs, or change what there is. */
const needsMore = (id: string) => /^(node|sample)\./.test(id);

async function openPlace(page: Page, [address, shows, list]: (typeof PLACES)[number]): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#${address}`);
  await inFront(page, shows).first().waitFor();
  if (list !== undefined)
    await inFront(page, list).locator('[role=row][data-index] [role=gridcell]').nth(2).click();
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('F1');
  await page.getByTestId('palette').waitFor();
}

async function closeAll(page: Page): Promise<void> {
  const open = page.locator('.dialog, .palette, .menu[data-open], .popover');
  for (let tries = 0; tries < 4 && (await open.count()) > 0; tries += 1) await page.keyboard.press('Escape');
  await expect(open).toHaveCount(0);
}

/** Ids and names of what the open palette offers, topics and groups aside. */
async function offered(page: Page): Promise<Map<string, string>> {
  const pairs = await page.locator('.palette [data-command]').evaluateAll((items) =>
    items.map((item) => {
      const title = item.querySelector('.grow')!.textContent;
      return [(item as HTMLElement).dataset.command!, title] as const;
    }),
  );
  return new Map(pairs);
}

/** Types the name of each into the palette at its place; answers those that are not found, and all that there are. */
async function findAll(page: Page): Promise<{ found: Map<string, string>; lost: string[] }> {
  const found = new Map<string, string>();
  const lost: string[] = [];
  for (const place of PLACES) {
    await openPlace(page, place);
    await openPalette(page);
    for (const [id, title] of await offered(page)) {
      if (found.has(id)) continue;
      found.set(id, title);
      await page.getByTestId('palette').getByRole('combobox').fill(title);
      if (!(await page.locator(`.palette [data-command="${id}"]`).isVisible())) lost.push(`${id}: ${title}`);
    }
    await closeAll(page);
  }
  return { found, lost };
}

test('every action is in the palette, is found by its name in both languages, and runs', async ({
  product: { page, ready },
}) => {
  page.setDefaultTimeout(10_000);
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  await using registry = await startTestRegistry();
  registry.add('orders-value', 'JSON', '{"type":"object"}');
  await makeTopics(ready.bootstrapServers, [{ topic: 'bills' }, { topic: 'orders' }]);
  await fillPartition(ready.bootstrapServers, 'orders', 0, 5);
  await commitOffsets(ready.bootstrapServers, 'warehouse', 'orders', [[0, 2]]);
  await connectRegistry(page, registry.url);

  const english = await findAll(page);
  expect(english.lost).toEqual([]);
  const withShortcut = await inFront(page, 'shortcuts')
    .locator('tr')
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.testid!.slice('shortcut-'.length)));
  const missing = [...Object.keys(SCREEN_COMMANDS), ...withShortcut].filter((id) => !english.found.has(id));
  // It opens the palette: there it would mean nothing.
  expect([...new Set(missing)]).toEqual(['palette.open']);

  // Each where it is offered. What asks first is closed again.
  const ran = new Set<string>();
  for (const place of PLACES) {
    for (;;) {
      await openPlace(page, place);
      await openPalette(page);
      const ids = [...(await offered(page)).keys()];
      const next = ids.find((id) => !ran.has(id) && !needsMore(id) && id !== 'language.switch');
      if (next === undefined) break;
      ran.add(next);
      await page.locator(`.palette [data-command="${next}"]`).click();
      await expect(page.getByTestId('palette')).toHaveCount(0);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      await closeAll(page);
      expect(thrown, next).toEqual([]);
    }
    await closeAll(page);
  }
  expect([...english.found.keys()].filter((id) => !ran.has(id) && !needsMore(id))).toEqual([
    'language.switch',
  ]);

  await openPalette(page);
  await page.locator('.palette [data-command="language.switch"]').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  const korean = await findAll(page);
  expect(korean.lost).toEqual([]);
  expect([...korean.found.keys()].toSorted()).toEqual([...english.found.keys()].toSorted());
  const same = [...korean.found].filter(([id, title]) => title === english.found.get(id));
  expect(same).toEqual([]);
  expect(thrown).toEqual([]);
});

/** What the palette offers that no screen registered: it is there because it stands on the screen. */
async function offeredOnScreen(page: Page): Promise<string[]> {
  await openPalette(page);
  const titles = await page.locator('.palette [cmdk-item]:not([data-command])').allTextContents();
  await closeAll(page);
  return titles;
}

async function runFromPalette(page: Page, title: string): Promise<void> {
  await openPalette(page);
  await page.getByTestId('palette').getByRole('combobox').fill(title);
  await page.getByRole('option', { name: title, exact: true }).click();
  await expect(page.getByTestId('palette')).toHaveCount(0);
}

test('what stands on a screen is in the palette: buttons, tabs, switches, choices, menus and what a chosen row takes', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'orders', numPartitions: 2 }]);
  await fillPartition(ready.bootstrapServers, 'orders', 0, 5);
  await commitOffsets(ready.bootstrapServers, 'warehouse', 'orders', [[0, 2]]);
  const holds: readonly (readonly [address: string, shows: string, titles: readonly string[]])[] = [
    ['/overview', 'screen-overview', []],
    ['/topics', 'topics-table', ['Internal topics', 'Topics: Save all that is shown as CSV']],
    [
      '/topics/orders',
      'messages-table',
      ['orders: Partitions', 'From: oldest', 'Limit: 1,000', 'Script', 'Export: The rows shown, as CSV'],
    ],
    [
      '/topics/orders/send',
      'value-editor',
      ['Ways of sending: Batch', 'Tombstone (null)', 'Compression: zstd', 'Add header', 'Another topic…'],
    ],
    [
      '/groups/warehouse',
      'group-offsets-table',
      ['Alert on lag', 'Save the offsets as CSV', 'Pause the chart', 'View: Stacked', 'warehouse: Members'],
    ],
    ['/history', 'screen-history', ['History: Topics before']],
    ['/timeline', 'screen-timeline', ['Kinds: Leaders', 'Span of time: 15 min']],
    ['/alerts', 'screen-alerts', ['New rule']],
    ['/welcome', 'screen-welcome', ['Copy the snippet', 'Client: kcat']],
    ['/settings', 'shortcuts', ['Row height: Roomy', 'High contrast']],
  ];
  for (const [address, shows, titles] of holds) {
    await openPlace(page, [address, shows]);
    await expect
      .poll(async () => {
        const offers = await offeredOnScreen(page);
        return titles.filter((title) => !offers.includes(title));
      }, address)
      .toEqual([]);
    // Nothing stands there twice, also not beside a command that does the same.
    await openPalette(page);
    const all = await page.locator('.palette [cmdk-item] .grow').allTextContents();
    await closeAll(page);
    expect(
      all.filter((title, at) => all.indexOf(title) !== at),
      address,
    ).toEqual([]);
  }

  // They do what they say.
  await openPlace(page, ['/topics/orders', 'messages-table']);
  await runFromPalette(page, 'From: oldest');
  await expect(inFront(page, 'read-from')).toContainText('oldest');
  await inFront(page, 'messages-table').locator('[role=row][data-index] [data-col=value]').first().click();
  await runFromPalette(page, 'orders: Partitions');
  await inFront(page, 'partitions-table').waitFor();
  await openPlace(page, ['/topics', 'topics-table']);
  await runFromPalette(page, 'Internal topics');
  await expect(inFront(page, 'topics-table')).toContainText('__consumer_offsets');
  await openPlace(page, ['/topics/orders/send', 'value-editor']);
  await runFromPalette(page, 'Tombstone (null)');
  await expect(
    inFront(page, 'screen-editor').getByRole('checkbox', { name: 'Tombstone (null)' }),
  ).toBeChecked();
  await openPlace(page, ['/groups/warehouse', 'group-offsets-table']);
  await inFront(page, 'group-offsets-table')
    .locator('[role=row][data-index] [role=gridcell]')
    .first()
    .click();
  expect(await offeredOnScreen(page)).toContain('Forget the commits of orders');
  await runFromPalette(page, 'Alert on lag');
  await expect(page.getByTestId('rule-dialog').getByTestId('rule-group')).toHaveValue('warehouse');
  await closeAll(page);

  // Faults and the sample stream from wherever one is, after what is near the first key.
  await openPlace(page, ['/topics', 'topics-table']);
  await openPalette(page);
  await expect(page.getByRole('option').first()).toHaveText(/Create topic/);
  await closeAll(page);
  await runFromPalette(page, 'node 1: Pause');
  await runFromPalette(page, 'node 1: Resume');
  await runFromPalette(page, 'Start the sample stream');
  await expect(inFront(page, 'sample-state')).toHaveAttribute('data-running', 'true');
  await openPlace(page, ['/topics', 'topics-table']);
  await runFromPalette(page, 'Stop the sample stream');
  await expect(inFront(page, 'sample-state')).toHaveAttribute('data-running', 'false');
});

test('what is typed before the palette has come is typed into it, and starts nothing', async ({
  product: { page },
}) => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await page.route('**/palette-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByTestId('rail-topics').click();
  await inFront(page, 'screen-topics').waitFor();
  await page.keyboard.press('Control+k');
  // 'c' would create a topic here, and a number leads to another screen.
  await page.keyboard.type('c3x');
  await page.keyboard.press('Backspace');
  letGo();
  await expect(page.getByTestId('palette').getByRole('combobox')).toHaveValue('c3');
  await expect(page.locator('.dialog')).toHaveCount(0);
  await expect(inFront(page, 'screen-topics')).toBeVisible();
});

test('what a topic of Kafka’s own or a read-only cluster does not take is not in the palette either', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'orders' }]);
  await fillPartition(ready.bootstrapServers, 'orders', 0, 5);
  await commitOffsets(ready.bootstrapServers, 'warehouse', 'orders', [[0, 2]]);
  const idsAt = async (place: (typeof PLACES)[number]) => {
    await openPlace(page, place);
    await openPalette(page);
    const ids = [...(await offered(page)).keys()].filter((id) => /^topics?\.(?!tab)/.test(id));
    await closeAll(page);
    return ids.toSorted();
  };
  const all = [
    'topic.clone',
    'topic.delete',
    'topic.mark',
    'topic.partitions',
    'topic.purge',
    'topic.reassign',
    'topic.recreate',
    'topic.send',
    'topics.create',
  ];
  expect(await idsAt(['/topics/orders', 'messages-table'])).toEqual(all);
  expect(await idsAt(['/topics/__consumer_offsets', 'messages-table'])).toEqual([
    'topic.clone',
    'topic.mark',
    'topic.reassign',
    'topics.create',
  ]);
  await expect(inFront(page, 'send-message')).toBeDisabled();
  await page.keyboard.press('F1');
  await page.getByTestId('palette').getByRole('combobox').fill('truncate');
  await expect(page.locator('.palette [data-command]')).toHaveCount(0);
  await closeAll(page);

  const dialog = await beginConnection(page, 'mirror', ready.bootstrapServers);
  await dialog.getByTestId('connection-read-only').click();
  await saveConnection(page);
  await showCluster(page, 'mirror');
  await page.getByTestId('rail-topics').click();
  await inFront(page, 'topics-table').getByRole('button', { name: 'orders', exact: true }).click();
  await inFront(page, 'messages-table').waitFor();
  await openPalette(page);
  const ids = [...(await offered(page)).keys()].filter((id) => /^topics?\.(?!tab)/.test(id));
  expect(ids).toEqual(['topic.mark']);
  const onScreen = await offeredOnScreen(page);
  expect(onScreen).toContain('From: oldest');
  // What is read here may be sent to another cluster.
  expect(onScreen.filter((title) => /Send|Delete|Edit|Make anew|Add/.test(title))).toEqual([
    'Export: Send all that matches to another topic…',
  ]);
});

test('any of thousands of topics is found by a part of its name, and few are drawn', async ({
  product: { page, ready },
}) => {
  // More than were once searched; `bench:ui` has ten thousand and times the keys.
  const count = 1_200;
  await fillTopics(ready, count, 1);
  await page.getByTestId('rail-topics').click();
  await expect(inFront(page, 'screen-topics')).toContainText(count.toLocaleString('en'), { timeout: 60_000 });
  await openPalette(page);
  const palette = page.getByTestId('palette');
  const typed = palette.getByRole('combobox');
  const found = palette.getByRole('option').filter({ hasText: /^topic-/ });
  await expect(found).toHaveCount(50, { timeout: 30_000 });
  await expect(palette).toContainText('1,150 more fit');
  for (const name of [topicName(count - 1), topicName(0), topicName(1_043)]) {
    await typed.fill('');
    await page.keyboard.type(name.slice('topic'.length));
    await expect(found).toHaveText([name]);
    // What is best is chosen, so that Enter opens it.
    await expect(found).toHaveAttribute('aria-selected', 'true');
  }
  await page.keyboard.press('Enter');
  await expect(inFront(page, 'screen-topic')).toContainText(topicName(1_043));
});
