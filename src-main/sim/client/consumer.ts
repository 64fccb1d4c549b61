import { ErrorCode, Fetch, ListOffsets } from '../../protocol/index.ts';
import {
  batchFault,
  batchIsControl,
  batchLastOffset,
  batchPositions,
  readRecords,
} from '../../wire/index.ts';
import type { ClusterView } from './cluster-view.ts';
import { FetchSession } from './fetch-session.ts';

export interface ConsumerOptions {
  readonly topic: string;
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly readCommitted: boolean;
  readonly fetchSessions: boolean;
  /** `client.rack`; '' says nothing. */
  readonly rack: string;
}

export interface Polled {
  readonly partition: number;
  readonly offsets: number[];
  readonly values: number[];
}

/** How long a consumer reads from a follower before it asks the leader again. */
const PREFERRED_MS = 5_000;
const EARLIEST = -2;
const LATEST = -1;

/** A consumer with assigned partitions and positions of its own, without a group. */
export class Consumer {
  readonly #view: ClusterView;
  readonly #options: ConsumerOptions;
  #positions = new Map<number, number>();
  /** Followers that leaders have sent us to, by partition (KIP-392). An error, or a few seconds, lead back to the leader. */
  readonly #preferred = new Map<number, { readonly replicaId: number; readonly untilMs: number }>();
  readonly #sessions = new Map<number, FetchSession>();

  constructor(view: ClusterView, options: ConsumerOptions) {
    this.#view = view;
    this.#options = options;
  }

  get positions(): ReadonlyMap<number, number> {
    return this.#positions;
  }

  assign(positions: Iterable<readonly [partition: number, offset: number]>): void {
    this.#positions = new Map(positions);
  }

