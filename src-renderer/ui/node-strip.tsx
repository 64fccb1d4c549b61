import CirclePause from 'lucide-react/icons/circle-pause';
import CirclePlay from 'lucide-react/icons/circle-play';
import CircleStop from 'lucide-react/icons/circle-stop';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Skull from 'lucide-react/icons/skull';
import type { NodeView } from '../../src-main/contract/index.ts';
import type { ReactNode } from 'react';
import { useIsLocal } from '../lib/cluster.ts';
import { t } from '../lib/i18n/index.ts';
import { NODE_VERBS, actOnNode, useNodeActions, type NodeVerb } from '../lib/node-actions.ts';
import { nodeMark, nodeStatusText } from '../lib/node-status.ts';
import { useNow } from '../lib/now.ts';
import { translated } from '../lib/said.ts';
import { IconButton } from './button.tsx';
import { Menu, type MenuEntry } from './menu.tsx';
import { StateMark } from './state-mark.tsx';

const ICONS: Readonly<Record<NodeVerb, typeof Skull>> = {
  start: CirclePlay,
  resume: CirclePlay,
  pause: CirclePause,
  stop: CircleStop,
  kill: Skull,
};

/** What can be done to a node in the state it is in. Killing needs no typed name: it loses nothing acknowledged, and it is what the tool is for. */
export function nodeMenu(
  node: Pick<NodeView, 'id' | 'status'>,
  busy: boolean,
  act: (verb: NodeVerb, nodeId: number) => unknown = actOnNode,
): MenuEntry[] {
  return NODE_VERBS.filter(({ from }) => from.includes(node.status)).map(({ verb }) => ({
    id: verb,
    label: t(`nodes.${verb}`),
    icon: ICONS[verb],
    danger: verb === 'kill',
    disabled: busy,
    run: () => act(verb, node.id),
  }));
}

/** The nodes in one line, each with its state and its switches: faults are made where their effect is watched. */
export function NodeStrip({
  nodes,
  stale,
  children,
}: {
  nodes: readonly NodeView[];
  /** They may be in another state by now. */
  stale?: boolean;
  children?: ReactNode;
}) {
  const { busy } = useNodeActions();
  const local = useIsLocal();
  return (
    <div className={`node-strip ${stale ? 'stale' : ''}`} role="group" aria-label={t('screen.nodes')}>
      {nodes.map((node) => (
        <span
          key={node.id}
          className="node-chip"
          data-testid={`node-chip-${node.id}`}
          data-status={node.status}
        >
          <StateMark {...nodeMark(node.status)} />
          <strong>{t('node.name', { id: String(node.id) })}</strong>
          <NodeStateText node={node} />
          {local && (
            <Menu
              label={t('node.name', { id: String(node.id) })}
              entries={nodeMenu(node, busy.has(node.id))}
              trigger={
                <IconButton
                  icon={Ellipsis}
                  label={t('node.actions', { id: String(node.id) })}
                  data-testid={`node-menu-${node.id}`}
                />
              }
            />
          )}
        </span>
      ))}
      {children}
    </div>
  );
}

/** The state in words: who ended it, and when it starts again; fenced where it runs and serves nobody. */
export function NodeStateText({ node }: { node: NodeView }) {
  return node.restartAtMs !== null ? (
    <RestartCountdown restartAtMs={node.restartAtMs} />
  ) : (
    <span className={node.status === 'dead' ? 'bad' : 'muted'}>{nodeStateText(node)}</span>
  );
}

function RestartCountdown({ restartAtMs }: { restartAtMs: number }) {
  const nowMs = useNow();
  const seconds = Math.max(0, Math.ceil((restartAtMs - nowMs) / 1000));
  return <span className="bad">{t('node.restartsIn', { seconds })}</span>;
}

/** For tables, which need text. */
export function nodeStateText(node: NodeView): string {
  if (node.status === 'dead') return t(node.killedByHand ? 'node.killedByYou' : 'node.died');
  if (node.status === 'stopped') return t('node.stoppedByYou');
  if (node.status === 'running' && node.fenced) return t('node.fenced');
  return nodeStatusText(node.status);
}

/** Why it is so; what the state says already is not said twice. */
export function nodeReason(node: NodeView): string {
  return node.killedByHand || node.status === 'paused' ? '' : translated(node.reason ?? '');
}
