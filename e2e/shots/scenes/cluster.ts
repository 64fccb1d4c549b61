import type { Page } from '@playwright/test';
import { openPartition } from '../../steps/files.ts';
import { inFront } from '../../steps/screens.ts';
import { COMPACTED, MOVING, PAYMENTS, SAMPLE, SAMPLE_GROUP } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { click, firstRow, goTo, nthRow, pickSegment, pickTab, steps } from './scene.ts';
import type { Scene } from './scene.ts';

const partition = (page: Page) => openPartition(page, 1, `${PAYMENTS}-0`);
const segment = steps(partition, click('open-00000000000000000000.log'), (page) =>
  inFront(page, 'batch-list').waitFor(),
);
const chooseFirst = (list: string) => async (page: Page) => {
  await inFront(page, list).focus();
  await page.keyboard.press('ArrowDown');
};
const batch = steps(segment, chooseFirst('batch-list'));

/** Until the folders of a log dir are those of the one that was chosen. */
const SHOWN_MS = 500;

/** The node that a topic's one replica lies on. */
const openNodeOf = (folder: string) => async (page: Page) => {
  const roots = inFront(page, 'folder-tree').getByTestId('tree-data-1');
  await roots.nth(2).waitFor();
  for (const root of await roots.all()) {
    await root.click();
    await page.waitForTimeout(SHOWN_MS);
    if (await inFront(page, `open-${folder}`).isVisible()) return;
  }
};

/** One of the timeline's spans of time. */
const pickSpan = (index: number) => pickSegment('screen-timeline', index);

/** Does to a node what makes it so, unless it is so already, and waits until it is. */
const bring = (node: number, status: 'dead' | 'running' | 'paused') => async (page: Page) => {
  await goTo('/replication')(page);
  const chip = inFront(page, `node-chip-${node}`);
  await chip.waitFor();
  const now = await chip.getAttribute('data-status');
  const underWay = status === 'running' && now === 'starting';
  if (now !== status && !underWay) {
    await inFront(page, `node-menu-${node}`).click();
    const back = now === 'paused' ? 'entry-resume' : 'entry-start';
    const entry = { dead: 'entry-kill', paused: 'entry-pause', running: back }[status];
    await page.getByTestId(entry).click();
  }
  await chip.and(page.locator(`[data-status=${status}]`)).waitFor({ timeout: 30_000 });
};
const DOWN = 3;
const startAll = async (page: Page) => {
  await goTo('/replication')(page);
  for (const node of [1, 2, DOWN]) {
    const chip = inFront(page, `node-chip-${node}`);
    await chip.waitFor();
    if ((await chip.getAttribute('data-status')) !== 'dead') continue;
    await inFront(page, `node-menu-${node}`).click();
    await page.getByTestId('entry-start').click();
  }
};
/** Until its leaders are elsewhere, ISRs are smaller, and those who wait for it have given up. */
const SETTLED_MS = 2_500;
/** A broker session: a silent node is fenced after it. */
const FENCED_MS = 12_000;

