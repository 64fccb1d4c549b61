import { useMemo, useState } from 'react';
import type { RedriveRequest, RedriveSource } from '../../../src-main/contract/index.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { useConnections } from '../../lib/connections.ts';
import { formatBytes, formatCount } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { useJobs } from '../../lib/jobs.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import { useTopicNames } from '../../lib/topic-names.ts';
import { useAction } from '../../lib/use-action.ts';
import {
  Button,
  Checkbox,
  EmptyState,
  ErrorBlock,
  JobCard,
  ProblemList,
  Screen,
  ScreenHead,
  Select,
  TextField,
  TopicField,
} from '../../ui/index.ts';
import { PreviewView } from './preview-view.tsx';
import { sourceOf, startRedrive, useRedrivePreview } from './store.ts';
import './redrive.css';

/** Sends records on, byte for byte: where to, what is kept, added and removed; what would happen; then the job. */
export function RedriveScreen({ params, query }: ScreenProps) {
  const topic = params.topic!;
  const cluster = useClusterId();
  const source = useMemo(() => sourceOf(query.source), [query.source]);
  const [target, setTarget] = useState(cluster);
  const [targetTopic, setTargetTopic] = useState('');
  const [byHeader, setByHeader] = useState(false);
  const [header, setHeader] = useState('');
  const [keepPartition, setKeepPartition] = useState(false);
  const [keepTimestamp, setKeepTimestamp] = useState(false);
  const [provenance, setProvenance] = useState(true);
  const [remove, setRemove] = useState('');
  const complete = byHeader ? header.trim() !== '' : targetTopic.trim() !== '';
  const request: RedriveRequest | null =
    source === null || !complete
      ? null
      : {
          cluster,
          topic,
          source,
          target: {
            cluster: target,
            topic: targetTopic.trim(),
            topicHeader: byHeader ? header.trim() : null,
          },
          keepPartition,
          keepTimestamp,
          provenance,
          removeHeaders: remove
            .split(',')
            .map((name) => name.trim())
            .filter(Boolean),
          options: { compression: 'none' },
        };
  const { preview, failure, busy, ask } = useRedrivePreview(request);
  const start = useAction(t('redrive.failed'), () => startRedrive(request!));
  const jobs = useJobs().filter((job) => job.kind === 'redrive' && job.from === topic);
  const { value: connections } = useConnections();
  const names = useTopicNames(target);
  return (
    <Screen testId="screen-redrive">
      <ScreenHead
        title={t('redrive.title', { topic })}
        facts={
          <button type="button" className="link" onClick={() => openPlace(addressOf(['topics', topic]))}>
            {t('redrive.toSource')}
          </button>
        }
        actions={
          source && (
            <>
              <Button busy={busy} disabled={request === null} onClick={ask} data-testid="redrive-preview">
                {t('redrive.preview')}
              </Button>
              <Button
                kind="primary"
                busy={start.busy}
                disabled={preview === null || preview.records === 0}
                onClick={() => start.run()}
                data-testid="redrive-start"
              >
                {preview && !preview.more
                  ? t('redrive.start', { count: preview.records })
                  : t('redrive.startAll')}
              </Button>
            </>
          )
        }
      />
      {source === null ? (
        <EmptyState
          text={t('redrive.nothing')}
          action={
            <Button onClick={() => openPlace(addressOf(['topics', topic]))}>{t('redrive.toSource')}</Button>
          }
        />
      ) : (
        <div className="redrive scroll">
          <p data-testid="redrive-source">{sourceText(source)}</p>
          <div className="row wrap redrive-fields">
            <Select
              label={t('redrive.cluster')}
              value={target}
              onChange={setTarget}
              options={(connections ?? []).map(({ id, settings }) => ({
                value: id,
                label: settings.name || id,
                note: settings.readOnly ? t('cluster.readOnly') : undefined,
              }))}
              testId="redrive-cluster"
            />
            <TopicField
              label={t(byHeader ? 'redrive.topicFallback' : 'redrive.topic')}
              value={targetTopic}
              onChange={setTargetTopic}
              names={names}
              hint={byHeader ? t('redrive.topicHint') : complete ? null : t('redrive.needsTopic')}
              data-testid="redrive-topic"
            />
            {byHeader && (
              <TextField
                label={t('redrive.headerName')}
                value={header}
                onChange={setHeader}
                mono
                data-testid="redrive-header"
              />
            )}
            <TextField
              label={t('redrive.remove')}
              value={remove}
              onChange={setRemove}
              hint={t('redrive.removeHint')}
              mono
              data-testid="redrive-remove"
            />
          </div>
          <div className="row wrap">
            <Checkbox
              label={t('redrive.header')}
              checked={byHeader}
              onChange={setByHeader}
              testId="redrive-by-header"
            />
            <Checkbox
              label={t('redrive.keepPartition')}
              checked={keepPartition}
              onChange={setKeepPartition}
              testId="redrive-keep-partition"
            />
            <Checkbox
              label={t('redrive.keepTimestamp')}
              checked={keepTimestamp}
              onChange={setKeepTimestamp}
              testId="redrive-keep-timestamp"
            />
            <Checkbox
              label={t('redrive.provenance')}
              checked={provenance}
              onChange={setProvenance}
              testId="redrive-provenance"
            />
          </div>
          {failure && <ErrorBlock failure={failure} onRetry={ask} />}
          {start.failure && <ErrorBlock failure={start.failure} />}
          {jobs.map((job) => (
            <JobCard key={job.id} job={job} />
          ))}
          {!preview && jobs.length === 0 && <EmptyState text={t('redrive.noPreview')} />}
          {preview && (
            <>
              <p data-testid="redrive-summary">
                {t('redrive.summary', { count: preview.records, size: formatBytes(preview.sizeBytes) })}{' '}
                {preview.targets
                  .map(
                    (one) =>
                      `${one.topic}-${one.partition ?? t('redrive.anyPartition')} (${formatCount(one.records)})`,
                  )
                  .join(', ')}
              </p>
              {preview.more && <p className="warn">{t('redrive.more')}</p>}
              {preview.skippedCount > 0 && (
                <>
                  <p className="warn">{t('redrive.left', { count: preview.skippedCount })}</p>
                  <ProblemList problems={preview.skipped} total={preview.skippedCount} kind="redrive" />
                </>
              )}
              <PreviewView sample={preview.sample} />
            </>
          )}
        </div>
      )}
    </Screen>
  );
}

function sourceText(source: RedriveSource): string {
  return source.kind === 'selection'
    ? t('redrive.selection', { count: source.records.length })
    : t('redrive.filter');
}
