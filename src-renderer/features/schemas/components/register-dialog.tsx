import { useState } from 'react';
import type { SchemaCheck, SchemaDraft, SchemaKind } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, CodeEditor, FormDialog, Select, StateMark, TextField } from '../../../ui/index.ts';
import { BEGINNINGS, languageOf, parseReferences, readable, referencesText } from '../schema-text.ts';
import { checkSchema, registerSchema } from '../store.ts';
import { translated } from '../../../lib/said.ts';

const KINDS: readonly SchemaKind[] = ['avro', 'protobuf', 'json-schema'];

/** A text becomes a version; before that it is checked against what there is, and what is incompatible is named. */
export function RegisterDialog({
  initial,
  onRegistered,
  onClose,
}: {
  /** Without a subject: for a new one. */
  initial: SchemaDraft | null;
  onRegistered: (subject: string, version: number | null) => void;
  onClose: () => void;
}) {
  const cluster = useClusterId();
  const [subject, setSubject] = useState(initial?.subject ?? '');
  const [kind, setKind] = useState<SchemaKind>(initial?.kind ?? 'avro');
  const [text, setText] = useState(initial === null ? BEGINNINGS.avro : readable(initial.kind, initial.text));
  const [revision, setRevision] = useState(0);
  const [references, setReferences] = useState(referencesText(initial?.references ?? []));
  const [told, setTold] = useState<{ of: string; check: SchemaCheck } | null>(null);
  const parsed = parseReferences(references);
  const draft: SchemaDraft = { subject: subject.trim(), kind, text, references: parsed ?? [] };
  const now = JSON.stringify(draft);
  const complete = draft.subject !== '' && text.trim() !== '' && parsed !== null;
  const check = useAction(t('register.checkFailed'), async (wanted: SchemaDraft) => {
    setTold({ of: JSON.stringify(wanted), check: await checkSchema(cluster, wanted) });
  });
  const register = useAction(
    {
      failed: t('register.failed', { subject: draft.subject }),
      unknown: t('register.unknown', { subject: draft.subject }),
    },
    async (wanted: SchemaDraft) => {
      const result = await checkSchema(cluster, wanted);
      setTold({ of: JSON.stringify(wanted), check: result });
      // What was found stands below; a refusal by the registry would say it again, and less of it.
      if (result.problem !== null || !result.compatible || result.existing !== null) return;
      const { version } = await registerSchema(cluster, wanted);
      onRegistered(wanted.subject, version);
    },
  );
  const change = (next: SchemaKind): void => {
    // A beginning that nobody touched is no work that is lost.
    if (text === BEGINNINGS[kind]) {
      setText(BEGINNINGS[next]);
      setRevision(revision + 1);
    }
    setKind(next);
  };
  return (
    <FormDialog
      open
      width={860}
      onClose={onClose}
      title={t(initial === null ? 'register.new' : 'register.version')}
      submitLabel={t('register.action')}
      onSubmit={() => register.run(draft)}
      failure={register.failure ?? check.failure}
      busy={register.busy}
      disabled={!complete}
      testId="register-dialog"
      status={told?.of === now && <CheckResult check={told.check} />}
      actions={
        <Button
          busy={check.busy}
          disabled={!complete}
          onClick={() => check.run(draft)}
          data-testid="check-schema"
        >
          {t('register.check')}
        </Button>
      }
    >
      <div className="row wrap row-end">
        <TextField
          className="grow"
          label={t('schemas.subject')}
          value={subject}
          onChange={setSubject}
          disabled={initial !== null}
          placeholder="orders-value"
          autoFocus={initial === null}
          mono
          data-testid="subject-name"
        />
        <Select
          label={t('schemas.kind')}
          value={kind}
          onChange={change}
          options={KINDS.map((value) => ({ value, label: t(`schemas.kind.${value}`) }))}
          disabled={initial !== null}
          testId="schema-kind"
        />
      </div>
      <div className="schema-editor">
        <CodeEditor
          value={text}
          revision={revision}
          onChange={setText}
          language={languageOf(kind)}
          label={t('schemas.text')}
          testId="schema-editor"
        />
      </div>
      <label className="field">
        <span>{t('register.references')}</span>
        <textarea
          className="input mono"
          rows={2}
          value={references}
          onChange={(event) => setReferences(event.target.value)}
          placeholder="common/place.proto = place 1"
          aria-invalid={parsed === null || undefined}
          spellCheck={false}
          data-testid="schema-references"
        />
        <span className={parsed === null ? 'field-error' : 'field-hint'}>{t('register.referencesHint')}</span>
      </label>
    </FormDialog>
  );
}

function CheckResult({ check }: { check: SchemaCheck }) {
  const outcome =
    check.problem !== null
      ? 'unreadable'
      : check.existing !== null
        ? 'existing'
        : check.compatible
          ? 'compatible'
          : 'incompatible';
  const good = outcome === 'compatible' || outcome === 'existing';
  return (
    <section
      className="check-result"
      role={good ? 'status' : 'alert'}
      data-testid="check-result"
      data-outcome={outcome}
    >
      <div className="row">
        <StateMark shape={good ? 'full' : 'cross'} />
        <strong>{t(`register.${outcome}`, { level: check.level, version: check.existing ?? 0 })}</strong>
      </div>
      {check.problem !== null && <p>{translated(check.problem)}</p>}
      {check.messages.length > 0 && (
        <ul>
          {check.messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
