/**
 * Streams as React state. Several components that listen to the same thing share one listen; the newest event stays
 * when they leave, so a tab that comes back paints at once.
 */
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import {
  foldRows,
  type AsOf,
  type ContractError,
  type GroupRow,
  type RowChanges,
  type StreamName,
  type Streams,
  type TopicRow,
} from '../../src-main/contract/index.ts';
import { client, useLinkState } from './client.ts';

export interface Live<E> {
  /** The newest event; null until the first. */
  event: E | null;
  /** When it came. */
  atMs: number;
  error: ContractError | null;
  /** The link is down or was down since the event came: it may be old. */
  broken: boolean;
}

interface Source {
  live: Live<unknown>;
  listeners: Set<() => void>;
  stop: (() => void) | null;
  leaving: ReturnType<typeof setTimeout> | null;
}

const sources = new Map<string, Source>();
/** How long a listen outlives its last user: tabs are switched to and fro. */
const LINGER_MS = 3000;
const NOTHING: Live<never> = { event: null, atMs: 0, error: null, broken: false };

function sourceOf(key: string): Source {
  let source = sources.get(key);
  if (!source)
    sources.set(key, (source = { live: NOTHING, listeners: new Set(), stop: null, leaving: null }));
  return source;
}

type RowsEvent<R> = AsOf<RowChanges<R>>;

function folded<R>(nameOf: (row: R) => string) {
  return (before: unknown, event: unknown): RowsEvent<R> => {
    const [whole, news] = [before as RowsEvent<R> | null, event as RowsEvent<R>];
    return { ...news, value: foldRows(whole?.value ?? null, news.value, nameOf) };
  };
}

/** Streams that tell changes: what is kept of them is the whole. A listen that begins anew is told the whole first. */
const FOLDS: Partial<Record<StreamName, (before: unknown, event: unknown) => unknown>> = {
  'topics.list': folded((row: TopicRow) => row.name),
  'groups.list': folded((row: GroupRow) => row.groupId),
};

function start(source: Source, name: StreamName, input: Streams[StreamName]['input']): void {
  const update = (change: Partial<Live<unknown>>): void => {
    source.live = { ...source.live, ...change };
    for (const listener of source.listeners) listener();
  };
  source.stop = client().listen(name, input as never, {
    onEvent: (event) =>
      update({
        event: FOLDS[name]?.(source.live.event, event) ?? event,
        atMs: Date.now(),
        error: null,
        broken: false,
      }),
    onError: (error) => {
      source.stop = null;
      update({ error });
    },
    onBreak: () => update({ broken: true }),
  });
}

/** Listens while mounted; `input` null listens to nothing. */
export function useStream<N extends StreamName>(
  name: N,
  input: Streams[N]['input'] | null,
): Live<Streams[N]['event']> & { retry: () => void } {
  const key = input ? `${name} ${JSON.stringify(input)}` : null;
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!key) return () => {};
      const source = sourceOf(key);
      if (source.leaving) clearTimeout(source.leaving);
      source.leaving = null;
      source.listeners.add(listener);
      if (!source.stop) start(source, name, JSON.parse(key.slice(name.length + 1)) as never);
      return () => {
        source.listeners.delete(listener);
        if (source.listeners.size > 0) return;
        source.leaving = setTimeout(() => {
          source.stop?.();
          source.stop = null;
        }, LINGER_MS);
      };
    },
    [key, name],
  );
  const live = useSyncExternalStore(subscribe, () => (key ? sourceOf(key).live : NOTHING)) as Live<
    Streams[N]['event']
  >;
  const retry = useCallback(() => {
    if (!key) return;
    const source = sourceOf(key);
    source.stop?.();
    start(source, name, JSON.parse(key.slice(name.length + 1)) as never);
  }, [key, name]);
  return useMemo(() => ({ ...live, retry }), [live, retry]);
}

/** A snapshot of something as a screen needs it. */
export interface Snapshot<T> {
  value: T | null;
  /** When the value was true, given only when that is not now. */
  asOfMs: number | null;
  error: ContractError | null;
  /** Nothing has come yet, and nothing failed. */
  loading: boolean;
  retry: () => void;
}

/** A stream whose events are the whole truth at their time: old as soon as the link is down. */
export function useSnapshotOf<N extends StreamName>(
  name: N,
  input: Streams[N]['input'],
): Snapshot<Streams[N]['event']> {
  const { event, atMs, error, broken, retry } = useStream(name, input);
  const link = useLinkState();
  return useMemo(() => {
    const old = event !== null && (broken || link !== 'open' || error !== null);
    return {
      value: event,
      asOfMs: old ? atMs : null,
      error,
      loading: event === null && error === null,
      retry,
    };
  }, [event, atMs, error, broken, retry, link]);
}

/** Unwraps a stream of `AsOf` values: stale when the workbench says so or while the link is down. */
export function useSnapshot<T>(live: Live<AsOf<T>> & { retry: () => void }): Snapshot<T> {
  const link = useLinkState();
  return useMemo(() => {
    const { event, error, broken, retry } = live;
    const old = event !== null && (event.stale || broken || link !== 'open' || error !== null);
    return {
      value: event?.value ?? null,
      asOfMs: old ? event.asOfMs : null,
      error,
      loading: event === null && error === null,
      retry,
    };
  }, [live, link]);
}

/** A list whose rows come as changes, as the screen needs it: all rows there are. */
export function useRows<N extends 'topics.list' | 'groups.list'>(
  name: N,
  input: Streams[N]['input'],
): Snapshot<readonly Streams[N]['event']['value']['rows'][number][]> {
  type Row = Streams[N]['event']['value']['rows'][number];
  const live = useStream(name, input) as Live<AsOf<RowChanges<Row>>> & { retry: () => void };
  const snapshot = useSnapshot(live);
  return useMemo(() => ({ ...snapshot, value: snapshot.value?.rows ?? null }), [snapshot]);
}
