import { useCallback, useMemo } from 'react';
import type { NodeView } from '../../../src-main/contract/index.ts';
import { useIsLocal } from '../../lib/cluster.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { useNodeActions } from '../../lib/node-actions.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  EmptyState,
  ErrorBlock,
  Loaded,
  Screen,
  ScreenHead,
  SplitDetail,
  Table,
  nodeMenu,
  type MenuEntry,
} from '../../ui/index.ts';
import { nodeColumns } from './components/node-columns.tsx';
import { NodeDetail } from './components/node-detail.tsx';
import { QuorumPanel } from './components/quorum-panel.tsx';
import { useCluster, useQuorum } from './store.ts';
import './nodes.css';

/** The nodes with what can be done to each, and below them the quorum they form. */
export function NodesScreen({ query, setQuery, visible, active }: ScreenProps) {
  const local = useIsLocal();
  const snapshot = useCluster();
  const quorum = useQuorum(visible);
  const { failure, busy } = useNodeActions();
  const columns = useMemo(() => nodeColumns(local ? busy : null), [busy, local]);
  const rowActions = useCallback(
    (node: NodeView): MenuEntry[] => (local ? nodeMenu(node, busy.has(node.id)) : []),
    [busy, local],
  );
  const nodes = snapshot.value?.nodes ?? [];
  const chosen = nodes.find((node) => String(node.id) === query.node) ?? null;
  useCommands(
    () =>
      nodes.flatMap((node) =>
        (local ? nodeMenu(node, false) : []).flatMap((entry) =>
          entry && !entry.disabled
            ? [
                {
                  id: `node.${node.id}.${entry.id}`,
                  title: `${t('node.name', { id: String(node.id) })}: ${entry.label}`,
                  group: t('palette.group.do'),
                  run: entry.run,
                },
              ]
            : [],
        ),
      ),
    [local, nodes.map((node) => node.id + node.status).join()],
    active,
  );
  return (
    <Screen testId="screen-nodes">
      <ScreenHead title={t('screen.nodes')} asOfMs={snapshot.asOfMs} />
      {failure && <ErrorBlock failure={failure} />}
      <Loaded snapshot={snapshot} what={t('nodes.failed')}>
        {(_, stale) => (
          <SplitDetail
            id="node"
            title={chosen && t('node.name', { id: String(chosen.id) })}
            detail={chosen && <NodeDetail node={chosen} />}
            onClose={() => setQuery({ node: undefined })}
          >
            <div className="nodes-table" style={{ height: `calc(var(--row) * ${nodes.length + 1} + 12px)` }}>
              <Table
                id="nodes"
                label={t('screen.nodes')}
                columns={columns}
                rows={nodes}
                rowKey={(node) => String(node.id)}
                selected={chosen && String(chosen.id)}
                onSelect={(node) => setQuery({ node: node ? String(node.id) : undefined })}
                rowActions={rowActions}
                rowButtons={false}
                stale={stale}
                testId="nodes-table"
                empty={<EmptyState text={t('nodes.none')} />}
              />
            </div>
            {local && (
              <p className="nodes-hint small muted">
                {t('nodes.hint')}{' '}
                <button type="button" className="link" onClick={() => openPlace(addressOf(['replication']))}>
                  {t('screen.replication')}
                </button>{' '}
                ·{' '}
                <button type="button" className="link" onClick={() => openPlace(addressOf(['timeline']))}>
                  {t('screen.timeline')}
                </button>
              </p>
            )}
            <QuorumPanel snapshot={quorum} />
          </SplitDetail>
        )}
      </Loaded>
    </Screen>
  );
}
