import { useEffect, useMemo, useState } from 'react';
import type { GroupDetail } from '../../../../src-main/contract/index.ts';
import { failureOf } from '../../../lib/client.ts';
import type { Failure } from '../../../lib/failure.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { FormDialog, Select, Table, TextField, type Column } from '../../../ui/index.ts';
import { useGroupActions, type ResetPlan, type ResetTarget } from '../store.ts';

type Kind = ResetTarget['kind'];
const KINDS: readonly Kind[] = ['earliest', 'latest', 'offset', 'timestamp'];

/** Chooses where a group goes on; shows every partition's before and after, and only then does it. */
export function ResetDialog({ group, onClose }: { group: GroupDetail; onClose: () => void }) {
  const topics = [...new Set(group.partitions.map((one) => one.topic))];
  const [topic, setTopic] = useState(topics[0] ?? '');
  const [kind, setKind] = useState<Kind>('earliest');
  const [at, setAt] = useState('');
  const { resetOffsets } = useGroupActions();
  const target = useMemo(() => targetOf(kind, at), [kind, at]);
  const { plan, failure: planFailure } = usePlan(group.groupId, topic, target);
  const { run, busy, failure } = useAction(
    t('groups.resetFailed', { group: group.groupId }),
    (to: ResetTarget) => resetOffsets(group.groupId, topic, to, false),
    onClose,
  );
  const columns = useMemo(() => planColumns(), []);
  return (
    <FormDialog
      open
      onClose={onClose}
      width={560}
      title={t('group.reset')}
      description={group.members.length > 0 ? t('groups.resetActive') : t('groups.resetText')}
      submitLabel={t('groups.resetAction')}
      onSubmit={() => target && run(target)}
      failure={failure ?? planFailure}
      busy={busy}
      disabled={!plan}
      danger
      testId="reset-dialog"
    >
      <div className="row wrap">
        <Select
          label={t('column.topic')}
          value={topic}
          onChange={setTopic}
          options={topics.map((one) => ({ value: one, label: one }))}
        />
        <Select
          label={t('groups.resetTo')}
          value={kind}
          onChange={setKind}
          options={KINDS.map((one) => ({ value: one, label: t(`groups.reset.${one}`) }))}
        />
      </div>
      {(kind === 'offset' || kind === 'timestamp') && (
        <TextField
          label={t(kind === 'offset' ? 'column.offset' : 'groups.resetTime')}
          value={at}
          onChange={setAt}
          mono
          autoFocus
        />
      )}
      <div className="plan-table">
        <Table
          id="reset-plan"
          label={t('groups.plan')}
          columns={columns}
          rows={plan ?? []}
          rowKey={(one) => `${one.topic}-${one.partition}`}
        />
      </div>
    </FormDialog>
  );
}

function targetOf(kind: Kind, at: string): ResetTarget | null {
  if (kind === 'earliest' || kind === 'latest') return { kind };
  if (kind === 'offset') return /^\d{1,16}$/.test(at.trim()) ? { kind, offset: Number(at) } : null;
  const timestampMs = /^\d{11,16}$/.test(at.trim()) ? Number(at) : Date.parse(at);
  return Number.isNaN(timestampMs) ? null : { kind, timestampMs };
}

interface Plan {
  plan: ResetPlan | null;
  failure: Failure | null;
}
const NO_PLAN: Plan = { plan: null, failure: null };

/** What the reset would do; nothing while the target is not yet one. */
function usePlan(groupId: string, topic: string, target: ResetTarget | null): Plan {
  const [state, setState] = useState<Plan & { target: ResetTarget | null; topic: string }>({
    ...NO_PLAN,
    target: null,
    topic,
  });
  const { resetOffsets } = useGroupActions();
  useEffect(() => {
    if (!target || topic === '') return undefined;
    let current = true;
    resetOffsets(groupId, topic, target, true)
      .then((plan) => current && setState({ plan, failure: null, target, topic }))
      .catch(
        (error: unknown) =>
          current &&
          setState({ plan: null, failure: failureOf(t('groups.planFailed'), error), target, topic }),
      );
    return () => {
      current = false;
    };
  }, [resetOffsets, groupId, topic, target]);
  return state.target === target && state.topic === topic ? state : NO_PLAN;
}

function planColumns(): Column<ResetPlan[number]>[] {
  const moved = (one: ResetPlan[number]): number | null =>
    one.before === null ? null : one.after - one.before;
  return [
    {
      id: 'partition',
      header: t('column.partition'),
      width: 90,
      align: 'end',
      text: (one) => String(one.partition),
      sort: (one) => one.partition,
      cell: (one) => one.partition,
    },
    {
      id: 'before',
      header: t('column.before'),
      width: 120,
      align: 'end',
      text: (one) => formatCount(one.before),
      sort: (one) => one.before,
      cell: (one) => formatCount(one.before),
    },
    {
      id: 'after',
      header: t('column.after'),
      width: 120,
      align: 'end',
      text: (one) => formatCount(one.after),
      sort: (one) => one.after,
      cell: (one) => formatCount(one.after),
    },
    {
      id: 'moved',
      header: t('column.moved'),
      width: 110,
      flex: true,
      align: 'end',
      text: (one) => formatCount(moved(one)),
      sort: moved,
      cell: (one) => formatCount(moved(one)),
    },
  ];
}
