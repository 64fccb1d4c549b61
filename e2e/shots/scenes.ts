/** Every screen and every state of it that a picture is taken of, by address and test ids: they hold in any language. */
import type { Page } from '@playwright/test';
import { inFront } from '../steps/screens.ts';

export interface Scene {
  readonly name: string;
  readonly address: string;
  /** Brings it about once the address is open. */
  readonly set?: (page: Page) => Promise<void>;
  /** There when it can be taken. */
  readonly shows: string;
  /** Undoes what the next scene would not expect. */
  readonly leave?: (page: Page) => Promise<void>;
}

const escape = (page: Page) => page.keyboard.press('Escape');
const firstRow = (table: string) => (page: Page) => inFront(page, table).getByRole('row').nth(1).click();

/** On a cluster of three nodes with the sample stream; `away` is a connection that nobody answers. */
export function scenesOf({ topic, group, away }: { topic: string; group: string; away: string }): Scene[] {
  const messages = `/topics/${topic}`;
  const contrast = async (page: Page) => {
    await page.evaluate(() => (document.documentElement.dataset.contrast = 'more'));
  };
  const plain = async (page: Page) => {
    await page.evaluate(() => (document.documentElement.dataset.contrast = 'normal'));
  };
  return [
    { name: 'welcome', address: '/welcome', shows: 'screen-welcome' },
    { name: 'overview', address: '/overview', shows: 'screen-overview' },
    {
      name: 'overview, high contrast',
      address: '/overview',
      shows: 'screen-overview',
      set: contrast,
      leave: plain,
    },
    { name: 'topics', address: '/topics', shows: 'topics-table' },
    { name: 'topics, none match', address: '/topics?filter=zzz', shows: 'screen-topics' },
    { name: 'create a topic', address: '/topics?dialog=create', shows: 'topic-name', leave: escape },
    { name: 'messages', address: messages, shows: 'messages-table' },
    { name: 'a message', address: `${messages}?record=0/5`, shows: 'detail' },
    {
      name: 'a message, high contrast',
      address: `${messages}?record=0/5`,
      shows: 'detail',
      set: contrast,
      leave: plain,
    },
    { name: 'a message, its batch', address: `${messages}?record=0/5`, shows: 'detail', set: tabOfDetail(3) },
    { name: 'messages, filtered', address: `${messages}?from=oldest&filter=zzz`, shows: 'reading-line' },
    {
      name: 'messages, a condition',
      address: messages,
      shows: 'clause-place',
      set: (page) => inFront(page, 'add-clause').click(),
      leave: escape,
    },
    {
      name: 'messages, a script',
      address: messages,
      shows: 'script-text',
      set: (page) => inFront(page, 'script').click(),
      leave: escape,
    },
    { name: 'messages, no offset yet', address: `${messages}?from=offset`, shows: 'reading-line' },
    {
      name: 'messages, a bad script',
      address: `${messages}?script=${encodeURIComponent('value.a >')}`,
      shows: 'error',
    },
    { name: 'messages, live', address: `${messages}?from=live`, shows: 'messages-table' },
    { name: 'topic: partitions', address: `${messages}?tab=partitions`, shows: 'screen-topic' },
    { name: 'topic: groups', address: `${messages}?tab=groups`, shows: 'screen-topic' },
    {
      name: 'topic: configuration',
      address: `${messages}?tab=configuration`,
      shows: 'detail',
      set: async (page) => {
        const table = inFront(page, 'screen-topic').getByRole('grid');
        await table.getByRole('row').nth(3).click();
      },
    },
    { name: 'topic: files', address: `${messages}?tab=files`, shows: 'screen-topic' },
    { name: 'a topic that is not there', address: '/topics/nowhere', shows: 'screen-topic' },
    { name: 'editor', address: `${messages}/send`, shows: 'value-editor' },
    { name: 'groups', address: '/groups', shows: 'groups-table' },
    { name: 'group', address: `/groups/${group}?view=lines`, shows: 'lag-chart' },
    { name: 'group: members', address: `/groups/${group}?tab=members`, shows: 'screen-group' },
    { name: 'a group that is not there', address: '/groups/nowhere', shows: 'screen-group' },
    { name: 'nodes', address: '/nodes', shows: 'detail', set: firstRow('nodes-table') },
    { name: 'replication', address: '/replication', shows: 'follower-view', set: firstRow('partition-map') },
    { name: 'timeline', address: '/timeline', shows: 'timeline-events' },
    { name: 'history', address: '/history', shows: 'screen-history' },
    { name: 'files', address: '/files', shows: 'screen-files' },
    { name: 'schemas', address: '/schemas', shows: 'screen-schemas' },
    { name: 'connections', address: '/connections', shows: 'connections-table' },
    {
      name: 'add a connection',
      address: '/connections?dialog=add',
      shows: 'connection-name',
      leave: escape,
    },
    { name: 'a cluster that does not answer', address: `${away}/topics`, shows: 'lost-bar' },
    { name: 'settings', address: '/settings', shows: 'shortcuts' },
    {
      name: 'palette',
      address: '/overview',
      shows: 'palette',
      set: (page) => page.keyboard.press('F1'),
      leave: escape,
    },
    { name: 'components', address: '/dev/components', shows: 'screen-components' },
  ];
}

function tabOfDetail(index: number) {
  return (page: Page) => inFront(page, 'detail').getByRole('tab').nth(index).click();
}
