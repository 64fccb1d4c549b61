import Copy from 'lucide-react/icons/copy';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Eraser from 'lucide-react/icons/eraser';
import PencilLine from 'lucide-react/icons/pencil-line';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState, type ReactNode } from 'react';
import type { TopicDetail } from '../../../src-main/contract/index.ts';
import { screenCommand, useCommands } from '../../lib/commands/index.ts';
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
  TotalRecords,
  type IconType,
  type MenuEntry,
} from '../../ui/index.ts';
import { AddPartitionsDialog } from './components/add-partitions-dialog.tsx';
import { ConfigsPanel } from './components/configs-panel.tsx';
import { FilesPanel } from './components/files-panel.tsx';
import { AnalysisPanel } from './components/analysis-panel.tsx';
import { CompactionPanel } from './components/compaction-panel.tsx';
import { CloneTopicDialog } from './components/create-topic-dialog.tsx';
import { DeleteTopicDialog } from './components/loss-dialogs.tsx';
import { MarkDialog } from './components/mark-dialog.tsx';
import { MovesBar } from './components/moves-bar.tsx';
import { ProducersPanel } from './components/producers-panel.tsx';
import { PurgeTopicDialog } from './components/purge-dialog.tsx';
import { ReassignDialog } from './components/reassign-dialog.tsx';
import { RecreateTopicDialog } from './components/recreate-dialog.tsx';
import { PartitionsPanel } from './components/partitions-panel.tsx';
import { TopicGroupsPanel } from './components/topic-groups-panel.tsx';
import { markOf, useMarks } from './marks.ts';
import { useTopic } from './store.ts';
import './topics.css';

const TABS = [
  'messages',
  'partitions',
  'groups',
  'producers',
  'configuration',
  'analysis',
  'compaction',
  'files',
] as const;
type TabName = (typeof TABS)[number];
const isTab = (name: string | undefined): name is TabName => TABS.includes(name as TabName);

/** In the order of the menu. */
const DIALOGS = ['mark', 'clone', 'partitions', 'reassign', 'purge', 'recreate', 'delete'] as const;
type TopicDialog = (typeof DIALOGS)[number];
const DIALOG_TITLES = {
  mark: 'mark.menu',
  clone: 'clone.menu',
  partitions: 'topic.addPartitions',
  reassign: 'reassign.menu',
  purge: 'topic.purge',
  recreate: 'topic.recreate',
  delete: 'topic.delete',
} as const;

export interface TopicScreenProps extends ScreenProps {
  /** The message browser, which is a feature of its own; the app puts it in. */
  renderMessages: (topic: TopicDetail, partitions: readonly number[], groups: readonly string[]) => ReactNode;
}

