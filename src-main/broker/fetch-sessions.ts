/**
 * Fetch sessions (KIP-227): a consumer names its partitions once and then only what changed; the response leaves
 * out what has not. A pure core: Kafka's FetchSession and its cache.
 */
import { ZERO_UUID, type Uuid } from '../base/index.ts';
import { ErrorCode, type Fetch, type RequestOf } from '../protocol/index.ts';

type FetchRequest = RequestOf<typeof Fetch>;
type RequestedPartition = FetchRequest['topics'][number]['partitions'][number];

/** A partition that a fetch reads. In a session it lives on and remembers what the client was told. */
export interface FetchTarget {
  /** '' where the request named it by id; the reader resolves it anew each time. */
  readonly topic: string;
  readonly topicId: Uuid;
  readonly partition: number;
  currentLeaderEpoch: number;
  fetchOffset: number;
  lastFetchedEpoch: number;
  maxBytes: number;
  /** Of a follower: where its log begins, and the high watermark it knows (v18; before, Infinity). */
  logStartOffset: number;
  highWatermark: number;
  /** What the newest response said; -1: nothing yet, or an error. */
  toldHighWatermark: number;
  toldLogStart: number;
}

export interface FetchSession {
  readonly id: number;
  readonly usesTopicIds: boolean;
  readonly createdMs: number;
  /** In the order in which they are read: those that gave records go to the end. */
  readonly targets: Map<string, FetchTarget>;
  epoch: number;
  lastUsedMs: number;
}

/** How a fetch goes on. */
export type FetchPlan =
  | { readonly kind: 'error'; readonly errorCode: number }
  /** All targets are answered; `keep` makes a session of them. */
  | { readonly kind: 'full'; readonly targets: Map<string, FetchTarget>; readonly keep: boolean }
  | { readonly kind: 'incremental'; readonly session: FetchSession };

export interface FetchSessionOptions {
  /** `max.incremental.fetch.session.cache.slots`. */
  readonly maxSessions: number;
  /** A session that old may be evicted by another one. Kafka's constant: 2 minutes. */
  readonly evictionMs?: number;
  /** In [1, 2^31). */
  nextSessionId(): number;
}

const INITIAL_EPOCH = 0;
const FINAL_EPOCH = -1;
const MAX_EPOCH = 0x7fffffff;
const DEFAULT_EVICTION_MS = 120_000;

function keyOf(topic: string, topicId: Uuid, partition: number): string {
  return `${topicId === ZERO_UUID ? topic : topicId}/${partition}`;
}

function target(topic: string, topicId: Uuid, wanted: RequestedPartition): FetchTarget {
  return {
    topic,
    topicId,
    partition: wanted.partition,
    currentLeaderEpoch: wanted.currentLeaderEpoch,
    fetchOffset: wanted.fetchOffset,
    lastFetchedEpoch: wanted.lastFetchedEpoch,
    maxBytes: wanted.partitionMaxBytes,
    logStartOffset: wanted.logStartOffset,
    highWatermark: wanted.highWatermark,
    toldHighWatermark: -1,
    toldLogStart: -1,
  };
}

function allTargets(request: FetchRequest): Map<string, FetchTarget> {
  const targets = new Map<string, FetchTarget>();
  for (const { topic, topicId, partitions } of request.topics) {
    for (const wanted of partitions)
      targets.set(keyOf(topic, topicId, wanted.partition), target(topic, topicId, wanted));
  }
  return targets;
}

export class FetchSessions {
  readonly #options: FetchSessionOptions;
  readonly #evictionMs: number;
  /** Least recently used first. */
  readonly #sessions = new Map<number, FetchSession>();

  constructor(options: FetchSessionOptions) {
    this.#options = options;
    this.#evictionMs = options.evictionMs ?? DEFAULT_EVICTION_MS;
  }

  get size(): number {
    return this.#sessions.size;
  }

