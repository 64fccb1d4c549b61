import type { NodeView } from '../../../../src-main/contract/index.ts';
import {
  formatBytes,
  formatChange,
  formatCount,
  formatDecimal,
  formatDuration,
} from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { nodeMark } from '../../../lib/node-status.ts';
import {
  Bytes,
  Count,
  IconButton,
  NodeStateText,
  StateMark,
  nodeMenu,
  nodeReason,
  nodeStateText,
  type Column,
} from '../../../ui/index.ts';

const used = (node: NodeView): number => node.dataDirectories.reduce((sum, one) => sum + one.usedBytes, 0);
const cpu = (node: NodeView): string =>
  node.cpuPercent === null ? '–' : `${formatDecimal(node.cpuPercent, 1)} %`;
const uptime = (node: NodeView): string =>
  node.upSinceMs === null
    ? '–'
    : formatDuration(Math.max(0, Math.floor((Date.now() - node.upSinceMs) / 1000) * 1000));

/** What no client of a cluster is told. */
const SEEN_FROM_INSIDE: ReadonlySet<string> = new Set([
  'epoch',
  'cpu',
  'memory',
  'pid',
  'controllerPort',
  'uptime',
  'connections',
  'roles',
  'reason',
]);

/**
 * The columns of the node list. What can be done to a node is always in sight: to do it is what this screen is for.
 *
 * @param busy nodes at work; null where nothing can be done to them, since they are not processes of ours
 * @param meanLeads partitions that a node leads on average
 */
