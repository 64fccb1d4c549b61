/** Scripted brokers at the client's network seam: logs in memory, answers made by the real codecs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ZERO_UUID } from '../base/index.ts';
import type { Connection, ConnectionEvents, Endpoint, Env } from '../env/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import {
  type Api,
  apiByKey,
  apis,
  ErrorCode,
  Fetch,
  ListOffsets,
  Metadata,
  type RequestOf,
  requestHeaderVersionOf,
  type ResponseInput,
  responseHeaderVersion,
} from '../protocol/index.ts';
import {
  batchLastOffset,
  batchMaxTimestampMs,
  batchPositions,
  beginFrame,
  buildBatch,
  decodeRequestHeader,
  encodeResponseHeader,
  endFrame,
  Reader,
  readRecords,
  type RecordInput,
  Writer,
} from '../wire/index.ts';
import { type ClientOptions, KafkaClient } from './client.ts';
import type { AbortedTransaction } from './fetch.ts';

export interface FakeLog {
  leader: number;
  startOffset: number;
  /** Whole batches one after another. */
  bytes: Buffer;
  highWatermark: number;
  lastStableOffset?: number;
  aborted?: readonly AbortedTransaction[];
  /** Answered instead of records or offsets, so many times. */
  errors?: number[];
}

type Answer = (body: any, broker: number) => object | 'hang up' | 'say nothing';

const HOST = '127.0.0.1';

/** Broker n listens on port n. */
export class FakeCluster {
  /** How long a request is on its way. */
  latencyMs = 0;
  readonly brokers = new Set<number>();
  /** They take connections and requests, and answer nothing: their processes stand still. */
  readonly silent = new Set<number>();
  readonly topics = new Map<string, FakeLog[]>();
  /** `broker API` of every request. */
  readonly requests: string[] = [];
  /** Of topics that were made anew; others have the one of their name. */
  readonly ids = new Map<string, string>();
  readonly #answers = new Map<number, Answer>();
  readonly #open = new Map<number, Set<FakeConnection>>();
  readonly env: Env;

  /** So long a connection to a broker that is stopped is tried: a host that is gone refuses nothing. */
  unreachableAfterMs = 0;