/** What screens make of a node that is gone. */
export function outageScenes(): Scene[] {
  const down = (name: string, address: string, shows: string, set?: Scene['set']): Scene => ({
    name: `a node is down: ${name}`,
    address: '/replication',
    shows,
    set: steps(
      bring(DOWN, 'dead'),
      (page) => page.waitForTimeout(SETTLED_MS),
      goTo(address),
      ...(set ? [set] : []),
    ),
    again: true,
  });
  const lost = (name: string, address: string, shows: string, count = 2): Scene => ({
    name: `the quorum is lost: ${name}`,
    address: '/replication',
    shows,
    set: steps(
      ...[DOWN, 2, 1].slice(0, count).map((node) => bring(node, 'dead')),
      (page) => page.waitForTimeout(SETTLED_MS),
      goTo(address),
    ),
    again: true,
  });
  return [
    {
      name: 'a node is paused: replication',
      address: '/replication',
      shows: 'follower-view',
      set: steps(bring(DOWN, 'paused'), goTo(`/replication?partition=${SAMPLE}-0`), (page) =>
        page.waitForTimeout(FENCED_MS),
      ),
      again: true,
    },
    {
      name: 'a node is paused: nodes',
      address: '/replication',
      shows: 'detail',
      set: steps(bring(DOWN, 'paused'), goTo('/nodes'), nthRow('nodes-table', DOWN - 1)),
      leave: bring(DOWN, 'running'),
      again: true,
    },
    down('overview', '/overview', 'screen-overview'),
    down('nodes', '/nodes', 'detail', nthRow('nodes-table', DOWN - 1)),
    down('replication', '/replication', 'follower-view', nthRow('partition-map', 6)),
    down('partitions', `/topics/${SAMPLE}?tab=partitions`, 'partitions-table'),
    lost('overview', '/overview', 'screen-overview'),
    lost('nodes', '/nodes', 'nodes-table'),
    lost('topics', '/topics', 'screen-topics'),
    lost('messages', `/topics/${SAMPLE}`, 'screen-topic'),
    lost('group', `/groups/${SAMPLE_GROUP}`, 'screen-group'),
    lost('overview, no node runs', '/overview', 'screen-overview', 3),
    lost('topics, no node runs', '/topics', 'screen-topics', 3),
    lost('nodes, no node runs', '/nodes', 'nodes-table', 3),
    {
      name: 'a node was down: timeline',
      address: '/replication',
      shows: 'timeline-events',
      set: steps(
        bring(DOWN, 'dead'),
        (page) => page.waitForTimeout(SETTLED_MS),
        // One alone has no quorum to come up with: all are begun before one is waited for.
        startAll,
        ...[1, 2, DOWN].map((node) => bring(node, 'running')),
        goTo('/timeline'),
        pickSpan(0),
      ),
      again: true,
    },
  ];
}

