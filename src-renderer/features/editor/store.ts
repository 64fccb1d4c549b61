/** Drafts per topic, the partition a key hits, sending, and what was sent. */
import { useEffect, useRef, useState } from 'react';
import { create } from 'zustand';
import type { Procedures, SendResult } from '../../../src-main/contract/index.ts';
import { client, failureOf, useLinkState } from '../../lib/client.ts';
import { LOCAL_CLUSTER, useClusterId, type ClusterId } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';
import { useStream } from '../../lib/live.ts';
import { recall, rememberSoon } from '../../lib/storage.ts';
import { EMPTY_DRAFT, draftOf, keyInput, sendRequestOf, type Draft, type Target } from './draft.ts';
import { encodedInput, withSchemas } from './schema-input.ts';

/** One try to send, newest first in the list. */
export interface Sent {
  id: number;
  /** The editor it was sent from, by `draftKey`. */
  from: string;
  cluster: ClusterId;
  topic: string;
  atMs: number;
  draft: Draft;
  /** Null while it is on its way. */
  result: SendResult | null;
  failure: Failure | null;
}

interface EditorState {
  /** By `draftKey`. */
  drafts: Readonly<Record<string, Draft>>;
  /** Rises when a draft is replaced as a whole, so that the editor takes its text over. */
  revision: number;
  sent: readonly Sent[];
}

const SENT_KEPT = 200;
let nextSent = 1;

export const useEditor = create<EditorState>(() => ({ drafts: {}, revision: 0, sent: [] }));

/** A topic of the same name in another cluster has a draft of its own. */
export function draftKey(cluster: ClusterId, topic: string): string {
  return cluster === LOCAL_CLUSTER ? topic : `${cluster}/${topic}`;
}

/** The draft of a topic: of this session, else of the last one, else empty. */
export function useDraft(key: string): [Draft, (change: Partial<Draft>) => void] {
  const draft = useEditor((state) => state.drafts[key]) ?? recallDraft(key);
  return [draft, (change) => setDraft(key, { ...draft, ...change })];
}

const recalled = new Map<string, Draft>();
function recallDraft(key: string): Draft {
  let draft = recalled.get(key);
  if (!draft) recalled.set(key, (draft = { ...EMPTY_DRAFT, ...recall<Partial<Draft>>(`draft.${key}`, {}) }));
  return draft;
}

/** Keeps what was typed. */
export function setDraft(key: string, draft: Draft): void {
  useEditor.setState((state) => ({ drafts: { ...state.drafts, [key]: draft } }));
  rememberSoon(`draft.${key}`, draft);
}

/** Puts another draft in the place of the one that is written. */
export function replaceDraft(key: string, draft: Draft): void {
  setDraft(key, draft);
  useEditor.setState((state) => ({ revision: state.revision + 1 }));
}

/**
 * Brings the stored record an address names into the draft and calls `onLoaded`, which takes it out of the address: a
 * reload must not overwrite what was edited since. Returns the failure of the last try.
 */
export function useResend(
  topic: string,
  partition: string | undefined,
  offset: string | undefined,
  onLoaded: () => void,
): Failure | null {
  const cluster = useClusterId();
  const [failure, setFailure] = useState<{ of: string; failure: Failure } | null>(null);
  const loaded = useRef(onLoaded);
  useEffect(() => {
    loaded.current = onLoaded;
  });
  const of = `${cluster}/${topic}/${partition}/${offset}`;
  useEffect(() => {
    if (!partition || !offset) return undefined;
    const abort = new AbortController();
    const { signal } = abort;
    const place = { cluster, topic, partition: Number(partition), offset: Number(offset) };
    const load = async (): Promise<void> => {
      const record = await client().call('messages.detail', place, { signal });
      const isEncoded = record.key.schemaId !== undefined || record.value.schemaId !== undefined;
      try {
        const schemas = isEncoded ? await client().call('messages.schemas', place, { signal }) : undefined;
        replaceDraft(draftKey(cluster, topic), draftOf(record, schemas));
        setFailure(null);
      } catch (error) {
        if (signal.aborted) return;
        // Without its schema it can still be sent as the bytes that it is. Told under the address that is left then.
        replaceDraft(draftKey(cluster, topic), draftOf(record));
        const without = `${cluster}/${topic}/${undefined}/${undefined}`;
        setFailure({ of: without, failure: failureOf(t('editor.schemaFailed'), error) });
      }
      loaded.current();
    };
    load().catch((error: unknown) => {
      if (!signal.aborted) setFailure({ of, failure: failureOf(t('editor.loadFailed'), error) });
    });
    return () => abort.abort();
  }, [of, cluster, topic, partition, offset]);
  return failure?.of === of ? failure.failure : null;
}

export interface PartitionPreview {
  partition: number | null;
  partitions: number | null;
  /** Why the key does not fit the schema that it is to be encoded with; null when it does. */
  unfit: string | null;
}

const NO_PREVIEW: PartitionPreview = { partition: null, partitions: null, unfit: null };

/** Asks a little after the last key stroke which partition the key hits. What was said of another key or topic is no answer. */
export function usePartitionPreview(topic: string, draft: Draft): PartitionPreview {
  const cluster = useClusterId();
  const link = useLinkState();
  const of = JSON.stringify({ cluster, topic, key: encodedInput(draft, 'key', keyInput(draft)) });
  const [answer, setAnswer] = useState({ of: '', preview: NO_PREVIEW });
  useEffect(() => {
    if (link !== 'open') return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const asked = JSON.parse(of) as Procedures['messages.partitionOf']['input'];
      client()
        .call('messages.partitionOf', asked, { signal: abort.signal })
        .then((preview) => setAnswer({ of, preview: { ...preview, unfit: null } }))
        // The preview is a help; sending says what else is wrong.
        .catch((error: unknown) => {
          const { code, why } = failureOf(t('encode.failed'), error);
          const isUnfit = code === 'invalid-input' && asked.key.kind === 'schema';
          if (isUnfit) setAnswer({ of, preview: { ...NO_PREVIEW, unfit: why } });
        });
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [of, link]);
  return answer.of === of ? answer.preview : NO_PREVIEW;
}

/** The partitions there are, for choosing one by hand. */
export function usePartitions(topic: string): readonly number[] {
  const detail = useStream('topic.watch', { cluster: useClusterId(), topic }).event?.value;
  return detail?.partitions.map((one) => one.partition) ?? [];
}

/** Sends the draft of an editor; the try is in its list at once and learns its outcome there. */
export async function send(from: string, { cluster, topic }: Target, draft: Draft): Promise<Sent> {
  const entry: Sent = {
    id: nextSent++,
    from,
    cluster,
    topic,
    atMs: Date.now(),
    draft,
    result: null,
    failure: null,
  };
  useEditor.setState((state) => ({ sent: [entry, ...state.sent].slice(0, SENT_KEPT) }));
  const settle = (change: Partial<Sent>): Sent => {
    const settled = { ...entry, ...change };
    useEditor.setState((state) => ({ sent: state.sent.map((one) => (one.id === entry.id ? settled : one)) }));
    return settled;
  };
  try {
    const request = withSchemas(sendRequestOf(cluster, topic, draft), draft);
    return settle({ result: await client().call('messages.send', request) });
  } catch (error) {
    return settle({
      failure: failureOf(
        { failed: t('editor.sendFailed', { topic }), unknown: t('editor.sendUnknown', { topic }) },
        error,
      ),
    });
  }
}
