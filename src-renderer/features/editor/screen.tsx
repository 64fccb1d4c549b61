import Send from 'lucide-react/icons/send';
import { useMemo, useState } from 'react';
import { useClientAccess } from '../../lib/client-access.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { SCREEN_COMMANDS, screenCommand, useCommands } from '../../lib/commands/index.ts';
import { useShortcut } from '../../lib/commands/use-shortcut.ts';
import { parseJson } from '../../lib/json/index.ts';
import { jsonFaultWords } from '../../lib/json/words.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressIn, addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  Checkbox,
  CodeEditor,
  EmptyState,
  ErrorBlock,
  Screen,
  ScreenHead,
  Tabs,
} from '../../ui/index.ts';
import { BatchMode } from './components/batch-mode.tsx';
import { GenerateMode } from './components/generate-mode.tsx';
import { HistoryMode } from './components/history-mode.tsx';
import { MessageForm } from './components/message-form.tsx';
import { SchemaPicker } from './components/schema-picker.tsx';
import { SentTable } from './components/sent-table.tsx';
import { TemplateMenu } from './components/template-menu.tsx';
import { EMPTY_DRAFT, isTimestamp, type Draft } from './draft.ts';
import { useLearntShape } from './producing-store.ts';
import { hasVariables } from './template-of.ts';
import { useChosenSchema } from './schema-store.ts';
import {
  draftKey,
  send,
  replaceDraft,
  setDraft,
  useDraft,
  useEditor,
  usePartitionPreview,
  usePartitions,
  useResend,
} from './store.ts';
import './editor.css';

const MODES = ['message', 'generate', 'batch', 'history'] as const;
type Mode = (typeof MODES)[number];

/**
 * Writes a message: the value in Monaco, everything else in the form at its right, what was sent below. The other modes
 * send many: generated from the message, or read from a file; and look at what was sent.
 */