export function nodeColumns(busy: ReadonlySet<number> | null, meanLeads: number): Column<NodeView>[] {
  const skew = (node: NodeView): number | null =>
    meanLeads === 0 ? null : Math.round((100 * (node.leads - meanLeads)) / meanLeads);
  const actions = busy === null ? [] : [actionsColumn(busy)];
  const columns: Column<NodeView>[] = [
    {
      id: 'id',
      header: t('column.node'),
      width: 60,
      align: 'end',
      text: (node) => String(node.id),
      sort: (node) => node.id,
      cell: (node) => node.id,
    },
    {
      id: 'status',
      header: t('column.state'),
      width: 150,
      text: nodeStateText,
      cell: (node) => (
        <span className="row tight" data-testid={`node-${node.id}-status`} data-status={node.status}>
          <StateMark {...nodeMark(node.status)} />
          <NodeStateText node={node} />
        </span>
      ),
    },
    ...actions,
    {
      id: 'epoch',
      header: t('column.brokerEpoch'),
      term: 'brokerEpoch',
      width: 104,
      align: 'end',
      text: (node) => String(node.brokerEpoch ?? ''),
      sort: (node) => node.brokerEpoch,
      cell: (node) => node.brokerEpoch ?? '–',
    },
    {
      id: 'leads',
      header: t('column.leads'),
      term: 'leader',
      width: 64,
      align: 'end',
      text: (node) => formatCount(node.leads),
      sort: (node) => node.leads,
      cell: (node) => <Count value={node.leads} />,
    },
    {
      id: 'skew',
      header: t('nodes.skew'),
      width: 70,
      yields: 1,
      align: 'end',
      text: (node) => skewText(skew(node)),
      sort: skew,
      cell: (node) => skewText(skew(node)),
    },
    {
      id: 'replicas',
      header: t('column.replicas'),
      term: 'replica',
      width: 70,
      yields: 2,
      align: 'end',
      text: (node) => formatCount(node.replicas),
      sort: (node) => node.replicas,
      cell: (node) => <Count value={node.replicas} />,
    },
    {
      id: 'underReplicated',
      header: t('column.underReplicated'),
      width: 122,
      yields: 3,
      align: 'end',
      text: (node) => formatCount(node.underReplicated),
      sort: (node) => node.underReplicated,
      cell: (node) => (
        <span className={node.underReplicated > 0 ? 'warn' : undefined}>
          {formatCount(node.underReplicated)}
        </span>
      ),
    },
    {
      id: 'outOfSync',
      header: t('column.outOfSync'),
      term: 'isr',
      width: 84,
      yields: 4,
      align: 'end',
      text: (node) => formatCount(node.outOfSync),
      sort: (node) => node.outOfSync,
      cell: (node) => (
        <span className={node.outOfSync > 0 ? 'warn' : undefined}>{formatCount(node.outOfSync)}</span>
      ),
    },
    {
      id: 'cpu',
      header: 'CPU',
      width: 64,
      yields: 5,
      align: 'end',
      text: cpu,
      sort: (node) => node.cpuPercent,
      cell: cpu,
    },
    {
      id: 'memory',
      header: t('fact.memory'),
      width: 80,
      yields: 6,
      align: 'end',
      text: (node) => formatBytes(node.memoryBytes),
      sort: (node) => node.memoryBytes,
      cell: (node) => <Bytes value={node.memoryBytes} />,
    },
    {
      id: 'pid',
      header: 'PID',
      width: 64,
      // As connections: the detail has it, and the reason of a node that died needs the room.
      hidden: true,
      align: 'end',
      text: (node) => String(node.pid ?? ''),
      sort: (node) => node.pid,
      cell: (node) => node.pid ?? '–',
    },
    {
      id: 'port',
      header: t('fact.port'),
      width: 64,
      yields: 7,
      align: 'end',
      text: (node) => String(node.port),
      sort: (node) => node.port,
      cell: (node) => node.port,
    },
    {
      id: 'controllerPort',
      header: t('column.controllerPort'),
      width: 104,
      hidden: true,
      align: 'end',
      text: (node) => String(node.controllerPort ?? ''),
      sort: (node) => node.controllerPort,
      cell: (node) => node.controllerPort ?? '–',
    },
    {
      id: 'uptime',
      header: t('fact.uptime'),
      width: 92,
      yields: 10,
      align: 'end',
      text: uptime,
      sort: (node) => node.upSinceMs,
      cell: uptime,
    },
    {
      id: 'connections',
      header: t('column.connections'),
      width: 92,
      hidden: true,
      align: 'end',
      text: (node) => formatCount(node.connections),
      sort: (node) => node.connections,
      cell: (node) => <Count value={node.connections} />,
    },
    {
      id: 'disk',
      header: t('fact.disk'),
      width: 76,
      yields: 9,
      align: 'end',
      text: (node) => formatBytes(used(node)),
      sort: used,
      cell: (node) => <Bytes value={used(node)} />,
    },
    {
      id: 'roles',
      header: t('column.roles'),
      width: 140,
      hidden: true,
      text: (node) => node.roles.join(', '),
      cell: (node) => <span className="muted">{node.roles.join(', ')}</span>,
    },
    {
      id: 'reason',
      header: t('column.reason'),
      width: 200,
      yields: 8,
      minWidth: 120,
      flex: true,
      text: nodeReason,
      cell: (node) => (
        <span className="ellipsis bad" title={nodeReason(node)}>
          {nodeReason(node)}
        </span>
      ),
    },
  ];
  return busy === null ? columns.filter(({ id }) => !SEEN_FROM_INSIDE.has(id)) : columns;
}

/** Above or below the mean. */
function skewText(percent: number | null): string {
  if (percent === null) return '–';
  return `${formatChange(percent)} %`;
}

function actionsColumn(busy: ReadonlySet<number>): Column<NodeView> {
  return {
    id: 'actions',
    header: t('column.actions'),
    width: 96,
    text: () => '',
    cell: (node) => (
      <span className="row tight">
        {nodeMenu(node, busy.has(node.id)).map(
          (entry) =>
            entry?.icon && (
              <IconButton
                key={entry.id}
                icon={entry.icon}
                label={t('nodes.actOn', { action: entry.label, id: String(node.id) })}
                disabled={entry.disabled}
                onClick={entry.run}
                data-testid={`node-${node.id}-${entry.id}`}
              />
            ),
        )}
      </span>
    ),
  };
}
