import { expect, test } from '../fixtures/launch.ts';
import { inFront, openScreen } from '../steps/screens.ts';

test.describe('a single node', () => {
  test.use({ nodes: 1 });

  test('kill the node from its screen, see it dead, start it again, and the data is there', async ({
    product: { page, ready },
  }) => {
    await openScreen(page, 'nodes');
    const row = inFront(page, 'nodes-table').locator('[role=row][data-index]');
    await expect(row).toContainText(String(ready.nodes[0].port));
    await expect(row).toContainText('running');
    const act = async (verb: string) => {
      await row.click({ button: 'right' });
      await page.getByRole('menuitem', { name: verb, exact: true }).click();
    };
    await act('Kill');
    await expect(row).toContainText('killed by you');
    // The overview, where nothing is true of now any more, offers the way out.
    await openScreen(page, 'overview');
    await expect(inFront(page, 'no-node')).toContainText('No node is running');
    await inFront(page, 'start-nodes').click();
    await expect(inFront(page, 'no-node')).toHaveCount(0, { timeout: 30_000 });
    await openScreen(page, 'nodes');
    await expect(row).toContainText('running');
    await act('Kill');
    await expect(row).toContainText('killed by you');
    await act('Start');
    await expect(row).toContainText('running');
    await expect(page.getByTestId('connection')).toContainText('connected');
  });
});

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR' });

  test('the screens speak Korean', async ({ product: { page } }) => {
    await openScreen(page, 'topics');
    await expect(inFront(page, 'screen-topics').getByRole('heading').first()).toHaveText('토픽');
  });
});
