import { expect, test } from 'vitest';
import type { AlertsView, Attention } from '../../../src-main/contract/index.ts';
import { firingIn, withoutTold } from './alerts.ts';

const view = {
  rules: [
    { id: 'r', metric: 'records' },
    { id: 's', metric: 'ms' },
  ],
  standings: [
    { ruleId: 'r', cluster: 'local', groupId: 'ledger', topic: 'payments', state: 'firing', value: 28 },
    { ruleId: 's', cluster: 'local', groupId: 'mail', topic: 'orders', state: 'firing', value: null },
    { ruleId: 'r', cluster: 'local', groupId: 'soon', topic: 'orders', state: 'pending', value: 9 },
    { ruleId: 'r', cluster: 'c1', groupId: 'elsewhere', topic: 'orders', state: 'firing', value: 9 },
  ],
  firings: [],
} as unknown as AlertsView;

test('the overview tells the alerts that fire in its cluster, and no group twice', () => {
  const alerts = firingIn(view, 'local');
  expect(alerts.map(({ group, topic, amount }) => [group, topic, amount])).toEqual([
    ['ledger', 'payments', '28 records'],
    ['mail', 'orders', null],
  ]);
  expect(firingIn(null, 'local')).toEqual([]);
  const behind = (subject: string): Attention => ({ kind: 'lag', subject, count: 28, target: '' });
  const beyond: Attention = { kind: 'beyond-end', subject: 'ledger', count: 1, target: '' };
  expect(withoutTold([beyond, behind('ledger'), behind('slow')], alerts)).toEqual([beyond, behind('slow')]);
});
