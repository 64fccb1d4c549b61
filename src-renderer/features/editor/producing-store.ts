/** Templates, generated messages, sources of batches and what was sent: everything the modes beside "Message" ask for. */
import { useCallback, useEffect, useState } from 'react';
import { create } from 'zustand';
import type {
  BatchPreview,
  BatchRequest,
  Generation,
  LearntShape,
  LoadRequest,
  MessageTemplate,
  PlannedMessage,
  SavedTemplate,
  SendRequest,
  SentEntry,
} from '../../../src-main/contract/index.ts';
import { toBase64 } from '../../lib/base64.ts';
import { client, failureOf, useLinkState } from '../../lib/client.ts';
import { useClusterId, type ClusterId } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';

/** The templates of a topic; `change` takes the list that a change answers with. */
export function useTemplates(topic: string): {
  templates: readonly SavedTemplate[];
  failure: Failure | null;
  save: (name: string, template: MessageTemplate) => Promise<void>;
  remove: (name: string) => Promise<void>;
} {
  const cluster = useClusterId();
  const link = useLinkState();
  const [templates, setTemplates] = useState<readonly SavedTemplate[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (link !== 'open') return undefined;
    const abort = new AbortController();
    client()
      .call('producing.templates', { cluster, topic }, { signal: abort.signal })
      .then(setTemplates)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setFailure(failureOf(t('template.listFailed'), error));
      });
    return () => abort.abort();
  }, [cluster, topic, link]);
  const save = async (name: string, template: MessageTemplate): Promise<void> =>
    setTemplates(await client().call('producing.saveTemplate', { cluster, topic, name, template }));
  const remove = async (name: string): Promise<void> =>
    setTemplates(await client().call('producing.removeTemplate', { cluster, topic, name }));
  return { templates, failure, save, remove };
}

/** The first messages, a little after the last key stroke. */
export function useGenerated(
  topic: string,
  template: MessageTemplate | null,
  generation: Generation | null,
): { messages: readonly PlannedMessage[] | null; failure: Failure | null } {
  const cluster = useClusterId();
  const link = useLinkState();
  const [state, setState] = useState<{ messages: readonly PlannedMessage[] | null; failure: Failure | null }>(
    {
      messages: null,
      failure: null,
    },
  );
  const asked = template && generation ? JSON.stringify({ template, generation }) : null;
  useEffect(() => {
    if (link !== 'open' || asked === null) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const input = JSON.parse(asked) as { template: MessageTemplate; generation: Generation };
      client()
        .call('producing.preview', { cluster, topic, ...input, count: 20 }, { signal: abort.signal })
        .then(({ messages }) => setState({ messages, failure: null }))
        .catch((error: unknown) => {
          if (!abort.signal.aborted)
            setState({ messages: null, failure: failureOf(t('generate.previewFailed'), error) });
        });
    }, 150);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked, cluster, topic, link]);
  return state;
}

export const startLoad = (request: LoadRequest) => client().call('producing.load', request);
export const startBatch = (request: BatchRequest) => client().call('producing.batch', request);

/** What a batch is read from; kept by editor, so that a tab that comes back still has it. */
export interface BatchSource {
  readonly name: string;
  readonly totalBytes: number;
  readonly readBytes: number;
  /** Null while it is on its way to the workbench. */
  readonly source: string | null;
  readonly failure: Failure | null;
}

interface SourcesState {
  /** By `draftKey`. */
  sources: Readonly<Record<string, BatchSource | undefined>>;
}

const useSources = create<SourcesState>(() => ({ sources: {} }));

export function useBatchSource(key: string): BatchSource | undefined {
  return useSources((state) => state.sources[key]);
}

function setSource(key: string, source: BatchSource | undefined): void {
  useSources.setState((state) => ({ sources: { ...state.sources, [key]: source } }));
}

/** Pieces small enough that nothing else has to wait behind them for long. */
const PIECE_BYTES = 512 * 1024;
const reading = new Map<string, AbortController>();

