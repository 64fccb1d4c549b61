/** Reading and inspecting messages; the only part of the feature that knows the contract. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type {
  MessageDetail,
  MessageRow,
  ReadRequest,
  SavedView,
  TopicDecoders,
} from '../../../src-main/contract/index.ts';
import { client, failureOf, useLinkState } from '../../lib/client.ts';
import { useClusterId, LOCAL_CLUSTER, type ClusterId } from '../../lib/cluster.ts';
import { useConnection } from '../../lib/connection.ts';
import { CallError } from '../../lib/contract-client.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';
import { useStream } from '../../lib/live.ts';
import { addressOf } from '../../lib/place.ts';
import { bytesOfBase64 } from '../../ui/index.ts';
import { Reading, type Listen, type ReadingState } from './reading.ts';

/** Begins a reading; one that broke is begun anew by who asked, not by the link. Returns how to stop it. */
export const listenToMessages: Listen = (request, handlers) =>
  client().listen('messages.read', request, { ...handlers, resume: false });

/**
 * Reads while mounted; begins anew with each other request, when the topic was made anew, and when the link, or the
 * cluster, comes back after it was lost.
 */
export function useReading(
  request: ReadRequest | null,
  topicId: string,
): {
  state: ReadingState;
  reading: Reading;
  restart: () => void;
} {
  const reading = useMemo(() => new Reading(listenToMessages), []);
  const state = useSyncExternalStore(reading.subscribe, reading.get);
  const [round, setRound] = useState(0);
  const key = request && JSON.stringify(request);
  // What was read is of a topic that is gone. A tail follows the new one by itself, from its first record on.
  const followed = request?.from.kind === 'live' ? null : topicId;
  useEffect(() => {
    if (key) reading.start(JSON.parse(key) as ReadRequest);
    return () => reading.halt();
  }, [reading, key, followed, round]);
  useEffect(
    () =>
      client().onLinkState((link) => {
        if (link === 'open' && reading.get().error?.code === 'disconnected') setRound((before) => before + 1);
      }),
    [reading],
  );
  const isConnected = useConnection()?.state === 'connected';
  useEffect(() => {
    if (isConnected && key && reading.get().error?.code === 'disconnected')
      reading.start(JSON.parse(key) as ReadRequest);
  }, [isConnected, reading, key]);
  const restart = useCallback(() => setRound((before) => before + 1), []);
  return { state, reading, restart };
}

/** How the topic's records are read; null until that is known. */
export function useTopicDecoders(topic: string): {
  decoders: TopicDecoders | null;
  save: (decoders: TopicDecoders) => Promise<null>;
} {
  const cluster = useClusterId();
  const [decoders, setDecoders] = useState<TopicDecoders | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    client()
      .call('messages.decoders', { cluster, topic }, { signal: abort.signal })
      .then(setDecoders)
      .catch(() => {}); // without them there is nothing to choose; the records stand there all the same
    return () => abort.abort();
  }, [cluster, topic]);
  return {
    decoders,
    save: (next) => client().call('messages.setDecoders', { cluster, topic, decoders: next }),
  };
}

/** Views saved for a topic. */
export function useViews(topic: string): {
  views: readonly SavedView[];
  save: (view: SavedView) => Promise<void>;
  remove: (name: string) => Promise<void>;
} {
  const cluster = useClusterId();
  const [views, setViews] = useState<readonly SavedView[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    client()
      .call('messages.views', { cluster, topic }, { signal: abort.signal })
      .then(setViews)
      .catch(() => {}); // an empty list, as for a topic without views
    return () => abort.abort();
  }, [cluster, topic]);
  return {
    views,
    save: async (view) => setViews(await client().call('messages.saveView', { cluster, topic, view })),
    remove: async (name) => setViews(await client().call('messages.removeView', { cluster, topic, name })),
  };
}

export interface DetailState {
  detail: MessageDetail | null;
  failure: Failure | null;
}

/** So many bytes of a key or value a page takes without being asked: more would hold it up. */
const SHOWN_BYTES = 2 * 1024 * 1024;
/** Headers that are shown of one that has very many. */
const SHOWN_HEADERS = 1_000;
const SHOWN = { maxBytes: SHOWN_BYTES, maxHeaders: SHOWN_HEADERS } as const;

/** The record with its batch, asked for when it is chosen; of a large one only as much as can be shown. */
export function useMessageDetail(
  topic: string,
  { partition, offset }: { partition: number; offset: number },
  /** Another number: asked for anew. */
  round = 0,
): DetailState {
  const cluster = useClusterId();
  const key = `${cluster}/${topic}/${partition}/${offset}/${round}`;
  const [state, setState] = useState<DetailState & { key: string }>({ ...NO_DETAIL, key });
  useEffect(() => {
    const abort = new AbortController();
    client()
      .call('messages.detail', { cluster, topic, partition, offset, ...SHOWN }, { signal: abort.signal })
      .then((detail) => setState({ key, detail, failure: null }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setState({ key, detail: null, failure: failureOf(t('messages.detailFailed'), error) });
      });
    return () => abort.abort();
  }, [key, cluster, topic, partition, offset]);
  return state.key === key ? state : NO_DETAIL;
}

const NO_DETAIL: DetailState = { detail: null, failure: null };

