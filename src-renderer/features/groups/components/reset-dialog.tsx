import FileUp from 'lucide-react/icons/file-up';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { GroupDetail, ResetPlan, ResetRow, ResetTo } from '../../../../src-main/contract/index.ts';
import { failureOf } from '../../../lib/client.ts';
import type { Failure } from '../../../lib/failure.ts';
import { formatChange, formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { parseDuration, parseMoment } from '../../../lib/moment.ts';
import { useAction } from '../../../lib/use-action.ts';
import {
  Button,
  ErrorBlock,
  FormDialog,
  Select,
  Table,
  TextField,
  Tip,
  type Column,
} from '../../../ui/index.ts';
import { parseOffsets } from '../offsets-csv.ts';
import { useGroupActions, useGroups } from '../store.ts';
import { translated } from '../../../lib/said.ts';

type Kind = ResetTo['kind'];
const KINDS: readonly Kind[] = [
  'earliest',
  'latest',
  'offset',
  'timestamp',
  'shift',
  'duration',
  'group',
  'list',
];
const ALL_TOPICS = '';

/** Chooses where a group goes on; shows every partition's before and after, and only then does it. */
export function ResetDialog({ group, onClose }: { group: GroupDetail; onClose: () => void }) {
  const topics = [...new Set(group.partitions.map((one) => one.topic))];
  const [topic, setTopic] = useState(topics.length === 1 ? topics[0]! : ALL_TOPICS);
  const [kind, setKind] = useState<Kind>('earliest');
  const [at, setAt] = useState('');
  const { resetOffsets } = useGroupActions();
  const { target, problem } = useMemo(() => targetOf(kind, at), [kind, at]);
  const { plan, failure: planFailure } = usePlan(group.groupId, topic || null, target);
  const { run, busy, failure } = useAction(
    {
      failed: t('groups.resetFailed', { group: group.groupId }),
      unknown: t('groups.resetUnknown', { group: group.groupId }),
    },
    (to: ResetTo) => resetOffsets(group.groupId, topic || null, to, false),
    onClose,
  );
  const columns = useMemo(() => planColumns(topic === ALL_TOPICS), [topic]);
  const changed = plan?.rows.filter((row) => row.after !== null && row.after !== row.before).length ?? 0;
  const blocked = plan?.blockedBy ?? null;
  return (
    <FormDialog
      open
      onClose={onClose}
      width={640}
      title={t('group.reset')}
      description={t('groups.resetText')}
      submitLabel={t('groups.resetAction')}
      onSubmit={() => target && run(target)}
      failure={failure ?? planFailure}
      busy={busy}
      disabled={!plan || blocked !== null || changed === 0}
      danger
      testId="reset-dialog"
      status={
        plan && (
          <p className="small muted" data-testid="reset-sum">
            {t('groups.resetSum', { count: changed, of: plan.rows.length })}
          </p>
        )
      }
    >
      {blocked && (
        <ErrorBlock
          failure={{
            what: t('groups.blocked', { group: group.groupId, state: blocked.state }),
            why: t('groups.blockedWhy', { count: blocked.members }),
            next: t('groups.blockedNext'),
          }}
        />
      )}
      <div className="row wrap">
        <Select
          label={t('column.topic')}
          value={topic}
          onChange={setTopic}
          options={[
            { value: ALL_TOPICS, label: t('groups.allTopics') },
            ...topics.map((one) => ({ value: one, label: one })),
          ]}
          testId="reset-topic"
        />
        <Select
          label={t('groups.resetTo')}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setAt('');
          }}
          options={KINDS.map((one) => ({ value: one, label: t(`groups.reset.${one}`) }))}
          testId="reset-to"
        />
      </div>
      <TargetField kind={kind} at={at} setAt={setAt} problem={problem} groupId={group.groupId} />
      <div className="plan-table">
        <Table
          id="reset-plan"
          label={t('groups.plan')}
          columns={columns}
          rows={plan?.rows ?? []}
          rowKey={(one) => `${one.topic}-${one.partition}`}
          testId="reset-plan"
          empty={<p className="empty small">{t('plan.waiting')}</p>}
        />
      </div>
    </FormDialog>
  );
}

