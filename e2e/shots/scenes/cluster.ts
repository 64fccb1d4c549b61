import type { Page } from '@playwright/test';
import { openPartition } from '../../steps/files.ts';
import { inFront } from '../../steps/screens.ts';
import { PAYMENTS } from '../stage.ts';
import { click, firstRow, nthRow, pickTab, steps } from './scene.ts';
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

/** Nodes, replication, timeline, and the files. */
export function clusterScenes(): Scene[] {
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
    { name: 'timeline', address: '/timeline', shows: 'timeline-events' },
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
      set: steps(partition, click('tree-00000000000000000000.index')),
      again: true,
    },
    { name: 'open a folder', address: '/files', shows: 'folder-path', set: click('open-folder') },
    {
      name: 'a file that is not there',
      address: '/files?path=/nowhere/x-0&kind=partition',
      shows: 'screen-files',
    },
  ];
}
