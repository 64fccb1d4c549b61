import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/launch.ts';
import { inFront, openScreen } from '../steps/screens.ts';
import { makeTopics, topicRow } from '../steps/topics.ts';

test.use({ nodes: 1 });

/** What has the focus: its test id, else its accessible name, else its role. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    return (
      element.dataset.testid ??
      element.getAttribute('aria-label') ??
      element.getAttribute('role') ??
      element.tagName
    );
  });

/** Steps through with Tab; answers those on which the focus cannot be seen. */
async function unseenFocus(page: Page, steps: number): Promise<string[]> {
  const unseen = new Set<string>();
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      if (element === document.body) return null;
      // What is drawn around it, or the head of a table, may show it instead.
      const around = [element, element.parentElement, element.parentElement?.parentElement];
      for (const one of [...around, element.querySelector('.thead')]) {
        if (!one) continue;
        const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(one);
        if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) return null;
        const accent = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
        const probe = document.createElement('i');
        probe.style.color = accent;
        document.body.append(probe);
        const { color } = getComputedStyle(probe);
        probe.remove();
        if (boxShadow.includes(color) || borderColor.includes(color)) return null;
      }
      return `${element.tagName} ${element.className} ${element.dataset.testid ?? element.textContent.slice(0, 20)}`;
    });
    if (found !== null) unseen.add(found);
  }
  return [...unseen];
}

test('a dialog by keyboard: its first field has the focus, Escape gives it back, Enter confirms', async ({
  product: { page },
}) => {
  await openScreen(page, 'topics');
  await inFront(page, 'create-topic').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('topic-name');
  // The focus stays inside, whichever way it goes.
  await page.keyboard.press('Shift+Tab');
  await expect(page.locator('.dialog :focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('create-topic-dialog')).toHaveCount(0);
  await expect.poll(() => focused(page)).toBe('create-topic');

  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('topic-name');
  await page.keyboard.type('orders');
  await page.keyboard.press('Tab');
  await expect.poll(() => focused(page)).toBe('topic-partitions');
  await page.keyboard.press('Enter');
  await inFront(page, 'read-from').waitFor();
  await expect(inFront(page, 'screen-topic')).toContainText('orders');
});

test('the editor is no trap: Tab writes, Escape and then Tab leave, either way', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'orders' }]);
  await page.evaluate(() => (location.hash = '#/topics/orders/send'));
  const editor = inFront(page, 'value-editor');
  await editor.click();
  const inside = () => editor.evaluate((one) => one.contains(document.activeElement));
  await page.keyboard.press('Tab');
  expect(await inside()).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await inside()).toBe(false);
  // Whoever comes back writes with Tab again.
  await page.keyboard.press('Shift+Tab');
  expect(await inside()).toBe(true);
  await page.keyboard.press('Tab');
  expect(await inside()).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Tab');
  expect(await inside()).toBe(false);
});

test('Ctrl+Enter sends from wherever one is in the editor, also from the box that was ticked last', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'orders' }]);
  await page.evaluate(() => (location.hash = '#/topics/orders/send'));
  await inFront(page, 'value-editor').waitFor();
  const sent = inFront(page, 'sent-table').locator('[role=row][data-index]');
  const screen = inFront(page, 'screen-editor');
  await screen.getByRole('checkbox', { name: 'Tombstone (null)' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(sent).toHaveCount(1);
  await expect(screen.getByRole('checkbox', { name: 'Tombstone (null)' })).toBeChecked();
  await screen.getByRole('combobox', { name: 'acks' }).focus();
  await page.keyboard.press('Control+Enter');
  await expect(sent).toHaveCount(2);
  await screen.getByRole('checkbox', { name: 'Tombstone (null)' }).click();
  await inFront(page, 'value-editor').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+Enter');
  await expect(sent).toHaveCount(3);
  // What was sent is told apart where it is remembered: nothing, and a value of no bytes.
  await page.getByTestId('tab-history').filter({ visible: true }).click();
  await expect(inFront(page, 'history-table').locator('[role=row][data-index] [data-col=what]')).toHaveText([
    'empty',
    'null',
    'null',
  ]);
});

test('from screen to screen by keyboard: the focus goes along, to the table or to the text that the screen is for', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'bills' }, { topic: 'orders' }]);
  await page.keyboard.press('2');
  await topicRow(page, 'orders').waitFor();
  await expect.poll(() => focused(page)).toBe('topics-table');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await inFront(page, 'screen-topic').getByText('orders').first().waitFor();
  await expect.poll(() => focused(page)).toBe('messages-table');
  await page.keyboard.press('s');
  const editor = inFront(page, 'value-editor');
  await expect.poll(() => editor.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('seen');
  await page.keyboard.press('Control+Enter');
  await expect(inFront(page, 'sent-table').locator('[role=row][data-index]')).toHaveCount(1);
  // A name in the palette leads there as well, which F1 opens in the text, too; the pointer takes the focus where it clicks.
  await page.keyboard.press('F1');
  await page.getByTestId('palette').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => editor.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('F1');
  await page.getByTestId('palette').waitFor();
  await page.keyboard.type('bills');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('messages-table');
  await openScreen(page, 'groups');
  expect(await focused(page)).toBe('rail-groups');
});

test('a table, its menu and the palette by keyboard; the focus can be seen wherever it goes', async ({
  product: { page, ready },
}) => {
  await makeTopics(ready.bootstrapServers, [{ topic: 'bills' }, { topic: 'orders' }]);
  await openScreen(page, 'topics');
  const table = inFront(page, 'topics-table');
  await topicRow(page, 'orders').waitFor();
  await table.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(topicRow(page, 'orders')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Shift+F10');
  await page.getByTestId('entry-mark').waitFor();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('entry-mark')).toHaveCount(0);
  await expect.poll(() => focused(page)).toBe('topics-table');
  // A menu that was open does not take the keys of the page along.
  await page.keyboard.press('F1');
  await page.getByTestId('palette').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe('topics-table');
  await page.keyboard.press('Enter');
  await inFront(page, 'screen-topic').waitFor();
  await page.keyboard.press('Alt+w');
  await expect(inFront(page, 'screen-topic')).toHaveCount(0);

  for (const screen of ['overview', 'topics', 'nodes', 'timeline'] as const) {
    await openScreen(page, screen);
    expect(await unseenFocus(page, 30), screen).toEqual([]);
  }
});
