import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../fixtures/launch.ts';
import { openPartition } from '../steps/files.ts';
import { createTopic } from '../steps/messages.ts';
import { watchPartition } from '../steps/replication.ts';
import { inFront, openScreen } from '../steps/screens.ts';

// axe reads every style of every element: on a busy machine that takes its time.
test.describe.configure({ timeout: 240_000 });

for (const [colorScheme, locale] of [
  ['light', 'en-GB'],
  ['dark', 'en-GB'],
  ['light', 'ko-KR'],
] as const) {
  test.describe(`${colorScheme}, ${locale}`, () => {
    test.use({ colorScheme, locale });
    test.skip(Boolean(process.env.SLUICE_ELECTRON), 'axe opens pages of its own, which Electron has none of');

    test('the screens of the cluster have no fault that axe finds', async ({ product: { page } }) => {
      if (locale === 'en-GB') await createTopic(page, 'orders', 2);
      const faults: string[] = [];
      const look = async (screen: string) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, nodes } of violations)
          faults.push(`${screen}: ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      };
      await openScreen(page, 'nodes');
      await inFront(page, 'quorum-table').waitFor();
      await inFront(page, 'nodes-table').getByRole('row').nth(1).click();
      await inFront(page, 'detail').waitFor();
      await look('nodes');
      if (locale === 'en-GB') await watchPartition(page, 'orders', 0);
      else await openScreen(page, 'replication');
      await look('replication');
      await openScreen(page, 'timeline');
      await inFront(page, 'timeline-events').getByRole('row').nth(1).click();
      await inFront(page, 'event-detail').waitFor();
      await look('timeline');
      await openPartition(page, 1, '__cluster_metadata-0');
      await look('partition files');
      await inFront(page, 'open-00000000000000000000.log').click();
      await inFront(page, 'batch-list').getByRole('row').nth(1).click();
      await inFront(page, 'field-rows').waitFor();
      await look('segment');
      await inFront(page, 'tree-leader-epoch-checkpoint').click();
      await inFront(page, 'entry-list').waitFor();
      await look('entries');
      expect(faults).toEqual([]);
    });
  });
}
