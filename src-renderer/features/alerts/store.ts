/** Rules on lag: made, changed, muted, removed. */
import type { AlertRule } from '../../../src-main/contract/index.ts';
import { client } from '../../lib/client.ts';

export const alertActions = {
  save: (rule: AlertRule) => client().call('alerts.save', { rule }),
  remove: (id: string) => client().call('alerts.remove', { id }),
  mute: (id: string | null, untilMs: number | null) => client().call('alerts.mute', { id, untilMs }),
  forgetHistory: () => client().call('alerts.forgetHistory', null),
};

/** Far enough away to be never. */
export const ALWAYS_MS = 8_640_000_000_000_000;

export function newRule(cluster: string, groupPattern: string): AlertRule {
  return {
    id: '',
    cluster,
    groupPattern,
    topicPattern: '*',
    metric: 'records',
    threshold: 10_000,
    forMs: 30_000,
    enabled: true,
    mutedUntilMs: null,
  };
}
