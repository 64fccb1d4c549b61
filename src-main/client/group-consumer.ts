/** A small member of a classic consumer group: joins with the range assignor, keeps alive, fetches, commits. */
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  decodeConsumerProtocol,
  encodeConsumerProtocol,
  ErrorCode,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  type ResponseOf,
  SyncGroup,
} from '../protocol/index.ts';
import type { Timer } from '../env/index.ts';
import { type LogRecord, readRecords } from '../wire/index.ts';
import { commitOffsets, fetchCommitted } from './admin-groups.ts';
import { groupByLeader, groupByTopic, partitionName, type TopicPartition } from './by-leader.ts';
import type { KafkaClient } from './client.ts';
import { KafkaError } from './errors.ts';
import { type Fetched, fetchFrom } from './fetch.ts';
import { listOffsets, OffsetSpec } from './list-offsets.ts';
import { assignRanges } from './range-assignor.ts';
import { visibleBatches } from './visible-batches.ts';

export interface GroupConsumerOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
  /** What one fetch takes of a partition; a small one keeps a slow consumer from reading far ahead. */
  readonly partitionFetchBytes?: number;
}

export interface ConsumedRecord extends TopicPartition {
  readonly record: LogRecord;
}

const FETCH_BYTES = 256 * 1024;
const FETCH_WAIT_MS = 500;
/** A broker that takes this much longer than it may wait answers nothing: others may lead by now. */
const FETCH_PATIENCE_MS = 3_000;

type Position = TopicPartition & { offset: number };

/** Answers that send the member back to the join. */
const REJOIN = new Set<number>([
  ErrorCode.REBALANCE_IN_PROGRESS,
  ErrorCode.ILLEGAL_GENERATION,
  ErrorCode.UNKNOWN_MEMBER_ID,
]);

export class GroupConsumer {
  readonly #client: KafkaClient;
  readonly #options: Required<GroupConsumerOptions>;
  readonly #lane: string;
  #memberId = '';
  #generation = -1;
  #mustJoin = true;
  /** Next offset to fetch, by partition; the assignment is its keys. */
  readonly #positions = new Map<string, Position>();
  /** Fetches under way, by broker, and what they ask for. */
  readonly #fetching = new Map<number, Promise<void>>();
  readonly #asked = new Set<Position>();
  #buffered: ConsumedRecord[] = [];
  #heartbeat: Timer | undefined;
  #closed = false;

