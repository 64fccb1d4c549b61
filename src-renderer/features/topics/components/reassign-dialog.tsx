import { useEffect, useMemo, useState } from 'react';
import type { PlannedMove, ReassignGoal, ReassignPlan } from '../../../../src-main/contract/index.ts';
import { failureOf } from '../../../lib/client.ts';
import type { Failure } from '../../../lib/failure.ts';
import { formatBytes, formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Bytes, FormDialog, Select, Table, TextField, type Column } from '../../../ui/index.ts';
import { useBrokerIds, useReassignActions } from '../reassignments.ts';

const KINDS = ['replication', 'leave', 'brokers', 'balance'] as const;
type Kind = (typeof KINDS)[number];
const BYTES_PER_MEGABYTE = 1_000_000;

/** Where replicas shall be, what moves for that, and how fast it may; nothing moves before that is confirmed. */
export function ReassignDialog({
  topics,
  replicationFactor,
  onClose,
}: {
  topics: readonly string[];
  /** Of the first of them. */
  replicationFactor: number;
  onClose: () => void;
}) {
  const brokers = useBrokerIds();
  const [kind, setKind] = useState<Kind>('replication');
  const [factor, setFactor] = useState(String(replicationFactor));
  const [chosen, setChosen] = useState('');
  const [throttle, setThrottle] = useState('');
  const goal = useMemo(() => goalOf(kind, factor, chosen, brokers), [kind, factor, chosen, brokers]);
  const { plan, failure: planFailure } = usePlan(topics, goal);
  const { begin } = useReassignActions();
  const megabytes = Number(throttle);
  const throttleProblem =
    throttle.trim() === '' || (megabytes > 0 && Number.isFinite(megabytes))
      ? null
      : t('reassign.throttleWrong');
  const { run, busy, failure } = useAction(
    { failed: t('reassign.failed'), unknown: t('reassign.unknown') },
    (moves: readonly PlannedMove[]) =>
      begin(moves, throttle.trim() === '' ? null : Math.round(megabytes * BYTES_PER_MEGABYTE)),
    onClose,
  );
  const columns = useMemo(() => moveColumns(topics.length > 1), [topics.length]);
  const copied = plan?.moves.reduce((sum, move) => sum + (move.copiedBytes ?? 0), 0) ?? 0;
  return (
    <FormDialog
      open
      onClose={onClose}
      width={680}
      title={t('reassign.title', { topics: topics.length === 1 ? topics[0]! : formatCount(topics.length) })}
      description={t('reassign.text')}
      submitLabel={t('reassign.begin')}
      onSubmit={() => plan && run(plan.moves)}
      failure={failure ?? planFailure}
      busy={busy}
      disabled={!plan || plan.moves.length === 0 || throttleProblem !== null}
      testId="reassign-dialog"
      status={
        plan && (
          <p className="small" data-testid="reassign-sum">
            {plan.moves.length === 0
              ? t('reassign.nothing')
              : t('reassign.sum', {
                  count: plan.moves.length,
                  of: plan.partitions,
                  bytes: formatBytes(copied),
                })}{' '}
            <span className="muted">
              {plan.brokers.map((one) => t('reassign.broker', { ...one, id: String(one.id) })).join(' · ')}
            </span>
          </p>
        )
      }
    >
      <div className="row wrap">
        <Select
          label={t('reassign.goal')}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setChosen('');
          }}
          options={KINDS.map((one) => ({ value: one, label: t(`reassign.goal.${one}`) }))}
          testId="reassign-goal"
        />
        {kind === 'leave' && (
          <Select
            label={t('column.node')}
            value={chosen}
            onChange={setChosen}
            options={brokers.map((id) => ({ value: String(id), label: t('node.name', { id: String(id) }) }))}
            testId="reassign-node"
          />
        )}
      </div>
      <div className="form-columns">
        {kind === 'replication' && (
          <TextField
            label={t('column.replication')}
            hint={t('reassign.factorHint', { brokers: formatCount(brokers.length) })}
            value={factor}
            onChange={setFactor}
            inputMode="numeric"
            autoFocus
            data-testid="reassign-factor"
          />
        )}
        {kind === 'brokers' && (
          <TextField
            label={t('reassign.brokers')}
            hint={t('reassign.brokersHint', { brokers: brokers.join(', ') })}
            value={chosen}
            onChange={setChosen}
            mono
            data-testid="reassign-brokers"
          />
        )}
        <TextField
          label={t('reassign.throttle')}
          hint={t('reassign.throttleHint')}
          error={throttleProblem}
          value={throttle}
          onChange={setThrottle}
          inputMode="decimal"
          data-testid="reassign-throttle"
        />
      </div>
      <div className="plan-table">
        <Table
          id="reassign-plan"
          label={t('groups.plan')}
          columns={columns}
          rows={plan?.moves ?? []}
          rowKey={(move) => `${move.topic}-${move.partition}`}
          testId="reassign-plan"
          empty={
            <p className="empty small">
              {t(plan?.moves.length === 0 ? 'reassign.nothingMoves' : 'plan.waiting')}
            </p>
          }
        />
      </div>
    </FormDialog>
  );
}

