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
import { inEnglish, type ReadEvent, say } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
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
const PROGRESS_MS = 1_000;
const PARTITION_BYTES = 512 * 1024;

/** Runs until the signal is aborted. Every leader is listened to by itself, so a slow or dead one delays no other. */
export async function tail(
  client: KafkaClient,
  topic: string,
  ranges: readonly Range[],
  options: TailOptions,
): Promise<void> {
  const { signal, lane } = options;
  const positions = ranges.map(({ partition, to }): Position => ({ topic, partition, offset: to }));
  const window = new TailWindow(client, options);
  try {
    while (!signal.aborted) {
      const { byBroker, leaderless } = groupByLeader(client, positions);
      // A round ends when a leader fails: leaders are looked up anew then, and all are listened to again.
      const round = new AbortController();
      const ended = AbortSignal.any([signal, round.signal]);
      const loops = [...byBroker].map(async ([broker, group]) => {
        try {
          while (!ended.aborted) await follow(client, broker, group, window, { ...options, signal: ended });
        } catch (error) {
          if (!ended.aborted) round.abort(error);
        }
      });
      if (leaderless.length > 0)
        loops.push(
          client.pause(RETRY_MS, ended).then(
            () => round.abort(),
            () => {},
          ),
        );
      await Promise.all(loops);
      if (signal.aborted) return;
      await client.pause(RETRY_MS, signal);
      await client.refreshMetadata().catch(() => {}); // the next round fails with the reason, and waits again
    }
  } finally {
    window.close();
    client.closeLane(lane);
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
      position.offset = await startOf(client, position);
      const message = inEnglish(say('notice.tailMoved', { offset: position.offset }));
      window.tell({ kind: 'notice', partition: position.partition, message });
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
    window.add(position.partition, scanned.hits, scanned.records, scanned.bytes);
    position.offset = Math.max(position.offset, scanned.nextOffset ?? 0);
  }
  // A broker gives a batch that is too large to the first partition only: each has its turn.
  positions.push(positions.shift()!);
}

function isOutOfRange(error: Error): boolean {
  return error instanceof KafkaError && error.code === ErrorCode.OFFSET_OUT_OF_RANGE;
}

async function startOf(client: KafkaClient, { topic, partition }: Position): Promise<number> {
  const [result] = await listOffsets(client, [{ topic, partition, timestamp: OffsetSpec.earliest }]);
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