/** What the kind of reset still needs to know. */
function TargetField({
  kind,
  at,
  setAt,
  problem,
  groupId,
}: {
  kind: Kind;
  at: string;
  setAt: (at: string) => void;
  problem: string | null;
  groupId: string;
}) {
  const groups = useGroups().value ?? [];
  switch (kind) {
    case 'earliest':
    case 'latest':
      return null;
    case 'group':
      return (
        <Select
          label={t('column.group')}
          value={at}
          onChange={setAt}
          options={groups
            .filter((one) => one.groupId !== groupId)
            .map((one) => ({ value: one.groupId, label: one.groupId }))}
          testId="reset-group"
        />
      );
    case 'list':
      return (
        <div className="stack">
          <label className="field">
            {t('groups.resetList')}
            <textarea
              className="input mono note-input"
              rows={4}
              spellCheck={false}
              value={at}
              placeholder="orders,0,1200"
              aria-invalid={problem !== null}
              onChange={(event) => setAt(event.target.value)}
              data-testid="reset-list"
            />
          </label>
          <TakeFile onTake={setAt} />
          {problem && <div className="field-error">{problem}</div>}
        </div>
      );
    case 'offset':
    case 'timestamp':
    case 'shift':
    case 'duration':
      return (
        <TextField
          label={t(`groups.resetField.${kind}`)}
          hint={t(`groups.resetHint.${kind}`)}
          error={at.trim() === '' ? null : problem}
          value={at}
          onChange={setAt}
          mono
          autoFocus
          data-testid="reset-at"
        />
      );
  }
}

interface Target {
  /** Null while what was written is none yet. */
  target: ResetTo | null;
  problem: string | null;
}

function targetOf(kind: Kind, at: string): Target {
  const text = at.trim();
  const when = (target: ResetTo | null): Target => ({
    target,
    problem: target === null ? t('groups.resetWrong') : null,
  });
  switch (kind) {
    case 'earliest':
    case 'latest':
      return when({ kind });
    case 'offset':
      return when(/^\d{1,15}$/.test(text) ? { kind, offset: Number(text) } : null);
    case 'timestamp': {
      const timestampMs = parseMoment(text);
      return when(timestampMs === null ? null : { kind, timestampMs });
    }
    case 'shift':
      return when(/^[+-]?\d{1,15}$/.test(text) ? { kind, by: Number(text) } : null);
    case 'duration': {
      const ms = parseDuration(text);
      return when(ms === null ? null : { kind, ms });
    }
    case 'group':
      return { target: text === '' ? null : { kind, groupId: at }, problem: null };
    case 'list': {
      const { offsets, wrongLine } = parseOffsets(at);
      if (wrongLine !== null)
        return { target: null, problem: t('groups.resetWrongLine', { line: wrongLine }) };
      return { target: offsets.length === 0 ? null : { kind, offsets }, problem: null };
    }
  }
}

interface Planned {
  plan: ResetPlan | null;
  failure: Failure | null;
}
const NO_PLAN: Planned = { plan: null, failure: null };

/** What the reset would do; nothing while the target is not yet one. */
function usePlan(groupId: string, topic: string | null, target: ResetTo | null): Planned {
  const [state, setState] = useState<Planned & { target: ResetTo | null; topic: string | null }>({
    ...NO_PLAN,
    target: null,
    topic,
  });
  const { resetOffsets } = useGroupActions();
  useEffect(() => {
    if (!target) return undefined;
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

function planColumns(named: boolean): Column<ResetRow>[] {
  const moved = (one: ResetRow): number | null =>
    one.before === null || one.after === null ? null : one.after - one.before;
  const number = (id: string, header: string, pick: (one: ResetRow) => number | null): Column<ResetRow> => ({
    id,
    header,
    width: 110,
    align: 'end',
    text: (one) => formatCount(pick(one)),
    sort: pick,
    cell: (one) => formatCount(pick(one)),
  });
  return [
    ...(named
      ? [
          {
            id: 'topic',
            header: t('column.topic'),
            width: 170,
            text: (one: ResetRow) => one.topic,
            cell: (one: ResetRow) => <span className="ellipsis">{one.topic}</span>,
          },
        ]
      : []),
    { ...number('partition', t('column.partition'), (one) => one.partition), width: 84 },
    number('before', t('column.before'), (one) => one.before),
    number('after', t('column.after'), (one) => one.after),
    {
      ...number('moved', t('column.moved'), moved),
      flex: true,
      cell: (one) =>
        one.problem === null ? (
          formatChange(moved(one))
        ) : (
          <Tip text={translated(one.problem)}>
            <span className="muted ellipsis">{translated(one.problem)}</span>
          </Tip>
        ),
    },
  ];
}

/** The text of a file of this machine. */
function TakeFile({ onTake }: { onTake: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="row">
      <Button icon={FileUp} onClick={() => input.current?.click()}>
        {t('groups.resetFile')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv,text/plain"
        hidden
        onChange={(event) => void event.target.files?.[0]?.text().then(onTake)}
      />
    </div>
  );
}
