/** Reads stretches of many partitions as one list in the order of time: forward from a place, or back from the end. */
import {
  fetchAt,
  type Fetched,
  type Isolation,
  KafkaError,
  type KafkaClient,
  listOffsets,
  OffsetSpec,
} from '../../client/index.ts';
import { type MessageRow, type ReadEvent, say } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import { Failure } from '../router/index.ts';
import { noticeOf } from './notice.ts';
import { messageRow } from './row.ts';
import type { Range } from './ranges.ts';
import { Breath, scanBatches, type Sieve } from './scan-batches.ts';
import { type Direction, TimeMerge } from './time-merge.ts';

export interface ReadOptions {
  readonly direction: Direction;
  readonly limit: number;
  readonly sieve: Sieve;
  readonly isolation: Isolation;
  readonly signal: AbortSignal;
  readonly lane: string;
  readonly emit: (event: ReadEvent) => void;
  /** What was asked for by time. A broker finds the first record that is so late, whatever stands behind it. */
  readonly times?: { readonly fromMs: number; readonly untilMs: number };
  /** Resolves when the screen has taken what was emitted. */
  readonly drained: () => Promise<void>;
  /** Keys and values are cut there; undefined: where rows of a table are. */
  readonly rowBytes?: number;
  /** Hears of the record behind each row, before the row is emitted. */
  readonly onRow?: (row: MessageRow, record: LogRecord) => void;
}

interface Cursor {
  readonly partition: number;
  /** Narrower than it was asked for where records are deleted meanwhile. */
  range: Range;
  /** Forward: the next offset to read. Backward: everything from here on has been read. */
  at: number;
  /** Backward: how many offsets the next step back spans. */
  step: number;
  failures: number;
}

const PROGRESS_MS = 100;
const ROWS_PER_EVENT = 500;
const FETCH_BYTES = { first: 64 * 1024, most: 1024 * 1024 };
const STEP = { least: 32, most: 65_536 };
const RESPONSE_BYTES = 32 * 1024 * 1024;
/** A partition that fails so often in a row is given up, and said. */
const ATTEMPTS = 4;
const RETRY_MS = 250;

/** Emits rows, progress and notices; resolves with why it ended. Throws what the signal was aborted with. */
export async function readRanges(
  client: KafkaClient,
  topic: string,
  ranges: readonly Range[],
  options: ReadOptions,
): Promise<'limit' | 'end'> {
  return new Reading(client, topic, ranges, options).run();
}

class Reading {
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #options: ReadOptions;
  readonly #merge: TimeMerge<MessageRow>;
  readonly #cursors = new Map<number, Cursor>();
  readonly #breath: Breath;
  readonly #startMs: number;
  #progressMs = -Infinity;
  #fetchBytes = FETCH_BYTES.first;
  #scanned = 0;
  #scannedBytes = 0;
  #emitted = 0;
  /** Rows of another time than was asked for. */
  #outside = 0;

