/** The schemas that a key or value can be encoded with, and what an editor needs of the one that is chosen. */
import { useEffect, useState } from 'react';
import type { EditorSchema, SchemaChoice, SubjectRow } from '../../../src-main/contract/index.ts';
import { useAsked } from '../../lib/asked.ts';
import { client, failureOf, useLinkState } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';
import { useStream } from '../../lib/live.ts';

export type Part = 'key' | 'value';

/** What is chosen first: the latest version of the topic's own subject. */
export const OWN_SUBJECT: SchemaChoice = {
  strategy: 'topic',
  name: '',
  version: null,
  messageType: null,
  framing: 'prefix',
};

const ASK_AFTER_MS = 200;
const NO_SUBJECTS: readonly SubjectRow[] = [];

/** Null: the cluster has no registry, or it is not known yet. */
export function useSubjects(): readonly SubjectRow[] | null {
  const { event } = useStream('schemas.watch', { cluster: useClusterId() });
  if (event === null || event.value === null) return null;
  return event.value.subjects.length === 0 ? NO_SUBJECTS : event.value.subjects;
}

/** Versions of a subject, the newest first; empty while they are not known. */
export function useVersions(subject: string): readonly number[] {
  const { value } = useAsked('schemas.subject', { cluster: useClusterId(), subject }, '');
  if (value === null || value.subject !== subject) return [];
  return value.versions.filter(({ deleted }) => !deleted).map(({ version }) => version);
}

export interface ChosenSchema {
  readonly schema: EditorSchema | null;
  readonly failure: Failure | null;
}
const NOTHING: ChosenSchema = { schema: null, failure: null };

/** What the choice means now; nothing without one. */
export function useChosenSchema(topic: string, part: Part, choice: SchemaChoice | null): ChosenSchema {
  const cluster = useClusterId();
  const link = useLinkState();
  const of = JSON.stringify([cluster, topic, part, choice]);
  // Another latest version came, or the first one: what the choice means is asked for again, and stands until then.
  const subject = choice && choice.version === null ? subjectOf(topic, part, choice) : null;
  const latest = useSubjects()?.find((row) => row.subject === subject && !row.deleted)?.latest?.version;
  const [state, setState] = useState<ChosenSchema & { of: string }>({ ...NOTHING, of: '' });
  const wanted = choice !== null && (choice.strategy === 'topic' || choice.name.trim() !== '');
  useEffect(() => {
    if (!wanted || link !== 'open') return undefined;
    const abort = new AbortController();
    const schema = (JSON.parse(of) as [string, string, Part, SchemaChoice])[3];
    const timer = setTimeout(() => {
      client()
        .call('schemas.editorSchema', { cluster, topic, part, schema }, { signal: abort.signal })
        .then((found) => setState({ schema: found, failure: null, of }))
        .catch((error: unknown) => {
          if (!abort.signal.aborted)
            setState({ schema: null, failure: failureOf(t('encode.failed'), error), of });
        });
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [wanted, cluster, topic, part, of, latest, link]);
  return wanted && state.of === of ? state : NOTHING;
}

/** As the strategy calls it. */
export function subjectOf(topic: string, part: Part, { strategy, name }: SchemaChoice): string {
  if (strategy === 'topic') return `${topic}-${part}`;
  return strategy === 'topic-record' ? `${topic}-${name}` : name;
}