/** The bytes of a key or value, all of them; null where it is null. */
export async function wholeBytes(
  cluster: ClusterId,
  topic: string,
  { partition, offset }: { partition: number; offset: number },
  part: 'key' | 'value',
): Promise<Uint8Array<ArrayBuffer> | null> {
  const detail = await client().call('messages.detail', { cluster, topic, partition, offset });
  const base64 = part === 'key' ? detail.keyBase64 : detail.valueBase64;
  return base64 === null ? null : bytesOfBase64(base64);
}

/** So much of a key or value stands in a file at most. */
const WHOLE_BYTES = 1024 * 1024;

/** The row with as much of it as a file has. Rejects when the log has nothing there any more. */
export function wholeRow(
  cluster: ClusterId,
  topic: string,
  { partition, offset }: { partition: number; offset: number },
): Promise<MessageRow> {
  return client().call('messages.detail', { cluster, topic, partition, offset, maxBytes: WHOLE_BYTES });
}

/** The address of the file view at the bytes of a record of the local cluster. */
export async function addressOfBytes(topic: string, partition: number, offset: number): Promise<string> {
  const place = await client().call('files.locate', { cluster: LOCAL_CLUSTER, topic, partition, offset });
  return addressOf(['files'], {
    path: place.path,
    kind: 'file',
    at: String(place.position),
    record: String(place.record),
  });
}

/** What names a record of a topic, in a table and in an address: `partition/offset`. */
export const keyOf = ({ partition, offset }: { partition: number; offset: number }): string =>
  `${partition}/${offset}`;

function placeNamed(key: string | undefined): { partition: number; offset: number } | undefined {
  const place = /^(\d+)\/(\d+)$/.exec(key ?? '');
  return place ? { partition: Number(place[1]), offset: Number(place[2]) } : undefined;
}

/** What is read instead of a record that is not there. */
export type Instead = 'oldest' | 'newest' | 'there';

/** The record that is open: its row, or why there is none; neither while it is on its way. */
export interface Chosen {
  readonly row: MessageRow | null;
  readonly missing: { readonly failure: Failure; readonly instead: Instead | null } | null;
  readonly retry: () => void;
}

/** By what the workbench says of it: where the nearest records are. */
const INSTEAD: Readonly<Record<string, Instead>> = {
  'record.deleted': 'oldest',
  'record.ahead': 'newest',
  'record.gap': 'there',
  'record.compacted': 'there',
};

function missingBy(error: unknown): Chosen['missing'] {
  const said = error instanceof CallError ? error.error.said?.code : undefined;
  return { failure: failureOf(t('messages.linkFailed'), error), instead: INSTEAD[said ?? ''] ?? null };
}

/**
 * The record that an address names (`partition/offset`): the row that was read, else it is fetched by itself, since a link
 * to a record holds whatever else is read.
 */
export function useChosen(topic: string, key: string | undefined, rows: readonly MessageRow[]): Chosen {
  const cluster = useClusterId();
  const link = useLinkState();
  const [round, setRound] = useState(0);
  const [kept, setKept] = useState<{ of: string } & Pick<Chosen, 'row' | 'missing'>>(NONE_KEPT);
  const of = `${cluster}/${topic}/${key}`;
  const known = kept.of === of ? kept : NONE_KEPT;
  const place = useMemo(() => placeNamed(key), [key]);
  const read = useMemo(
    () => place && rows.find((row) => row.offset === place.offset && row.partition === place.partition),
    [rows, place],
  );
  // Rows come and go in a live tail; the one that is open stays.
  if (read !== undefined && known.row === null) setKept({ of, row: read, missing: null });
  const unread = place !== undefined && read === undefined && known.row === null;
  useEffect(() => {
    if (!unread || link !== 'open') return undefined;
    const abort = new AbortController();
    client()
      .call('messages.detail', { cluster, topic, ...place, ...SHOWN }, { signal: abort.signal })
      .then((row) => setKept({ of, row, missing: null }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setKept({ of, row: null, missing: missingBy(error) });
      });
    return () => abort.abort();
  }, [unread, link, round, place, of, cluster, topic]);
  const retry = useCallback(() => {
    setKept(NONE_KEPT);
    setRound((before) => before + 1);
  }, []);
  const badLink = useMemo(
    (): Chosen['missing'] =>
      key === undefined || place !== undefined
        ? null
        : {
            failure: { what: t('messages.linkFailed'), why: t('messages.badLink', { text: key }) },
            instead: 'newest',
          },
    [key, place],
  );
  const row = read ?? known.row;
  return { row, missing: row === null ? (badLink ?? known.missing) : null, retry };
}

const NONE_KEPT = { of: '', row: null, missing: null };

/** Why the records' schemas cannot be had at the moment, if so; `onBack` is called when they can be had again. */
export function useRegistryOutage(onBack: () => void): string | null {
  const outage = useStream('schemas.outage', { cluster: useClusterId() }).event;
  const latest = useRef(onBack);
  const wasOut = useRef(false);
  useEffect(() => {
    latest.current = onBack;
  });
  useEffect(() => {
    if (wasOut.current && outage === null) latest.current();
    wasOut.current = outage !== null;
  }, [outage]);
  return outage;
}