  constructor(brokers: readonly number[] = [1]) {
    for (const id of brokers) this.brokers.add(id);
    this.env = {
      ...nodeEnv(),
      network: { listen: () => Promise.reject(new Error('no')), connect: (to) => this.#connect(to) },
    };
    this.answer(Metadata, (body) => this.#metadata(body));
    this.answer(ListOffsets, (body, broker) => this.#listOffsets(body, broker));
    this.answer(Fetch, (body, broker) => this.#fetch(body, broker));
  }

  client(options: Partial<ClientOptions> = {}): KafkaClient {
    const bootstrap = [...this.brokers].map((port) => ({ host: HOST, port }));
    return new KafkaClient(this.env, { clientId: 'test', bootstrap, ...options });
  }

  /** Says how an API is answered. */
  answer<A extends Api>(
    api: A,
    make: (body: RequestOf<A>, broker: number) => ResponseInput<A> | 'hang up' | 'say nothing',
  ): void {
    this.#answers.set(api.key, make as Answer);
  }

  /** A topic with these records by partition: `[offset, timestamp, key, value]`; a batch per record. */
  topic(
    name: string,
    ...partitions: (readonly [number, number, string | null, string | null][])[]
  ): FakeLog[] {
    const logs = partitions.map((records): FakeLog => {
      const batches = records.map(([baseOffset, timestamp, key, value]) =>
        buildBatch(
          [
            {
              key: key === null ? null : Buffer.from(key),
              value: value === null ? null : Buffer.from(value),
            },
          ],
          {
            timestamp,
            baseOffset,
          },
        ),
      );
      return {
        leader: [...this.brokers][0],
        startOffset: records[0]?.[0] ?? 0,
        bytes: Buffer.concat(batches),
        highWatermark: (records.at(-1)?.[0] ?? -1) + 1,
      };
    });
    this.topics.set(name, logs);
    return logs;
  }

  /** The broker ends: its connections break, nobody listens. */
  stop(broker: number): void {
    this.brokers.delete(broker);
    for (const connection of this.#open.get(broker) ?? []) connection.destroy();
  }

  async #connect({ port }: Endpoint): Promise<Connection> {
    if (!this.brokers.has(port)) {
      await sleep(this.unreachableAfterMs);
      throw Object.assign(new Error(`connect ECONNREFUSED ${HOST}:${port}`), { code: 'ECONNREFUSED' });
    }
    const connection = new FakeConnection(port, (frame) => {
      const respond = () => connection.open && this.#respond(frame, port, connection);
      if (this.latencyMs > 0) setTimeout(respond, this.latencyMs);
      else setImmediate(respond);
    });
    const open = this.#open.get(port) ?? new Set();
    this.#open.set(port, open.add(connection));
    return connection;
  }

  #respond(frame: Buffer, broker: number, connection: FakeConnection): void {
    const reader = new Reader(frame);
    const header = decodeRequestHeader(reader, requestHeaderVersionOf);
    const api = apiByKey(header.apiKey)!;
    const body = api.request.codec(header.apiVersion).decode(reader);
    this.requests.push(`${broker} ${api.name}`);
    if (this.silent.has(broker)) return;
    const make = this.#answers.get(api.key);
    const answer =
      api.name === 'ApiVersions' ? versions() : make === undefined ? 'hang up' : make(body, broker);
    if (answer === 'say nothing') return;
    if (answer === 'hang up') return connection.destroy();
    const writer = new Writer();
    beginFrame(writer);
    encodeResponseHeader(writer, header.correlationId, responseHeaderVersion(api, header.apiVersion));
    api.response.codec(header.apiVersion).encode(writer, answer as never);
    connection.deliver(Buffer.concat(endFrame(writer)));
  }

  #idOf(name: string): string {
    return this.ids.get(name) ?? idOf(name);
  }

  #metadata({ topics }: RequestOf<typeof Metadata>): ResponseInput<typeof Metadata> {
    const names = topics === null ? [...this.topics.keys()] : topics.map(({ name }) => name!);
    return {
      brokers: [...this.brokers].map((id) => ({ nodeId: id, host: HOST, port: id })),
      clusterId: 'fake',
      controllerId: [...this.brokers][0],
      errorCode: 0,
      topics: names.map((name) => {
        const logs = this.topics.get(name);
        return {
          errorCode: logs === undefined ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : 0,
          name,
          topicId: this.#idOf(name),
          partitions: (logs ?? []).map(({ leader }, partitionIndex) => ({
            errorCode: 0,
            partitionIndex,
            leaderId: leader,
            replicaNodes: [leader],
            isrNodes: [leader],
          })),
        };
      }),
    };
  }

  #listOffsets({ topics, isolationLevel }: RequestOf<typeof ListOffsets>, broker: number) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, timestamp }) => {
          const log = this.topics.get(name)?.[partitionIndex];
          const errorCode = errorFor(log, broker);
          if (log === undefined || errorCode !== 0) return { partitionIndex, errorCode };
          const end = isolationLevel === 1 ? (log.lastStableOffset ?? log.highWatermark) : log.highWatermark;
          const offset =
            timestamp === -1 ? end : timestamp === -2 ? log.startOffset : offsetAt(log, Number(timestamp));
          return { partitionIndex, errorCode, offset, timestamp: -1 };
        }),
      })),
    };
  }

  #fetch({ topics, isolationLevel }: RequestOf<typeof Fetch>, broker: number): ResponseInput<typeof Fetch> {
    let isFirst = true;
    return {
      errorCode: 0,
      responses: topics.map(({ topicId, partitions }) => {
        const logs = this.topics.get([...this.topics.keys()].find((name) => this.#idOf(name) === topicId)!);
        return {
          topicId,
          topic: '',
          partitions: partitions.map(({ partition, fetchOffset, partitionMaxBytes }) => {
            const log = logs?.[partition];
            let errorCode = errorFor(log, broker);
            if (errorCode === 0 && (fetchOffset < log!.startOffset || fetchOffset > log!.highWatermark))
              errorCode = ErrorCode.OFFSET_OUT_OF_RANGE;
            const end = isolationLevel === 1 ? (log?.lastStableOffset ?? Infinity) : Infinity;
            const records =
              errorCode === 0
                ? slice(log!.bytes, fetchOffset, end, partitionMaxBytes, isFirst)
                : Buffer.alloc(0);
            if (records.length > 0) isFirst = false;
            return {
              partitionIndex: partition,
              errorCode,
              highWatermark: log?.highWatermark ?? -1,
              lastStableOffset: log?.lastStableOffset ?? log?.highWatermark ?? -1,
              abortedTransactions: isolationLevel === 1 ? (log?.aborted ?? []) : null,
              records,
            };
          }),
        };
      }),
    };
  }
}

