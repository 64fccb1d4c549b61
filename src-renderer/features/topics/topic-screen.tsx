import Ellipsis from 'lucide-react/icons/ellipsis';
import Eraser from 'lucide-react/icons/eraser';
import PencilLine from 'lucide-react/icons/pencil-line';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState, type ReactNode } from 'react';
import type { TopicDetail } from '../../../src-main/contract/index.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { formatCount } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  Bytes,
  Copyable,
  Count,
  EmptyState,
  Facts,
  IconButton,
  Loaded,
  Menu,
  Screen,
  ScreenHead,
  Tabs,
} from '../../ui/index.ts';
import { AddPartitionsDialog } from './components/add-partitions-dialog.tsx';
import { ConfigsPanel } from './components/configs-panel.tsx';
import { FilesPanel } from './components/files-panel.tsx';
import { DeleteTopicDialog, PurgeTopicDialog } from './components/loss-dialogs.tsx';
import { PartitionsPanel } from './components/partitions-panel.tsx';
import { TopicGroupsPanel } from './components/topic-groups-panel.tsx';
import { useTopic } from './store.ts';
import './topics.css';

const TABS = ['messages', 'partitions', 'groups', 'configuration', 'files'] as const;
type TabName = (typeof TABS)[number];
const isTab = (name: string | undefined): name is TabName => TABS.includes(name as TabName);

export interface TopicScreenProps extends ScreenProps {
  /** The message browser, which is a feature of its own; the app puts it in. */
  renderMessages: (topic: string, partitions: readonly number[], groups: readonly string[]) => ReactNode;
}

/** One topic: facts, and tabs for its messages, partitions, groups, configuration and files. */
export function TopicScreen({ params, query, setQuery, active, renderMessages }: TopicScreenProps) {
  const topic = params.topic!;
  const { gone, ...snapshot } = useTopic(topic);
  const [dialog, setDialog] = useState<'delete' | 'purge' | 'partitions' | null>(null);
  const tab = isTab(query.tab) ? query.tab : 'messages';
  const send = (): void => openPlace(addressOf(['topics', topic, 'send']));
  const detail = snapshot.value;

  useCommands(
    () => [
      { id: 'topic.send', title: t('topic.send'), group: t('palette.group.do'), shortcuts: ['S'], run: send },
      {
        id: 'topic.purge',
        title: t('topic.purge'),
        group: t('palette.group.do'),
        run: () => setDialog('purge'),
      },
      {
        id: 'topic.addPartitions',
        title: t('topic.addPartitions'),
        group: t('palette.group.do'),
        run: () => setDialog('partitions'),
      },
      {
        id: 'topic.delete',
        title: t('topic.delete'),
        group: t('palette.group.do'),
        run: () => setDialog('delete'),
      },
      ...TABS.map((name) => ({
        id: `topic.tab.${name}`,
        title: `${topic}: ${t(`topic.tab.${name}`)}`,
        group: t('palette.group.go'),
        run: () => setQuery({ tab: name }),
      })),
    ],
    [topic],
    active,
  );

  return (
    <Screen testId="screen-topic">
      <ScreenHead
        title={<Copyable text={topic}>{topic}</Copyable>}
        asOfMs={snapshot.asOfMs}
        facts={detail && <Facts facts={topicFacts(detail, () => setQuery({ tab: 'partitions' }))} />}
        actions={
          <>
            <Button icon={PencilLine} onClick={send} data-testid="send-message">
              {t('topic.send')}
            </Button>
            <Menu
              label={t('action.more')}
              align="end"
              trigger={<IconButton icon={Ellipsis} label={t('action.more')} data-testid="topic-more" />}
              entries={[
                {
                  id: 'partitions',
                  label: t('topic.addPartitions'),
                  icon: Plus,
                  disabled: detail?.internal ?? true,
                  run: () => setDialog('partitions'),
                },
                null,
                {
                  id: 'purge',
                  label: t('topic.purge'),
                  icon: Eraser,
                  danger: true,
                  disabled: detail?.internal ?? true,
                  run: () => setDialog('purge'),
                },
                {
                  id: 'delete',
                  label: t('topic.delete'),
                  icon: Trash2,
                  danger: true,
                  disabled: detail?.internal ?? true,
                  run: () => setDialog('delete'),
                },
              ]}
            />
          </>
        }
      />
      {gone ? (
        <EmptyState
          text={t('topic.gone', { topic })}
          action={<Button onClick={() => openPlace('/topics')}>{t('topic.goneAction')}</Button>}
          testId="topic-gone"
        />
      ) : (
        <Loaded snapshot={snapshot} what={t('topic.failed', { topic })}>
          {(value, stale) => (
            <Tabs
              label={topic}
              value={tab}
              onChange={(next) => setQuery({ tab: next })}
              tabs={[
                {
                  value: 'messages',
                  label: t('topic.tab.messages'),
                  render: () =>
                    renderMessages(
                      topic,
                      value.partitions.map((one) => one.partition),
                      value.groups.map((one) => one.groupId),
                    ),
                },
                {
                  value: 'partitions',
                  label: t('topic.tab.partitions'),
                  count: formatCount(value.partitions.length),
                  render: () => <PartitionsPanel topic={value} stale={stale} />,
                },
                {
                  value: 'groups',
                  label: t('topic.tab.groups'),
                  count: formatCount(value.groups.length),
                  render: () => <TopicGroupsPanel topic={value} stale={stale} />,
                },
                {
                  value: 'configuration',
                  label: t('topic.tab.configuration'),
                  render: () => <ConfigsPanel topic={topic} />,
                },
                { value: 'files', label: t('topic.tab.files'), render: () => <FilesPanel topic={topic} /> },
              ]}
            />
          )}
        </Loaded>
      )}
      <DeleteTopicDialog topic={dialog === 'delete' ? topic : null} onClose={() => setDialog(null)} />
      <PurgeTopicDialog topic={dialog === 'purge' ? topic : null} onClose={() => setDialog(null)} />
      {detail && (
        <AddPartitionsDialog
          topic={topic}
          now={detail.partitions.length}
          open={dialog === 'partitions'}
          onClose={() => setDialog(null)}
        />
      )}
    </Screen>
  );
}

function topicFacts(topic: TopicDetail, showPartitions: () => void) {
  return [
    {
      label: t('fact.partitions'),
      value: <Count value={topic.partitions.length} />,
      term: 'partition' as const,
      onShow: showPartitions,
    },
    {
      label: t('fact.replication'),
      value: topic.replicationFactor,
      term: 'replica' as const,
      onShow: showPartitions,
    },
    { label: t('fact.records'), value: <Count value={topic.records} /> },
    { label: t('fact.size'), value: <Bytes value={topic.sizeBytes} /> },
  ];
}
