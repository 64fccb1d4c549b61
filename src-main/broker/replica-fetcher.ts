/**
 * Follows one leader: one long poll after the other over one connection, for all partitions that it leads and this
 * node has a replica of. Partitions are named once in a fetch session, then only when they have moved.
 */
import type { Uuid } from '../base/index.ts';
import type { BrokerConfig } from '../config/index.ts';
import type { Endpoint, Env } from '../env/index.ts';
import { ClientConnection, ConnectionError } from '../net/index.ts';
import { ErrorCode, Fetch, ListOffsets, type RequestInput, type ResponseOf } from '../protocol/index.ts';
import type { LeaderRange } from '../replica/index.ts';
import type { Partition } from './partition.ts';
import { type Followed, followAnswer, followRange } from './replica-following.ts';
import type { ReplicaManager } from './replica-manager.ts';

export interface ReplicaFetcherOptions {
  readonly nodeId: number;
  readonly clusterId: Uuid;
  readonly replicas: ReplicaManager;
  config(): BrokerConfig;
  /** Of this process; -1 while it is not registered. */
  brokerEpoch(): number;
  /** Where the leader serves other brokers; undefined while it is not known. */
  endpointOf(leaderId: number): Endpoint | undefined;
}

type FetchRequest = RequestInput<typeof Fetch>;
type FetchTopic = NonNullable<FetchRequest['topics']>[number];

interface FollowedPartition {
  readonly partition: Partition;
  readonly key: string;
  readonly leaderEpoch: number;
  /** The next request must name it. */
  isChanged: boolean;
  /** Where the newest request asked for it; -1: not in the session. */
  askedOffset: number;
  /** Monotonic; not fetched before. */
  retryAtMs: number;
  /** It had all that was committed when it last fetched. */
  isCaughtUp: boolean;
  /** Its epoch has passed: it is not fetched until the next image says whom to follow. */
  waitsForImage: boolean;
}

const MAX_SESSION_EPOCH = 0x7fffffff;
const EARLIEST = -2;
const LATEST = -1;

function keyOf(topicId: Uuid, partition: number): string {
  return `${topicId}/${partition}`;
}

/** Whether the session has it, or the request that is being made. */
function isAsked(followed: FollowedPartition | undefined): boolean {
  return followed !== undefined && followed.askedOffset >= 0;
}

export class ReplicaFetcher {
  readonly #env: Env;
  readonly #leaderId: number;
  readonly #options: ReplicaFetcherOptions;
  readonly #followed = new Map<string, FollowedPartition>();
  /** What has `isChanged`, and what had it and was removed since. */
  #changed: FollowedPartition[] = [];
  /** What must leave the session. */
  #forgotten: { topicId: Uuid; partition: number }[] = [];
  #connection: ClientConnection | undefined;
  /** The connection, or the one that has just ended, has carried an answer. */
  #answered = false;
  #sessionId = 0;
  #sessionEpoch = 0;
  #running = false;
  #stopped = false;
  /** A long poll is out. */
  #polling = false;
  /** It was ended from here, to ask for something else. */
  #givenUp = false;
  /** One line says that the leader cannot be reached. */
  #complained = false;
  #interruptScheduled = false;
  #wake: (() => void) | undefined;

  constructor(env: Env, leaderId: number, options: ReplicaFetcherOptions) {
    this.#env = env;
    this.#leaderId = leaderId;
    this.#options = options;
  }

  get size(): number {
    return this.#followed.size;
  }

  /** Follows a partition from its present end on, in its present leader epoch. */
  add(partition: Partition): void {
    const key = keyOf(partition.topicId, partition.index);
    this.remove(partition);
    const followed: FollowedPartition = {
      partition,
      key,
      leaderEpoch: partition.image.leaderEpoch,
      isChanged: false,
      askedOffset: -1,
      retryAtMs: 0,
      isCaughtUp: false,
      waitsForImage: false,
    };
    this.#followed.set(key, followed);
    this.#nameNext(followed);
    this.#nudge();
  }

  remove(partition: Partition): void {
    const followed = this.#followed.get(keyOf(partition.topicId, partition.index));
    if (followed === undefined) return;
    this.#followed.delete(followed.key);
    followed.isChanged = false;
    this.#forget(followed);
    // Nothing is left to ask for: the leader need not hold the poll.
    if (this.#followed.size === 0) this.#nudge();
  }

  stop(): void {
    this.#stopped = true;
    this.#followed.clear();
    this.#disconnect();
    this.#wake?.();
  }

  #nameNext(followed: FollowedPartition): void {
    if (followed.isChanged) return;
    followed.isChanged = true;
    this.#changed.push(followed);
  }