export function EditorScreen({ params, query, setQuery, active }: ScreenProps) {
  const topic = params.topic!;
  const cluster = useClusterId();
  const key = draftKey(cluster, topic);
  const [draft, change] = useDraft(key);
  const loadFailure = useResend(topic, query.partition, query.offset, () =>
    setQuery({ partition: undefined, offset: undefined }),
  );
  const preview = usePartitionPreview(topic, draft);
  const partitions = usePartitions(topic);
  const sent = useEditor((state) => state.sent).filter(
    (one) => one.cluster === cluster && one.topic === topic,
  );
  const revision = useEditor((state) => state.revision);
  const keyChoice = draft.schemas?.key ?? null;
  const valueChoice = draft.schemas?.value ?? null;
  const keySchema = useChosenSchema(topic, 'key', keyChoice);
  const valueSchema = useChosenSchema(topic, 'value', valueChoice);
  const [sending, setSending] = useState(false);
  const ready = isTimestamp(draft.timestamp);
  const latest = sent[0];
  const variables = hasVariables(draft);
  const mode: Mode = MODES.find((one) => one === query.mode) ?? 'message';
  const showMode = (next: Mode): void => setQuery({ mode: next === 'message' ? undefined : next });
  const learnt = useLearntSchema(topic);
  const access = useClientAccess();

  const submit = (): void => {
    // Monaco calls the handler of an earlier drawing; the draft is read where it lives.
    const now = useEditor.getState().drafts[key] ?? draft;
    if (!isTimestamp(now.timestamp)) return;
    setSending(true);
    void send(cluster, topic, now).finally(() => setSending(false));
  };

  const sendKey = useShortcut('editor.send', SCREEN_COMMANDS['editor.send'].shortcuts);
  useCommands(() => [screenCommand('editor.send', submit)], [key, draft], active);

  /** Opens it where it went: in this tab, or in the one of its topic. */
  const edit = (of: string, opened: Draft): void => {
    replaceDraft(draftKey(cluster, of), opened);
    if (of === topic) showMode('message');
    else openPlace(addressIn(cluster, addressOf(['topics', of, 'send'])));
  };

  /** As for the message; they are chosen once for all ways of sending. */
  const schemas = (['key', 'value'] as const).map((part) => (
    <SchemaPicker
      key={part}
      topic={topic}
      part={part}
      label={t(part === 'key' ? 'encode.keyWith' : 'encode.valueWith')}
      choice={part === 'key' ? keyChoice : valueChoice}
      chosen={part === 'key' ? keySchema : valueSchema}
      onChange={(next) => change({ schemas: { ...draft.schemas, [part]: next } })}
    />
  ));

  const messageMode = () => (
    <>
      {latest?.failure && <ErrorBlock failure={latest.failure} />}
      <div className="editor-grid">
        <div className="editor-value">
          <div className="row">
            <h2>{t('column.value')}</h2>
            <ValueNote draft={draft} learntFrom={valueChoice ? 0 : learnt.records} />
            <span className="end">
              <Checkbox
                label={t('editor.tombstone')}
                checked={draft.tombstone}
                onChange={(tombstone) => change({ tombstone })}
                testId="tombstone"
              />
            </span>
          </div>
          {!draft.tombstone && draft.binary.value === null && (
            <SchemaPicker
              topic={topic}
              part="value"
              choice={valueChoice}
              chosen={valueSchema}
              onChange={(next) => change({ schemas: { ...draft.schemas, value: next } })}
            />
          )}
          {draft.tombstone ? (
            <EmptyState text={t('payload.tombstoneText')} />
          ) : draft.binary.value !== null ? (
            <EmptyState
              text={t('editor.binaryValue')}
              action={
                <Button onClick={() => change({ binary: { ...draft.binary, value: null } })}>
                  {t('editor.replaceBinary')}
                </Button>
              }
            />
          ) : (
            <CodeEditor
              value={draft.value}
              revision={revision}
              onChange={(value) => setDraft(key, { ...(useEditor.getState().drafts[key] ?? draft), value })}
              language={valueChoice || (looksLikeJson(draft.value) && !variables) ? 'json' : 'plaintext'}
              jsonSchema={valueSchema.schema ?? learnt.schema}
              label={t('column.value')}
              onSubmit={submit}
              testId="value-editor"
            />
          )}
        </div>
        <MessageForm
          draft={draft}
          onChange={change}
          partitions={partitions}
          preview={preview}
          keySchema={
            draft.key !== null && (
              <SchemaPicker
                topic={topic}
                part="key"
                choice={keyChoice}
                chosen={keySchema}
                onChange={(next) => change({ schemas: { ...draft.schemas, key: next } })}
              />
            )
          }
        />
      </div>
      <SentTable sent={sent} onAgain={(one) => replaceDraft(key, one.draft)} />
    </>
  );

  return (
    <Screen testId="screen-editor">
      <ScreenHead
        title={t('screen.send', { topic })}
        facts={
          <button type="button" className="link" onClick={() => openPlace(addressOf(['topics', topic]))}>
            {t('editor.toTopic')}
          </button>
        }
        actions={
          mode === 'message' && (
            <>
              <TemplateMenu topic={topic} draft={draft} onOpen={(opened) => replaceDraft(key, opened)} />
              <Button kind="quiet" onClick={() => replaceDraft(key, EMPTY_DRAFT)}>
                {t('editor.clear')}
              </Button>
              <Button
                kind="primary"
                icon={Send}
                busy={sending}
                disabled={!ready}
                writes
                onClick={submit}
                shortcut={sendKey}
                data-testid="send"
              >
                {t('editor.send')}
              </Button>
            </>
          )
        }
      />
      {loadFailure && <ErrorBlock failure={loadFailure} />}
      <Tabs
        label={t('producing.modes')}
        value={mode}
        onChange={showMode}
        tabs={[
          { value: 'message', label: t('producing.mode.message'), render: messageMode },
          {
            value: 'generate',
            label: t('producing.mode.generate'),
            render: () => <GenerateMode topic={topic} draft={draft} schemas={schemas} />,
          },
          {
            value: 'batch',
            label: t('producing.mode.batch'),
            render: () => <BatchMode topic={topic} draft={draft} schemas={schemas} />,
          },
          {
            value: 'history',
            label: t('producing.mode.history'),
            render: () => <HistoryMode topic={topic} access={access} onEdit={edit} />,
          },
        ]}
      />
    </Screen>
  );
}

/** Without a schema of a registry: the shape that the newest records of the topic have in common. */
function useLearntSchema(topic: string) {
  const learnt = useLearntShape(topic);
  return useMemo(
    () => ({
      schema: learnt === null ? null : { text: JSON.stringify(learnt.schema), references: [] },
      records: learnt?.records ?? 0,
    }),
    [learnt],
  );
}

function ValueNote({ draft, learntFrom }: { draft: Draft; learntFrom: number }) {
  if (hasVariables(draft)) return <span className="small muted">{t('template.literal')}</span>;
  if (draft.tombstone || draft.binary.value !== null) return null;
  if (draft.value === '') return <span className="small muted">{t('editor.emptyValue')}</span>;
  if (!looksLikeJson(draft.value)) return null;
  const result = parseJson(draft.value);
  if (!result.ok)
    return (
      <span className="small warn">{t('editor.notJson', { message: jsonFaultWords(result.message) })}</span>
    );
  const learnt = learntFrom > 0 ? ` · ${t('shape.learnt', { count: learntFrom })}` : '';
  return <span className="small muted">JSON{learnt}</span>;
}

/** Judged by its first letter, so that highlighting is there while it is not yet complete. */
function looksLikeJson(text: string): boolean {
  return /^\s*[{["]/.test(text);
}