/** Hands a file (or text, as one) to the workbench, piece by piece: at no time is more than one of them in memory. */
export async function takeSource(key: string, name: string, blob: Blob): Promise<void> {
  await dropSource(key);
  const abort = new AbortController();
  reading.set(key, abort);
  const begun: BatchSource = { name, totalBytes: blob.size, readBytes: 0, source: null, failure: null };
  setSource(key, begun);
  try {
    const { source } = await client().call('producing.openSource', null);
    for (let at = 0; at < blob.size; at += PIECE_BYTES) {
      const bytes = new Uint8Array(await blob.slice(at, at + PIECE_BYTES).arrayBuffer());
      if (abort.signal.aborted) {
        await client().call('producing.dropSource', { source });
        return;
      }
      await client().call('producing.addToSource', { source, base64: toBase64(bytes) });
      setSource(key, { ...begun, readBytes: Math.min(blob.size, at + PIECE_BYTES) });
    }
    setSource(key, { ...begun, readBytes: blob.size, source });
  } catch (error) {
    if (!abort.signal.aborted)
      setSource(key, { ...begun, failure: failureOf(t('batch.loadFailed', { name }), error) });
  }
}

/** Forgets it; one that a batch was begun with belongs to that batch. */
export async function dropSource(key: string): Promise<void> {
  reading.get(key)?.abort();
  const source = useSources.getState().sources[key]?.source;
  setSource(key, undefined);
  if (source && !begun.has(source))
    await client()
      .call('producing.dropSource', { source })
      .catch(() => {});
}

const begun = new Set<string>();

/** It is the batch's now. */
export function handOver(key: string, source: string): void {
  begun.add(source);
  setSource(key, undefined);
}

/** What would be sent, asked anew when a choice changes. */
export function useBatchPreview(request: BatchRequest | null): {
  preview: BatchPreview | null;
  failure: Failure | null;
} {
  const link = useLinkState();
  const [state, setState] = useState<{ of: string; preview: BatchPreview | null; failure: Failure | null }>({
    of: '',
    preview: null,
    failure: null,
  });
  const asked = request && JSON.stringify(request);
  useEffect(() => {
    if (link !== 'open' || asked === null) return undefined;
    const abort = new AbortController();
    client()
      .call('producing.batchPreview', JSON.parse(asked) as BatchRequest, { signal: abort.signal })
      .then((preview) => setState({ of: asked, preview, failure: null }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setState({ of: asked, preview: null, failure: failureOf(t('batch.previewFailed'), error) });
      });
    return () => abort.abort();
  }, [asked, link]);
  return asked === null ? { preview: null, failure: null } : state;
}

export interface SentHistory {
  entries: readonly SentEntry[] | null;
  more: boolean;
  failure: Failure | null;
  older: () => void;
  refresh: () => void;
}

/** What was sent from this workbench, also in earlier lives of it; newest first. */
export function useSentHistory(cluster: ClusterId, topic: string | null, search: string): SentHistory {
  const link = useLinkState();
  const [state, setState] = useState<{
    entries: readonly SentEntry[] | null;
    more: boolean;
    failure: Failure | null;
  }>({ entries: null, more: false, failure: null });
  const [round, setRound] = useState(0);
  const fail = (error: unknown): void =>
    setState((before) => ({ ...before, failure: failureOf(t('sentHistory.failed'), error) }));
  useEffect(() => {
    if (link !== 'open') return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client()
        .call('producing.history', { cluster, topic, search, before: null }, { signal: abort.signal })
        .then((answer) => setState({ ...answer, failure: null }))
        .catch((error: unknown) => {
          if (!abort.signal.aborted) fail(error);
        });
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [cluster, topic, search, link, round]);
  const older = (): void => {
    const before = state.entries?.at(-1)?.id ?? null;
    void client()
      .call('producing.history', { cluster, topic, search, before })
      .then((answer) =>
        setState((now) => ({
          entries: [...(now.entries ?? []), ...answer.entries],
          more: answer.more,
          failure: null,
        })),
      )
      .catch(fail);
  };
  const refresh = useCallback(() => setRound((now) => now + 1), []);
  return { ...state, older, refresh };
}

export const sendAgain = (request: SendRequest) => client().call('messages.send', request);
export const forgetSent = (cluster: ClusterId) => client().call('producing.clearHistory', { cluster });

/** What the newest records of the topic have in common; null until it is known, or when they are no JSON. */
export function useLearntShape(topic: string): LearntShape | null {
  const cluster = useClusterId();
  const link = useLinkState();
  const [shape, setShape] = useState<{ of: string; shape: LearntShape } | null>(null);
  const of = `${cluster}/${topic}`;
  useEffect(() => {
    if (link !== 'open') return undefined;
    const abort = new AbortController();
    client()
      .call('producing.shape', { cluster, topic }, { signal: abort.signal })
      .then((learnt) => setShape({ of, shape: learnt }))
      // It is a help only: without it the editor completes nothing.
      .catch(() => {});
    return () => abort.abort();
  }, [of, cluster, topic, link]);
  return shape?.of === of && shape.shape.schema !== null ? shape.shape : null;
}