  constructor(client: KafkaClient, options: GroupConsumerOptions) {
    this.#client = client;
    this.#options = {
      sessionTimeoutMs: 15_000,
      rebalanceTimeoutMs: 15_000,
      partitionFetchBytes: FETCH_BYTES,
      ...options,
    };
    this.#lane = `group-${options.groupId}`;
  }

  /** Up to `max` records; joins first where that is due, and may wait half a second for new ones. */
  async poll(max: number): Promise<ConsumedRecord[]> {
    if (this.#mustJoin) await this.#join();
    if (this.#buffered.length === 0) await this.#fill();
    return this.#buffered.splice(0, max);
  }

  /** Commits what was polled so far: each partition's position behind its last record. */
  async commit(records: readonly ConsumedRecord[]): Promise<void> {
    const last = new Map(records.map((one) => [partitionName(one), one]));
    if (last.size === 0) return;
    const offsets = [...last.values()].map(({ topic, partition, record }) => ({
      topic,
      partition,
      offset: record.offset + 1,
    }));
    const member = { memberId: this.#memberId, generation: this.#generation };
    try {
      await commitOffsets(this.#client, this.#options.groupId, offsets, member, this.#lane);
    } catch (error) {
      if (!this.#rejoins(error)) throw error;
    }
  }

  /** Leaves the group, so that it need not wait for the session to expire. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#heartbeat?.cancel();
    if (this.#memberId !== '') {
      const { groupId } = this.#options;
      await this.#client
        .request(
          LeaveGroup,
          { groupId, memberId: this.#memberId, members: [{ memberId: this.#memberId, reason: 'stopped' }] },
          { ...this.#policy('leaving'), deadlineMs: 2_000 },
        )
        .catch(() => {}); // the session expires by itself
    }
    this.#client.closeLane(this.#lane);
  }

  #policy(what: string) {
    return {
      to: { coordinatorOf: this.#options.groupId },
      lane: this.#lane,
      what: `${what} ${this.#options.groupId}`,
    };
  }

  async #join(): Promise<void> {
    const { groupId, topics, sessionTimeoutMs, rebalanceTimeoutMs } = this.#options;
    this.#heartbeat?.cancel();
    const metadata = encodeConsumerProtocol(ConsumerProtocolSubscription, 1, {
      topics,
      userData: null,
      ownedPartitions: [],
    });
    for (;;) {
      const joined = await this.#client.request(
        JoinGroup,
        {
          groupId,
          sessionTimeoutMs,
          rebalanceTimeoutMs,
          memberId: this.#memberId,
          protocolType: 'consumer',
          protocols: [{ name: 'range', metadata }],
        },
        {
          ...this.#policy('joining'),
          deadlineMs: rebalanceTimeoutMs + 10_000,
          // These two are part of the dance: the id comes with the first refusal (KIP-394).
          errorCode: ({ errorCode }) =>
            errorCode === ErrorCode.MEMBER_ID_REQUIRED || REJOIN.has(errorCode) ? 0 : errorCode,
        },
      );
      if (joined.errorCode === ErrorCode.MEMBER_ID_REQUIRED) this.#memberId = joined.memberId;
      else if (REJOIN.has(joined.errorCode)) this.#memberId = '';
      else if (await this.#sync(joined)) return;
      if (this.#closed) throw new Error('the consumer was closed');
    }
  }

  async #sync(joined: ResponseOf<typeof JoinGroup>): Promise<boolean> {
    this.#memberId = joined.memberId;
    this.#generation = joined.generationId;
    const leads = joined.leader === joined.memberId && !joined.skipAssignment;
    const synced = await this.#client.request(
      SyncGroup,
      {
        groupId: this.#options.groupId,
        generationId: joined.generationId,
        memberId: joined.memberId,
        protocolType: 'consumer',
        protocolName: joined.protocolName,
        assignments: leads ? await this.#assign(joined.members) : [],
      },
      {
        ...this.#policy('joining'),
        deadlineMs: this.#options.rebalanceTimeoutMs + 10_000,
        errorCode: ({ errorCode }) => (REJOIN.has(errorCode) ? 0 : errorCode),
      },
    );
    if (synced.errorCode !== 0) {
      if (synced.errorCode === ErrorCode.UNKNOWN_MEMBER_ID) this.#memberId = '';
      return false;
    }
    const { assignedPartitions } = decodeConsumerProtocol(ConsumerProtocolAssignment, synced.assignment);
    const assigned = assignedPartitions.flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    await this.#startAt(assigned);
    this.#mustJoin = false;
    this.#scheduleHeartbeat();
    return true;
  }

  async #assign(members: ResponseOf<typeof JoinGroup>['members']) {
    const subscribers = members.map(({ memberId, metadata }) => ({
      memberId,
      topics: decodeConsumerProtocol(ConsumerProtocolSubscription, metadata).topics,
    }));
    const { topics } = await this.#client.refreshMetadata();
    const ranges = assignRanges(subscribers, (topic) => topics.get(topic)?.partitions.length ?? 0);
    return [...ranges].map(([memberId, partitions]) => ({
      memberId,
      assignment: encodeConsumerProtocol(ConsumerProtocolAssignment, 1, {
        assignedPartitions: groupByTopic(partitions).map(({ topic, items }) => ({
          topic,
          partitions: items.map(({ partition }) => partition),
        })),
        userData: null,
      }),
    }));
  }

  /** Committed offsets, else the earliest. */
  async #startAt(assigned: readonly TopicPartition[]): Promise<void> {
    this.#positions.clear();
    this.#buffered = [];
    const { groupId } = this.#options;
    const coordinator = await this.#client.coordinatorOf(groupId);
    const committed = new Map(
      (await fetchCommitted(this.#client, { broker: coordinator }, [groupId]))
        .get(groupId)
        ?.offsets.map((offset) => [partitionName(offset), offset.offset]),
    );
    const fresh = assigned.filter((partition) => !committed.has(partitionName(partition)));
    const earliest = await listOffsets(
      this.#client,
      fresh.map((partition) => ({ ...partition, timestamp: OffsetSpec.earliest })),
    );
    for (const result of earliest) {
      if ('error' in result) throw result.error;
      committed.set(partitionName(result), result.value.offset);
    }
    for (const partition of assigned)
      this.#positions.set(partitionName(partition), {
        ...partition,
        offset: committed.get(partitionName(partition))!,
      });
  }

  /** One fetch under way for each leader: one that answers nothing holds up only its own partitions. */
  async #fill(): Promise<void> {
    if (this.#positions.size === 0) return this.#client.pause(FETCH_WAIT_MS);
    const { byBroker, leaderless } = groupByLeader(this.#client, [...this.#positions.values()]);
    for (const [broker, positions] of byBroker) {
      const free = positions.filter((position) => !this.#asked.has(position));
      if (free.length === 0 || this.#fetching.has(broker)) continue;
      for (const position of free) this.#asked.add(position);
      const fetching = this.#fetchFrom(broker, free).finally(() => {
        this.#fetching.delete(broker);
        for (const position of free) this.#asked.delete(position);
      });
      fetching.catch(() => {}); // told to whoever waits for it below
      this.#fetching.set(broker, fetching);
    }
    if (leaderless.length > 0 && this.#fetching.size === 0) {
      await this.#client.refreshMetadata().catch(() => {}); // the next round tells what is wrong
      return this.#client.pause(FETCH_WAIT_MS);
    }
    await Promise.race([...this.#fetching.values(), this.#client.pause(FETCH_WAIT_MS)]);
  }

  async #fetchFrom(broker: number, asked: readonly Position[]): Promise<void> {
    const results = await fetchFrom(this.#client, broker, asked, {
      isolation: 'read_committed',
      maxWaitMs: FETCH_WAIT_MS,
      partitionMaxBytes: this.#options.partitionFetchBytes,
      lane: this.#lane,
      slackMs: FETCH_PATIENCE_MS,
    }).catch((error: Error) => asked.map(({ topic, partition }) => ({ topic, partition, error })));
    for (const result of results) {
      const position = asked.find((one) => partitionName(one) === partitionName(result))!;
      // Assigned anew meanwhile, or not any more.
      if (this.#positions.get(partitionName(position)) !== position) continue;
      if ('error' in result) await this.#recover(position, result.error);
      else this.#take(position, result.value);
    }
  }

  #take(position: Position, { records, aborted }: Fetched): void {
    const { positions, nextOffset } = visibleBatches(records, aborted);
    for (const at of positions)
      for (const record of readRecords(records, at))
        if (record.offset >= position.offset)
          this.#buffered.push({ topic: position.topic, partition: position.partition, record });
    position.offset = Math.max(position.offset, nextOffset ?? 0);
    // A broker gives a batch that is too large to the first partition only: whoever had something goes to the end.
    if (nextOffset !== undefined) {
      this.#positions.delete(partitionName(position));
      this.#positions.set(partitionName(position), position);
    }
  }

  async #recover(position: Position, error: Error): Promise<void> {
    if (!(error instanceof KafkaError)) {
      // A leader that does not answer may be none any more.
      await this.#client.refreshMetadata().catch(() => {}); // the next round tells what is wrong
      return this.#client.pause(FETCH_WAIT_MS);
    }
    if (error.code !== ErrorCode.OFFSET_OUT_OF_RANGE) {
      await this.#client.noteError(error.code);
      return this.#client.pause(FETCH_WAIT_MS);
    }
    const [earliest] = await listOffsets(this.#client, [{ ...position, timestamp: OffsetSpec.earliest }]);
    if ('value' in earliest) position.offset = earliest.value.offset;
  }

  #scheduleHeartbeat(): void {
    this.#heartbeat = this.#client.env.clock.schedule(this.#options.sessionTimeoutMs / 3, () => {
      void this.#beat();
    });
  }

  async #beat(): Promise<void> {
    const { groupId } = this.#options;
    try {
      await this.#client.request(
        Heartbeat,
        { groupId, generationId: this.#generation, memberId: this.#memberId },
        // A lane of its own: this one may be waiting for a fetch.
        {
          ...this.#policy('staying in'),
          lane: 'main',
          deadlineMs: 5_000,
          errorCode: ({ errorCode }) => errorCode,
        },
      );
    } catch (error) {
      this.#rejoins(error);
    }
    if (!this.#closed && !this.#mustJoin) this.#scheduleHeartbeat();
  }

  #rejoins(error: unknown): boolean {
    if (!(error instanceof KafkaError) || !REJOIN.has(error.code)) return false;
    if (error.code === ErrorCode.UNKNOWN_MEMBER_ID) this.#memberId = '';
    this.#mustJoin = true;
    return true;
  }
}