  constructor(client: KafkaClient, topic: string, ranges: readonly Range[], options: ReadOptions) {
    this.#client = client;
    this.#topic = topic;
    this.#options = options;
    this.#merge = new TimeMerge(
      options.direction,
      ranges.map(({ partition }) => partition),
    );
    const { clock } = client.env;
    this.#breath = new Breath(() => clock.monotonicMs());
    this.#startMs = clock.monotonicMs();
    const share = Math.ceil(options.limit / Math.max(1, ranges.length));
    const step = Math.min(STEP.most, Math.max(STEP.least, share));
    for (const range of ranges) {
      const at = options.direction === 'forward' ? range.from : range.to;
      this.#cursors.set(range.partition, { partition: range.partition, range, at, step, failures: 0 });
      if (range.from >= range.to) this.#merge.finish(range.partition);
    }
  }

  async run(): Promise<'limit' | 'end'> {
    const { limit, signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      await this.#emitRows();
      if (this.#emitted >= limit) return this.#end('limit');
      const wanted = this.#merge.wants();
      if (wanted.length === 0) return this.#end('end');
      const cursors = wanted.map((partition) => this.#cursors.get(partition)!);
      if (this.#options.direction === 'forward') await this.#readOn(cursors);
      else await this.#readBack(cursors);
      this.#tellProgress(false);
      this.#fetchBytes = Math.min(FETCH_BYTES.most, this.#fetchBytes * 2);
    }
  }

  async #readOn(cursors: readonly Cursor[]): Promise<void> {
    const limit = this.#options.limit - this.#emitted;
    for (const { cursor, fetched } of await this.#fetch(
      cursors.map((cursor) => ({ cursor, at: cursor.at })),
    )) {
      const { from: _start, to } = cursor.range;
      const rows: MessageRow[] = [];
      const next = await this.#scan(cursor, fetched, cursor.at, to, limit, rows);
      this.#merge.add(cursor.partition, rows, next.lastMs);
      cursor.at = Math.max(cursor.at, next.offset);
      if (cursor.at >= to) this.#merge.finish(cursor.partition);
    }
  }

  /** Reads the stretches before what each cursor has, whole, and hands them over turned round. */
  async #readBack(cursors: readonly Cursor[]): Promise<void> {
    const windows = cursors.map((cursor) => ({
      cursor,
      from: Math.max(cursor.range.from, cursor.at - cursor.step),
      next: Math.max(cursor.range.from, cursor.at - cursor.step),
      rows: [] as MessageRow[],
      firstMs: undefined as number | undefined,
    }));
    for (let open = windows; open.length > 0;) {
      const byCursor = new Map(open.map((window) => [window.cursor, window]));
      for (const { cursor, fetched } of await this.#fetch(
        open.map(({ cursor, next }) => ({ cursor, at: next })),
      )) {
        const window = byCursor.get(cursor)!;
        const scanned = await this.#scan(cursor, fetched, window.next, cursor.at, Infinity, window.rows);
        window.firstMs ??= scanned.firstMs;
        window.next = Math.max(window.next, scanned.offset);
      }
      this.#tellProgress(false);
      for (const window of open) {
        window.from = Math.max(window.from, Math.min(window.cursor.at, window.cursor.range.from));
        window.next = Math.max(window.next, window.from);
      }
      open = open.filter(({ cursor, next }) => next < cursor.at && cursor.failures < ATTEMPTS);
    }
    for (const { cursor, from, rows, firstMs } of windows) {
      this.#merge.add(cursor.partition, rows.reverse(), firstMs);
      // Few rows came of it: compacted away, or the filter is strict. Larger steps are cheaper then.
      if (rows.length < cursor.step / 4) cursor.step = Math.min(STEP.most, cursor.step * 4);
      cursor.at = from;
      if (from <= cursor.range.from || cursor.failures >= ATTEMPTS) this.#merge.finish(cursor.partition);
    }
  }

  /** Scans one fetched stretch into rows; what cannot be read is said and passed over. */
  async #scan(
    cursor: Cursor,
    fetched: Fetched,
    from: number,
    to: number,
    maxHits: number,
    rows: MessageRow[],
  ): Promise<{ offset: number; firstMs: number | undefined; lastMs: number | undefined }> {
    const { sieve, signal } = this.#options;
    const { decoding } = sieve;
    const { partition } = cursor;
    try {
      const scanned = await scanBatches(fetched, {
        from,
        to,
        sieve,
        partition,
        stableBelow: cursor.range.stable,
        maxHits,
        breath: this.#breath,
        signal,
      });
      const { rowBytes, onRow } = this.#options;
      for (const { record, appendTime, fate } of scanned.hits) {
        const row = messageRow(record, { partition, appendTime, fate, decoding }, rowBytes);
        rows.push(row);
        onRow?.(row, record);
      }
      this.#scanned += scanned.records;
      this.#scannedBytes += scanned.bytes;
      for (const stretch of scanned.unreadable)
        this.#options.emit(noticeOf(partition, say('notice.unreadable', { ...stretch })));
      // Nothing at all below the end: the rest was compacted away, or is not stable yet.
      const offset = scanned.nextOffset ?? to;
      return { offset, firstMs: scanned.firstMs, lastMs: scanned.lastMs };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Failure) throw error;
      this.#giveUp(cursor, error as Error);
      return { offset: to, firstMs: undefined, lastMs: undefined };
    }
  }

  async #fetch(
    places: readonly { readonly cursor: Cursor; readonly at: number }[],
  ): Promise<{ cursor: Cursor; fetched: Fetched }[]> {
    const { signal, lane } = this.#options;
    const partitionMaxBytes = Math.min(this.#fetchBytes, Math.ceil(RESPONSE_BYTES / places.length));
    const asked = Map.groupBy(places, ({ cursor, at }) => this.#isolationAt(cursor, at));
    const answers = [...asked].map(([isolation, group]) =>
      fetchAt(
        this.#client,
        group.map(({ cursor, at }) => ({ topic: this.#topic, partition: cursor.partition, offset: at })),
        { isolation, maxWaitMs: 0, partitionMaxBytes, lane, signal },
      ),
    );
    const results = (await Promise.all(answers)).flat();
    const fetched: { cursor: Cursor; fetched: Fetched }[] = [];
    let failed = false;
    for (const result of results) {
      const cursor = this.#cursors.get(result.partition)!;
      if ('value' in result) {
        cursor.failures = 0;
        fetched.push({ cursor, fetched: result.value });
      } else {
        failed = true;
        await this.#failed(cursor, result.error);
      }
    }
    if (failed && fetched.length === 0) await this.#client.pause(RETRY_MS, signal);
    // A partition without bytes beside others with some did not fit into the response: it is asked again.
    const full = fetched.filter(({ fetched: { records } }) => records.length > 0);
    return full.length > 0 ? full : fetched;
  }

  /** Which transactions were aborted a broker says with read_committed only, which ends where the first is open. */
  #isolationAt({ range }: Cursor, at: number): Isolation {
    if (!this.#options.sieve.invisible) return this.#options.isolation;
    return at < range.stable ? 'read_committed' : 'read_uncommitted';
  }

  async #failed(cursor: Cursor, error: Error): Promise<void> {
    cursor.failures++;
    const code = error instanceof KafkaError ? error.code : 0;
    if (code === ErrorCode.OFFSET_OUT_OF_RANGE && (await this.#narrowed(cursor))) return;
    if (cursor.failures >= ATTEMPTS || code === ErrorCode.OFFSET_OUT_OF_RANGE) this.#giveUp(cursor, error);
    else if (code !== 0) await this.#client.noteError(code);
  }

  /** Retention or somebody's purge has moved the partition's start past where it is read: what is left is read. */
  async #narrowed(cursor: Cursor): Promise<boolean> {
    const { partition, range } = cursor;
    const place = { topic: this.#topic, partition, timestamp: OffsetSpec.earliest };
    const [answer] = await listOffsets(this.#client, [place], { signal: this.#options.signal });
    if (!('value' in answer) || answer.value.offset <= range.from) return false;
    const start = answer.value.offset;
    const from = Math.min(range.to, start);
    cursor.range = { ...range, from };
    if (this.#options.direction === 'forward') {
      cursor.at = Math.max(cursor.at, from);
      if (cursor.at >= range.to) this.#merge.finish(partition);
    }
    this.#options.emit(noticeOf(partition, say('notice.deletedMeanwhile', { start })));
    return true;
  }

  #giveUp(cursor: Cursor, error: Error): void {
    cursor.failures = ATTEMPTS;
    const { partition } = cursor;
    this.#options.emit(
      noticeOf(partition, say('notice.ended', { offset: cursor.at, reason: error.message })),
    );
    this.#merge.finish(partition);
  }

  async #emitRows(): Promise<void> {
    const { limit, emit, drained } = this.#options;
    while (this.#emitted < limit) {
      const rows = this.#merge.take(Math.min(ROWS_PER_EVENT, limit - this.#emitted));
      if (rows.length === 0) return;
      this.#emitted += rows.length;
      this.#outside += rows.filter(({ timestampMs }) => this.#isOutside(timestampMs)).length;
      emit({ kind: 'rows', rows });
      await drained();
    }
  }

  #isOutside(timestampMs: number): boolean {
    const { times } = this.#options;
    return times !== undefined && (timestampMs < times.fromMs || timestampMs >= times.untilMs);
  }

  #end(reason: 'limit' | 'end'): 'limit' | 'end' {
    if (this.#outside > 0)
      this.#options.emit(noticeOf(null, say('notice.outsideTime', { count: this.#outside })));
    this.#tellProgress(true);
    return reason;
  }

  #tellProgress(always: boolean): void {
    const nowMs = this.#client.env.clock.monotonicMs();
    if (!always && nowMs - this.#progressMs < PROGRESS_MS) return;
    this.#progressMs = nowMs;
    const { scriptProblems } = this.#options.sieve;
    this.#options.emit({
      kind: 'progress',
      scanned: this.#scanned,
      matched: this.#emitted + this.#merge.waiting,
      scannedBytes: this.#scannedBytes,
      elapsedMs: Math.round(nowMs - this.#startMs),
      remaining: this.#remaining(),
      ...(scriptProblems.count > 0 && { scriptProblems: { ...scriptProblems } }),
    });
  }

  /** Offsets that may still be looked at; fewer where the limit comes first. */
  #remaining(): number {
    let offsets = 0;
    for (const { at, range } of this.#cursors.values())
      offsets += Math.max(0, this.#options.direction === 'forward' ? range.to - at : at - range.from);
    return this.#options.sieve.matcher === undefined && this.#options.sieve.script === undefined
      ? Math.min(offsets, this.#options.limit - this.#emitted)
      : offsets;
  }
}