/** One topic: facts, and tabs for its messages, partitions, groups, configuration and files. */
export function TopicScreen({ params, query, setQuery, active, renderMessages }: TopicScreenProps) {
  const topic = params.topic!;
  const { gone, ...snapshot } = useTopic(topic);
  const [dialog, setDialog] = useState<TopicDialog | null>(null);
  const close = (): void => setDialog(null);
  const mark = markOf(useMarks(), topic);
  const tab = isTab(query.tab) ? query.tab : 'messages';
  const send = (): void => openPlace(addressOf(['topics', topic, 'send']));
  const detail = snapshot.value;
  const internal = detail?.internal ?? true;

  useCommands(
    () => [
      ...(internal ? [] : [screenCommand('topic.send', send)]),
      ...DIALOGS.filter((name) => !internal || ALSO_INTERNAL.has(name)).map((name) => ({
        id: `topic.${name}`,
        title: t(DIALOG_TITLES[name]),
        group: t('palette.group.do'),
        keywords: KEYWORDS[name],
        writes: name !== 'mark',
        run: () => setDialog(name),
      })),
    ],
    [topic, internal],
    active && !gone,
  );

  return (
    <Screen testId="screen-topic">
      <ScreenHead
        title={<Copyable text={topic}>{topic}</Copyable>}
        asOfMs={snapshot.asOfMs}
        facts={
          detail && (
            <>
              <Facts facts={topicFacts(detail, () => setQuery({ tab: 'partitions' }))} />
              {mark.labels.map((label) => (
                <span key={label} className="label-chip">
                  {label}
                </span>
              ))}
            </>
          )
        }
        actions={
          !gone && (
            <>
              <Button
                icon={PencilLine}
                writes
                disabled={detail?.internal}
                title={detail?.internal ? t('topic.internalText') : undefined}
                onClick={send}
                data-testid="send-message"
              >
                {t('topic.send')}
              </Button>
              <Menu
                label={t('action.more')}
                align="end"
                trigger={<IconButton icon={Ellipsis} label={t('action.more')} data-testid="topic-more" />}
                entries={menuEntries(internal, setDialog)}
              />
            </>
          )
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
                      value,
                      value.partitions.map((one) => one.partition),
                      value.groups.map((one) => one.groupId),
                    ),
                },
                {
                  value: 'partitions',
                  label: t('topic.tab.partitions'),
                  count: formatCount(value.partitions.length),
                  render: () => (
                    <>
                      <MovesBar topic={topic} />
                      <PartitionsPanel topic={value} stale={stale} />
                    </>
                  ),
                },
                {
                  value: 'groups',
                  label: t('topic.tab.groups'),
                  count: formatCount(value.groups.length),
                  render: () => <TopicGroupsPanel topic={value} stale={stale} />,
                },
                {
                  value: 'producers',
                  label: t('topic.tab.producers'),
                  render: () => <ProducersPanel topic={topic} />,
                },
                {
                  value: 'configuration',
                  label: t('topic.tab.configuration'),
                  render: () => <ConfigsPanel topic={topic} replicas={value.replicationFactor} />,
                },
                {
                  value: 'analysis',
                  label: t('topic.tab.analysis'),
                  render: () => <AnalysisPanel topic={topic} />,
                },
                {
                  value: 'compaction',
                  label: t('topic.tab.compaction'),
                  render: () => <CompactionPanel topic={topic} />,
                },
                { value: 'files', label: t('topic.tab.files'), render: () => <FilesPanel topic={topic} /> },
              ]}
            />
          )}
        </Loaded>
      )}
      {mark.note !== '' && tab !== 'messages' && (
        <p className="topic-note" data-testid="topic-note">
          {mark.note}
        </p>
      )}
      <DeleteTopicDialog topic={dialog === 'delete' ? topic : null} onClose={close} />
      <PurgeTopicDialog topic={dialog === 'purge' ? topic : null} onClose={close} />
      <RecreateTopicDialog topic={dialog === 'recreate' ? topic : null} onClose={close} />
      {dialog === 'clone' && <CloneTopicDialog source={topic} onClose={close} />}
      {dialog === 'mark' && <MarkDialog topic={topic} mark={mark} onClose={close} />}
      {detail && dialog === 'reassign' && (
        <ReassignDialog topics={[topic]} replicationFactor={detail.replicationFactor} onClose={close} />
      )}
      {detail && (
        <AddPartitionsDialog
          topic={topic}
          now={detail.partitions.length}
          open={dialog === 'partitions'}
          onClose={close}
        />
      )}
    </Screen>
  );
}

/** What people call it elsewhere. */
const KEYWORDS: Partial<Record<TopicDialog, string>> = {
  clone: 'copy duplicate',
  partitions: 'increase',
  reassign: 'replicas replication reassign',
  purge: 'purge clear truncate empty',
  recreate: 'recreate empty',
  delete: 'drop remove',
};
const ICONS: Partial<Record<TopicDialog, IconType>> = {
  clone: Copy,
  partitions: Plus,
  purge: Eraser,
  delete: Trash2,
};
/** Internal topics are Kafka's: they may be looked at, copied and moved, and no more. */
const ALSO_INTERNAL: ReadonlySet<TopicDialog> = new Set(['mark', 'clone', 'reassign']);

function menuEntries(internal: boolean, ask: (dialog: TopicDialog) => void): MenuEntry[] {
  return DIALOGS.flatMap((name): MenuEntry[] => [
    ...(name === 'purge' ? [null] : []),
    {
      id: name,
      label: t(DIALOG_TITLES[name]),
      icon: ICONS[name],
      danger: name === 'purge' || name === 'recreate' || name === 'delete',
      writes: name !== 'mark',
      disabled: internal && !ALSO_INTERNAL.has(name),
      run: () => ask(name),
    },
  ]);
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
    {
      label: t('fact.records'),
      value: (
        <TotalRecords records={topic.records} unknown={topic.unknownPartitions} compacted={topic.compacted} />
      ),
    },
    { label: t('fact.size'), value: <Bytes value={topic.sizeBytes} /> },
  ];
}