/** Nodes, replication, timeline, and the files. */
export function clusterScenes({ damaged, overwrite }: Pick<Stage, 'damaged' | 'overwrite'>): Scene[] {
  const folder = (path: string) => `/files?path=${encodeURIComponent(path)}&kind=partition`;
  const FIRST = '00000000000000000000.log';
  return [
    { name: 'nodes', address: '/nodes', shows: 'detail', set: firstRow('nodes-table') },
    {
      name: 'node: configuration',
      address: '/nodes',
      shows: 'node-configs-table',
      set: steps(firstRow('nodes-table'), pickTab('configuration')),
    },
    {
      name: 'node: a config',
      address: '/nodes',
      shows: 'config-dialog',
      set: steps(
        firstRow('nodes-table'),
        pickTab('configuration'),
        (page) => inFront(page, 'node-config-filter').fill('log.retention.ms'),
        (page) =>
          inFront(page, 'node-configs-table').locator('[role=row][data-index] button.link').first().click(),
      ),
    },
    {
      name: 'node: a config, fixed',
      address: '/nodes',
      shows: 'config-read-only',
      set: steps(
        firstRow('nodes-table'),
        pickTab('configuration'),
        (page) => inFront(page, 'node-config-filter').fill('process.roles'),
        (page) =>
          inFront(page, 'node-configs-table').locator('[role=row][data-index] button.link').first().click(),
      ),
    },
    {
      name: 'node: log dirs',
      address: '/nodes',
      shows: 'log-directories',
      set: steps(firstRow('nodes-table'), pickTab('directories')),
    },
    {
      name: 'node: log',
      address: '/nodes',
      shows: 'detail',
      set: steps(firstRow('nodes-table'), pickTab('log')),
    },
    { name: 'features', address: '/nodes', shows: 'feature-metadata.version', set: click('features') },
    {
      name: 'a node, its menu',
      address: '/replication',
      shows: 'entry-kill',
      set: click('node-menu-1'),
      again: true,
    },
    { name: 'replication', address: '/replication', shows: 'follower-view', set: firstRow('partition-map') },
    {
      name: 'replication, high contrast',
      address: '/replication',
      shows: 'follower-view',
      contrast: true,
      again: true,
    },
    { name: 'timeline', address: '/timeline', shows: 'timeline-events', set: pickSpan(2) },
    {
      name: 'timeline, the kinds',
      address: '/timeline',
      shows: 'entry-isr',
      set: click('timeline-kinds'),
      again: true,
    },
    {
      name: 'timeline: an event',
      address: '/timeline',
      shows: 'event-detail',
      set: nthRow('timeline-events', 1),
    },
    {
      name: 'timeline, high contrast',
      address: '/timeline',
      shows: 'timeline-events',
      contrast: true,
      again: true,
    },
    { name: 'files', address: '/files', shows: 'screen-files' },
    { name: 'files: a partition', address: '/files', shows: 'segment-table', set: partition },
    { name: 'files: a segment', address: '/files', shows: 'batch-list', set: segment },
    {
      name: 'files: a batch',
      address: '/files',
      shows: 'field-rows',
      set: batch,
    },
    {
      name: 'files: a batch, high contrast',
      address: '/files',
      shows: 'field-rows',
      set: batch,
      contrast: true,
      again: true,
    },
    {
      name: 'files: a record',
      address: '/files',
      shows: 'record-detail',
      set: steps(batch, pickTab('records'), chooseFirst('record-list')),
    },
    {
      name: 'files: entries',
      address: '/files',
      shows: 'entry-list',
      set: steps(partition, click('tree-leader-epoch-checkpoint')),
    },
    {
      name: 'files: an index',
      address: '/files',
      shows: 'screen-files',
      set: steps(
        openNodeOf(`${MOVING}-0`),
        click(`open-${MOVING}-0`),
        click('tree-00000000000000000000.index'),
      ),
      again: true,
    },
    {
      name: 'files: a log dir',
      address: '/files',
      shows: 'partition-folders',
      set: (page) => inFront(page, 'folder-tree').getByTestId('tree-data-1').first().click(),
    },
    {
      name: 'files: the metadata log',
      address: '/files',
      shows: 'record-decoded',
      set: steps(
        (page) => openPartition(page, 1, '__cluster_metadata-0'),
        click(`open-${FIRST}`),
        chooseFirst('batch-list'),
        pickTab('records'),
        chooseFirst('record-list'),
      ),
    },
    {
      name: 'files: what compaction removed',
      address: '/files',
      shows: 'folder-changes',
      set: steps(
        openNodeOf(`${COMPACTED}-0`),
        click(`open-${COMPACTED}-0`),
        (page) => inFront(page, 'segment-table').waitFor(),
        overwrite,
        (page) => inFront(page, 'folder-changes').waitFor({ timeout: 60_000 }),
      ),
      again: true,
    },
    {
      name: 'files: a wrong CRC',
      address: folder(damaged.flipped),
      shows: 'crc-fault',
      set: steps(click(`open-${FIRST}`), (page) =>
        inFront(page, 'fault-crc').getByRole('button').first().click(),
      ),
    },
    {
      name: 'files: a torn tail',
      address: folder(damaged.torn),
      shows: 'tail-pane',
      set: async (page) => {
        await inFront(page, 'segment-table').getByRole('row').last().getByRole('button').first().click();
        await inFront(page, 'fault-torn').getByRole('button').first().click();
      },
    },
    {
      name: 'files: offsets too far apart',
      address: folder(damaged.overflowed),
      shows: 'fault-overflow',
      set: click(`open-${FIRST}`),
    },
    { name: 'open a folder', address: '/files', shows: 'folder-path', set: click('open-folder') },
    {
      name: 'a file that is not there',
      address: '/files?path=/nowhere/x-0&kind=partition',
      shows: 'screen-files',
    },
  ];
}
