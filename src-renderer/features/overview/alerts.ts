/** Alerts as the overview tells them: those that fire in its cluster. */
import type { AlertsView, Attention } from '../../../src-main/contract/index.ts';
import { formatDuration } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';

export interface FiringAlert {
  readonly key: string;
  readonly group: string;
  readonly topic: string;
  /** "1,204 records", "3 m"; null while it is not known. */
  readonly amount: string | null;
}

export function firingIn(view: AlertsView | null | undefined, cluster: string): FiringAlert[] {
  const metrics = new Map(view?.rules.map(({ id, metric }) => [id, metric]));
  return (view?.standings ?? [])
    .filter((one) => one.state === 'firing' && one.cluster === cluster)
    .map(({ ruleId, groupId, topic, value }) => ({
      key: JSON.stringify([ruleId, groupId, topic]),
      group: groupId,
      topic,
      amount:
        value === null
          ? null
          : metrics.get(ruleId) === 'ms'
            ? formatDuration(value)
            : t('count.records', { count: value }),
    }));
}

/** A group whose alert is told is not said to be behind once more. */
export function withoutTold(attention: readonly Attention[], alerts: readonly FiringAlert[]): Attention[] {
  const told = new Set(alerts.map(({ group }) => group));
  return attention.filter(({ kind, subject }) => kind !== 'lag' || !told.has(subject));
}
