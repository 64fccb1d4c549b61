import { useState } from 'react';
import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressIn, addressOf, openPlace } from '../../../lib/place.ts';
import { useAction } from '../../../lib/use-action.ts';
import { ErrorBlock, FactList, FormDialog, Select, TextField, Waiting } from '../../../ui/index.ts';
import { useTopicActions, useTopicConfigs, useTopics } from '../store.ts';
import { topicNameProblem } from './topic-name.ts';

const DAY_MS = 86_400_000;
const RETENTIONS = ['default', String(3_600_000), String(DAY_MS), String(7 * DAY_MS), '-1'] as const;
/** What CreateTopics takes as "the broker decides". */
const BROKER_DEFAULT = -1;
type Cleanup = 'delete' | 'compact' | 'compact,delete';

/** Name, partitions, replication, retention, cleanup; everything else is on the topic's configuration tab. */
export function CreateTopicDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [name, setName] = useState('');
  const [partitions, setPartitions] = useState('1');
  const [replication, setReplication] = useState('');
  const [retention, setRetention] = useState<(typeof RETENTIONS)[number]>('default');
  const [cleanup, setCleanup] = useState<Cleanup>('delete');
  const cluster = useClusterId();
  const { createTopic } = useTopicActions();
  const { run, busy, failure, reset } = useAction(
    {
      failed: t('topics.createFailed', { topic: name }),
      unknown: t('topics.createUnknown', { topic: name }),
    },
    createTopic,
    (topic) => {
      setName('');
      onClose();
      openPlace(addressIn(cluster, addressOf(['topics', topic.name])));
    },
  );
  const close = (): void => {
    reset();
    setName('');
    onClose();
  };
  const nameProblem = name === '' ? null : topicNameProblem(name);
  const partitionProblem = wholeNumberProblem(partitions, 10_000);
  const replicationProblem = replication.trim() === '' ? null : wholeNumberProblem(replication, 9);
  const submit = (): void =>
    run({
      name,
      partitions: Number(partitions),
      replicationFactor: replication.trim() === '' ? BROKER_DEFAULT : Number(replication),
      configs: {
        ...(cleanup === 'delete' ? {} : { 'cleanup.policy': cleanup }),
        ...(retention === 'default' ? {} : { 'retention.ms': retention }),
      },
    });
  return (
    <FormDialog
      open={open}
      onClose={close}
      title={t('topics.create')}
      submitLabel={t('action.create')}
      onSubmit={submit}
      failure={failure}
      busy={busy}
      disabled={name === '' || Boolean(nameProblem ?? partitionProblem ?? replicationProblem)}
      testId="create-topic-dialog"
    >
      <TextField
        label={t('topics.name')}
        value={name}
        onChange={(typed) => {
          // What was refused is not what stands there now. What may have been made stays until it is known.
          if (failure?.code !== 'unanswered') reset();
          setName(typed);
        }}
        error={nameProblem}
        mono
        autoFocus
        data-testid="topic-name"
      />
      <div className="form-columns">
        <TextField
          label={t('column.partitions')}
          value={partitions}
          onChange={setPartitions}
          error={partitionProblem}
          inputMode="numeric"
          data-testid="topic-partitions"
        />
        <TextField
          label={t('column.replication')}
          value={replication}
          onChange={setReplication}
          error={replicationProblem}
          hint={t('topics.replicationHint')}
          placeholder={t('retention.default')}
          inputMode="numeric"
        />
      </div>
      <div className="row wrap">
        <Select
          label={t('column.retention')}
          value={retention}
          onChange={setRetention}
          options={[
            { value: 'default', label: t('retention.default') },
            { value: RETENTIONS[1], label: t('retention.hour') },
            { value: RETENTIONS[2], label: t('retention.day') },
            { value: RETENTIONS[3], label: t('retention.week') },
            { value: '-1', label: t('retention.unlimited') },
          ]}
        />
        <Select
          label={t('column.cleanup')}
          value={cleanup}
          onChange={setCleanup}
          options={[
            { value: 'delete', label: 'delete' },
            { value: 'compact', label: 'compact' },
            { value: 'compact,delete', label: 'compact,delete' },
          ]}
        />
      </div>
    </FormDialog>
  );
}

/** Another topic with the settings of one there is; name, partitions and replication may be others. */
export function CloneTopicDialog({ source, onClose }: { source: string; onClose: () => void }) {
  const cluster = useClusterId();
  const row = useTopics().value?.find((one) => one.name === source);
  const { value: configs, failure: unknown, refresh } = useTopicConfigs(source);
  const [name, setName] = useState(`${source}-copy`);
  const [partitions, setPartitions] = useState<string | null>(null);
  const [replication, setReplication] = useState<string | null>(null);
  const { createTopic } = useTopicActions();
  const { run, busy, failure } = useAction(
    {
      failed: t('topics.createFailed', { topic: name }),
      unknown: t('topics.createUnknown', { topic: name }),
    },
    createTopic,
    (topic) => {
      onClose();
      openPlace(addressIn(cluster, addressOf(['topics', topic.name])));
    },
  );
  const taken = configs?.filter((one) => one.source === 'topic' && one.value !== null) ?? [];
  const wantedPartitions = partitions ?? String(row?.partitions ?? '');
  const wantedReplication = replication ?? String(row?.replicationFactor ?? '');
  const problems = {
    name: name === '' ? null : name === source ? t('clone.sameName') : topicNameProblem(name),
    partitions: wholeNumberProblem(wantedPartitions, 10_000),
    replication: wholeNumberProblem(wantedReplication, 9),
  };
  const submit = (): void =>
    run({
      name,
      partitions: Number(wantedPartitions),
      replicationFactor: Number(wantedReplication),
      configs: Object.fromEntries(taken.map((one) => [one.name, one.value!])),
    });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('clone.title', { topic: source })}
      description={t('clone.text')}
      submitLabel={t('action.create')}
      onSubmit={submit}
      failure={failure}
      busy={busy}
      disabled={
        !configs || name === '' || Boolean(problems.name ?? problems.partitions ?? problems.replication)
      }
      testId="clone-topic-dialog"
    >
      <TextField
        label={t('topics.name')}
        value={name}
        onChange={setName}
        error={problems.name}
        mono
        autoFocus
        data-testid="clone-name"
      />
      <div className="form-columns">
        <TextField
          label={t('column.partitions')}
          value={wantedPartitions}
          onChange={setPartitions}
          error={problems.partitions}
          inputMode="numeric"
        />
        <TextField
          label={t('column.replication')}
          value={wantedReplication}
          onChange={setReplication}
          error={problems.replication}
          inputMode="numeric"
        />
      </div>
      {unknown && <ErrorBlock failure={unknown} onRetry={refresh} />}
      {!configs && !unknown && <Waiting />}
      {configs && (
        <div data-testid="clone-configs">
          {taken.length === 0 ? (
            <p className="small muted">{t('recreate.noConfigs')}</p>
          ) : (
            <FactList facts={taken.map((one) => ({ label: one.name, value: <code>{one.value}</code> }))} />
          )}
        </div>
      )}
    </FormDialog>
  );
}

function wholeNumberProblem(text: string, most: number): string | null {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= most && text.trim() !== ''
    ? null
    : t('form.wholeNumber', { most });
}
