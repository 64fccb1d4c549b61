import Copy from 'lucide-react/icons/copy';
import Eraser from 'lucide-react/icons/eraser';
import EyeOff from 'lucide-react/icons/eye-off';
import MessageSquareText from 'lucide-react/icons/message-square-text';
import PencilLine from 'lucide-react/icons/pencil-line';
import Plus from 'lucide-react/icons/plus';
import Star from 'lucide-react/icons/star';
import Trash2 from 'lucide-react/icons/trash-2';
import { useCallback, useMemo, useState } from 'react';
import type { TopicRow } from '../../../src-main/contract/index.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { screenCommand, useCommands } from '../../lib/commands/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import { Button, ErrorBlock, ListScreen, Switch, type MenuEntry } from '../../ui/index.ts';
import { CloneTopicDialog, CreateTopicDialog } from './components/create-topic-dialog.tsx';
import { DeleteTopicsDialog } from './components/delete-many-dialog.tsx';
import { DeleteTopicDialog } from './components/loss-dialogs.tsx';
import { MarkDialog } from './components/mark-dialog.tsx';
import { PurgeTopicDialog } from './components/purge-dialog.tsx';
import { ReassignDialog } from './components/reassign-dialog.tsx';
import { RecreateTopicDialog } from './components/recreate-dialog.tsx';
import { topicColumns } from './components/topic-columns.tsx';
import { markOf, markTopic, useMarkFailure, useMarks, type Marks } from './marks.ts';
import { useTopics } from './store.ts';
import './topics.css';

type Dialog = {
  how: 'delete' | 'purge' | 'recreate' | 'clone' | 'mark' | 'reassign';
  topics: readonly TopicRow[];
};
const NONE_CHOSEN: readonly TopicRow[] = [];