/** Null while what was written is no goal yet. */
function goalOf(kind: Kind, factor: string, chosen: string, brokers: readonly number[]): ReassignGoal | null {
  switch (kind) {
    case 'replication':
      return /^[1-9]\d{0,2}$/.test(factor.trim()) ? { kind, factor: Number(factor) } : null;
    case 'leave':
      return chosen === '' ? null : { kind, broker: Number(chosen) };
    case 'brokers': {
      const ids = chosen
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(Number);
      return ids.length > 0 && ids.every((id) => brokers.includes(id)) ? { kind, brokers: ids } : null;
    }
    case 'balance':
      return { kind };
  }
}

function usePlan(
  topics: readonly string[],
  goal: ReassignGoal | null,
): { plan: ReassignPlan | null; failure: Failure | null } {
  const [state, setState] = useState<{
    goal: ReassignGoal | null;
    plan: ReassignPlan | null;
    failure: Failure | null;
  }>({ goal: null, plan: null, failure: null });
  const { plan: ask } = useReassignActions();
  // Joined, since the list of names is made anew with each event of the screen behind.
  const names = topics.join('\n');
  useEffect(() => {
    if (goal === null) return undefined;
    let current = true;
    ask(names.split('\n'), goal)
      .then((plan) => current && setState({ goal, plan, failure: null }))
      .catch(
        (error: unknown) =>
          current && setState({ goal, plan: null, failure: failureOf(t('groups.planFailed'), error) }),
      );
    return () => {
      current = false;
    };
  }, [ask, names, goal]);
  return state.goal === goal ? state : { plan: null, failure: null };
}

function moveColumns(named: boolean): Column<PlannedMove>[] {
  const list = (ids: readonly number[]) => `[${ids.join(',')}]`;
  return [
    ...(named
      ? [
          {
            id: 'topic',
            header: t('column.topic'),
            width: 180,
            text: (move: PlannedMove) => move.topic,
            cell: (move: PlannedMove) => <span className="ellipsis">{move.topic}</span>,
          },
        ]
      : []),
    {
      id: 'partition',
      header: t('column.partition'),
      width: 90,
      align: 'end',
      text: (move) => String(move.partition),
      sort: (move) => move.partition,
      cell: (move) => move.partition,
    },
    {
      id: 'before',
      header: t('column.before'),
      width: 120,
      text: (move) => list(move.before),
      cell: (move) => <span className="mono">{list(move.before)}</span>,
    },
    {
      id: 'after',
      header: t('column.after'),
      width: 120,
      text: (move) => list(move.after),
      cell: (move) => <span className="mono">{list(move.after)}</span>,
    },
    {
      id: 'copied',
      header: t('reassign.copied'),
      width: 110,
      flex: true,
      align: 'end',
      text: (move) => formatBytes(move.copiedBytes),
      sort: (move) => move.copiedBytes,
      cell: (move) => <Bytes value={move.copiedBytes} />,
    },
  ];
}
