import { inFront } from '../../steps/screens.ts';
import { topicRow } from '../../steps/topics.ts';
import { COMPACTED, EMPTY, MOVING, PAYMENTS, SAMPLE, SAMPLE_GROUP, SETTLED_GROUP } from '../stage.ts';
import { actOnRow, click, firstRow, nthRow, pickOption, steps } from './scene.ts';
import type { Scene } from './scene.ts';

const chooseTwo = steps(
  (page) => topicRow(page, COMPACTED).locator('[data-col=partitions]').click(),
  (page) =>
    topicRow(page, PAYMENTS)
      .locator('[data-col=partitions]')
      .click({ modifiers: ['ControlOrMeta'] }),
);

/** Topics, what is done to them, and groups. */
export function topicScenes(): Scene[] {
  const topics = '/topics';
  return [
    { name: 'topics', address: topics, shows: 'topics-table' },
    { name: 'topics, none match', address: '/topics?filter=zzz', shows: 'screen-topics' },
    { name: 'create a topic', address: '/topics?dialog=create', shows: 'topic-name' },
    {
      name: 'topics, the menu of one',
      address: topics,
      shows: 'entry-delete',
      set: (page) => topicRow(page, SAMPLE).locator('[data-col=partitions]').click({ button: 'right' }),
    },
    { name: 'purge', address: topics, shows: 'purge-sum', set: actOnRow(PAYMENTS, 'purge') },
    {
      name: 'purge, to an offset',
      address: topics,
      shows: 'purge-at',
      set: steps(actOnRow(PAYMENTS, 'purge'), pickOption('purge-to', 1)),
    },
    { name: 'purge, refused', address: topics, shows: 'confirm-dialog', set: actOnRow(COMPACTED, 'purge') },
    { name: 'make anew', address: topics, shows: 'recreate-plan', set: actOnRow(PAYMENTS, 'recreate') },
    { name: 'clone', address: topics, shows: 'clone-configs', set: actOnRow(COMPACTED, 'clone') },
    { name: 'labels and note', address: topics, shows: 'mark-labels', set: actOnRow(PAYMENTS, 'mark') },
    { name: 'delete a topic', address: topics, shows: 'confirm-name', set: actOnRow(PAYMENTS, 'delete') },
    { name: 'reassign', address: topics, shows: 'reassign-sum', set: actOnRow(SAMPLE, 'reassign') },
    {
      name: 'reassign, fewer replicas',
      address: topics,
      shows: 'reassign-sum',
      set: steps(actOnRow(SAMPLE, 'reassign'), (page) => page.getByTestId('reassign-factor').fill('1')),
      again: true,
    },
    {
      name: 'topics, some chosen',
      address: topics,
      shows: 'delete-chosen',
      set: chooseTwo,
      again: true,
    },
    {
      name: 'delete many topics',
      address: topics,
      shows: 'delete-many-list',
      set: steps(chooseTwo, click('delete-chosen')),
    },
    { name: 'topic: partitions', address: `/topics/${SAMPLE}?tab=partitions`, shows: 'partitions-table' },
    {
      name: 'topic: replicas move',
      address: `/topics/${MOVING}?tab=partitions`,
      shows: 'moves',
      // So slowly that they are still on their way when it is looked at.
      set: async (page) => {
        await steps(click('topic-more'), (now) => now.getByTestId('entry-reassign').click())(page);
        const dialog = page.getByTestId('reassign-dialog');
        await dialog.getByTestId('reassign-factor').fill('3');
        await dialog.getByTestId('reassign-throttle').fill('0.001');
        await dialog.locator('button[type=submit]:enabled').click();
        await dialog.waitFor({ state: 'detached' });
      },
      leave: async (page) => {
        await inFront(page, 'moves').getByRole('button').click();
        await inFront(page, 'moves').waitFor({ state: 'detached' });
      },
    },
    {
      name: 'topic: add partitions',
      address: `/topics/${PAYMENTS}?tab=partitions`,
      shows: 'add-partitions-dialog',
      set: steps(click('topic-more'), (page) => page.getByTestId('entry-partitions').click()),
    },
    { name: 'topic: groups', address: `/topics/${SAMPLE}?tab=groups`, shows: 'screen-topic' },
    {
      name: 'topic: configuration',
      address: `/topics/${SAMPLE}?tab=configuration`,
      shows: 'detail',
      set: nthRow('configs-table', 2),
    },
    { name: 'topic: analysis', address: `/topics/${COMPACTED}?tab=analysis`, shows: 'analysis' },
    {
      name: 'topic: analysis, done',
      address: `/topics/${PAYMENTS}?tab=analysis`,
      shows: 'unique-keys',
      set: async (page) => {
        await inFront(page, 'analysis').waitFor();
        const begin = inFront(page, 'analysis-begin');
        if ((await inFront(page, 'unique-keys').count()) === 0) await begin.click();
      },
    },
    { name: 'topic: compaction', address: `/topics/${COMPACTED}?tab=compaction`, shows: 'compaction-table' },
    { name: 'topic: not compacted', address: `/topics/${SAMPLE}?tab=compaction`, shows: 'not-compacted' },
    { name: 'topic: files', address: `/topics/${SAMPLE}?tab=files`, shows: 'files-table' },
    { name: 'an empty topic: messages', address: `/topics/${EMPTY}`, shows: 'screen-topic', again: true },
    {
      name: 'an empty topic: partitions',
      address: `/topics/${EMPTY}?tab=partitions`,
      shows: 'partitions-table',
      again: true,
    },
    {
      name: 'an empty topic: groups',
      address: `/topics/${EMPTY}?tab=groups`,
      shows: 'screen-topic',
      again: true,
    },
    {
      name: 'an empty topic: files',
      address: `/topics/${EMPTY}?tab=files`,
      shows: 'screen-topic',
      again: true,
    },
    { name: 'a topic that is not there', address: '/topics/nowhere', shows: 'topic-gone' },

    { name: 'groups', address: '/groups', shows: 'groups-table' },
    { name: 'groups, none match', address: '/groups?filter=zzz', shows: 'screen-groups' },
    { name: 'group', address: `/groups/${SAMPLE_GROUP}?view=lines`, shows: 'lag-chart' },
    {
      name: 'group, high contrast',
      address: `/groups/${SAMPLE_GROUP}`,
      shows: 'lag-chart',
      contrast: true,
      again: true,
    },
    { name: 'group: members', address: `/groups/${SAMPLE_GROUP}?tab=members`, shows: 'members-table' },
    { name: 'a group without members', address: `/groups/${SETTLED_GROUP}`, shows: 'group-offsets-table' },
    { name: 'a group that is not there', address: '/groups/nowhere', shows: 'screen-group' },
    {
      name: 'reset, while it is active',
      address: `/groups/${SAMPLE_GROUP}`,
      shows: 'reset-sum',
      set: click('reset-offsets'),
      again: true,
    },
    ...['earliest', 'latest', 'offset', 'time', 'shift', 'duration', 'another group', 'list'].map(
      (way, index): Scene => ({
        name: `reset: ${way}`,
        address: `/groups/${SETTLED_GROUP}`,
        shows: 'reset-dialog',
        set: steps(click('reset-offsets'), pickOption('reset-to', index), async (page) => {
          const values: Record<string, string> = { offset: '3', shift: '-4', list: `${PAYMENTS},0,9` };
          const field = page.getByTestId(way === 'list' ? 'reset-list' : 'reset-at');
          if (values[way] !== undefined) await field.fill(values[way]);
        }),
        ...(index > 0 && { again: true }),
      }),
    ),
    {
      name: 'delete a group',
      address: `/groups/${SETTLED_GROUP}`,
      shows: 'confirm-name',
      set: steps(
        (page) => inFront(page, 'screen-group').locator('button[aria-haspopup=menu]').first().click(),
        (page) => page.getByTestId('entry-delete').click(),
      ),
    },
    {
      name: 'groups, the menu of one',
      address: '/groups',
      shows: 'entry-delete',
      set: steps(firstRow('groups-table'), (page) =>
        inFront(page, 'groups-table').locator('[role=row][data-index]').first().click({ button: 'right' }),
      ),
      again: true,
    },
  ];
}