  get partitions(): number {
    let count = 0;
    for (const session of this.#sessions.values()) count += session.targets.size;
    return count;
  }

  /** What a request asks for (FetchManager.newContext). `nowMs` is monotonic. */
  plan(request: FetchRequest, usesTopicIds: boolean, nowMs: number): FetchPlan {
    const { sessionId, sessionEpoch } = request;
    if (sessionEpoch === INITIAL_EPOCH || sessionEpoch === FINAL_EPOCH) {
      // Asking in full ends the session that the client had.
      if (sessionId !== 0) this.#sessions.delete(sessionId);
      return { kind: 'full', targets: allTargets(request), keep: sessionEpoch === INITIAL_EPOCH };
    }
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return { kind: 'error', errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND };
    if (session.epoch !== sessionEpoch)
      return { kind: 'error', errorCode: ErrorCode.INVALID_FETCH_SESSION_EPOCH };
    if (session.usesTopicIds !== usesTopicIds)
      return { kind: 'error', errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR };
    this.#update(session, request);
    if (session.targets.size === 0) {
      this.#sessions.delete(session.id);
      return { kind: 'full', targets: session.targets, keep: false };
    }
    session.epoch = session.epoch === MAX_EPOCH ? 1 : session.epoch + 1;
    session.lastUsedMs = nowMs;
    this.#sessions.delete(session.id);
    this.#sessions.set(session.id, session);
    return { kind: 'incremental', session };
  }

  #update(session: FetchSession, request: FetchRequest): void {
    for (const { topic, topicId, partitions } of request.topics) {
      for (const wanted of partitions) {
        const key = keyOf(topic, topicId, wanted.partition);
        const known = session.targets.get(key);
        if (known === undefined) {
          session.targets.set(key, target(topic, topicId, wanted));
          continue;
        }
        known.currentLeaderEpoch = wanted.currentLeaderEpoch;
        known.fetchOffset = wanted.fetchOffset;
        known.lastFetchedEpoch = wanted.lastFetchedEpoch;
        known.maxBytes = wanted.partitionMaxBytes;
        known.logStartOffset = wanted.logStartOffset;
        known.highWatermark = wanted.highWatermark;
      }
    }
    for (const { topic, topicId, partitions } of request.forgottenTopicsData) {
      for (const partition of partitions) session.targets.delete(keyOf(topic, topicId, partition));
    }
  }

  /** Makes a session of what a full fetch answered; 0 when there is no room for it. Its first epoch is 1. */
  create(targets: Map<string, FetchTarget>, usesTopicIds: boolean, nowMs: number): number {
    if (targets.size === 0 || this.#options.maxSessions === 0) return 0;
    if (this.#sessions.size >= this.#options.maxSessions && !this.#evict(targets.size, nowMs)) return 0;
    let id = this.#options.nextSessionId();
    while (this.#sessions.has(id)) id = this.#options.nextSessionId();
    this.#sessions.set(id, { id, usesTopicIds, createdMs: nowMs, targets, epoch: 1, lastUsedMs: nowMs });
    return id;
  }

  /** Makes room: first a session that nobody used for a while, else the smallest old one if it is smaller than the new. */
  #evict(newSize: number, nowMs: number): boolean {
    const [oldest] = this.#sessions.values();
    if (nowMs - oldest.lastUsedMs > this.#evictionMs) return this.#sessions.delete(oldest.id);
    let smallest: FetchSession | undefined;
    for (const session of this.#sessions.values()) {
      if (nowMs - session.createdMs <= this.#evictionMs) continue;
      if (session.targets.size < (smallest?.targets.size ?? newSize)) smallest = session;
    }
    return smallest !== undefined && this.#sessions.delete(smallest.id);
  }
}

/** What a response says of a target. */
export interface Told {
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  /** -1: none, the answer is here. */
  readonly preferredReadReplica: number;
}

/** Notes what the client is told, with so many bytes of records; whether an incremental response must say it at all. */
export function tell(target: FetchTarget, told: Told, sizeBytes: number): boolean {
  const failed = told.errorCode !== ErrorCode.NONE;
  const changed =
    failed ||
    sizeBytes > 0 ||
    told.preferredReadReplica >= 0 ||
    target.toldHighWatermark !== told.highWatermark ||
    target.toldLogStart !== told.logStartOffset;
  // After an error the client must hear of the partition again, even if nothing has changed since before it.
  target.toldHighWatermark = failed ? -1 : told.highWatermark;
  target.toldLogStart = told.logStartOffset;
  return changed;
}

/** Partitions that gave records wait their turn behind those that did not. */
export function rotate(session: FetchSession, served: readonly FetchTarget[]): void {
  for (const one of served) {
    const key = keyOf(one.topic, one.topicId, one.partition);
    if (session.targets.delete(key)) session.targets.set(key, one);
  }
}
