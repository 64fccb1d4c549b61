import { useMemo } from 'react';
import { parseJson } from '../../../lib/json/index.ts';
import { jsonFaultWords } from '../../../lib/json/words.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button, Checkbox, CodeEditor, EmptyState, ErrorBlock } from '../../../ui/index.ts';
import type { Draft, Target } from '../draft.ts';
import { useLearntShape } from '../producing-store.ts';
import { useChosenSchema } from '../schema-store.ts';
import { replaceDraft, setDraft, useEditor, usePartitionPreview, usePartitions } from '../store.ts';
import { hasVariables } from '../template-of.ts';
import { MessageForm } from './message-form.tsx';
import { SchemaPicker } from './schema-picker.tsx';
import { SentTable } from './sent-table.tsx';

/**
 * One message: the value in Monaco, everything else in the form at its right, what was sent below. It speaks of the topic
 * that the message goes to, in whose cluster it stands.
 */
export function MessageMode({
  draftKey,
  own,
  topic,
  draft,
  onChange,
  onSubmit,
}: {
  draftKey: string;
  /** Where messages of this editor go unless another topic was chosen. */
  own: Target;
  topic: string;
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  onSubmit: () => void;
}) {
  const preview = usePartitionPreview(topic, draft);
  const partitions = usePartitions(topic);
  const sent = useEditor((state) => state.sent).filter(({ from }) => from === draftKey);
  const revision = useEditor((state) => state.revision);
  const keyChoice = draft.schemas?.key ?? null;
  const valueChoice = draft.schemas?.value ?? null;
  const keySchema = useChosenSchema(topic, 'key', keyChoice);
  const valueSchema = useChosenSchema(topic, 'value', valueChoice);
  const variables = hasVariables(draft);
  const learnt = useLearntSchema(topic);
  const latest = sent[0];
  return (
    <>
      {latest?.failure && <ErrorBlock failure={latest.failure} />}
      <div className="editor-grid">
        <div className="editor-value" data-begin>
          <div className="row">
            <h2>{t('column.value')}</h2>
            <ValueNote draft={draft} learntFrom={valueChoice ? 0 : learnt.records} />
            <span className="end">
              <Checkbox
                label={t('editor.tombstone')}
                checked={draft.tombstone}
                onChange={(tombstone) => onChange({ tombstone })}
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
              onChange={(next) => onChange({ schemas: { ...draft.schemas, value: next } })}
            />
          )}
          {draft.tombstone ? (
            <EmptyState text={t('payload.tombstoneText')} />
          ) : draft.binary.value !== null ? (
            <EmptyState
              text={t('editor.binaryValue')}
              action={
                <Button onClick={() => onChange({ binary: { ...draft.binary, value: null } })}>
                  {t('editor.replaceBinary')}
                </Button>
              }
            />
          ) : (
            <CodeEditor
              value={draft.value}
              revision={revision}
              onChange={(value) =>
                setDraft(draftKey, { ...(useEditor.getState().drafts[draftKey] ?? draft), value })
              }
              language={valueChoice || (looksLikeJson(draft.value) && !variables) ? 'json' : 'plaintext'}
              jsonSchema={valueSchema.schema ?? learnt.schema}
              label={t('column.value')}
              onSubmit={onSubmit}
              testId="value-editor"
            />
          )}
        </div>
        <MessageForm
          draft={draft}
          onChange={onChange}
          partitions={partitions}
          preview={preview}
          keySchema={
            draft.key !== null && (
              <SchemaPicker
                topic={topic}
                part="key"
                choice={keyChoice}
                chosen={keySchema}
                onChange={(next) => onChange({ schemas: { ...draft.schemas, key: next } })}
              />
            )
          }
        />
      </div>
      <SentTable sent={sent} own={own} onAgain={(one) => replaceDraft(draftKey, one.draft)} />
    </>
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
