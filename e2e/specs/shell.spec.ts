import type { Locator, Page } from '@playwright/test';
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
  // The tab around what scrolls does not scroll as well.
  const tooHigh = await page
    .locator('.dv-view.visible')
    .evaluateAll((views) => views.filter((view) => view.scrollHeight > view.clientHeight).length);
  expect(tooHigh).toBe(0);
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

test('two windows have the same settings and favourites, and neither undoes what the other did', async ({
  product: { page },
}) => {
  await createTopic(page, 'orders', 1);
  await openScreen(page, 'topics');
  const other = await page.context().newPage();
  await other.goto(page.url());
  const starIn = (window: Page) =>
    inFront(window, 'topics-table').locator('[role=row][data-index] button.favourite').first();
  await expect(starIn(other)).toHaveAttribute('aria-pressed', 'false');

  await openSettings(other);
  await press(other, 'go.groups', 'g');
  await other.getByTestId('setting-theme').getByText('Dark', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await openSettings(page);
  await page.getByTestId('setting-contrast').click();
  await expect(other.locator('html')).toHaveAttribute('data-contrast', 'more');
  await expect(inFront(other, 'shortcut-go.groups')).toContainText('G');

  await openScreen(page, 'topics');
  await starIn(page).click();
  await expect(starIn(page)).toHaveAttribute('aria-pressed', 'true');
  await openScreen(other, 'topics');
  // What a browser does when somebody turns to the window.
  await other.evaluate(() => dispatchEvent(new Event('focus')));
  await expect(starIn(other)).toHaveAttribute('aria-pressed', 'true');
  await other.close();
});

test('what was scrolled stands where it was left: in another tab, another view, a split and a new session', async ({
  product: { page, ready },
}) => {
  const scrolledTo = async (table: string) => inFront(page, table).evaluate((one) => one.scrollTop);
  const scroll = async (table: string, top: number): Promise<void> => {
    await inFront(page, table).evaluate((one, to) => one.scrollTo({ top: to }), top);
    await page.waitForTimeout(100); // where it stands is told with the next frame
  };
  await createTopic(page, 'orders', 1);
  await produceNumbers(ready.bootstrapServers, 'orders', 400);
  await choose(page, 'read-from', 'oldest');
  await choose(page, 'read-limit', '500');
  await expect(inFront(page, 'reading-line')).toContainText('400 ');
  await scroll('messages-table', 5_000);
  await page.getByRole('tab', { name: 'Configuration' }).click();
  await inFront(page, 'configs-table').waitFor();
  await scroll('configs-table', 222);

  // Another view of the same tab, another tab, and back.
  await page.getByRole('tab', { name: 'Messages' }).click();
  await expect(inFront(page, 'reading-line')).toContainText('400 ');
  await expect.poll(() => scrolledTo('messages-table')).toBe(5_000);
  await openScreen(page, 'topics');
  await showTab(page, 'orders');
  await expect.poll(() => scrolledTo('messages-table')).toBe(5_000);
  await expect(inFront(page, 'messages-table').getByText('"number":180}')).toBeVisible();
  await page.getByRole('tab', { name: 'Configuration' }).click();
  await expect.poll(() => scrolledTo('configs-table')).toBe(222);

  // The dock takes the tab out of the page when it splits it off.
  await page.keyboard.press('ControlOrMeta+\\');
  await expect(page.locator('.dv-groupview')).toHaveCount(2);
  await expect.poll(() => scrolledTo('configs-table')).toBe(222);

  await page.reload();
  await expect.poll(() => scrolledTo('configs-table')).toBe(222);
  await page.getByRole('tab', { name: 'Messages' }).click();
  await expect.poll(() => scrolledTo('messages-table')).toBe(5_000);

  // Who has come is not moved any more; who opens it anew begins at its top.
  await inFront(page, 'messages-table').hover();
  await page.mouse.wheel(0, -10_000);
  await expect.poll(() => scrolledTo('messages-table')).toBe(0);
  await page.getByRole('tab', { name: 'Configuration' }).click();
  await expect.poll(() => scrolledTo('configs-table')).toBe(222);
  await page.keyboard.press('Alt+w');
  await expect(page.locator('.dv-tab').filter({ hasText: 'orders' })).toHaveCount(0);
  await page.waitForTimeout(1_000); // the session is saved soon, not at once
  await page.evaluate(() => {
    location.hash = '#/topics/orders?tab=configuration';
  });
  await inFront(page, 'configs-table').getByText('cleanup.policy').waitFor();
  await page.waitForTimeout(500);
  expect(await scrolledTo('configs-table')).toBe(0);
});

test('menus follow their buttons when the window changes its size; those of the pointer close', async ({
  product: { page },
}) => {
  const popup = page.locator('.menu').filter({ visible: true });
  const end = async (one: Locator): Promise<number> => {
    const box = (await one.boundingBox())!;
    return box.x + box.width;
  };
  await createTopic(page, 'orders', 1);
  const more = inFront(page, 'topic-more');
  await more.click();
  await expect(popup).toBeVisible();
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect
    .poll(async () => Math.abs((await end(popup)) - (await end(more))), { timeout: 800 })
    .toBeLessThan(4);
  await page.setViewportSize({ width: 1300, height: 700 });
  await expect
    .poll(async () => Math.abs((await end(popup)) - (await end(more))), { timeout: 800 })
    .toBeLessThan(4);
  await page.keyboard.press('Escape');
  await expect(popup).toHaveCount(0);

  await openScreen(page, 'topics');
  await inFront(page, 'topics-table').getByText('orders').click({ button: 'right' });
  await expect(popup).toBeVisible();
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect(popup).toHaveCount(0);
  // It opens again as ever.
  await inFront(page, 'topics-table').getByText('orders').click({ button: 'right' });
  await expect(popup).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(popup).toHaveCount(0);
});

test('what there is no room for is told on hover, and a path keeps its end', async ({
  product: { page, ready },
}) => {
  const name = 'com.example.orders.customer-address-changed.v2';
  await createTopic(page, name, 1);
  await page.setViewportSize({ width: 1024, height: 700 });
  await openScreen(page, 'topics');
  const cell = inFront(page, 'topics-table').locator('[data-index] [data-col=name]').first();
  await cell.hover();
  await expect(cell).toHaveAttribute('title', name);
  const partitions = inFront(page, 'topics-table').locator('[data-index] [data-col=partitions]').first();
  await partitions.hover();
  await expect(partitions).not.toHaveAttribute('title');

  await openScreen(page, 'nodes');
  await inFront(page, 'nodes-table').locator('[data-index]').first().click();
  await inFront(page, 'tab-directories').click();
  const path = inFront(page, 'log-directories').locator('[title]').first();
  await expect(path).toHaveAttribute('title', new RegExp(`^${ready.dataDir}.*data-1$`));
  await expect(path).toHaveText(new RegExp(`^${ready.dataDir}.*data-1$`));
  // The end is whole, whatever is left of the beginning.
  const [wanted, given] = await path
    .locator('.path-end')
    .evaluate((end) => [end.scrollWidth, end.clientWidth]);
  expect(given).toBeGreaterThanOrEqual(wanted!);
});

test('the tab in front can be seen, however many there are', async ({ product: { page } }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  const strip = page.locator('.dv-tabs-container').first();
  for (const screen of [
    'topics',
    'groups',
    'nodes',
    'replication',
    'timeline',
    'history',
    'files',
    'schemas',
  ] as const)
    await openScreen(page, screen);
  const active = page.locator('.dv-active-group .dv-active-tab');
  await expect(active).toHaveText(/Schemas/);
  await expect(active).toBeInViewport({ ratio: 0.95 });
  // Nothing lies over the titles: a scroll bar would take a third of the strip.
  expect(await strip.evaluate((one) => one.clientHeight === one.getBoundingClientRect().height)).toBe(true);
  // In a session that comes back, too, where the strip is laid out before it is full.
  await page.reload();
  await expect(active).toHaveText(/Schemas/);
  const isWhole = () =>
    active.evaluate(
      (tab) => tab.getBoundingClientRect().right <= tab.parentElement!.getBoundingClientRect().right + 1,
    );
  await expect.poll(isWhole).toBe(true);
  await openScreen(page, 'topics');
  await expect(active).toHaveText(/Topics/);
  await expect(active).toBeInViewport({ ratio: 0.95 });
  // Nor does it go when the strip gets shorter.
  await page.setViewportSize({ width: 1600, height: 700 });
  await openScreen(page, 'schemas');
  await page.setViewportSize({ width: 800, height: 700 });
  await expect(active).toHaveText(/Schemas/);
  await expect(active).toBeInViewport({ ratio: 0.95 });
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
  // The key does nothing; who comes by an address is refused there.
  await page.keyboard.press('s');
  await page.evaluate(() => {
    const place = location.hash.split('?')[0]!;
    if (place.endsWith('/send')) throw new Error('the key has opened the editor');
    location.hash = `${place}/send`;
  });
  await refused('send');
  await showTab(page, 'orders *mirror');
  await inFront(page, 'screen-topic').getByRole('tab', { name: 'Configuration' }).click();
  await inFront(page, 'screen-topic').getByRole('row').filter({ hasText: 'retention.ms' }).first().click();
  await expect(inFront(page, 'detail').getByRole('button', { name: 'Save' })).toBeDisabled();
});

test('two windows have tabs of their own, and neither takes the other’s; the last one that was closed comes back', async ({
  product: { page },
}) => {
  test.skip(Boolean(process.env.SLUICE_ELECTRON), 'Electron has one window');
  const tabsOf = (window: Page) => window.locator('.dv-tab');
  const settled = (window: Page) => window.waitForTimeout(1_000); // the tabs are kept soon, not at once
  await openScreen(page, 'topics');
  await openScreen(page, 'groups');
  await settled(page);
  const own = await tabsOf(page).allInnerTexts();

  // A new window begins with the tabs of the last one, and goes its own way.
  const other = await page.context().newPage();
  await other.goto(new URL('/', page.url()).href);
  await expect(tabsOf(other)).toHaveText(own);
  await openScreen(other, 'nodes');
  await openScreen(other, 'timeline');
  await settled(other);
  const others = await tabsOf(other).allInnerTexts();
  expect(others).toHaveLength(own.length + 2);

  await page.reload();
  await expect(tabsOf(page)).toHaveText(own);
  await openScreen(page, 'files');
  await settled(page);
  await other.reload();
  await expect(tabsOf(other)).toHaveText(others);

  // The first one changed its tabs last; the other one is closed last.
  await other.close({ runBeforeUnload: true });
  await expect.poll(() => other.isClosed()).toBe(true);
  const third = await page.context().newPage();
  await third.goto(new URL('/', page.url()).href);
  await expect(tabsOf(third)).toHaveText(others);
  await third.close();
});

test('shortcuts that nobody can have are refused with a reason, and a reset takes nothing without a word', async ({
  product: { page },
}) => {
  await openSettings(page);
  const row = (command: string) => inFront(page, `shortcut-${command}`);
  for (const [keys, why] of [
    ['Control+w', 'The browser or the system keeps Ctrl+W for itself'],
    ['Enter', 'Tables, menus and fields need Enter'],
    ['Control+c', 'Tables, menus and fields need Ctrl+C'],
  ] as const) {
    await press(page, 'go.groups', keys);
    await expect(row('go.groups').getByRole('alert')).toContainText(why);
    // It still listens: the next key may be a better one.
    await expect(row('go.groups')).toContainText('Press a key');
    await page.keyboard.press('Escape');
    await expect(row('go.groups').getByRole('alert')).toHaveCount(0);
  }
  await expect(row('go.groups').locator('kbd')).toHaveText('3');
  // Nothing but a modifier is no key yet; neither is a syllable that is being composed.
  await row('go.groups').getByRole('button').first().click();
  await page.keyboard.press('Shift');
  await page.evaluate(() => {
    const making = { bubbles: true, cancelable: true, isComposing: true, key: 'ㅎ', code: 'KeyG' };
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', making));
    const process = { bubbles: true, cancelable: true, key: 'Process', code: 'KeyG', keyCode: 229 };
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', process));
  });
  await expect(row('go.groups')).toContainText('Press a key');
  // A Korean layout types another letter; the key is the same.
  await page.evaluate(() => {
    const korean = { bubbles: true, cancelable: true, key: 'ㅎ', code: 'KeyG' };
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', korean));
  });
  await expect(row('go.groups').locator('kbd')).toHaveText('G');
  await press(page, 'go.topics', '+');
  await expect(row('go.topics').locator('kbd')).toHaveText('+');
  await openScreen(page, 'overview');
  await page.keyboard.press('+');
  await inFront(page, 'screen-topics').waitFor();

  // Its old key went to another meanwhile; that of one tab of nine is named, too.
  await openSettings(page);
  await press(page, 'go.nodes', '3');
  await expect(row('go.nodes').locator('kbd')).toHaveText('3');
  await row('go.groups')
    .getByRole('button', { name: /Back to the default/ })
    .click();
  await expect(row('go.groups').getByRole('alert')).toContainText('3 is taken');
  await expect(row('go.groups').locator('kbd')).toHaveText('G');
  await inFront(page, 'shortcut-take').click();
  await expect(row('go.groups').locator('kbd')).toHaveText('3');
  await expect(row('go.nodes')).toContainText('none');
  await press(page, 'go.groups', 'Alt+4');
  await expect(row('go.groups').getByRole('alert')).toContainText('Alt+4 is taken');
  await inFront(page, 'shortcut-take').click();
  await expect(inFront(page, 'shortcut-tab.4')).toContainText('none');
  // In a field a single key is a letter.
  await inFront(page, 'shortcuts-reset').click();
  await press(page, 'go.groups', 'g');
  await openScreen(page, 'topics');
  await inFront(page, 'screen-topics').getByRole('searchbox').fill('');
  await page.keyboard.press('g');
  await expect(inFront(page, 'screen-topics').getByRole('searchbox')).toHaveValue('g');
});

test('the code of a screen that does not come is said, and asked for again', async ({
  product: { page },
}) => {
  const code = /assets\/groups-[^/]*\.js$/;
  await page.route(code, (route) => route.abort());
  await page.getByTestId('rail-groups').click();
  const failure = page.getByRole('alert').filter({ hasText: 'This screen stopped working.' });
  await failure.waitFor();
  await page.unroute(code);
  await failure.getByRole('button', { name: 'Try again' }).click();
  await inFront(page, 'screen-groups').waitFor();
});

test('a dialog of a tab that goes behind another does not stay over that, and is there again with its tab', async ({
  product: { page },
}) => {
  await openScreen(page, 'topics');
  await inFront(page, 'create-topic').click();
  const dialog = page.getByTestId('create-topic-dialog');
  await dialog.waitFor();
  // As a link from elsewhere does: nothing else can be reached meanwhile.
  await page.evaluate(() => (location.hash = '#/overview'));
  await inFront(page, 'screen-overview').waitFor();
  await expect(dialog).toHaveCount(0);
  await openScreen(page, 'nodes');
  await showTab(page, 'Topics');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});
