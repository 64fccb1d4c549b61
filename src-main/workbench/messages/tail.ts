/** A live tail: what is appended from now on, of all partitions, as fast as a screen can take it. */
import {
  type Fetched,
  fetchFrom,
  groupByLeader,
  type Isolation,
  type KafkaClient,
  KafkaError,
  listOffsets,
  OffsetSpec,
} from '../../client/index.ts';
import { type ReadEvent, type Said, say } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { Failure } from '../router/index.ts';
import { noticeOf } from './notice.ts';
import { messageRow } from './row.ts';
import type { Range } from './ranges.ts';
import { Breath, type Hit, scanBatches, type Sieve } from './scan-batches.ts';

export interface TailOptions {
  readonly sieve: Sieve;
  readonly isolation: Isolation;
  readonly signal: AbortSignal;
  readonly lane: string;
  readonly emit: (event: ReadEvent) => void;
  /** The screen has not taken what was emitted. */
  readonly congested: () => boolean;
  /** All of the topic's partitions are meant, which were so many: those that are added are followed, too. */
  readonly growsFrom?: number;
  /** Partitions that could not say where they end: nothing comes into them meanwhile, and they are followed once they can. */
  readonly unplaced?: readonly number[];
}

interface Waiting extends Hit {
  readonly partition: number;
}

interface Position {
  readonly topic: string;
  readonly partition: number;
  offset: number;
}

const FLUSH_MS = 100;
/** A person cannot follow more rows in one flush, going on; the newest are shown, the others counted. */
const ROWS_PER_FLUSH = 300;
/** Flushes that were not filled are saved up to so many rows: a burst out of quiet is shown whole. */
const BURST_ROWS = 2_000;
const ROWS_PER_EVENT = 500;
const MAX_WAIT_MS = 500;
const RETRY_MS = 500;
const UNPLACED = -1;
/** An election or a restart takes less, and needs no word. */
const HINDRANCE_MS = 2_000;
const PROGRESS_MS = 1_000;
const PARTITION_BYTES = 512 * 1024;

/**
 * Runs until the signal is aborted. Every leader is listened to by itself, so a slow or dead one delays no other. Throws a
 * Failure when the script had to be stopped: it would have to be with the next records, too.
 */
export async function tail(
  client: KafkaClient,
  topic: string,
  ranges: readonly Range[],
  options: TailOptions,
): Promise<void> {
  const { signal, lane } = options;
  const positions = new Positions(client, topic, ranges, options);
  const window = new TailWindow(client, options);
  const hindrance = new Hindrance(client, window);
  try {
    while (!signal.aborted) {
      positions.keepUp(window);
      const { byBroker, leaderless } = groupByLeader(client, positions.all);
      // A round ends when a leader fails or the topic is another: leaders are looked up anew then, and all are listened
      // to again.
      const round = new AbortController();
      const ended = AbortSignal.any([signal, round.signal]);
      let why: unknown = leaderless[0]?.error;
      const heard = new Set<number>();
      const loops = [...byBroker].map(async ([broker, group]) => {
        try {
          while (!ended.aborted) {
            await follow(client, broker, group, window, { ...options, signal: ended });
            if (leaderless.length === 0 && heard.add(broker).size === byBroker.size) hindrance.isOver();
          }
        } catch (error) {
          if (ended.aborted) return;
          why = error;
          round.abort(error);
        }
      });
      const pauses = [positions.haveChanged(ended)];
      if (leaderless.length > 0) pauses.push(client.pause(RETRY_MS, ended));
      for (const pause of pauses)
        loops.push(
          pause.then(
            () => round.abort(),
            () => {},
          ),
        );
      await Promise.all(loops);
      if (signal.aborted) return;
      if (why instanceof Failure) throw why;
      if (positions.areOld) continue;
      if (why instanceof Error) hindrance.tell(why);
      await client.pause(RETRY_MS, signal);
      await client.refreshMetadata().catch(() => {}); // the next round fails with the reason, and waits again
    }
  } finally {
    window.close();
    client.closeLane(lane);
  }
}

/** Where the tail is in each partition; others when the topic grows, or is made anew under the same name. */
class Positions {
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #grows: boolean;
  #all: Position[];
  /** The topic's id and how many partitions it has, as it is followed. */
  #followed: TopicShape | undefined;

