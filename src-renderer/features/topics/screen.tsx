import Eraser from 'lucide-react/icons/eraser';
import MessageSquareText from 'lucide-react/icons/message-square-text';
import PencilLine from 'lucide-react/icons/pencil-line';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useCallback, useMemo, useState } from 'react';
import type { TopicRow } from '../../../src-main/contract/index.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import { Button, ListScreen, Switch, type MenuEntry } from '../../ui/index.ts';
import { CreateTopicDialog } from './components/create-topic-dialog.tsx';
import { DeleteTopicDialog, PurgeTopicDialog } from './components/loss-dialogs.tsx';
import { topicColumns } from './components/topic-columns.tsx';
import { useTopics } from './store.ts';
import './topics.css';

/** One row a topic; filter as you type, internal ones behind a switch. */
export function TopicsScreen({ query, setQuery, active }: ScreenProps) {
  const snapshot = useTopics();
  const [doomed, setDoomed] = useState<{ topic: string; how: 'delete' | 'purge' } | null>(null);
  const filter = query.filter ?? '';
  const showInternal = query.internal === '1';
  const rows = useMemo(
    () => visibleTopics(snapshot.value ?? [], filter, showInternal),
    [snapshot.value, filter, showInternal],
  );
  const columns = useMemo(() => topicColumns(), []);
  const create = useCallback(() => setQuery({ dialog: 'create' }), [setQuery]);

  useCommands(
    () => [
      {
        id: 'topics.create',
        title: t('topics.create'),
        group: t('palette.group.do'),
        shortcuts: ['C'],
        run: create,
      },
    ],
    [],
    active,
  );

  const rowActions = useCallback(
    (topic: TopicRow): MenuEntry[] => [
      { id: 'messages', label: t('topic.messages'), icon: MessageSquareText, run: () => open(topic) },
      {
        id: 'send',
        label: t('topic.send'),
        icon: PencilLine,
        run: () => openPlace(addressOf(['topics', topic.name, 'send'])),
      },
      null,
      {
        id: 'purge',
        label: t('topic.purge'),
        icon: Eraser,
        danger: true,
        disabled: topic.internal,
        run: () => setDoomed({ topic: topic.name, how: 'purge' }),
      },
      {
        id: 'delete',
        label: t('topic.delete'),
        icon: Trash2,
        danger: true,
        disabled: topic.internal,
        run: () => setDoomed({ topic: topic.name, how: 'delete' }),
      },
    ],
    [],
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
      rowKey={(topic) => topic.name}
      onOpen={open}
      rowActions={rowActions}
      initialSort={{ column: 'name', descending: false }}
      facts={
        snapshot.value && (
          <span className="muted small">
            {t('topics.shown', { shown: rows.length, count: snapshot.value.length })}
          </span>
        )
      }
      actions={
        <Button kind="primary" icon={Plus} onClick={create} data-testid="create-topic">
          {t('topics.create')}
        </Button>
      }
      switches={
        <Switch
          label={t('topics.internal')}
          checked={showInternal}
          onChange={(on) => setQuery({ internal: on ? '1' : undefined })}
          testId="internal-switch"
        />
      }
      none={(topics) => topics.every((topic) => topic.internal)}
      noneText={t('topics.none')}
      noneAction={<Button onClick={create}>{t('topics.create')}</Button>}
      noneMatchText={t('topics.noneMatch', { filter })}
    >
      <CreateTopicDialog open={query.dialog === 'create'} onClose={() => setQuery({ dialog: undefined })} />
      <DeleteTopicDialog
        topic={doomed?.how === 'delete' ? doomed.topic : null}
        onClose={() => setDoomed(null)}
      />
      <PurgeTopicDialog
        topic={doomed?.how === 'purge' ? doomed.topic : null}
        onClose={() => setDoomed(null)}
      />
    </ListScreen>
  );
}

function open(topic: TopicRow): void {
  openPlace(addressOf(['topics', topic.name]));
}

/** Topics whose name has all the words of the filter. */
export function visibleTopics(
  topics: readonly TopicRow[],
  filter: string,
  showInternal: boolean,
): TopicRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return topics.filter(
    (topic) =>
      (showInternal || !topic.internal) && words.every((word) => topic.name.toLowerCase().includes(word)),
  );
}