  #forget(followed: FollowedPartition): void {
    if (followed.askedOffset < 0) return;
    this.#forgotten.push({ topicId: followed.partition.topicId, partition: followed.partition.index });
    followed.askedOffset = -1;
  }

  /**
   * Makes the loop look again once the present work is done. A poll that is out is given up, which costs a new
   * connection and no record: after a change of leaders nobody should wait for it to end.
   */
  #nudge(): void {
    if (this.#interruptScheduled || this.#stopped) return;
    this.#interruptScheduled = true;
    this.#env.clock.schedule(0, () => {
      this.#interruptScheduled = false;
      if (this.#stopped) return;
      if (!this.#running) {
        if (this.#followed.size > 0) void this.#run();
      } else if (
        this.#polling &&
        (this.#followed.size === 0 || this.#changed.some(({ isChanged }) => isChanged))
      ) {
        this.#givenUp = true;
        this.#disconnect();
      } else {
        this.#wake?.();
      }
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#followed.size > 0 && !this.#stopped) {
      const request = this.#nextRequest();
      if (request === undefined) {
        await this.#sleepUntil(this.#nextRetryMs());
        continue;
      }
      const response = await this.#poll(request);
      if (response !== undefined) await this.#take(response);
      else if (this.#givenUp) this.#givenUp = false;
      // A connection that worked and broke says nothing about the next one; acks=all waits for us meanwhile.
      else if (this.#answered) this.#answered = false;
      else await this.#sleep(this.#options.config().replicaFetchBackoffMs);
    }
    this.#running = false;
    this.#givenUp = false;
    this.#disconnect();
  }

  /** Undefined when the leader cannot be reached, or the poll was given up. */
  async #poll(request: FetchRequest): Promise<ResponseOf<typeof Fetch> | undefined> {
    try {
      const connection = this.#connection ?? (await this.#connect());
      this.#polling = true;
      const response = await connection.request(Fetch, request);
      this.#complained = false;
      this.#answered = true;
      return response;
    } catch (error) {
      if (!this.#givenUp && !this.#answered && !this.#complained && !this.#stopped) {
        this.#complained = true;
        this.#env.log.warn(`cannot fetch from leader ${this.#leaderId}: ${(error as Error).message}`);
      }
      this.#disconnect();
      return undefined;
    } finally {
      this.#polling = false;
    }
  }

  async #connect(): Promise<ClientConnection> {
    const endpoint = this.#options.endpointOf(this.#leaderId);
    if (endpoint === undefined) throw new ConnectionError('its endpoint is not known');
    const { replicaSocketTimeoutMs } = this.#options.config();
    const connection = await ClientConnection.connect(this.#env, endpoint, {
      clientId: `broker-${this.#options.nodeId}-fetcher-${this.#leaderId}`,
      connectTimeoutMs: replicaSocketTimeoutMs,
      requestTimeoutMs: replicaSocketTimeoutMs,
    });
    this.#connection = connection;
    this.#answered = false;
    if (this.#stopped) this.#disconnect();
    return connection;
  }

  /** The session ends with the connection: what was asked for must be asked for again. */
  #disconnect(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
    this.#resetSession();
  }

  #resetSession(): void {
    this.#sessionId = 0;
    this.#sessionEpoch = 0;
    this.#forgotten = [];
    for (const followed of this.#followed.values()) {
      followed.askedOffset = -1;
      this.#nameNext(followed);
    }
  }

  #nextRetryMs(): number {
    let soonestMs = Infinity;
    for (const followed of this.#changed)
      if (followed.isChanged && !followed.waitsForImage) soonestMs = Math.min(soonestMs, followed.retryAtMs);
    return soonestMs;
  }

  #sleepUntil(atMs: number): Promise<void> {
    return this.#sleep(Math.min(Math.max(atMs - this.#env.clock.monotonicMs(), 1), 60_000));
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#env.clock.schedule(delayMs, () => done());
      const done = () => {
        timer.cancel();
        this.#wake = undefined;
        resolve();
      };
      this.#wake = done;
    });
  }

  /** Undefined when nothing can be asked for now. */
  #nextRequest(): FetchRequest | undefined {
    const { nodeId, clusterId, brokerEpoch } = this.#options;
    const config = this.#options.config();
    const nowMs = this.#env.clock.monotonicMs();
    const isFull = this.#sessionId === 0;
    const topics = new Map<Uuid, FetchTopic & { partitions: FetchTopic['partitions'][number][] }>();
    let asked = 0;
    // Without a session the leader remembers nothing: everything is named each time.
    for (const followed of isFull ? this.#followed.values() : this.#changed) {
      if (!followed.isChanged) continue;
      const { partition, leaderEpoch } = followed;
      const { log, topicId } = partition;
      if (log === undefined) followed.isChanged = false;
      if (log === undefined || followed.waitsForImage || followed.retryAtMs > nowMs) continue;
      if (!followed.isCaughtUp && this.#options.replicas.quotas.mayNotTake(partition)) {
        this.#forget(followed);
        followed.retryAtMs = nowMs + config.replicaFetchBackoffMs;
        continue;
      }
      let topic = topics.get(topicId);
      if (topic === undefined) topics.set(topicId, (topic = { topicId, partitions: [] }));
      topic.partitions.push({
        partition: partition.index,
        currentLeaderEpoch: leaderEpoch,
        fetchOffset: log.endOffset,
        lastFetchedEpoch: log.latestEpoch,
        logStartOffset: log.startOffset,
        partitionMaxBytes: config.replicaFetchMaxBytes,
        highWatermark: log.highWatermark,
      });
      followed.askedOffset = log.endOffset;
      followed.isChanged = false;
      asked++;
    }
    this.#changed = this.#changed.filter(({ isChanged }) => isChanged);
    if (isFull && asked === 0) return undefined;
    // What left and came back at once is named above, and must stay.
    const forgotten = this.#forgotten.filter(
      ({ topicId, partition }) => !isAsked(this.#followed.get(keyOf(topicId, partition))),
    );
    this.#forgotten = [];
    // A partition that comes back after a pause would hold up those that go on: it waits for the next round at most.
    const pausedUntilMs = this.#nextRetryMs();
    const maxWaitMs = Math.ceil(Math.min(config.replicaFetchWaitMaxMs, Math.max(0, pausedUntilMs - nowMs)));
    return {
      clusterId,
      replicaState: { replicaId: nodeId, replicaEpoch: brokerEpoch() },
      maxWaitMs,
      minBytes: config.replicaFetchMinBytes,
      maxBytes: config.replicaFetchResponseMaxBytes,
      isolationLevel: 0,
      sessionId: this.#sessionId,
      sessionEpoch: this.#sessionEpoch,
      topics: [...topics.values()],
      forgottenTopicsData: (isFull ? [] : forgotten).map(({ topicId, partition }) => ({
        topicId,
        partitions: [partition],
      })),
    };
  }

  async #take(response: ResponseOf<typeof Fetch>): Promise<void> {
    if (response.errorCode !== ErrorCode.NONE) {
      const hadSession = this.#sessionId !== 0;
      this.#resetSession();
      if (!hadSession) await this.#sleep(this.#options.config().replicaFetchBackoffMs);
      return;
    }
    this.#sessionId = response.sessionId;
    this.#sessionEpoch = this.#sessionEpoch === MAX_SESSION_EPOCH ? 1 : this.#sessionEpoch + 1;
    const outOfRange: FollowedPartition[] = [];
    for (const { topicId, partitions } of response.responses) {
      for (const row of partitions) {
        const followed = this.#followed.get(keyOf(topicId, row.partitionIndex));
        // Removed, or followed anew in another epoch, while the answer was on its way.
        if (followed === undefined || !this.#isCurrent(followed)) continue;
        const { replicas } = this.#options;
        const outcome = followAnswer(this.#env, replicas, followed.partition, row);
        followed.isCaughtUp =
          outcome === 'fetch-on' && row.highWatermark <= (followed.partition.log?.endOffset ?? -1);
        if (outcome === 'ask-offsets') outOfRange.push(followed);
        else this.#go(followed, outcome);
      }
    }
    for (const followed of outOfRange) this.#go(followed, await this.#askOffsets(followed));
    // The leader has no room for a session: everything is named again.
    if (response.sessionId === 0) this.#resetSession();
  }

  /** What comes is what was asked for: in this epoch, and nothing has moved since. */
  #isCurrent({ partition, askedOffset, leaderEpoch }: FollowedPartition): boolean {
    if (partition.leader !== undefined || partition.image.leaderEpoch !== leaderEpoch) return false;
    return askedOffset === partition.log?.endOffset;
  }

  #go(followed: FollowedPartition, outcome: Followed): void {
    if (this.#followed.get(followed.key) !== followed) return;
    switch (outcome) {
      case 'fetch-on':
        break;
      case 'gone':
        this.remove(followed.partition);
        return;
      case 'wait-for-image':
        followed.waitsForImage = true;
        this.#forget(followed);
        break;
      default:
        followed.retryAtMs = this.#env.clock.monotonicMs() + this.#options.config().replicaFetchBackoffMs;
        this.#forget(followed);
    }
    this.#nameNext(followed);
  }

  async #askOffsets(followed: FollowedPartition): Promise<Followed> {
    const leader = await this.#offsetsOf(followed).catch(() => undefined);
    if (leader === undefined) return 'back-off';
    // What has changed here since is followed anew anyway.
    if (this.#followed.get(followed.key) !== followed || !this.#isCurrent(followed)) return 'fetch-on';
    return followRange(this.#env, this.#options.replicas, followed.partition, leader);
  }

  /** Where the leader's log lies; undefined when it does not say. Rejects when the connection ends. */
  async #offsetsOf({ partition, leaderEpoch }: FollowedPartition): Promise<LeaderRange | undefined> {
    const connection = this.#connection;
    if (connection === undefined) return undefined;
    const ask = async (timestamp: number) => {
      const { topics } = await connection.request(ListOffsets, {
        replicaId: this.#options.nodeId,
        isolationLevel: 0,
        topics: [
          {
            name: partition.topic,
            partitions: [{ partitionIndex: partition.index, currentLeaderEpoch: leaderEpoch, timestamp }],
          },
        ],
      });
      return topics[0].partitions[0];
    };
    const [earliest, latest] = [await ask(EARLIEST), await ask(LATEST)];
    if (earliest.errorCode !== ErrorCode.NONE || latest.errorCode !== ErrorCode.NONE) return undefined;
    return { startOffset: earliest.offset, endOffset: latest.offset, latestEpoch: latest.leaderEpoch };
  }
}
