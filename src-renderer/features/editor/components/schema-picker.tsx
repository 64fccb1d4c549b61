import { useId } from 'react';
import type { SchemaChoice } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Select, TextField } from '../../../ui/index.ts';
import {
  OWN_SUBJECT,
  subjectOf,
  useSubjects,
  useVersions,
  type ChosenSchema,
  type Part,
} from '../schema-store.ts';

type Strategy = SchemaChoice['strategy'];
const NONE = 'none';
const FIRST = '';

/** Whether a key or value is encoded with a schema of the registry, and with which; nothing where there is no registry. */
export function SchemaPicker({
  topic,
  part,
  label,
  choice,
  chosen,
  onChange,
}: {
  topic: string;
  part: Part;
  /** Of the many messages that it is chosen for; left out: of the one that is typed. */
  label?: string;
  choice: SchemaChoice | null;
  chosen: ChosenSchema;
  onChange: (choice: SchemaChoice | null) => void;
}) {
  const subjects = useSubjects();
  if (subjects === null && choice === null) return null;
  const choose = (strategy: Strategy | typeof NONE): void =>
    onChange(
      strategy === NONE
        ? null
        : { ...(choice ?? OWN_SUBJECT), strategy, name: '', version: null, messageType: null },
    );
  return (
    <div className="schema-picker" data-testid={`schema-picker-${part}`}>
      <Select<Strategy | typeof NONE>
        label={label ?? t('encode.with')}
        value={choice?.strategy ?? NONE}
        onChange={choose}
        options={[
          { value: NONE, label: t('encode.none') },
          { value: 'topic', label: t('encode.topic', { subject: `${topic}-${part}` }) },
          { value: 'record', label: t('encode.record') },
          { value: 'topic-record', label: t('encode.topicRecord') },
          { value: 'subject', label: t('encode.subject') },
        ]}
        testId={`schema-${part}`}
      />
      {choice && (
        <Details
          topic={topic}
          part={part}
          choice={choice}
          chosen={chosen}
          isTyped={label === undefined}
          onChange={onChange}
        />
      )}
    </div>
  );
}

function Details({
  topic,
  part,
  choice,
  chosen: { schema, failure },
  isTyped,
  onChange,
}: {
  topic: string;
  part: Part;
  choice: SchemaChoice;
  chosen: ChosenSchema;
  isTyped: boolean;
  onChange: (choice: SchemaChoice) => void;
}) {
  const subjects = useSubjects() ?? [];
  const list = useId();
  const subject = subjectOf(topic, part, choice);
  const there = subjects.some((row) => row.subject === subject && !row.deleted);
  const change = (next: Partial<SchemaChoice>): void => onChange({ ...choice, ...next });
  const prefix = choice.strategy === 'topic-record' ? `${topic}-` : '';
  return (
    <>
      {choice.strategy !== 'topic' && (
        <>
          <TextField
            label={t(choice.strategy === 'subject' ? 'encode.subjectName' : 'encode.recordName')}
            value={choice.name}
            onChange={(name) => change({ name, version: null, messageType: null })}
            list={list}
            mono
            data-testid={`schema-name-${part}`}
          />
          <datalist id={list}>
            {subjects
              .filter((row) => !row.deleted && row.subject.startsWith(prefix))
              .map((row) => (
                <option key={row.subject} value={row.subject.slice(prefix.length)} />
              ))}
          </datalist>
        </>
      )}
      <div className="row wrap">
        {there && (
          <Version subject={subject} value={choice.version} onChange={(version) => change({ version })} />
        )}
        {schema?.kind === 'protobuf' && schema.types.length > 1 && (
          <Select
            label={t('encode.message')}
            value={choice.messageType ?? FIRST}
            onChange={(messageType) => change({ messageType: messageType || null })}
            options={[
              { value: FIRST, label: t('encode.firstMessage') },
              ...schema.types.map((type) => ({ value: type, label: type })),
            ]}
            testId={`schema-message-${part}`}
          />
        )}
        <Select
          label={t('encode.framing')}
          value={choice.framing}
          onChange={(framing) => change({ framing })}
          options={[
            { value: 'prefix', label: t('encode.prefix') },
            { value: 'header', label: t('encode.header') },
          ]}
          testId={`schema-framing-${part}`}
        />
      </div>
      {failure ? (
        <p className="small bad" role="alert" data-testid={`schema-problem-${part}`}>
          {failure.why}
        </p>
      ) : (
        schema && (
          <p className="small muted" data-testid={`schema-ready-${part}`}>
            {t(isTyped ? 'encode.ready' : 'encode.readyMany', {
              subject: schema.subject,
              version: schema.version,
            })}
          </p>
        )
      )}
    </>
  );
}

function Version({
  subject,
  value,
  onChange,
}: {
  subject: string;
  value: number | null;
  onChange: (version: number | null) => void;
}) {
  const versions = useVersions(subject);
  const LATEST = 'latest';
  return (
    <Select
      label={t('encode.version')}
      value={value === null ? LATEST : String(value)}
      onChange={(next) => onChange(next === LATEST ? null : Number(next))}
      options={[
        { value: LATEST, label: t('encode.latest') },
        ...versions.map((version) => ({ value: String(version), label: String(version) })),
      ]}
      testId="schema-version"
    />
  );
}
