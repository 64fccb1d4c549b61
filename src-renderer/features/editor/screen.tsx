import Send from 'lucide-react/icons/send';
import { useState, type ReactNode } from 'react';
import { useClientAccess } from '../../lib/client-access.ts';
import { InCluster, useClusterId, type ClusterId } from '../../lib/cluster.ts';
import { SCREEN_COMMANDS, screenCommand, useCommands } from '../../lib/commands/index.ts';
import { useShortcut } from '../../lib/commands/use-shortcut.ts';
import { useConnections, useConnectionView } from '../../lib/connections.ts';
import { t, tNodes } from '../../lib/i18n/index.ts';
import { addressIn, addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import { Button, ColourTag, ErrorBlock, Screen, ScreenHead, Tabs } from '../../ui/index.ts';
import { BatchMode } from './components/batch-mode.tsx';
import { GenerateMode } from './components/generate-mode.tsx';
import { HistoryMode } from './components/history-mode.tsx';
import { MessageMode } from './components/message-mode.tsx';
import { SchemaPicker } from './components/schema-picker.tsx';
import { TargetDialog } from './components/target-dialog.tsx';
import { TemplateMenu } from './components/template-menu.tsx';
import { EMPTY_DRAFT, isTimestamp, type Draft, type Target } from './draft.ts';
import { useChosenSchema } from './schema-store.ts';
import { draftKey, send, replaceDraft, useDraft, useEditor, useResend } from './store.ts';
import { isSameTarget, redirected, targetOf } from './target.ts';
import './editor.css';

const MODES = ['message', 'generate', 'batch', 'history'] as const;
type Mode = (typeof MODES)[number];

/**
 * Writes a message, to its topic or to another one. The other modes send many there: generated from the message, or read
 * from a file; and look at what was sent.
 */
export function EditorScreen({ params, query, setQuery, active }: ScreenProps) {
  const topic = params.topic!;
  const cluster = useClusterId();
  const key = draftKey(cluster, topic);
  const [draft, change] = useDraft(key);
  const loadFailure = useResend(topic, query.partition, query.offset, () =>
    setQuery({ partition: undefined, offset: undefined }),
  );
  const own: Target = { cluster, topic };
  const target = targetOf(draft, own);
  const [sending, setSending] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const ready = isTimestamp(draft.timestamp);
  const mode: Mode = MODES.find((one) => one === query.mode) ?? 'message';
  const showMode = (next: Mode): void => setQuery({ mode: next === 'message' ? undefined : next });
  /** What the mode in front writes to; what was sent is looked at where it was sent from. */
  const { cluster: toCluster, topic: toTopic } = mode === 'history' ? own : target;
  const access = useClientAccess();
  const connections = useConnections().value;

  const submit = (): void => {
    // Monaco calls the handler of an earlier drawing; the draft is read where it lives.
    const now = useEditor.getState().drafts[key] ?? draft;
    if (!isTimestamp(now.timestamp)) return;
    setSending(true);
    void send(key, targetOf(now, own), now).finally(() => setSending(false));
  };

  const sendKey = useShortcut('editor.send', SCREEN_COMMANDS['editor.send'].shortcuts);
  useCommands(() => [screenCommand('editor.send', submit)], [key, draft], active);

  /** Opens it where it went: in this tab, or in the one of its topic. */
  const edit = (of: string, opened: Draft): void => {
    replaceDraft(draftKey(cluster, of), opened);
    if (of === topic) showMode('message');
    else openPlace(addressIn(cluster, addressOf(['topics', of, 'send'])));
  };

  const registryOf = (of: ClusterId): string | undefined =>
    connections?.find(({ id }) => id === of)?.settings.registry?.url;
  const setTarget = (next: Target): void => {
    const sameRegistry = registryOf(target.cluster) === registryOf(next.cluster);
    replaceDraft(key, redirected(draft, { own, next, sameRegistry }));
    setChoosing(false);
  };

  const schemas = (
    <SchemasOfMany
      topic={target.topic}
      schemas={draft.schemas}
      onChange={(next) => change({ schemas: next })}
    />
  );
  /** Each way of sending stands in the cluster that it sends to. */
  const inTarget = (sender: ReactNode) => (
    <InCluster cluster={target.cluster}>
      {!isSameTarget(target, own) && (
        <ElsewhereBar own={own} target={target} onReset={() => setTarget(own)} />
      )}
      {sender}
    </InCluster>
  );

  return (
    <Screen testId="screen-editor">
      <ScreenHead
        title={t('screen.send', { topic: toTopic })}
        facts={
          <button
            type="button"
            className="link"
            onClick={() => openPlace(addressIn(toCluster, addressOf(['topics', toTopic])))}
          >
            {t('editor.toTopic')}
          </button>
        }
        actions={
          mode !== 'history' && (
            <>
              {mode === 'message' && (
                <>
                  <TemplateMenu topic={topic} draft={draft} onOpen={(opened) => replaceDraft(key, opened)} />
                  <Button kind="quiet" onClick={() => replaceDraft(key, EMPTY_DRAFT)}>
                    {t('editor.clear')}
                  </Button>
                </>
              )}
              <Button kind="quiet" onClick={() => setChoosing(true)} data-testid="send-elsewhere">
                {t('editor.target')}
              </Button>
              {mode === 'message' && (
                <InCluster cluster={target.cluster}>
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
                </InCluster>
              )}
            </>
          )
        }
      />
      {choosing && <TargetDialog target={target} onClose={() => setChoosing(false)} onChoose={setTarget} />}
      {loadFailure && <ErrorBlock failure={loadFailure} />}
      <Tabs
        label={t('producing.modes')}
        value={mode}
        onChange={showMode}
        tabs={[
          {
            value: 'message',
            label: t('producing.mode.message'),
            render: () =>
              inTarget(
                <MessageMode
                  draftKey={key}
                  own={own}
                  topic={target.topic}
                  draft={draft}
                  onChange={change}
                  onSubmit={submit}
                />,
              ),
          },
          {
            value: 'generate',
            label: t('producing.mode.generate'),
            render: () => inTarget(<GenerateMode topic={target.topic} draft={draft} schemas={schemas} />),
          },
          {
            value: 'batch',
            label: t('producing.mode.batch'),
            render: () =>
              inTarget(<BatchMode draftKey={key} topic={target.topic} draft={draft} schemas={schemas} />),
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

/** As for the message; they are chosen once for all ways of sending. */
function SchemasOfMany({
  topic,
  schemas,
  onChange,
}: {
  topic: string;
  schemas: Draft['schemas'];
  onChange: (next: Draft['schemas']) => void;
}) {
  const chosen = {
    key: useChosenSchema(topic, 'key', schemas?.key ?? null),
    value: useChosenSchema(topic, 'value', schemas?.value ?? null),
  };
  return (['key', 'value'] as const).map((part) => (
    <SchemaPicker
      key={part}
      topic={topic}
      part={part}
      label={t(part === 'key' ? 'encode.keyWith' : 'encode.valueWith')}
      choice={schemas?.[part] ?? null}
      chosen={chosen[part]}
      onChange={(next) => onChange({ ...schemas, [part]: next })}
    />
  ));
}

/** That what is sent does not go where the editor was opened; stands in the cluster it goes to. */
function ElsewhereBar({ own, target, onReset }: { own: Target; target: Target; onReset: () => void }) {
  const connection = useConnectionView(target.cluster);
  const words = {
    topic: <strong>{target.topic}</strong>,
    own: own.topic,
    cluster: (
      <>
        <ColourTag colour={connection?.settings.colour ?? null} />{' '}
        <strong>{connection?.settings.name ?? target.cluster}</strong>
      </>
    ),
  };
  return (
    <div className="elsewhere-bar" role="status" data-testid="elsewhere">
      <span>{tNodes(target.cluster === own.cluster ? 'editor.elsewhere' : 'editor.elsewhereIn', words)}</span>
      <Button kind="quiet" onClick={onReset} data-testid="send-to-own">
        {t('editor.ownTopic')}
      </Button>
    </div>
  );
}
