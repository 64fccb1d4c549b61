import { useState } from 'react';
import type { AlertMetric, AlertRule } from '../../../../src-main/contract/index.ts';
import { useConnections } from '../../../lib/connections.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Checkbox, FormDialog, Select, TextField } from '../../../ui/index.ts';
import { alertActions } from '../store.ts';

/** A rule: which groups and topics of which cluster, how far behind, for how long. */
export function RuleDialog({ rule, onClose }: { rule: AlertRule; onClose: () => void }) {
  const connections = useConnections().value ?? [];
  const [cluster, setCluster] = useState(rule.cluster);
  const [groupPattern, setGroupPattern] = useState(rule.groupPattern);
  const [topicPattern, setTopicPattern] = useState(rule.topicPattern);
  const [metric, setMetric] = useState<AlertMetric>(rule.metric);
  const [threshold, setThreshold] = useState(shown(rule.threshold, rule.metric));
  const [seconds, setSeconds] = useState(String(rule.forMs / 1000));
  const [enabled, setEnabled] = useState(rule.enabled);
  const { run, busy, failure } = useAction(t('alerts.saveFailed'), alertActions.save, onClose);
  const limit = whole(threshold);
  const forSeconds = whole(seconds);
  const wrong = {
    group: groupPattern.trim() === '' ? t('alerts.patternWrong') : null,
    topic: topicPattern.trim() === '' ? t('alerts.patternWrong') : null,
    threshold: limit === null || limit < 1 ? t('alerts.thresholdWrong') : null,
    seconds: forSeconds === null || forSeconds > 604_800 ? t('alerts.secondsWrong') : null,
  };
  const submit = (): void =>
    run({
      ...rule,
      cluster,
      groupPattern: groupPattern.trim(),
      topicPattern: topicPattern.trim(),
      metric,
      threshold: metric === 'ms' ? limit! * 1000 : limit!,
      forMs: forSeconds! * 1000,
      enabled,
    });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t(rule.id === '' ? 'alerts.new' : 'alerts.edit')}
      description={t('alerts.ruleText')}
      submitLabel={t('action.save')}
      onSubmit={submit}
      busy={busy}
      failure={failure}
      disabled={Object.values(wrong).some((one) => one !== null)}
      testId="rule-dialog"
    >
      <div className="row wrap">
        <Select
          label={t('alerts.cluster')}
          value={cluster}
          onChange={setCluster}
          options={connections.map((one) => ({ value: one.id, label: one.settings.name }))}
          testId="rule-cluster"
        />
        <Select
          label={t('alerts.metric')}
          value={metric}
          onChange={setMetric}
          options={[
            { value: 'records', label: t('alerts.metric.records') },
            { value: 'ms', label: t('alerts.metric.ms') },
          ]}
          testId="rule-metric"
        />
      </div>
      <div className="form-columns">
        <TextField
          label={t('column.group')}
          hint={t('alerts.patternHint')}
          value={groupPattern}
          onChange={setGroupPattern}
          error={wrong.group}
          mono
          autoFocus
          data-testid="rule-group"
        />
        <TextField
          label={t('column.topic')}
          hint={t('alerts.patternHint')}
          value={topicPattern}
          onChange={setTopicPattern}
          error={wrong.topic}
          mono
          data-testid="rule-topic"
        />
        <TextField
          label={t(metric === 'ms' ? 'alerts.secondsBehind' : 'alerts.recordsBehind')}
          value={threshold}
          onChange={setThreshold}
          error={wrong.threshold}
          inputMode="numeric"
          data-testid="rule-threshold"
        />
        <TextField
          label={t('alerts.forSeconds')}
          hint={t('alerts.forHint')}
          value={seconds}
          onChange={setSeconds}
          error={wrong.seconds}
          inputMode="numeric"
          data-testid="rule-seconds"
        />
      </div>
      <Checkbox label={t('alerts.enabled')} checked={enabled} onChange={setEnabled} />
    </FormDialog>
  );
}

function shown(threshold: number, metric: AlertMetric): string {
  return String(metric === 'ms' ? Math.round(threshold / 1000) : threshold);
}

function whole(text: string): number | null {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}
