/** Reading and inspecting messages; the only part of the feature that knows the contract. */
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { MessageDetail, ReadRequest } from '../../../src-main/contract/index.ts';
import { client, failureOf } from '../../lib/client.ts';
import { useClusterId, LOCAL_CLUSTER } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';
import { useStream } from '../../lib/live.ts';
import { addressOf } from '../../lib/place.ts';
import { Reading, type ReadingState } from './reading.ts';

/** Reads while mounted; begins anew with each other request, and when the link comes back after it broke. */
export function useReading(request: ReadRequest | null): {
  state: ReadingState;
  reading: Reading;
  restart: () => void;
} {
  const reading = useMemo(
    () =>
      new Reading((what, handlers) => client().listen('messages.read', what, { ...handlers, resume: false })),
    [],
  );
  const state = useSyncExternalStore(reading.subscribe, reading.get);
  const [round, setRound] = useState(0);
  const key = request && JSON.stringify(request);
  useEffect(() => {
    if (key) reading.start(JSON.parse(key) as ReadRequest);
    return () => reading.halt();
  }, [reading, key, round]);
  useEffect(
    () =>
      client().onLinkState((link) => {
        if (link === 'open' && reading.get().error?.code === 'disconnected') setRound((before) => before + 1);
      }),
    [reading],
  );
  return { state, reading, restart: () => setRound((before) => before + 1) };
}

export interface DetailState {
  detail: MessageDetail | null;
  failure: Failure | null;
}

/** The whole record with its batch, asked for when it is chosen. */
export function useMessageDetail(
  topic: string,
  { partition, offset }: { partition: number; offset: number },
): DetailState {
  const cluster = useClusterId();
  const key = `${cluster}/${topic}/${partition}/${offset}`;
  const [state, setState] = useState<DetailState & { key: string }>({ ...NO_DETAIL, key });
  useEffect(() => {
    const abort = new AbortController();
    client()
      .call('messages.detail', { cluster, topic, partition, offset }, { signal: abort.signal })
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

/** For the commands that are copied; a placeholder until it is known. */
export function useBootstrapServers(): string {
  return (
    useStream('overview.watch', { cluster: useClusterId() }).event?.value.bootstrapServers ?? 'localhost:9092'
  );
}
