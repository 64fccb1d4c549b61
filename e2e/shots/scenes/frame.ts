import type { Page } from '@playwright/test';
import { inFront } from '../../steps/screens.ts';
import { PAYMENTS, SAMPLE, SAMPLE_GROUP } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { click, nthRow, pickTab, steps } from './scene.ts';
import type { Scene } from './scene.ts';

const palette = (text: string) => async (page: Page) => {
  await page.keyboard.press('F1');
  await page.getByTestId('palette').getByRole('combobox').fill(text);
};
const dock = (page: Page) => page.keyboard.press('ControlOrMeta+j');

/** Frame, settings, connections and alerts. */
export function frameScenes({ away, mirror, empty }: Pick<Stage, 'away' | 'mirror' | 'empty'>): Scene[] {
  return [
    { name: 'welcome', address: '/welcome', shows: 'screen-welcome' },
    { name: 'overview', address: '/overview', shows: 'screen-overview' },
    {
      name: 'overview, high contrast',
      address: '/overview',
      shows: 'screen-overview',
      contrast: true,
      again: true,
    },
    { name: 'events', address: '/overview', shows: 'events-dock', set: dock, leave: dock },
    { name: 'palette', address: '/overview', shows: 'palette', set: palette('') },
    { name: 'palette, none match', address: '/overview', shows: 'palette', set: palette('zzz'), again: true },
    { name: 'clusters', address: '/overview', shows: 'entry-manage', set: click('cluster-button') },
    { name: 'jobs', address: '/overview', shows: 'jobs-list', set: click('status-jobs') },
    { name: 'settings', address: '/settings', shows: 'shortcuts' },
    {
      name: 'settings: shortcuts, one is taken',
      address: '/settings',
      shows: 'shortcut-take',
      set: async (page) => {
        await inFront(page, 'shortcut-go.topics').getByRole('button').first().click();
        await page.keyboard.press('3');
      },
      leave: (page) => page.keyboard.press('Escape'),
    },
    {
      name: 'settings, high contrast',
      address: '/settings',
      shows: 'shortcuts',
      contrast: true,
      again: true,
    },
    { name: 'components', address: '/dev/components', shows: 'screen-components' },
    {
      name: 'components, further down',
      address: '/dev/components',
      shows: 'screen-components',
      set: (page) =>
        inFront(page, 'screen-components')
          .locator('.samples')
          .evaluate((samples) => samples.scrollTo(0, samples.scrollHeight)),
      again: true,
    },

    { name: 'connections', address: '/connections', shows: 'connections-table' },
    { name: 'add a connection', address: '/connections?dialog=add', shows: 'connection-name' },
    {
      name: 'a connection, its login',
      address: '/connections?dialog=add',
      shows: 'mechanism',
      set: async (page) => {
        await page.getByTestId('protocol').click();
        await page.getByRole('option').last().click();
      },
    },
    {
      name: 'a connection, the step that fails',
      address: '/connections?dialog=add',
      shows: 'trial-problem',
      set: async (page) => {
        await page.getByTestId('connection-name').fill('production');
        await page.getByTestId('connection-bootstrap').fill('127.0.0.1:1');
        await page.getByTestId('test-connection').click();
      },
    },
    {
      name: 'a connection, tried',
      address: `/connections?dialog=edit&id=${encodeURIComponent(mirror.slice(2))}`,
      shows: 'trial-passed',
      set: (page) => page.getByTestId('test-connection').click(),
    },
    {
      name: 'a connection, imported',
      address: '/connections?dialog=add',
      shows: 'import-told',
      set: async (page) => {
        await page.getByTestId('import').locator('summary').click();
        await page
          .getByTestId('import-text')
          .fill(
            'bootstrap.servers=kafka-1:9093\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\ngroup.id=ours',
          );
        await page.getByTestId('import-run').click();
      },
    },
    {
      name: 'a connection as client.properties',
      address: `/connections?dialog=export&id=${encodeURIComponent(mirror.slice(2))}`,
      shows: 'export-dialog',
    },
    { name: 'an empty cluster: overview', address: `${empty}/overview`, shows: 'screen-overview' },
    { name: 'an empty cluster: topics', address: `${empty}/topics`, shows: 'screen-topics' },
    { name: 'an empty cluster: groups', address: `${empty}/groups`, shows: 'screen-groups' },
    { name: 'an empty cluster: history', address: `${empty}/history`, shows: 'screen-history' },
    {
      name: 'an empty cluster: transactions',
      address: `${empty}/transactions`,
      shows: 'screen-transactions',
    },
    { name: 'a read-only cluster: topics', address: `${mirror}/topics`, shows: 'topics-table' },
    { name: 'a read-only cluster: topic', address: `${mirror}/topics/${PAYMENTS}`, shows: 'messages-table' },
    {
      name: 'a read-only cluster: configuration',
      address: `${mirror}/topics/${PAYMENTS}?tab=configuration`,
      shows: 'detail',
      set: nthRow('configs-table', 2),
      again: true,
    },
    {
      name: 'a read-only cluster: editor',
      address: `${mirror}/topics/${PAYMENTS}/send`,
      shows: 'screen-editor',
      again: true,
    },
    {
      name: 'a read-only cluster: group',
      address: `${mirror}/groups/${SAMPLE_GROUP}`,
      shows: 'screen-group',
      again: true,
    },
    {
      name: 'a remote cluster: topic files',
      address: `${mirror}/topics/${PAYMENTS}?tab=files`,
      shows: 'screen-topic',
      again: true,
    },
    { name: 'a remote cluster: timeline', address: `${mirror}/timeline`, shows: 'local-only' },
    { name: 'a remote cluster: replication', address: `${mirror}/replication`, shows: 'local-only' },
    { name: 'a remote cluster: nodes', address: `${mirror}/nodes`, shows: 'nodes-table' },
    { name: 'a cluster without a registry', address: `${mirror}/schemas`, shows: 'no-registry' },
    {
      name: 'a cluster that does not answer: overview',
      address: `${away}/overview`,
      shows: 'never-answered',
    },
    { name: 'a cluster that does not answer: topics', address: `${away}/topics`, shows: 'never-answered' },
    { name: 'a cluster that does not answer: topic', address: `${away}/topics/x`, shows: 'never-answered' },
    { name: 'a cluster that does not answer: groups', address: `${away}/groups`, shows: 'never-answered' },
    { name: 'a cluster that does not answer: nodes', address: `${away}/nodes`, shows: 'never-answered' },
    { name: 'a cluster that does not answer: history', address: `${away}/history`, shows: 'never-answered' },
    { name: 'a cluster that does not answer: schemas', address: `${away}/schemas`, shows: 'never-answered' },

    { name: 'alerts', address: '/alerts', shows: 'rules-table' },
    {
      name: 'alerts, a rule',
      address: `/alerts?dialog=new&group=${SAMPLE_GROUP}`,
      shows: 'rule-threshold',
    },
    { name: 'history', address: '/history', shows: 'screen-history' },
    { name: 'history: topics before', address: '/history', shows: 'screen-history', set: pickTab('topics') },
    { name: 'history: groups before', address: '/history', shows: 'screen-history', set: pickTab('groups') },
  ];
}

