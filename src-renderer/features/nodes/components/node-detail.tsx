import { useState } from 'react';
import type { NodeView } from '../../../../src-main/contract/index.ts';
import { useIsLocal } from '../../../lib/cluster.ts';
import { formatBytes } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useNodeActions } from '../../../lib/node-actions.ts';
import { nodeMark } from '../../../lib/node-status.ts';
import {
  Button,
  Copyable,
  Count,
  FactList,
  NodeStateText,
  StateMark,
  Tabs,
  Time,
  nodeMenu,
} from '../../../ui/index.ts';
import { LogDirectories } from './log-directories.tsx';
import { NodeConfigs } from './node-configs.tsx';
import { NodeLog } from './node-log.tsx';
import { translated } from '../../../lib/said.ts';

type Part = 'facts' | 'configuration' | 'directories' | 'log';

/** One node: facts, folders and its switches, its configuration, the replicas in its log dirs, what it prints. */
export function NodeDetail({ node }: { node: NodeView }) {
  const [part, setPart] = useState<Part>('facts');
  return (
    <Tabs<Part>
      label={t('node.name', { id: String(node.id) })}
      value={part}
      onChange={setPart}
      tabs={[
        { value: 'facts', label: t('nodes.tab.facts'), render: () => <NodeFacts node={node} /> },
        {
          value: 'configuration',
          label: t('topic.tab.configuration'),
          render: () => <NodeConfigs key={`${node.id} ${node.status}`} nodeId={node.id} />,
        },
        {
          value: 'directories',
          label: t('nodes.tab.directories'),
          render: () => <LogDirectories key={`${node.id} ${node.status}`} nodeId={node.id} />,
        },
        {
          value: 'log',
          label: t('nodes.tab.log'),
          render: () => <NodeLog key={node.id} nodeId={node.id} />,
        },
      ]}
    />
  );
}

function NodeFacts({ node }: { node: NodeView }) {
  const busy = useNodeActions((state) => state.busy).has(node.id);
  const local = useIsLocal();
  return (
    <div
      className="scroll node-detail"
      tabIndex={0}
      role="region"
      aria-label={t('node.name', { id: String(node.id) })}
    >
      <div className="row wrap">
        {(local ? nodeMenu(node, busy) : []).map(
          (entry) =>
            entry && (
              <Button
                key={entry.id}
                icon={entry.icon}
                kind={entry.danger ? 'danger' : 'default'}
                busy={busy}
                onClick={entry.run}
                data-testid={`node-${entry.id}`}
              >
                {entry.label}
              </Button>
            ),
        )}
      </div>
      {node.reason && !node.killedByHand && <p className="bad reason">{translated(node.reason)}</p>}
      <FactList
        facts={[
          {
            label: t('column.state'),
            value: (
              <span className="row tight">
                <StateMark {...nodeMark(node.status)} /> <NodeStateText node={node} />
              </span>
            ),
          },
          { label: t('column.roles'), value: node.roles.join(', ') },
          { label: t('fact.address'), value: <Copyable text={`${node.host}:${node.port}`} /> },
          { label: t('column.controllerPort'), value: node.controllerPort ?? '–' },
          { label: 'PID', value: node.pid === null ? '–' : <Copyable text={String(node.pid)} /> },
          { label: t('column.brokerEpoch'), value: node.brokerEpoch ?? '–', term: 'brokerEpoch' },
          { label: t('column.leads'), value: <Count value={node.leads} />, term: 'leader' },
          { label: t('column.replicas'), value: <Count value={node.replicas} />, term: 'replica' },
          { label: t('column.underReplicated'), value: <Count value={node.underReplicated} /> },
          { label: t('column.outOfSync'), value: <Count value={node.outOfSync} />, term: 'isr' },
          { label: t('column.rack'), value: node.rack ?? '–' },
          { label: t('fact.upSince'), value: <Time epochMs={node.upSinceMs} /> },
          { label: t('fact.memory'), value: formatBytes(node.memoryBytes) },
          { label: t('column.connections'), value: <Count value={node.connections} /> },
        ]}
      />
      <h2>{t('nodes.folders')}</h2>
      {node.dataDirectories.map((directory) => (
        <div key={directory.path} className="stack">
          <Copyable text={directory.path} />
          <p className="small muted">
            {t('nodes.folderUse', {
              used: formatBytes(directory.usedBytes),
              free: formatBytes(directory.freeBytes),
            })}
          </p>
          {directory.offline && <p className="bad">{directory.offline}</p>}
        </div>
      ))}
    </div>
  );
}
