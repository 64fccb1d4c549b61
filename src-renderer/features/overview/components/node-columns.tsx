import { useMemo, type PointerEvent } from 'react';
import type { NodeView, Overview } from '../../../../src-main/contract/index.ts';
import { useIsLocal } from '../../../lib/cluster.ts';
import { formatBytes, formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useNow } from '../../../lib/now.ts';
import { nodeMark } from '../../../lib/node-status.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import { FactList, NodeStateText, StateMark, nodeReason, nodeStateText } from '../../../ui/index.ts';

interface Cell {
  key: string;
  topic: string;
  kind: 'leader' | 'follower' | 'out';
  title: string;
}

/** Which partitions a node holds, and as what. */
export function cellsOf(nodeId: number, placement: Overview['placement']): Cell[] {
  return placement
    .filter((partition) => partition.replicas.includes(nodeId))
    .map(({ topic, partition, leader, isr }) => {
      const kind = leader === nodeId ? 'leader' : isr.includes(nodeId) ? 'follower' : 'out';
      return {
        key: `${topic}-${partition}`,
        topic,
        kind,
        title: `${topic}-${partition} · ${t(`replica.${kind}`)}`,
      };
    });
}

/** A column per node; hovering a partition lights its replicas on the other nodes. */
export function NodeColumns({ overview }: { overview: Overview }) {
  return (
    <div className="node-columns" onPointerOver={light} onPointerLeave={light}>
      {overview.nodes.map((node) => (
        <NodeColumn key={node.id} node={node} overview={overview} />
      ))}
    </div>
  );
}

function NodeColumn({ node, overview }: { node: NodeView; overview: Overview }) {
  const cells = useMemo(() => cellsOf(node.id, overview.placement), [node.id, overview.placement]);
  const now = useNow();
  const local = useIsLocal();
  const reason = nodeReason(node);
  const led = cells.filter((cell) => cell.kind === 'leader').length;
  return (
    <section
      className="node-column"
      aria-label={t('node.named', { id: String(node.id), status: nodeStateText(node) })}
    >
      <header className="row">
        <StateMark {...nodeMark(node.status)} />
        <button type="button" className="link node-name" onClick={() => openPlace(`/nodes?node=${node.id}`)}>
          {t('node.name', { id: String(node.id) })}
        </button>
        <span className="small">
          <NodeStateText node={node} />
        </span>
        {overview.controllerId === node.id && <span className="badge end">{t('node.controller')}</span>}
      </header>
      <FactList
        facts={[
          { label: t('fact.port'), value: node.port },
          // Of other machines' processes nothing is known.
          ...(local
            ? [
                {
                  label: t('fact.uptime'),
                  value: node.upSinceMs === null ? '–' : formatDuration(wholeSeconds(now - node.upSinceMs)),
                },
                { label: t('fact.memory'), value: formatBytes(node.memoryBytes) },
              ]
            : []),
          {
            label: t('fact.disk'),
            value: formatBytes(node.dataDirectories.reduce((sum, one) => sum + one.usedBytes, 0)),
          },
        ]}
      />
      {reason && <p className="small bad">{reason}</p>}
      <div className="cells" role="img" aria-label={t('node.cells', { count: cells.length, led })}>
        {cells.map((cell) => (
          <i
            key={cell.key}
            className={`cell ${cell.kind}`}
            data-partition={cell.key}
            title={cell.title}
            onClick={() => openPlace(addressOf(['topics', cell.topic], { tab: 'partitions' }))}
          />
        ))}
      </div>
      <p className="caption">{t('node.cells', { count: cells.length, led })}</p>
    </section>
  );
}

/** Lit by hand, not by state: thousands of cells must not be drawn anew because the pointer moved. */
function light(event: PointerEvent<HTMLElement>): void {
  const root = event.currentTarget;
  for (const lit of root.querySelectorAll('.cell.lit')) lit.classList.remove('lit');
  const key = (event.target as HTMLElement).dataset.partition;
  if (!key || event.type === 'pointerleave') return;
  for (const cell of root.querySelectorAll(`[data-partition="${CSS.escape(key)}"]`))
    cell.classList.add('lit');
}

function wholeSeconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000) * 1000);
}
