import { useCallback, useMemo } from 'react';
import type { NodeView } from '../../../src-main/contract/index.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { t } from '../../lib/i18n/index.ts';
import type { ScreenProps } from '../../lib/place.ts';
import {
  EmptyState,
  ErrorBlock,
  FactTable,
  Facts,
  Loaded,
  Screen,
  ScreenHead,
  SplitDetail,
  Table,
  type MenuEntry,
} from '../../ui/index.ts';
import { nodeColumns } from './components/node-columns.tsx';
import { NodeDetail } from './components/node-detail.tsx';
import { nodeActions } from './components/node-actions.ts';
import { actOnNode, useCluster, useNodeActions, useNodeFacts } from './store.ts';
import './nodes.css';

/** The nodes with what can be done to each, and below them what they report. */
export function NodesScreen({ query, setQuery, visible, active }: ScreenProps) {
  const snapshot = useCluster();
  const { failure, busy } = useNodeActions();
  const facts = useNodeFacts(visible);
  const columns = useMemo(() => nodeColumns(), []);
  const rowActions = useCallback(
    (node: NodeView): MenuEntry[] => nodeActions(node, busy.has(node.id), actOnNode),
    [busy],
  );
  const nodes = snapshot.value?.nodes ?? [];
  const chosen = nodes.find((node) => String(node.id) === query.node) ?? null;
  useCommands(
    () =>
      nodes.flatMap((node) =>
        nodeActions(node, false, actOnNode).flatMap((entry) =>
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
    [nodes.map((node) => node.id + node.status).join()],
    active,
  );
  const quorum = snapshot.value?.quorum;
  return (
    <Screen testId="screen-nodes">
      <ScreenHead
        title={t('screen.nodes')}
        asOfMs={snapshot.asOfMs}
        facts={
          quorum && (
            <Facts
              facts={[
                {
                  label: t('nodes.quorumLeader'),
                  value: quorum.leaderId,
                  term: 'quorum',
                  onShow: () => setQuery({ node: String(quorum.leaderId) }),
                },
                { label: t('column.epoch'), value: quorum.leaderEpoch, term: 'epoch' },
                { label: t('nodes.metadataOffset'), value: quorum.highWatermark, term: 'hw' },
              ]}
            />
          )
        }
      />
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
                stale={stale}
                testId="nodes-table"
                empty={<EmptyState text={t('nodes.none')} />}
              />
            </div>
            <div className="nodes-facts">
              <h2 className="nodes-title">{t('events.title')}</h2>
              <FactTable id="node-facts" facts={facts} empty={<EmptyState text={t('events.empty')} />} />
            </div>
          </SplitDetail>
        )}
      </Loaded>
    </Screen>
  );
}