/** Each screen before anything is known, and after the workbench went away. */
export function linkScenes(): Scene[] {
  const addresses: Record<string, string> = {
    overview: '/overview',
    topics: '/topics',
    topic: `/topics/${PAYMENTS}`,
    editor: `/topics/${PAYMENTS}/send`,
    groups: '/groups',
    group: `/groups/${SAMPLE_GROUP}`,
    nodes: '/nodes',
    replication: '/replication',
    timeline: '/timeline',
    history: '/history',
    files: '/files',
    schemas: '/schemas',
    transactions: '/transactions',
    alerts: '/alerts',
    connections: '/connections',
    welcome: '/welcome',
    settings: '/settings',
  };
  return Object.entries(addresses).flatMap(([screen, address]): Scene[] => [
    { name: `${screen}, waiting`, address, shows: `screen-${screen}`, link: 'silent', again: true },
    { name: `${screen}, workbench gone`, address, shows: `screen-${screen}`, link: 'lost', again: true },
  ]);
}

/** They leave the tabs split. */
export function splitScenes(): Scene[] {
  return [
    {
      name: 'two side by side',
      address: `/topics/${PAYMENTS}`,
      shows: 'messages-table',
      set: steps(
        (page) => page.evaluate((hash) => (location.hash = hash), `#/topics/${SAMPLE}?tab=partitions`),
        (page) => inFront(page, 'partitions-table').waitFor(),
        (page) => page.keyboard.press('ControlOrMeta+\\'),
      ),
      leave: (page) => page.keyboard.press('Alt+w'),
      again: true,
    },
  ];
}
