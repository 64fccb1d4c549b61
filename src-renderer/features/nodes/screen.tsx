import Crown from 'lucide-react/icons/crown';
import ListChecks from 'lucide-react/icons/list-checks';
import { useCallback, useMemo, useState } from 'react';
import type { NodeView } from '../../../src-main/contract/index.ts';
import { useIsLocal } from '../../lib/cluster.ts';
import { t } from '../../lib/i18n/index.ts';
import { useNodeActions } from '../../lib/node-actions.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import { useAction } from '../../lib/use-action.ts';
import {
  Button,
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
import { FeaturesDialog } from './components/features-dialog.tsx';
import { nodeColumns } from './components/node-columns.tsx';
import { NodeDetail } from './components/node-detail.tsx';
import { QuorumPanel } from './components/quorum-panel.tsx';
import { useCluster, useNodeTools, useQuorum } from './store.ts';
import './nodes.css';
import { translated } from '../../lib/said.ts';

/** The nodes with what can be done to each, and below them the quorum they form. */
export function NodesScreen({ query, setQuery, visible }: ScreenProps) {
  const local = useIsLocal();
  const snapshot = useCluster();
  const quorum = useQuorum(visible);
  const { failure, busy } = useNodeActions();
  const [showFeatures, setShowFeatures] = useState(false);
  const meanLeads = meanOf(snapshot.value?.nodes.map((node) => node.leads) ?? []);
  const columns = useMemo(() => nodeColumns(local ? busy : null, meanLeads), [busy, local, meanLeads]);
  const { electPreferred } = useNodeTools();
  const [elected, setElected] = useState<string | null>(null);
  const electing = useAction(
    { failed: t('nodes.electFailed'), unknown: t('nodes.electUnknown') },
    async () => {
      const { elected: count, failed } = await electPreferred();
      setElected(
        `${t('nodes.elected', { count })} ${failed.length > 0 ? t('nodes.notElected', { count: failed.length, reason: translated(failed[0]!.error) }) : ''}`,
      );
    },
  );
  const rowActions = useCallback(
    (node: NodeView): MenuEntry[] => (local ? nodeMenu(node, busy.has(node.id)) : []),
    [busy, local],
  );
  const nodes = snapshot.value?.nodes ?? [];
  const chosen = nodes.find((node) => String(node.id) === query.node) ?? null;
  return (
    <Screen testId="screen-nodes">
      <ScreenHead
        title={t('screen.nodes')}
        asOfMs={snapshot.asOfMs}
        facts={
          elected && (
            <span className="small muted" role="status" data-testid="elected">
              {elected}
            </span>
          )
        }
        actions={
          <>
            <Button icon={ListChecks} onClick={() => setShowFeatures(true)} data-testid="features">
              {t('features.title')}
            </Button>
            <Button
              icon={Crown}
              writes
              busy={electing.busy}
              onClick={() => electing.run()}
              title={t('nodes.electText')}
              data-testid="elect-preferred"
            >
              {t('nodes.elect')}
            </Button>
          </>
        }
      />
      {showFeatures && <FeaturesDialog onClose={() => setShowFeatures(false)} />}
      {(failure ?? electing.failure) && <ErrorBlock failure={(failure ?? electing.failure)!} />}
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

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
