import FolderOpen from 'lucide-react/icons/folder-open';
import { Fragment, useRef, useState } from 'react';
import { screenCommand, useCommands } from '../../lib/commands/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  CopyButton,
  EmptyState,
  ErrorBlock,
  Screen,
  ScreenHead,
  SearchField,
  Waiting,
} from '../../ui/index.ts';
import { DirectoryPanel } from './components/directory-panel.tsx';
import { EntriesPanel } from './components/entries-panel.tsx';
import { FolderTree, type TreeRoot } from './components/folder-tree.tsx';
import { OpenFolderDialog } from './components/open-folder-dialog.tsx';
import { PartitionPanel } from './components/partition-panel.tsx';
import { SegmentPanel } from './components/segment-panel.tsx';
import { filesAddress, folderOf, holdsBatches, nameOf, placeOf, type FilesPlace } from './place.ts';
import { forgetFolder, openedFolders, useRoots, type OpenedFolder } from './store.ts';
import './files.css';

/** Kafka's files as they lie on a disk: folders at the left, what is chosen of them at the right. */
export function FilesScreen({ query, setQuery, visible, active }: ScreenProps) {
  const place = placeOf(query);
  const roots = useRoots();
  const [opened, setOpened] = useState<readonly OpenedFolder[]>(openedFolders);
  const [opening, setOpening] = useState(false);
  const filter = query.filter ?? '';
  const search = useRef<HTMLInputElement>(null);
  useCommands(
    () => [
      screenCommand('files.open', () => setOpening(true)),
      screenCommand('screen.filter', () => search.current?.focus()),
    ],
    [],
    active,
  );
  const tree: TreeRoot[] = [
    ...(roots.value ?? []).map(({ nodeId, path, status }): TreeRoot => ({
      path,
      kind: 'log-dir',
      label: t('node.name', { id: nodeId }),
      note: status === 'running' ? nameOf(path) : t(`node.status.${status}`),
      removable: false,
    })),
    ...opened.map(({ path, kind }): TreeRoot => ({
      path,
      kind,
      label: nameOf(path),
      note: '',
      removable: true,
    })),
  ];
  const go = (path: string, kind: FilesPlace['kind']): void =>
    openPlace(addressOf(['files'], { path, kind, filter }));
  return (
    <Screen testId="screen-files">
      <ScreenHead
        title={t('screen.files')}
        facts={place.path !== null && <Breadcrumbs place={place} roots={tree} />}
        actions={
          <Button icon={FolderOpen} onClick={() => setOpening(true)} data-testid="open-folder">
            {t('scope.open')}
          </Button>
        }
      />
      {roots.failure && <ErrorBlock failure={roots.failure} onRetry={roots.refresh} />}
      <div className="files-body">
        <nav className="files-side" aria-label={t('scope.tree')}>
          <SearchField
            ref={search}
            label={t('scope.filter')}
            value={filter}
            onChange={(text) => setQuery({ filter: text || undefined })}
            width={226}
          />
          {roots.value === null && roots.failure === null && <Waiting />}
          <FolderTree
            roots={tree}
            place={place}
            filter={filter}
            onOpen={go}
            onRemove={(path) => {
              forgetFolder(path);
              setOpened(openedFolders());
            }}
          />
        </nav>
        <div className="files-main">
          <Content place={place} visible={visible} setQuery={setQuery} />
        </div>
      </div>
      <OpenFolderDialog
        open={opening}
        onClose={() => setOpening(false)}
        onOpened={({ path, kind }) => {
          setOpened(openedFolders());
          openPlace(filesAddress(path, kind));
        }}
      />
    </Screen>
  );
}

function Content({
  place,
  visible,
  setQuery,
}: {
  place: FilesPlace;
  visible: boolean;
  setQuery: ScreenProps['setQuery'];
}) {
  const { path } = place;
  if (path === null) return <EmptyState text={t('scope.choose')} testId="files-empty" />;
  if (place.kind === 'log-dir') return <DirectoryPanel key={path} path={path} />;
  if (place.kind === 'partition') return <PartitionPanel key={path} path={path} />;
  if (!holdsBatches(nameOf(path))) return <EntriesPanel key={path} path={path} />;
  return (
    <SegmentPanel
      key={path}
      path={path}
      at={place.at}
      record={place.record}
      visible={visible}
      setQuery={setQuery}
    />
  );
}

/** The way to what is shown, each part a link. */
function Breadcrumbs({ place, roots }: { place: FilesPlace; roots: readonly TreeRoot[] }) {
  const path = place.path!;
  const root = roots.find((one) => path === one.path || path.startsWith(`${one.path}/`));
  const parts: { path: string; kind: FilesPlace['kind']; label: string }[] = [];
  if (root !== undefined) parts.push({ path: root.path, kind: root.kind, label: root.label });
  const folder = place.kind === 'file' ? folderOf(path) : path;
  if (folder !== root?.path)
    parts.push({
      path: folder,
      kind: place.kind === 'log-dir' ? 'log-dir' : 'partition',
      label: nameOf(folder),
    });
  if (place.kind === 'file') parts.push({ path, kind: 'file', label: nameOf(path) });
  return (
    <div className="row tight crumbs" data-testid="crumbs">
      {parts.map((part, index) => (
        <Fragment key={part.path}>
          {index > 0 && <span className="faint">/</span>}
          {index === parts.length - 1 ? (
            <span className="mono" title={part.path}>
              {part.label}
            </span>
          ) : (
            <button
              type="button"
              className="link mono"
              title={part.path}
              onClick={() => openPlace(filesAddress(part.path, part.kind))}
            >
              {part.label}
            </button>
          )}
        </Fragment>
      ))}
      <CopyButton text={path} label={t('scope.copyPath')} />
    </div>
  );
}
