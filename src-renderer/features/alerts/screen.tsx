import Bell from 'lucide-react/icons/bell';
import BellOff from 'lucide-react/icons/bell-off';
import PencilLine from 'lucide-react/icons/pencil-line';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useCallback, useMemo, useState } from 'react';
import type { AlertFiring, AlertRule, AlertsView } from '../../../src-main/contract/index.ts';
import { notificationState, useAlerts } from '../../lib/alerts.ts';
import { useConnections } from '../../lib/connections.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import { formatCount, formatDuration, formatTime } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { isoTime } from '../../lib/moment.ts';
import { addressIn, addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import { useAction } from '../../lib/use-action.ts';
import {
  Button,
  EmptyState,
  ErrorBlock,
  Loaded,
  Screen,
  ScreenBody,
  ScreenHead,
  StateMark,
  Table,
  Time,
  TIME_WIDTH,
  type Column,
  type MenuEntry,
} from '../../ui/index.ts';
import { RuleDialog } from './components/rule-dialog.tsx';
import { ALWAYS_MS, alertActions, newRule } from './store.ts';
import './alerts.css';

const HOUR_MS = 3_600_000;

/** Rules on lag, what stands above them now, and what fired before. */
export function AlertsScreen({ query, setQuery }: ScreenProps) {
  const snapshot = useAlerts();
  const [edited, setEdited] = useState<AlertRule | null>(null);
  const closing = useCallback(() => {
    setEdited(null);
    setQuery({ dialog: undefined, group: undefined, cluster: undefined });
  }, [setQuery]);
  const begun = query.dialog === 'new' ? newRule(query.cluster ?? LOCAL_CLUSTER, query.group ?? '*') : null;
  const muting = useAction(t('alerts.muteFailed'), alertActions.mute);
  const removing = useAction(t('alerts.removeFailed'), alertActions.remove);
  const forgetting = useAction(t('alerts.forgetFailed'), alertActions.forgetHistory);
  const failure = muting.failure ?? removing.failure ?? forgetting.failure;
  const muted = snapshot.value?.rules.some(isMuted) ?? false;
  return (
    <Screen testId="screen-alerts">
      <ScreenHead
        title={t('screen.alerts')}
        asOfMs={snapshot.asOfMs}
        actions={
          <>
            <Button
              icon={muted ? Bell : BellOff}
              disabled={!snapshot.value?.rules.length}
              onClick={() => muting.run(null, muted ? null : Date.now() + HOUR_MS)}
              data-testid="mute-all"
            >
              {t(muted ? 'alerts.unmute' : 'alerts.muteHour')}
            </Button>
            <Button
              kind="primary"
              icon={Plus}
              onClick={() => setQuery({ dialog: 'new' })}
              data-testid="new-rule"
            >
              {t('alerts.new')}
            </Button>
          </>
        }
      />
      <PermissionLine />
      {failure && <ErrorBlock failure={failure} />}
      <Loaded snapshot={snapshot} what={t('alerts.failed')}>
        {(view, stale) => (
          <ScreenBody>
            <div className="alerts">
              <Rules
                view={view}
                stale={stale}
                onEdit={setEdited}
                onMute={muting.run}
                onRemove={removing.run}
                onNew={() => setQuery({ dialog: 'new' })}
              />
              <Firings view={view} stale={stale} onForget={() => forgetting.run()} />
            </div>
          </ScreenBody>
        )}
      </Loaded>
      {(edited ?? begun) && <RuleDialog rule={(edited ?? begun)!} onClose={closing} />}
    </Screen>
  );
}

const isMuted = (rule: AlertRule): boolean => rule.mutedUntilMs !== null && rule.mutedUntilMs > Date.now();

/** In a browser somebody has to allow notifications; the window of the desktop shows them by itself. */
function PermissionLine() {
  const [state, setState] = useState(notificationState);
  if (window.sluice || state === 'granted') return null;
  return (
    <p className="alerts-permission small" data-testid="alerts-permission">
      <span className="grow muted">{t(`alerts.permission.${state}`)}</span>
      {state === 'default' && (
        <Button onClick={() => void Notification.requestPermission().then(setState)}>
          {t('alerts.permission.ask')}
        </Button>
      )}
    </p>
  );
}

function Rules({
  view,
  stale,
  onEdit,
  onMute,
  onRemove,
  onNew,
}: {
  view: AlertsView;
  stale: boolean;
  onEdit: (rule: AlertRule) => void;
  onMute: (id: string, untilMs: number | null) => void;
  onRemove: (id: string) => void;
  onNew: () => void;
}) {
  const names = useClusterNames();
  const columns = useMemo(() => ruleColumns(view, names), [view, names]);
  const actions = useCallback(
    (rule: AlertRule): MenuEntry[] => [
      { id: 'edit', label: t('alerts.edit'), icon: PencilLine, run: () => onEdit(rule) },
      isMuted(rule)
        ? { id: 'unmute', label: t('alerts.unmute'), icon: Bell, run: () => onMute(rule.id, null) }
        : {
            id: 'mute',
            label: t('alerts.muteHour'),
            icon: BellOff,
            run: () => onMute(rule.id, Date.now() + HOUR_MS),
          },
      { id: 'mute-always', label: t('alerts.muteAlways'), run: () => onMute(rule.id, ALWAYS_MS) },
      null,
      { id: 'remove', label: t('alerts.remove'), icon: Trash2, danger: true, run: () => onRemove(rule.id) },
    ],
    [onEdit, onMute, onRemove],
  );
  return (
    <section className="alerts-part">
      <h2>{t('alerts.rules')}</h2>
      <Table
        id="alert-rules"
        label={t('alerts.rules')}
        columns={columns}
        rows={view.rules}
        rowKey={(rule) => rule.id}
        rowName={({ groupPattern }) => groupPattern}
        onOpen={onEdit}
        rowActions={actions}
        stale={stale}
        testId="rules-table"
        empty={
          <EmptyState text={t('alerts.none')} action={<Button onClick={onNew}>{t('alerts.new')}</Button>} />
        }
      />
    </section>
  );
}

type Names = ReadonlyMap<string, string>;

function useClusterNames(): Names {
  const { value } = useConnections();
  return useMemo(() => new Map((value ?? []).map(({ id, settings }) => [id, settings.name])), [value]);
}

function limitText({ metric, threshold }: Pick<AlertRule, 'metric' | 'threshold'>): string {
  return metric === 'ms' ? formatDuration(threshold) : t('count.records', { count: threshold });
}

function valueText(metric: AlertRule['metric'], value: number | null): string {
  return metric === 'ms' ? formatDuration(value) : formatCount(value);
}

const durationText = ({ forMs }: AlertRule): string =>
  forMs === 0 ? t('alerts.atOnce') : formatDuration(forMs);

function stateOf(rule: AlertRule, view: AlertsView): 'off' | 'firing' | 'pending' | 'well' {
  if (!rule.enabled) return 'off';
  const standings = view.standings.filter(({ ruleId }) => ruleId === rule.id);
  if (standings.some(({ state }) => state === 'firing')) return 'firing';
  return standings.length > 0 ? 'pending' : 'well';
}

const MARKS = { off: 'ring', firing: 'cross', pending: 'half', well: 'full' } as const;

function ruleColumns(view: AlertsView, names: Names): Column<AlertRule>[] {
  const word = (rule: AlertRule): string => {
    const count = view.standings.filter((one) => one.ruleId === rule.id && one.state === 'firing').length;
    return t(`alerts.state.${stateOf(rule, view)}`, { count });
  };
  return [
    {
      id: 'state',
      header: t('column.state'),
      width: 150,
      text: word,
      cell: (rule) => (
        <span className="row tight" data-testid="rule-state" data-state={stateOf(rule, view)}>
          <StateMark shape={MARKS[stateOf(rule, view)]} />
          {word(rule)}
          {isMuted(rule) && <BellOff size={12} role="img" aria-label={t('alerts.muted')} />}
        </span>
      ),
    },
    {
      id: 'cluster',
      header: t('alerts.cluster'),
      width: 110,
      text: (rule) => names.get(rule.cluster) ?? rule.cluster,
      cell: (rule) => <span className="ellipsis">{names.get(rule.cluster) ?? rule.cluster}</span>,
    },
    {
      id: 'group',
      header: t('column.group'),
      width: 180,
      flex: true,
      text: (rule) => rule.groupPattern,
      cell: (rule) => <span className="mono ellipsis">{rule.groupPattern}</span>,
    },
    {
      id: 'topic',
      header: t('column.topic'),
      width: 160,
      flex: true,
      text: (rule) => rule.topicPattern,
      cell: (rule) => <span className="mono ellipsis">{rule.topicPattern}</span>,
    },
    {
      id: 'limit',
      header: t('alerts.limit'),
      width: 150,
      align: 'end',
      text: limitText,
      raw: (rule) => rule.threshold,
      sort: (rule) => rule.threshold,
      cell: limitText,
    },
    {
      id: 'for',
      header: t('alerts.for'),
      width: 90,
      align: 'end',
      text: durationText,
      raw: (rule) => rule.forMs,
      sort: (rule) => rule.forMs,
      cell: durationText,
    },
    {
      id: 'muted',
      header: t('alerts.mutedUntil'),
      width: TIME_WIDTH,
      text: mutedText,
      cell: mutedText,
    },
  ];
}

function mutedText(rule: AlertRule): string {
  if (!isMuted(rule)) return '';
  return rule.mutedUntilMs! >= ALWAYS_MS ? t('alerts.muted') : formatTime(rule.mutedUntilMs);
}

function Firings({ view, stale, onForget }: { view: AlertsView; stale: boolean; onForget: () => void }) {
  const names = useClusterNames();
  const columns = useMemo(() => firingColumns(view, names), [view, names]);
  return (
    <section className="alerts-part">
      <header className="row">
        <h2>{t('alerts.history')}</h2>
        <span className="end" />
        <Button
          kind="quiet"
          disabled={view.firings.every((one) => one.clearedAtMs === null)}
          onClick={onForget}
        >
          {t('alerts.forget')}
        </Button>
      </header>
      <Table
        id="alert-firings"
        label={t('alerts.history')}
        columns={columns}
        rows={view.firings}
        rowKey={(one) => String(one.id)}
        onOpen={(one) => openPlace(addressIn(one.cluster, addressOf(['groups', one.groupId])))}
        stale={stale}
        testId="firings-table"
        empty={<EmptyState text={t('alerts.noHistory')} />}
      />
    </section>
  );
}

function firingColumns(view: AlertsView, names: Names): Column<AlertFiring>[] {
  const standing = (one: AlertFiring) =>
    view.standings.find(
      ({ ruleId, groupId, topic }) => ruleId === one.ruleId && groupId === one.groupId && topic === one.topic,
    );
  const now = (one: AlertFiring): number | null =>
    one.clearedAtMs === null ? (standing(one)?.value ?? null) : null;
  const lasted = (one: AlertFiring): number | null =>
    one.clearedAtMs === null ? null : one.clearedAtMs - one.firedAtMs;
  return [
    {
      id: 'fired',
      header: t('alerts.fired'),
      // With what it is now before it.
      width: TIME_WIDTH + 20,
      text: (one) => formatTime(one.firedAtMs),
      raw: (one) => isoTime(one.firedAtMs),
      sort: (one) => one.firedAtMs,
      cell: (one) => (
        <>
          <StateMark shape={one.clearedAtMs === null ? 'cross' : 'ring'} />
          <Time epochMs={one.firedAtMs} />
          {one.muted && <BellOff size={12} role="img" aria-label={t('alerts.muted')} />}
        </>
      ),
    },
    {
      id: 'lasted',
      header: t('alerts.lasted'),
      width: 100,
      align: 'end',
      text: (one) => (one.clearedAtMs === null ? t('alerts.still') : formatDuration(lasted(one))),
      sort: lasted,
      cell: (one) =>
        one.clearedAtMs === null ? (
          <span className="bad">{t('alerts.still')}</span>
        ) : (
          formatDuration(lasted(one))
        ),
    },
    {
      id: 'cluster',
      header: t('alerts.cluster'),
      width: 110,
      text: (one) => names.get(one.cluster) ?? one.cluster,
      cell: (one) => <span className="ellipsis">{names.get(one.cluster) ?? one.cluster}</span>,
    },
    {
      id: 'group',
      header: t('column.group'),
      width: 180,
      flex: true,
      text: (one) => one.groupId,
      cell: (one) => (
        <button
          type="button"
          tabIndex={-1}
          className="link ellipsis"
          onClick={() => openPlace(addressIn(one.cluster, addressOf(['groups', one.groupId])))}
        >
          {one.groupId}
        </button>
      ),
    },
    {
      id: 'topic',
      header: t('column.topic'),
      width: 160,
      flex: true,
      text: (one) => one.topic,
      cell: (one) => <span className="ellipsis">{one.topic}</span>,
    },
    {
      id: 'now',
      header: t('alerts.now'),
      width: 104,
      align: 'end',
      text: (one) => (one.clearedAtMs === null ? valueText(one.metric, now(one)) : ''),
      sort: now,
      cell: (one) => (one.clearedAtMs === null ? valueText(one.metric, now(one)) : ''),
    },
    {
      id: 'peak',
      header: t('alerts.peak'),
      width: 104,
      align: 'end',
      text: (one) => valueText(one.metric, one.peak),
      raw: (one) => one.peak,
      sort: (one) => one.peak,
      cell: (one) => valueText(one.metric, one.peak),
    },
    {
      id: 'limit',
      header: t('alerts.limit'),
      width: 130,
      align: 'end',
      text: limitText,
      raw: (one) => one.threshold,
      sort: (one) => one.threshold,
      cell: limitText,
    },
  ];
}