/** One row a topic; filter as you type, internal and hidden ones behind switches, favourites on top. */
export function TopicsScreen({ query, setQuery, active }: ScreenProps) {
  const cluster = useClusterId();
  const snapshot = useTopics();
  const marks = useMarks();
  const markFailure = useMarkFailure();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [chosen, setChosen] = useState<readonly TopicRow[]>(NONE_CHOSEN);
  const filter = query.filter ?? '';
  const showInternal = query.internal === '1';
  const showHidden = query.hidden === '1';
  const rows = useMemo(
    () => visibleTopics(snapshot.value ?? [], filter, { showInternal, showHidden, marks }),
    [snapshot.value, filter, showInternal, showHidden, marks],
  );
  const columns = useMemo(
    () =>
      topicColumns(
        (topic) => markOf(marks, topic),
        (topic, favourite) => void markTopic(cluster, topic, { favourite }),
      ),
    [marks, cluster],
  );
  const isFavourite = useCallback((topic: TopicRow) => markOf(marks, topic.name).favourite, [marks]);
  const create = useCallback(() => setQuery({ dialog: 'create' }), [setQuery]);
  const close = (): void => setDialog(null);
  const only = (how: Dialog['how']): string | null =>
    dialog?.how === how && dialog.topics.length === 1 ? dialog.topics[0]!.name : null;

  useCommands(() => [screenCommand('topics.create', create)], [], active);

  const manyActions = useCallback(
    (topics: readonly TopicRow[]): MenuEntry[] => [
      {
        id: 'favourite',
        label: t('mark.pinThese'),
        icon: Star,
        run: () => topics.forEach((topic) => void markTopic(cluster, topic.name, { favourite: true })),
      },
      {
        id: 'hide',
        label: t('mark.hideThese'),
        icon: EyeOff,
        run: () => topics.forEach((topic) => void markTopic(cluster, topic.name, { hidden: true })),
      },
      {
        id: 'reassign',
        label: t('reassign.menu'),
        writes: true,
        run: () => setDialog({ how: 'reassign', topics }),
      },
      null,
      {
        id: 'delete',
        label: t('deleteMany.title', { count: topics.length }),
        icon: Trash2,
        danger: true,
        writes: true,
        disabled: topics.some((topic) => topic.internal),
        run: () => setDialog({ how: 'delete', topics }),
      },
    ],
    [cluster],
  );

  const rowActions = useCallback(
    (topic: TopicRow): MenuEntry[] => {
      const mark = markOf(marks, topic.name);
      const ask = (how: Dialog['how']) => () => setDialog({ how, topics: [topic] });
      return [
        { id: 'messages', label: t('topic.messages'), icon: MessageSquareText, run: () => open(topic) },
        {
          id: 'send',
          label: t('topic.send'),
          icon: PencilLine,
          writes: true,
          run: () => openPlace(addressOf(['topics', topic.name, 'send'])),
        },
        null,
        {
          id: 'favourite',
          label: t(mark.favourite ? 'mark.unpinThis' : 'mark.pinThis'),
          run: () => void markTopic(cluster, topic.name, { favourite: !mark.favourite }),
        },
        {
          id: 'hide',
          label: t(mark.hidden ? 'mark.unhide' : 'mark.hide'),
          run: () => void markTopic(cluster, topic.name, { hidden: !mark.hidden }),
        },
        { id: 'mark', label: t('mark.menu'), run: ask('mark') },
        null,
        { id: 'clone', label: t('clone.menu'), icon: Copy, writes: true, run: ask('clone') },
        { id: 'reassign', label: t('reassign.menu'), writes: true, run: ask('reassign') },
        null,
        {
          id: 'purge',
          label: t('topic.purge'),
          icon: Eraser,
          danger: true,
          writes: true,
          disabled: topic.internal,
          run: ask('purge'),
        },
        {
          id: 'recreate',
          label: t('topic.recreate'),
          danger: true,
          writes: true,
          disabled: topic.internal,
          run: ask('recreate'),
        },
        {
          id: 'delete',
          label: t('topic.delete'),
          icon: Trash2,
          danger: true,
          writes: true,
          disabled: topic.internal,
          run: ask('delete'),
        },
      ];
    },
    [marks, cluster],
  );

  return (
    <ListScreen
      id="topics"
      title={t('screen.topics')}
      snapshot={snapshot}
      place={{ query, setQuery, active }}
      filterLabel={t('topics.filter')}
      failed={t('topics.failed')}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      onOpen={open}
      rowActions={rowActions}
      manyActions={manyActions}
      onChosen={setChosen}
      pinned={isFavourite}
      recycles
      initialSort={{ column: 'name', descending: false }}
      facts={
        snapshot.value && (
          <span className="muted small">
            {t('topics.shown', { shown: rows.length, count: snapshot.value.length })}
          </span>
        )
      }
      actions={
        <>
          {chosen.length > 1 && (
            <Button
              kind="danger"
              icon={Trash2}
              writes
              disabled={chosen.some((topic) => topic.internal)}
              onClick={() => setDialog({ how: 'delete', topics: chosen })}
              data-testid="delete-chosen"
            >
              {t('deleteMany.title', { count: chosen.length })}
            </Button>
          )}
          <Button kind="primary" icon={Plus} writes onClick={create} data-testid="create-topic">
            {t('topics.create')}
          </Button>
        </>
      }
      switches={
        <>
          <Switch
            label={t('topics.internal')}
            checked={showInternal}
            onChange={(on) => setQuery({ internal: on ? '1' : undefined })}
            testId="internal-switch"
          />
          {(showHidden || Object.values(marks).some((mark) => mark.hidden)) && (
            <Switch
              label={t('topics.hidden')}
              checked={showHidden}
              onChange={(on) => setQuery({ hidden: on ? '1' : undefined })}
              testId="hidden-switch"
            />
          )}
        </>
      }
      none={(topics) => topics.every((topic) => topic.internal)}
      noneText={t('topics.none')}
      noneAction={
        <Button writes onClick={create}>
          {t('topics.create')}
        </Button>
      }
      noneMatchText={t('topics.noneMatch', { filter })}
    >
      {markFailure && <ErrorBlock failure={markFailure} />}
      <CreateTopicDialog open={query.dialog === 'create'} onClose={() => setQuery({ dialog: undefined })} />
      {only('clone') && <CloneTopicDialog source={only('clone')!} onClose={close} />}
      {only('mark') && (
        <MarkDialog topic={only('mark')!} mark={markOf(marks, only('mark')!)} onClose={close} />
      )}
      {dialog?.how === 'reassign' && (
        <ReassignDialog
          topics={dialog.topics.map(keyOf)}
          replicationFactor={dialog.topics[0]!.replicationFactor}
          onClose={close}
        />
      )}
      <DeleteTopicDialog topic={only('delete')} onClose={close} />
      <DeleteTopicsDialog
        topics={dialog?.how === 'delete' && dialog.topics.length > 1 ? dialog.topics : null}
        onClose={close}
      />
      <PurgeTopicDialog topic={only('purge')} onClose={close} />
      <RecreateTopicDialog topic={only('recreate')} onClose={close} />
    </ListScreen>
  );
}

function keyOf(topic: TopicRow): string {
  return topic.name;
}

function open(topic: TopicRow): void {
  openPlace(addressOf(['topics', topic.name]));
}

/** Topics whose name, or a label of them, has each word of the filter. */
export function visibleTopics(
  topics: readonly TopicRow[],
  filter: string,
  { showInternal, showHidden, marks }: { showInternal: boolean; showHidden: boolean; marks: Marks },
): TopicRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return topics.filter((topic) => {
    if (topic.internal && !showInternal) return false;
    const mark = marks[topic.name];
    if (mark?.hidden === true && !showHidden) return false;
    const text = [topic.name, ...(mark?.labels ?? [])].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
