import { useCallback, useMemo, useState } from 'react';
import type { NodeLogDirectory } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import {
  Button,
  Bytes,
  Count,
  EmptyState,
  ErrorBlock,
  FormDialog,
  PathText,
  ScreenBody,
  SearchField,
  Select,
  Table,
  Toolbar,
  Waiting,
  type Column,
  type MenuEntry,
} from '../../../ui/index.ts';
import { useLogDirectories, useNodeTools } from '../store.ts';
import { translated } from '../../../lib/said.ts';

type Replica = NodeLogDirectory['replicas'][number] & { path: string };

/** The log dirs of a node with every replica in them; a replica may move to another one of the same node. */
export function LogDirectories({ nodeId }: { nodeId: number }) {
  const { value: directories, failure, refresh } = useLogDirectories(nodeId);
  const [filter, setFilter] = useState('');
  const [moving, setMoving] = useState<Replica | null>(null);
  const several = (directories?.length ?? 0) > 1;
  const columns = useMemo(() => replicaColumns(several), [several]);
  const rows = useMemo(
    () =>
      (directories ?? [])
        .flatMap(({ path, replicas }) => replicas.map((replica): Replica => ({ ...replica, path })))
        .filter((one) => `${one.topic}-${one.partition}`.includes(filter.trim())),
    [directories, filter],
  );
  const actions = useCallback(
    (replica: Replica): MenuEntry[] =>
      several
        ? [
            {
              id: 'move',
              label: t('nodes.moveReplica'),
              writes: true,
              disabled: replica.future,
              run: () => setMoving(replica),
            },
          ]
        : [],
    [several],
  );
  return (
    <>
      <Toolbar>
        <SearchField label={t('nodes.filterReplicas')} value={filter} onChange={setFilter} />
        <Button onClick={refresh} data-testid="directories-refresh">
          {t('action.refresh')}
        </Button>
      </Toolbar>
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {!directories && !failure && <Waiting />}
      {directories && (
        <>
          <ul className="directories" data-testid="log-directories">
            {directories.map((one) => (
              <li key={one.path}>
                <PathText path={one.path} className="grow" />
                {one.problem ? (
                  <span className="bad">{translated(one.problem)}</span>
                ) : (
                  <span className="muted">
                    {t('nodes.directorySays', {
                      count: one.replicas.length,
                      size: formatBytes(one.replicas.reduce((sum, replica) => sum + replica.sizeBytes, 0)),
                      free: formatBytes(one.usableBytes),
                    })}
                  </span>
                )}
              </li>
            ))}
          </ul>
          <ScreenBody>
            <Table
              id="log-directory-replicas"
              label={t('nodes.tab.directories')}
              columns={columns}
              rows={rows}
              rowKey={(one) => `${one.path} ${one.topic}-${one.partition} ${one.future}`}
              rowActions={actions}
              initialSort={{ column: 'size', descending: true }}
              testId="replicas-table"
              empty={<EmptyState text={t('nodes.noReplicas')} />}
            />
          </ScreenBody>
        </>
      )}
      {moving && directories && (
        <MoveDialog
          nodeId={nodeId}
          replica={moving}
          paths={directories.filter((one) => one.problem === null).map((one) => one.path)}
          onClose={() => {
            setMoving(null);
            refresh();
          }}
        />
      )}
    </>
  );
}

function MoveDialog({
  nodeId,
  replica,
  paths,
  onClose,
}: {
  nodeId: number;
  replica: Replica;
  paths: readonly string[];
  onClose: () => void;
}) {
  const others = paths.filter((path) => path !== replica.path);
  const [path, setPath] = useState(others[0] ?? '');
  const { moveReplica } = useNodeTools();
  const name = `${replica.topic}-${replica.partition}`;
  const { run, busy, failure } = useAction(
    { failed: t('nodes.moveFailed', { replica: name }), unknown: t('nodes.moveUnknown', { replica: name }) },
    moveReplica,
    onClose,
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('nodes.moveTitle', { replica: name })}
      description={t('nodes.moveText', { size: formatBytes(replica.sizeBytes), path: replica.path })}
      submitLabel={t('reassign.begin')}
      onSubmit={() => run(nodeId, replica.topic, replica.partition, path)}
      busy={busy}
      failure={failure}
      disabled={path === ''}
      testId="move-replica"
    >
      <Select
        label={t('nodes.moveTo')}
        value={path}
        onChange={setPath}
        options={others.map((one) => ({ value: one, label: one }))}
      />
    </FormDialog>
  );
}

function replicaColumns(several: boolean): Column<Replica>[] {
  return [
    {
      id: 'topic',
      header: t('column.topic'),
      width: 150,
      flex: true,
      text: (one) => one.topic,
      cell: (one) => <span className="ellipsis">{one.topic}</span>,
    },
    {
      id: 'partition',
      header: t('column.partitionShort'),
      width: 46,
      align: 'end',
      text: (one) => String(one.partition),
      sort: (one) => one.partition,
      cell: (one) => one.partition,
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 84,
      align: 'end',
      text: (one) => formatBytes(one.sizeBytes),
      sort: (one) => one.sizeBytes,
      cell: (one) => <Bytes value={one.sizeBytes} />,
    },
    {
      id: 'lag',
      header: t('nodes.offsetLag'),
      width: 84,
      align: 'end',
      text: (one) => formatCount(one.offsetLag),
      sort: (one) => one.offsetLag,
      cell: (one) => <Count value={one.offsetLag} />,
    },
    {
      id: 'path',
      header: t('column.folder'),
      width: 150,
      flex: true,
      hidden: !several,
      text: (one) => one.path,
      cell: (one) => (
        <>
          {one.future && <span className="warn">{t('nodes.arriving')}</span>}
          <PathText path={one.path} />
        </>
      ),
    },
  ];
}
