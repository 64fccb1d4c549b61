import { useVirtualizer } from '@tanstack/react-virtual';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import X from 'lucide-react/icons/x';
import { useRef, useState, type KeyboardEvent } from 'react';
import type {
  LogDirectoryView,
  LogFileView,
  PartitionFolderView,
} from '../../../../src-main/contract/index.ts';
import { formatBytes } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { IconButton } from '../../../ui/index.ts';
import type { FilesPlace } from '../place.ts';
import { folderOf, nameOf } from '../place.ts';
import { useDirectory, usePartition } from '../store.ts';

export interface TreeRoot {
  readonly path: string;
  readonly kind: 'log-dir' | 'partition';
  readonly label: string;
  readonly note: string;
  /** Opened by path: can be taken off the tree. */
  readonly removable: boolean;
}

interface TreeRow {
  readonly key: string;
  readonly path: string;
  readonly kind: FilesPlace['kind'];
  readonly label: string;
  readonly note: string;
  readonly level: number;
  /** Undefined: cannot be opened. */
  readonly open?: boolean;
  readonly root?: TreeRoot;
}

const ROW_PX = 24;

/**
 * The folders of the nodes and those that were opened by path, as they lie on disk. Of one log dir at a time the
 * partitions are shown, and of one partition its files: those of the place that is open.
 */