  /** What has come of all partitions; nothing when brokers do not answer, which the next poll may mend. */
  async poll(): Promise<Polled[]> {
    const view = this.#view.topic(this.#options.topic);
    const byReplica = new Map<number, number[]>();
    for (const partition of this.#positions.keys()) {
      const replicaId = this.#preferredOf(partition) ?? view?.partitions[partition]?.leaderId ?? -1;
      const together = byReplica.get(replicaId);
      if (together === undefined) byReplica.set(replicaId, [partition]);
      else together.push(partition);
    }
    if (view === undefined || byReplica.has(-1)) {
      await this.#view.refresh(this.#options.topic);
      byReplica.delete(-1);
    }
    if (byReplica.size === 0) {
      await this.#view.backOff();
      return [];
    }
    const polled = await Promise.all(
      [...byReplica].map(([replicaId, partitions]) => this.#fetch(replicaId, partitions)),
    );
    return polled.flat();
  }

  #preferredOf(partition: number): number | undefined {
    const preferred = this.#preferred.get(partition);
    if (preferred === undefined || preferred.untilMs > this.#view.env.clock.monotonicMs())
      return preferred?.replicaId;
    this.#preferred.delete(partition);
    return undefined;
  }

  async #fetch(replicaId: number, partitions: readonly number[]): Promise<Polled[]> {
    const { topic, maxWaitMs, maxBytes, readCommitted, rack: rackId } = this.#options;
    const view = this.#view.topic(topic)!;
    const asked = new Map(partitions.map((partition) => [partition, this.#positions.get(partition)!]));
    const session = this.#sessionWith(replicaId);
    const { sessionId, sessionEpoch, partitions: named, forgotten } = session.next(asked);
    let answer;
    try {
      answer = await this.#view.request(
        replicaId,
        Fetch,
        {
          rackId,
          maxWaitMs,
          minBytes: 1,
          maxBytes,
          isolationLevel: readCommitted ? 1 : 0,
          sessionId,
          sessionEpoch,
          forgottenTopicsData:
            forgotten.length === 0 ? [] : [{ topic, topicId: view.id, partitions: [...forgotten] }],
          topics:
            named.size === 0
              ? []
              : [
                  {
                    topic,
                    topicId: view.id,
                    partitions: [...named].map(([partition, fetchOffset]) => ({
                      partition,
                      currentLeaderEpoch: view.partitions[partition].leaderEpoch,
                      fetchOffset,
                      partitionMaxBytes: maxBytes,
                    })),
                  },
                ],
        },
        this.#view.options.requestTimeoutMs + maxWaitMs,
      );
    } catch {
      session.reset();
    }
    if (answer === undefined || !session.answered(answer.errorCode, answer.sessionId)) {
      for (const partition of partitions) this.#preferred.delete(partition);
      await this.#view.refresh(topic);
      await this.#view.backOff();
      return [];
    }
    const polled: Polled[] = [];
    let stale = false;
    for (const { partitionIndex, errorCode, records, preferredReadReplica } of answer.responses.flatMap(
      (each) => each.partitions,
    )) {
      const position = asked.get(partitionIndex);
      // Assigned anew while the request was under way.
      if (position === undefined || this.#positions.get(partitionIndex) !== position) continue;
      const fromFollower = this.#preferred.get(partitionIndex)?.replicaId === replicaId;
      if (errorCode !== ErrorCode.NONE) this.#preferred.delete(partitionIndex);
      if (preferredReadReplica >= 0) {
        const untilMs = this.#view.env.clock.monotonicMs() + PREFERRED_MS;
        this.#preferred.set(partitionIndex, { replicaId: preferredReadReplica, untilMs });
      } else if (errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) {
        // A follower may not have the offset yet; only the leader's word counts.
        if (!fromFollower) await this.#toStart(replicaId, partitionIndex);
      } else if (errorCode !== ErrorCode.NONE) stale = true;
      else if (records !== null && records.length > 0)
        polled.push(this.#take(partitionIndex, position, records));
    }
    if (stale) {
      // In a session the old leader epochs would stand.
      session.reset();
      await this.#view.refresh(topic);
      await this.#view.backOff();
    }
    return polled;
  }

  #sessionWith(replicaId: number): FetchSession {
    let session = this.#sessions.get(replicaId);
    if (session === undefined) {
      session = new FetchSession(this.#options.fetchSessions);
      this.#sessions.set(replicaId, session);
    }
    return session;
  }

  #take(partition: number, position: number, records: Buffer): Polled {
    const polled: Polled = { partition, offsets: [], values: [] };
    let next = position;
    for (const at of batchPositions(records)) {
      const fault = batchFault(records, at, records.length);
      if (fault !== undefined) throw new Error(`a broken batch came to a consumer: ${fault}`);
      next = batchLastOffset(records, at) + 1;
      if (batchIsControl(records, at)) continue;
      for (const { offset, value } of readRecords(records, at)) {
        if (offset < position) continue;
        polled.offsets.push(offset);
        polled.values.push(value === null ? NaN : decodeValue(value));
      }
    }
    this.#positions.set(partition, Math.max(position, next));
    return polled;
  }

  /** `auto.offset.reset=earliest`: what this skips or repeats, the checker will see. */
  async #toStart(leaderId: number, partition: number): Promise<void> {
    const offset = await this.#listOffset(leaderId, partition, EARLIEST);
    if (offset !== undefined) this.#positions.set(partition, offset);
  }

  /** Where a partition ends for this consumer; undefined when its leader does not answer. */
  async endOffset(partition: number): Promise<number | undefined> {
    const { topic } = this.#options;
    if (this.#view.topic(topic) === undefined) await this.#view.refresh(topic);
    const leaderId = this.#view.topic(topic)?.partitions[partition]?.leaderId ?? -1;
    const offset = leaderId < 0 ? undefined : await this.#listOffset(leaderId, partition, LATEST);
    if (offset === undefined) await this.#view.refresh(topic);
    return offset;
  }

  async #listOffset(leaderId: number, partition: number, timestamp: number): Promise<number | undefined> {
    const { topic, readCommitted } = this.#options;
    try {
      const answer = await this.#view.request(leaderId, ListOffsets, {
        replicaId: -1,
        isolationLevel: readCommitted ? 1 : 0,
        topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp }] }],
      });
      const [{ errorCode, offset }] = answer.topics[0].partitions;
      return errorCode === ErrorCode.NONE ? offset : undefined;
    } catch {
      return undefined;
    }
  }
}

/** A record's value: the number, then padding. */
export function encodeValue(value: number, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(Math.max(8, sizeBytes), 0x2e);
  bytes.writeDoubleBE(value);
  return bytes;
}

export function decodeValue(bytes: Buffer): number {
  return bytes.readDoubleBE();
}