/** Batches from the one that holds `from` on, below `end`, of at most `maxBytes`; `whole`: at least one (KIP-74). */
function slice(bytes: Buffer, from: number, end: number, maxBytes: number, whole: boolean): Buffer {
  let start: number | undefined;
  let stop = 0;
  for (const at of batchPositions(bytes)) {
    const last = batchLastOffset(bytes, at);
    if (last < from) continue;
    if (last >= end) break;
    start ??= at;
    const next = at + 12 + bytes.readInt32BE(at + 8);
    if ((stop > 0 || !whole) && next - start > maxBytes) break;
    stop = next;
  }
  return start === undefined || stop === 0 ? Buffer.alloc(0) : bytes.subarray(start, stop);
}

function offsetAt({ bytes }: FakeLog, timestampMs: number): number {
  for (const at of batchPositions(bytes)) {
    if (batchMaxTimestampMs(bytes, at) < timestampMs) continue;
    for (const record of readRecords(bytes, at))
      if (Number(record.timestamp) >= timestampMs) return record.offset;
  }
  return -1;
}

function errorFor(log: FakeLog | undefined, broker: number): number {
  if (log === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  if (log.leader !== broker) return ErrorCode.NOT_LEADER_OR_FOLLOWER;
  return log.errors?.shift() ?? 0;
}

export function idOf(name: string): string {
  return Buffer.from(name.padEnd(16).slice(0, 16)).toString('base64url') || ZERO_UUID;
}

function versions() {
  return {
    errorCode: 0,
    apiKeys: apis.map(({ key, minVersion, maxVersion }) => ({ apiKey: key, minVersion, maxVersion })),
    finalizedFeaturesEpoch: 1,
  };
}

/** Many records in one batch, as producers write them. */
export function batchAt(baseOffset: number, timestamp: number, records: readonly RecordInput[]): Buffer {
  return buildBatch(records, { baseOffset, timestamp });
}

class FakeConnection implements Connection {
  readonly local = { host: HOST, port: 0 };
  readonly remote: Endpoint;
  readonly queuedBytes = 0;
  readonly #receive: (frame: Buffer) => void;
  #events: ConnectionEvents | undefined;

  constructor(port: number, receive: (frame: Buffer) => void) {
    // The address is another word than the name that brokers go by.
    this.remote = { host: '::1', port };
    this.#receive = receive;
  }

  start(events: ConnectionEvents): void {
    this.#events = events;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    const frame = Buffer.concat(chunks).subarray(4);
    this.#receive(frame);
    return true;
  }

  get open(): boolean {
    return this.#events !== undefined;
  }

  deliver(bytes: Buffer): void {
    this.#events?.onData(bytes);
  }

  end(): void {
    this.destroy();
  }

  destroy(): void {
    const events = this.#events;
    this.#events = undefined;
    events?.onClose();
  }

  pauseReading(): void {}
  resumeReading(): void {}
}