export function FolderTree({
  roots,
  place,
  filter,
  onOpen,
  onRemove,
}: {
  roots: readonly TreeRoot[];
  place: FilesPlace;
  filter: string;
  onOpen: (path: string, kind: FilesPlace['kind']) => void;
  onRemove: (path: string) => void;
}) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState<string | null>(null);
  const inside = insideOf(place, roots);
  const directory = useDirectory(inside.directory);
  const partition = usePartition(inside.partition);
  const rows = rowsOf({
    roots,
    closed,
    filter,
    directory: directory.value,
    directoryPath: inside.directory,
    partition: partition.value,
    partitionPath: inside.partition,
  });
  const current = place.path;
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === (cursor ?? current)),
  );
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- it tells when to draw; nothing of it is memoised here
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const toggle = (row: TreeRow, open: boolean): void => {
    const next = new Set(closed);
    if (open) next.delete(row.key);
    else next.add(row.key);
    setClosed(next);
    if (open) onOpen(row.path, row.kind);
  };
  const go = (index: number): void => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (row === undefined) return;
    setCursor(row.key);
    virtualizer.scrollToIndex(rows.indexOf(row), { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (row !== undefined && event.key === 'Enter') onOpen(row.path, row.kind);
    else if (row !== undefined && event.key === 'ArrowRight' && row.open === false) toggle(row, true);
    else if (row !== undefined && event.key === 'ArrowLeft' && row.open === true) toggle(row, false);
    else if (row !== undefined && event.key === 'ArrowLeft') go(parentOf(rows, at));
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      className="folder-tree"
      role="tree"
      aria-label={t('scope.tree')}
      aria-activedescendant={rows[at] && `tree-${at}`}
      tabIndex={0}
      data-testid="folder-tree"
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index]!;
          const Twist = row.open ? ChevronDown : ChevronRight;
          return (
            <div
              key={row.key}
              id={`tree-${item.index}`}
              role="treeitem"
              aria-level={row.level}
              aria-expanded={row.open}
              aria-selected={row.path === current}
              className="tree-row"
              data-cursor={item.index === at || undefined}
              data-testid={`tree-${nameOf(row.path)}`}
              title={row.path}
              style={{
                transform: `translateY(${item.start}px)`,
                paddingInlineStart: 6 + (row.level - 1) * 14,
              }}
              onClick={() => {
                setCursor(row.key);
                if (row.open !== undefined && row.path === current) toggle(row, !row.open);
                else onOpen(row.path, row.kind);
              }}
            >
              <span className="tree-twist">{row.open !== undefined && <Twist size={13} aria-hidden />}</span>
              <span className={`tree-name grow ${row.kind === 'file' ? 'mono' : ''}`}>
                <span className="ellipsis">{row.label.slice(0, endOf(row))}</span>
                <span>{row.label.slice(endOf(row))}</span>
              </span>
              <span className="faint small">{row.note}</span>
              {row.root?.removable && (
                <IconButton
                  icon={X}
                  size={12}
                  className="small"
                  tabIndex={-1}
                  label={t('scope.forget', { name: row.label })}
                  onClick={(event) => {
                    event.stopPropagation();
                    onRemove(row.path);
                  }}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** From where on a label is never cut: the number tells partitions of a topic apart, the ending files of a segment. */
function endOf({ kind, label }: TreeRow): number {
  const end = kind === 'partition' ? /-\d+$/.exec(label) : kind === 'file' ? /\.\w+$/.exec(label) : null;
  return end?.index ?? label.length;
}

/** Segment files begin with many zeros; the tree shows what tells them apart. */
function shortName(name: string): string {
  return name.replace(/^0{4,19}(?=\d)/, '…');
}

function parentOf(rows: readonly TreeRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  for (let index = at - 1; index >= 0; index -= 1) if (rows[index]!.level < level) return index;
  return at;
}

/** The log dir and the partition that the place lies in, as far as the tree has them. */
function insideOf(
  place: FilesPlace,
  roots: readonly TreeRoot[],
): { directory: string | null; partition: string | null } {
  const { path, kind } = place;
  if (path === null) return { directory: null, partition: null };
  const root = roots.find((one) => path === one.path || path.startsWith(`${one.path}/`));
  const directory = root?.kind === 'log-dir' ? root.path : null;
  if (kind === 'log-dir') return { directory: path, partition: null };
  const folder = kind === 'partition' ? path : folderOf(path);
  return { directory, partition: folder === directory ? null : folder };
}

function rowsOf({
  roots,
  closed,
  filter,
  directory,
  directoryPath,
  partition,
  partitionPath,
}: {
  roots: readonly TreeRoot[];
  closed: ReadonlySet<string>;
  filter: string;
  directory: LogDirectoryView | null;
  directoryPath: string | null;
  partition: PartitionFolderView | null;
  partitionPath: string | null;
}): TreeRow[] {
  const rows: TreeRow[] = [];
  const files = (list: readonly LogFileView[], level: number): void => {
    for (const file of list)
      if (file.kind !== 'other')
        rows.push({
          key: file.path,
          path: file.path,
          kind: 'file',
          label: shortName(file.name),
          note: formatBytes(file.sizeBytes),
          level,
        });
  };
  const partitionFiles = (path: string, level: number): void => {
    if (path === partitionPath && partition?.path === path && !closed.has(path))
      files(partition.files, level);
  };
  for (const root of roots) {
    const isDirectory = root.kind === 'log-dir' && root.path === directoryPath;
    const isPartition = root.kind === 'partition' && root.path === partitionPath;
    const open = (isDirectory || isPartition) && !closed.has(root.path);
    rows.push({
      key: root.path,
      path: root.path,
      kind: root.kind,
      label: root.label,
      note: root.note,
      level: 1,
      open,
      root,
    });
    if (open && isPartition) partitionFiles(root.path, 2);
    if (!open || !isDirectory || directory?.path !== root.path) continue;
    for (const folder of directory.partitions) {
      if (!folder.name.toLowerCase().includes(filter.toLowerCase()) && folder.path !== partitionPath)
        continue;
      rows.push({
        key: folder.path,
        path: folder.path,
        kind: 'partition',
        label: folder.name,
        note: formatBytes(folder.sizeBytes),
        level: 2,
        open: folder.path === partitionPath && !closed.has(folder.path),
      });
      partitionFiles(folder.path, 3);
    }
    files(directory.files, 2);
  }
  return rows;
}
