import { useEffect, useMemo, useState } from 'react';
import type { PurgedPartition, PurgePlan, PurgeTo } from '../../../../src-main/contract/index.ts';
import { failureOf } from '../../../lib/client.ts';
import type { Failure } from '../../../lib/failure.ts';
import { formatBytes, formatCount, formatSum } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { parseMoment } from '../../../lib/moment.ts';
import {
  Bytes,
  Count,
  ErrorBlock,
  LossDialog,
  Select,
  Table,
  TextField,
  Tip,
  type Column,
} from '../../../ui/index.ts';
import { useTopicActions } from '../store.ts';
import { translated } from '../../../lib/said.ts';

const KINDS = ['end', 'offset', 'timestamp'] as const;
type Kind = (typeof KINDS)[number];

/** Chooses up to where records go, shows what that means for each partition, and asks for the name. */
export function PurgeTopicDialog({ topic, onClose }: { topic: string | null; onClose: () => void }) {
  return topic === null ? null : <OpenDialog key={topic} topic={topic} onClose={onClose} />;
}

function OpenDialog({ topic, onClose }: { topic: string; onClose: () => void }) {
  const [kind, setKind] = useState<Kind>('end');
  const [at, setAt] = useState('');
  const [partition, setPartition] = useState('all');
  const { purgeTopic } = useTopicActions();
  const to = useMemo(() => purgeTarget(kind, at), [kind, at]);
  const { plan, failure } = usePurgePlan(topic, to);
  const rows = useMemo(
    () =>
      (plan?.partitions ?? []).filter((one) => partition === 'all' || String(one.partition) === partition),
    [plan, partition],
  );
  const columns = useMemo(() => planColumns(), []);
  const records = sumOf(rows, (one) => one.records);
  const bytes = sumOf(rows, (one) => one.estimatedBytes);
  const forbidden = plan?.forbiddenBy ?? null;
  return (
    <LossDialog
      name={topic}
      title={t('topic.purge')}
      consequence={t('purge.text', { topic })}
      failed={{ failed: t('topics.purgeFailed', { topic }), unknown: t('topics.purgeUnknown', { topic }) }}
      lose={() => purgeTopic(topic, partition === 'all' ? [] : [Number(partition)], to!)}
      onClose={onClose}
      width={620}
      disabled={plan === null || records === 0}
      refused={forbidden !== null}
    >
      <div className="row wrap">
        <Select
          label={t('column.partition')}
          value={partition}
          onChange={setPartition}
          options={[
            { value: 'all', label: t('purge.allPartitions') },
            ...(plan?.partitions ?? []).map((one) => ({
              value: String(one.partition),
              label: String(one.partition),
            })),
          ]}
          testId="purge-partition"
        />
        <Select
          label={t('purge.to')}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setAt('');
          }}
          options={KINDS.map((one) => ({ value: one, label: t(`purge.to.${one}`) }))}
          testId="purge-to"
        />
      </div>
      {kind !== 'end' && (
        <TextField
          label={t(kind === 'offset' ? 'column.offset' : 'groups.resetTime')}
          hint={t(kind === 'offset' ? 'purge.offsetHint' : 'purge.timeHint')}
          value={at}
          onChange={setAt}
          error={to !== null || at.trim() === '' ? null : t(`purge.wrong.${kind}`)}
          mono
          autoFocus
          data-testid="purge-at"
        />
      )}
      {forbidden && (
        <ErrorBlock
          failure={{
            what: t('purge.forbidden', { topic, policy: forbidden.cleanupPolicy }),
            why: t('purge.forbiddenWhy'),
            next: t('purge.forbiddenNext'),
          }}
        />
      )}
      {failure && <ErrorBlock failure={failure} />}
      {!forbidden && (
        <div className="plan-table">
          <Table
            id="purge-plan"
            label={t('purge.plan')}
            columns={columns}
            rows={rows}
            rowKey={(one) => String(one.partition)}
            testId="purge-plan"
            empty={<p className="empty small">{t('plan.waiting')}</p>}
          />
        </div>
      )}
      {!forbidden && rows.length > 0 && (
        <p className="small" data-testid="purge-sum">
          {t('purge.sum', {
            records: formatSum(records, rows.filter((one) => one.records === null).length),
            bytes: formatBytes(bytes),
          })}
        </p>
      )}
    </LossDialog>
  );
}

function purgeTarget(kind: Kind, at: string): PurgeTo | null {
  if (kind === 'end') return { kind };
  if (kind === 'offset') return /^\d{1,15}$/.test(at.trim()) ? { kind, offset: Number(at) } : null;
  const timestampMs = parseMoment(at);
  return timestampMs === null ? null : { kind, timestampMs };
}

/** The sum of what is known; null when nothing is. */
function sumOf<T>(rows: readonly T[], pick: (row: T) => number | null): number | null {
  return rows.reduce((sum: number | null, row) => {
    const value = pick(row);
    return value === null ? sum : (sum ?? 0) + value;
  }, null);
}

/** What would go; null while the target is not yet one. */
function usePurgePlan(
  topic: string,
  to: PurgeTo | null,
): { plan: PurgePlan | null; failure: Failure | null } {
  const [state, setState] = useState<{ to: PurgeTo | null; plan: PurgePlan | null; failure: Failure | null }>(
    {
      to: null,
      plan: null,
      failure: null,
    },
  );
  const { planPurge } = useTopicActions();
  useEffect(() => {
    if (to === null) return undefined;
    let current = true;
    planPurge(topic, to)
      .then((plan) => current && setState({ to, plan, failure: null }))
      .catch(
        (error: unknown) =>
          current && setState({ to, plan: null, failure: failureOf(t('groups.planFailed'), error) }),
      );
    return () => {
      current = false;
    };
  }, [planPurge, topic, to]);
  return state.to === to ? state : { plan: null, failure: null };
}

function planColumns(): Column<PurgedPartition>[] {
  const offset = (
    id: string,
    header: string,
    pick: (one: PurgedPartition) => number | null,
  ): Column<PurgedPartition> => ({
    id,
    header,
    width: 100,
    align: 'end',
    text: (one) => formatCount(pick(one)),
    sort: pick,
    cell: (one) => <Count value={pick(one)} />,
  });
  return [
    offset('partition', t('column.partition'), (one) => one.partition),
    offset('start', t('purge.startNow'), (one) => one.startOffset),
    offset('after', t('purge.startAfter'), (one) => one.newStartOffset),
    offset('records', t('purge.records'), (one) => one.records),
    {
      id: 'bytes',
      header: t('purge.bytes'),
      width: 110,
      flex: true,
      align: 'end',
      text: (one) => formatBytes(one.estimatedBytes),
      sort: (one) => one.estimatedBytes,
      cell: (one) =>
        one.problem ? (
          <Tip text={translated(one.problem)}>
            <span className="bad ellipsis">{translated(one.problem)}</span>
          </Tip>
        ) : (
          <Bytes value={one.estimatedBytes} />
        ),
    },
  ];
}
