/**
 * Fetch sessions (KIP-227): a consumer names its partitions once and then only what changed; the response leaves
 * out what has not. A pure core: Kafka's FetchSession and its cache. Unlike there a fetch looks only at the partitions
 * that are due: the others rest (resting-target.ts), so that it costs what has changed.
 */
import { SmallSet, ZERO_UUID, type Uuid } from '../base/index.ts';
import { ErrorCode, type Fetch, type RequestOf } from '../protocol/index.ts';
import type { HostedPartition } from './partition.ts';

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
  /** Its place in the order in which a session is read. */
  turn: number;
  /** While it rests: there is nothing to say of it until its partition stirs it. */
  rest: { stir(): void } | undefined;
}

/** Who reads, and how: what rests does so for this reader only. */
export interface SessionReader {
  /** -1: a consumer. */
  readonly replicaId: number;
  readonly brokerEpoch: number;
  readonly readCommitted: boolean;
  /** What chooses the replica to read from; undefined: only leaders answer. */
  readonly chooser: object | undefined;
}

/** A fetch of a session that waits. */
export interface SessionWait {
  /** Its rest has ended: it is waited for as what is due. */
  alsoFor(partition: HostedPartition): void;
}

export interface FetchSession {
  readonly id: number;
  readonly usesTopicIds: boolean;
  readonly createdMs: number;
  readonly targets: Map<string, FetchTarget>;
  /** Those that do not rest; `inTurn` gives them in order. */
  readonly due: Set<FetchTarget>;
  /** Some came back from their rest, and may stand behind others whose turn is later. */
  isOutOfTurn: boolean;
  /** Of who goes to the end. */
  nextTurn: number;
  readonly waits: SmallSet<SessionWait>;
  /** When the newest fetch came; monotonic. */
  readonly pulse: { atMs: number };
  reader: SessionReader | undefined;
  /** Of records, in the newest response. */
  givenBytes: number;
  /** Of records that were lately on their way together. */
  flowBytes: number;
  isEnded: boolean;
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
/** What is on its way between producers and followers must be that much for a follower to be held up, */
const GROUP_BYTES_MIN = 32 * 1024;
/** and is never waited for beyond this. */
const GROUP_BYTES_MAX = 128 * 1024;
/** A fetch that found less than those before it has met the group in parts. */
const FLOW_DECAY = 0.75;

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
    turn: 0,
    rest: undefined,
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
      this.#end(this.#sessions.get(sessionId));
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
      this.#end(session);
      return { kind: 'full', targets: session.targets, keep: false };
    }
    session.epoch = session.epoch === MAX_EPOCH ? 1 : session.epoch + 1;
    session.lastUsedMs = nowMs;
    return { kind: 'incremental', session };
  }

  #update(session: FetchSession, request: FetchRequest): void {
    for (const { topic, topicId, partitions } of request.topics) {
      for (const wanted of partitions) {
        const key = keyOf(topic, topicId, wanted.partition);
        const known = session.targets.get(key);
        if (known === undefined) {
          const added = target(topic, topicId, wanted);
          session.targets.set(key, added);
          goLast(session, added);
          continue;
        }
        known.rest?.stir();
        known.currentLeaderEpoch = wanted.currentLeaderEpoch;
        known.fetchOffset = wanted.fetchOffset;
        known.lastFetchedEpoch = wanted.lastFetchedEpoch;
        known.maxBytes = wanted.partitionMaxBytes;
        known.logStartOffset = wanted.logStartOffset;
        known.highWatermark = wanted.highWatermark;
      }
    }
    for (const { topic, topicId, partitions } of request.forgottenTopicsData) {
      for (const partition of partitions) {
        const key = keyOf(topic, topicId, partition);
        const forgotten = session.targets.get(key);
        if (forgotten === undefined) continue;
        forgotten.rest?.stir();
        session.due.delete(forgotten);
        session.targets.delete(key);
      }
    }
  }

  /** Lets go of a session, and of what rests for it. */
  #end(session: FetchSession | undefined): void {
    if (session === undefined) return;
    this.#sessions.delete(session.id);
    session.isEnded = true;
    stirAll(session);
  }

  /** Makes a session of what a full fetch answered; 0 when there is no room for it. Its first epoch is 1. */
  create(targets: Map<string, FetchTarget>, usesTopicIds: boolean, nowMs: number): number {
    if (targets.size === 0 || this.#options.maxSessions === 0) return 0;
    if (this.#sessions.size >= this.#options.maxSessions && !this.#evict(targets.size, nowMs)) return 0;
    let id = this.#options.nextSessionId();
    while (this.#sessions.has(id)) id = this.#options.nextSessionId();
    const session: FetchSession = {
      id,
      usesTopicIds,
      createdMs: nowMs,
      targets,
      due: new Set(),
      isOutOfTurn: false,
      nextTurn: 0,
      waits: new SmallSet(),
      pulse: { atMs: nowMs },
      reader: undefined,
      givenBytes: 0,
      flowBytes: 0,
      isEnded: false,
      epoch: 1,
      lastUsedMs: nowMs,
    };
    for (const one of targets.values()) goLast(session, one);
    this.#sessions.set(id, session);
    return id;
  }

  /** Makes room: first a session that nobody used for a while, else the smallest old one if it is smaller than the new. */
  #evict(newSize: number, nowMs: number): boolean {
    let oldest: FetchSession | undefined;
    for (const session of this.#sessions.values())
      if (oldest === undefined || session.lastUsedMs < oldest.lastUsedMs) oldest = session;
    if (oldest !== undefined && nowMs - oldest.lastUsedMs > this.#evictionMs) {
      this.#end(oldest);
      return true;
    }
    let smallest: FetchSession | undefined;
    for (const session of this.#sessions.values()) {
      if (nowMs - session.createdMs <= this.#evictionMs) continue;
      if (session.targets.size < (smallest?.targets.size ?? newSize)) smallest = session;
    }
    this.#end(smallest);
    return smallest !== undefined;
  }
}

/** Takes in that `reader` fetches at `nowMs`. To another one than before the session is as good as new. */
export function heardFrom(session: FetchSession, reader: SessionReader, nowMs: number): void {
  const before = session.reader;
  const isSame =
    before?.replicaId === reader.replicaId &&
    before.brokerEpoch === reader.brokerEpoch &&
    before.readCommitted === reader.readCommitted &&
    before.chooser === reader.chooser;
  // Before the new time counts: what rests for another process must not live on by it.
  if (!isSame) stirAll(session);
  session.reader = reader;
  session.pulse.atMs = nowMs;
}

/**
 * How much a follower's fetch should wait for, for a moment, before it is answered with a part of it; 0: nothing beyond
 * what it asked for. Producers that fill their batches send as much again as soon as they hear of the commit of what
 * the follower had before; without the moment, what is on its way goes back and forth in parts, and each batch costs
 * several fetches. Small records are never held up.
 */
export function groupBytes(session: FetchSession, readyBytes: number): number {
  session.flowBytes = Math.max(session.givenBytes + readyBytes, session.flowBytes * FLOW_DECAY);
  return session.flowBytes < GROUP_BYTES_MIN ? 0 : Math.min(session.flowBytes, GROUP_BYTES_MAX);
}

/** The rest of a group did not come in time: there is no more than this on its way. */
export function groupIsLess(session: FetchSession, readyBytes: number): void {
  session.flowBytes = readyBytes;
}

function stirAll({ targets, due }: FetchSession): void {
  if (due.size < targets.size) for (const { rest } of targets.values()) rest?.stir();
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

function goLast(session: FetchSession, target: FetchTarget): void {
  target.turn = session.nextTurn++;
  session.due.delete(target);
  session.due.add(target);
}

/** What a fetch looks at, in the order in which it does. */
export function inTurn(session: FetchSession): ReadonlySet<FetchTarget> {
  const { due, isOutOfTurn } = session;
  if (!isOutOfTurn) return due;
  const inOrder = [...due].sort((a, b) => a.turn - b.turn);
  due.clear();
  for (const target of inOrder) due.add(target);
  session.isOutOfTurn = false;
  return due;
}

/** The rest of a target has ended: it is due again, in its turn. */
export function comesBack(session: FetchSession, target: FetchTarget): void {
  if (session.due.size > 0) session.isOutOfTurn = true;
  session.due.add(target);
}

/** Partitions that gave records wait their turn behind those that did not. */
export function rotate(session: FetchSession, served: readonly FetchTarget[]): void {
  for (const target of served)
    if (target.turn !== session.nextTurn - 1 && session.due.has(target)) goLast(session, target);
}
