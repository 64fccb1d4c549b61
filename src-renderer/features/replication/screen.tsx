import { useMemo, useState } from 'react';
import type { NodeStatus, NodeView, PartitionPlacement } from '../../../src-main/contract/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { useNodeActions } from '../../lib/node-actions.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  EmptyState,
  ErrorBlock,
  Loaded,
  NodeStrip,
  Screen,
  ScreenBody,
  ScreenHead,
  SearchField,
  SplitDetail,
  Switch,
  Table,
  Toolbar,
} from '../../ui/index.ts';
import { stateOf } from './cells.ts';
import { mapColumns } from './components/map-columns.tsx';
import { PartitionDetail } from './components/partition-detail.tsx';
import { CellLegend } from './components/replica-cell.tsx';
import { useNodes, usePartitionMap } from './store.ts';
import './replication.css';

/** Every partition's replicas over the nodes, and one of them while its followers fetch. */
export function ReplicationScreen({ query, setQuery, visible }: ScreenProps) {
  const filter = query.filter ?? '';
  const internal = query.internal === '1';
  const [troubled, setTroubled] = useState(false);
  const overview = useNodes();
  const snapshot = usePartitionMap(filter, internal, visible);
  const { failure } = useNodeActions();
  const nodes = overview.value?.nodes ?? [];
  // Of a node only its number and state are in the columns; the rest changes all the time.
  const shape = nodes.map(({ id, status }) => `${id} ${status}`).join();
  const columns = useMemo(() => mapColumns(statesFrom(shape)), [shape]);
  // The first one at first: what happens on this screen happens in the detail.
  const [closed, setClosed] = useState(false);
  const first = snapshot.value?.partitions[0];
  const [topic, partition] = chosenOf(query.partition ?? (first && !closed ? keyOf(first) : undefined));
  return (
    <Screen testId="screen-replication">
      <ScreenHead
        title={t('screen.replication')}
        asOfMs={snapshot.asOfMs}
        facts={<NodeStrip nodes={nodes} stale={snapshot.asOfMs !== null} />}
      />
      {failure && <ErrorBlock failure={failure} />}
      <Toolbar>
        <SearchField
          label={t('replication.filter')}
          value={filter}
          onChange={(text) => setQuery({ filter: text || undefined })}
        />
        <Switch
          label={t('replication.internal')}
          checked={internal}
          onChange={(on) => setQuery({ internal: on ? '1' : undefined })}
          testId="replication-internal"
        />
        <Switch label={t('replication.onlyUnhealthy')} checked={troubled} onChange={setTroubled} />
      </Toolbar>
      <Loaded snapshot={snapshot} what={t('replication.failed')}>
        {({ partitions, total }, stale) => {
          const rows = troubled ? partitions.filter((row) => stateOf(row) !== 'healthy') : partitions;
          return (
            <SplitDetail
              id="replication"
              initialWidth={520}
              title={topic === null ? null : `${topic}-${partition}`}
              detail={
                topic === null ? null : (
                  <PartitionDetail
                    key={`${topic}-${partition}`}
                    topic={topic}
                    partition={partition}
                    visible={visible}
                  />
                )
              }
              onClose={() => {
                setClosed(true);
                setQuery({ partition: undefined });
              }}
            >
              <ScreenBody>
                <Table
                  id="partition-map"
                  label={t('screen.replication')}
                  columns={columns}
                  rows={rows}
                  rowKey={keyOf}
                  selected={topic === null ? null : `${topic}-${partition}`}
                  onSelect={(row) => setQuery({ partition: row ? keyOf(row) : undefined })}
                  onOpen={(row) => openPlace(addressOf(['topics', row.topic], { tab: 'partitions' }))}
                  stale={stale}
                  filter={filter}
                  testId="partition-map"
                  empty={<EmptyState text={t(total === 0 ? 'replication.none' : 'replication.noneMatch')} />}
                />
              </ScreenBody>
              <footer className="map-foot">
                <CellLegend />
                <span className="muted small">
                  {topic === null ? t('replication.hint') : t('replication.shown', { count: rows.length })}
                </span>
              </footer>
            </SplitDetail>
          );
        }}
      </Loaded>
    </Screen>
  );
}

function statesFrom(shape: string): Pick<NodeView, 'id' | 'status'>[] {
  if (shape === '') return [];
  return shape.split(',').map((one) => {
    const [id, status] = one.split(' ');
    return { id: Number(id), status: status as NodeStatus };
  });
}

function keyOf(row: PartitionPlacement): string {
  return `${row.topic}-${row.partition}`;
}

/** A topic's name may have dashes itself; the partition is behind the last. */
function chosenOf(text: string | undefined): [topic: string, partition: number] | [null, -1] {
  const [, topic, partition] = /^(.+)-(\d+)$/.exec(text ?? '') ?? [];
  return topic === undefined ? [null, -1] : [topic, Number(partition)];
}