  constructor(
    client: KafkaClient,
    topic: string,
    ranges: readonly Range[],
    { growsFrom, unplaced = [] }: Pick<TailOptions, 'growsFrom' | 'unplaced'>,
  ) {
    this.#client = client;
    this.#topic = topic;
    this.#grows = growsFrom !== undefined;
    this.#all = [
      ...ranges.map(({ partition, to }) => ({ topic, partition, offset: to })),
      ...unplaced.map((partition) => ({ topic, partition, offset: UNPLACED })),
    ];
    const known = this.#known;
    this.#followed = known && { id: known.id, count: growsFrom ?? known.count };
  }

  get all(): readonly Position[] {
    return this.#all;
  }

  get #known(): TopicShape | undefined {
    const known = this.#client.metadata.topics.get(this.#topic);
    // Between the deletion and the making of it nothing is known, and that changes nothing yet.
    return known === undefined || known.errorCode !== 0
      ? undefined
      : { id: known.id, count: known.partitions.length };
  }

  get areOld(): boolean {
    const known = this.#known;
    if (known === undefined) return false;
    if (known.id !== this.#followed?.id) return true;
    return this.#grows && known.count > this.#followed.count;
  }

  /** Resolves when the topic is another than it is followed as; whoever is connected asks for metadata anyhow. */
  async haveChanged(signal: AbortSignal): Promise<void> {
    while (!this.areOld) await this.#client.pause(RETRY_MS, signal);
  }

  /** What was added since is read from its start: it came while somebody was looking. */
  keepUp(window: TailWindow): void {
    const known = this.#known;
    if (known === undefined || !this.areOld) return;
    const before = this.#followed;
    this.#followed = known;
    if (before === undefined) return;
    const isAnew = known.id !== before.id;
    const fromStart = (partition: number): Position => ({ topic: this.#topic, partition, offset: 0 });
    const kept = isAnew && this.#grows ? [] : this.#all;
    const stays = kept.filter(({ partition }) => partition < known.count);
    this.#all = isAnew ? stays.map(({ partition }) => fromStart(partition)) : stays;
    if (this.#grows)
      for (let partition = isAnew ? 0 : before.count; partition < known.count; partition++)
        this.#all.push(fromStart(partition));
    const said = isAnew ? say('notice.tailAnew') : say('notice.tailGrew', { count: known.count });
    window.tell(noticeOf(null, said));
  }
}

interface TopicShape {
  readonly id: string;
  readonly count: number;
}

/** Says that nothing comes, and why, once it has lasted; and when it is over. */
class Hindrance {
  readonly #client: KafkaClient;
  readonly #window: TailWindow;
  #heardMs: number;
  #isTold = false;

  constructor(client: KafkaClient, window: TailWindow) {
    this.#client = client;
    this.#window = window;
    this.#heardMs = client.env.clock.monotonicMs();
  }

  tell(error: Error): void {
    if (this.#isTold || this.#client.env.clock.monotonicMs() - this.#heardMs < HINDRANCE_MS) return;
    this.#isTold = true;
    const reason = error instanceof KafkaError ? error.message : say('notice.noAnswer');
    this.#say(say('notice.tailWaits', { reason }));
  }

  isOver(): void {
    this.#heardMs = this.#client.env.clock.monotonicMs();
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#say(say('notice.tailGoesOn'));
  }

  #say(said: Said): void {
    this.#window.tell(noticeOf(null, said));
  }
}

/** One long poll. Throws when a partition has moved or the broker is gone. */
async function follow(
  client: KafkaClient,
  broker: number,
  positions: Position[],
  window: TailWindow,
  { sieve, isolation, signal, lane }: TailOptions,
): Promise<void> {
  for (const position of positions)
    if (position.offset === UNPLACED) position.offset = await placeOf(client, position, OffsetSpec.latest);
  const fetching = fetchFrom(client, broker, positions, {
    isolation,
    maxWaitMs: MAX_WAIT_MS,
    partitionMaxBytes: PARTITION_BYTES,
    lane,
    signal,
  });
  const results = await orAborted(fetching, signal);
  const breath = new Breath(() => client.env.clock.monotonicMs());
  for (const result of results) {
    const position = positions.find(({ partition }) => partition === result.partition)!;
    if ('error' in result) {
      if (!isOutOfRange(result.error)) throw result.error;
      position.offset = await placeOf(client, position, OffsetSpec.earliest);
      window.tell(noticeOf(position.partition, say('notice.tailMoved', { offset: position.offset })));
      continue;
    }
    const fetched: Fetched = result.value;
    const scanned = await scanBatches(fetched, {
      from: position.offset,
      to: Infinity,
      sieve,
      partition: position.partition,
      // What is appended now cannot be decided already.
      stableBelow: sieve.invisible ? fetched.lastStableOffset : Infinity,
      maxHits: Infinity,
      breath,
      signal,
    });
    for (const stretch of scanned.unreadable)
      window.tell(noticeOf(position.partition, say('notice.unreadable', { ...stretch })));
    window.add(position.partition, scanned.hits, scanned.records, scanned.bytes);
    position.offset = Math.max(position.offset, scanned.nextOffset ?? 0);
  }
  // A broker gives a batch that is too large to the first partition only: each has its turn.
  positions.push(positions.shift()!);
}

function isOutOfRange(error: Error): boolean {
  return error instanceof KafkaError && error.code === ErrorCode.OFFSET_OUT_OF_RANGE;
}

async function placeOf(
  client: KafkaClient,
  { topic, partition }: Position,
  timestamp: number,
): Promise<number> {
  const [result] = await listOffsets(client, [{ topic, partition, timestamp }]);
  if ('error' in result) throw result.error;
  return result.value.offset;
}

/** A long poll ends for us when the signal says so; its answer is then of no interest. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason as Error);
    signal.addEventListener('abort', aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

/** What waits to be shown: the newest rows only, drawn as payloads when they leave. */
class TailWindow {
  readonly #client: KafkaClient;
  readonly #options: TailOptions;
  #waiting: Waiting[] = [];
  #dropped = 0;
  /** Rows that may be shown now; grows with time. */
  #allowance = BURST_ROWS;
  #allowedMs: number;
  #timer: { cancel(): void } | undefined;
  readonly #startMs: number;
  #progressMs = 0;
  #scanned = 0;
  #matched = 0;
  #bytes = 0;

  constructor(client: KafkaClient, options: TailOptions) {
    this.#client = client;
    this.#options = options;
    this.#startMs = client.env.clock.monotonicMs();
    this.#allowedMs = this.#startMs;
  }

  add(partition: number, hits: readonly Hit[], records: number, bytes: number): void {
    this.#scanned += records;
    this.#matched += hits.length;
    this.#bytes += bytes;
    const kept = hits.slice(-BURST_ROWS);
    this.#dropped += hits.length - kept.length;
    for (const hit of kept) this.#waiting.push({ partition, ...hit });
    this.#keepNewest(BURST_ROWS);
    if (records > 0) this.#timer ??= this.#client.env.clock.schedule(FLUSH_MS, () => this.#flush());
  }

  #keepNewest(count: number): void {
    const excess = this.#waiting.length - count;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.#dropped += excess;
  }

  tell(event: ReadEvent): void {
    this.#options.emit(event);
  }

  close(): void {
    this.#timer?.cancel();
  }

  #flush(): void {
    const { clock } = this.#client.env;
    this.#timer = undefined;
    if (this.#options.congested()) {
      this.#timer = clock.schedule(FLUSH_MS, () => this.#flush());
      return;
    }
    const nowMs = clock.monotonicMs();
    const earned = Math.floor(((nowMs - this.#allowedMs) / FLUSH_MS) * ROWS_PER_FLUSH);
    this.#allowance = Math.min(BURST_ROWS, this.#allowance + earned);
    this.#allowedMs = nowMs;
    this.#keepNewest(this.#allowance);
    this.#allowance -= this.#waiting.length;
    if (this.#dropped > 0) this.tell({ kind: 'dropped', count: this.#dropped });
    this.#dropped = 0;
    if (this.#waiting.length > 0) {
      const { decoding } = this.#options.sieve;
      const rows = this.#waiting
        .map(({ record, ...hit }) => messageRow(record, { ...hit, decoding }))
        .toSorted((a, b) => a.timestampMs - b.timestampMs);
      this.#waiting = [];
      for (let at = 0; at < rows.length; at += ROWS_PER_EVENT)
        this.tell({ kind: 'rows', rows: rows.slice(at, at + ROWS_PER_EVENT) });
    }
    const elapsedMs = nowMs - this.#startMs;
    if (elapsedMs - this.#progressMs < PROGRESS_MS) return;
    this.#progressMs = elapsedMs;
    const { scriptProblems } = this.#options.sieve;
    this.tell({
      kind: 'progress',
      scanned: this.#scanned,
      matched: this.#matched,
      scannedBytes: this.#bytes,
      elapsedMs: Math.round(elapsedMs),
      remaining: null,
      ...(scriptProblems.count > 0 && { scriptProblems: { ...scriptProblems } }),
    });
  }
}
