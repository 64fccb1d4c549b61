/** Fetched bytes → rows that match, without holding the event loop for long. */
import { type BatchFate, batchFates, type Fetched } from '../../client/index.ts';
import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchCodec,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffset,
  batchMagic,
  batchMaxTimestampMs,
  batchRecordCount,
  batchSizeBytes,
  CompressionError,
  decompress,
  type LogRecord,
  MalformedError,
  readRecords,
} from '../../wire/index.ts';
import type { MessageRow } from '../../contract/index.ts';
import type { Decoding } from '../decoding/index.ts';
import type { Matcher } from './matcher.ts';
import type { ScriptFilter } from './script-filter.ts';

export interface Hit {
  readonly record: LogRecord;
  readonly appendTime: boolean;
  readonly fate: MessageRow['fate'];
}

/** What becomes a row, and how it is read for that. */
export interface Sieve {
  readonly matcher: Matcher | undefined;
  readonly script: ScriptFilter | undefined;
  readonly decoding: Decoding;
  /** Also batches that consumers never see. */
  readonly invisible: boolean;
  /** At how many records the script has failed, and what it said first. */
  readonly scriptProblems: { count: number; first: string };
}

export interface Scanned {
  /** In the order of offsets. */
  readonly hits: Hit[];
  readonly records: number;
  readonly bytes: number;
  /** Where reading goes on; undefined when there was no whole batch. */
  readonly nextOffset: number | undefined;
  /** Time of the first and the last record looked at. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** Stretches of batches whose records could not be had, in the order of offsets. */
  readonly unreadable: readonly Unreadable[];
}

export interface Unreadable {
  /** The first and the last offset that no row can come of. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface ScanOptions {
  /** Records from here on… */
  readonly from: number;
  /** …and below this. */
  readonly to: number;
  readonly sieve: Sieve;
  /** Of the records' partition: they lie in it, and transactions from here on are undecided. */
  readonly partition: number;
  readonly stableBelow: number;
  /** Stops after so many hits; `nextOffset` is then behind the last of them. */
  readonly maxHits: number;
  readonly breath: Breath;
  readonly signal: AbortSignal;
}

/** A batch that decompresses to more than this is refused: it would fill the memory. */
const OUTPUT_LIMIT_BYTES = 512 * 1024 * 1024;
const BUDGET_MS = 12;
/** One batch may hold a hundred thousand records: the clock is looked at in between, too. */
const BREATH_RECORDS = 256;
/** Records a script judges at once: few enough that others have the event loop soon, enough that the crossing is cheap. */
const SCRIPT_CHUNK = 250;
/** Of keys and values: its memory must hold them as text and as objects. */
const SCRIPT_CHUNK_BYTES = 2 * 1024 * 1024;

/** Lets others have the event loop whenever a stretch of work has taken long enough. */
export class Breath {
  readonly #nowMs: () => number;
  #sinceMs: number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#sinceMs = nowMs();
  }

  get due(): boolean {
    return this.#nowMs() - this.#sinceMs >= BUDGET_MS;
  }

  async take(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#sinceMs = this.#nowMs();
  }
}

/**
 * A script may leave fewer hits than were asked for, though more follow behind `nextOffset`. A batch that cannot be read
 * is passed over: those behind it can be. Throws a Failure for a script that had to be stopped.
 */
export async function scanBatches(fetched: Fetched, options: ScanOptions): Promise<Scanned> {
  const { from, to, sieve, partition, stableBelow, maxHits, breath, signal } = options;
  const { matcher, decoding } = sieve;
  const { records: bytes, aborted } = fetched;
  const { batches, nextOffset } = batchFates(bytes, aborted);
  const hits: Hit[] = [];
  let records = 0;
  let scannedBytes = 0;
  let firstMs: number | undefined;
  let lastMs: number | undefined;
  let reached = nextOffset;
  // After a batch with hits the next one likely has some: looking through it twice would not pay.
  let lookFirst = matcher !== undefined;
  const unreadable: Unreadable[] = [];
  scan: for (const { at, fate } of batches) {
    if (batchBaseOffset(bytes, at) >= to) break;
    if (batchLastOffset(bytes, at) < from || (fate !== 'visible' && !sieve.invisible)) continue;
    if (breath.due) await breath.take();
    signal.throwIfAborted();
    scannedBytes += batchSizeBytes(bytes, at);
    const before = hits.length;
    let readable = Math.max(from, batchBaseOffset(bytes, at));
    try {
      // Older batches are laid out otherwise.
      const looked = lookFirst && batchMagic(bytes, at) >= 2;
      if (looked && !matcher!.mayContain(batchBody(bytes, at), batchRecordCount(bytes, at))) {
        records += Math.min(batchRecordCount(bytes, at), offsetsWithin(bytes, at, from, to));
        lastMs = batchMaxTimestampMs(bytes, at);
        firstMs ??= lastMs;
        continue;
      }
      const appendTime = batchIsLogAppendTime(bytes, at);
      const shown = fateShown(bytes, at, fate, sieve, stableBelow);
      let inBatch: Iterable<LogRecord> = readRecords(bytes, at, OUTPUT_LIMIT_BYTES);
      if (matcher !== undefined && !decoding.isPlain) {
        inBatch = [...inBatch];
        await decoding.prepare(inBatch);
      }
      for (const record of inBatch) {
        readable = record.offset + 1;
        if (record.offset < from) continue;
        if (record.offset >= to) break;
        records++;
        if (records % BREATH_RECORDS === 0 && breath.due) await breath.take();
        lastMs = Number(record.timestamp);
        firstMs ??= lastMs;
        if (matcher !== undefined && !matcher.matches(record, partition)) continue;
        hits.push({ record, appendTime, fate: shown });
        if (hits.length === maxHits) {
          reached = record.offset + 1;
          break scan;
        }
      }
    } catch (error) {
      if (![MalformedError, CompressionError, RangeError].some((kind) => error instanceof kind)) throw error;
      const last = Math.min(to - 1, batchLastOffset(bytes, at));
      noteUnreadable(unreadable, {
        from: Math.max(from, readable),
        to: last,
        reason: (error as Error).message,
      });
    }
    lookFirst = matcher !== undefined && hits.length === before;
  }
  await decoding.prepare(hits.map(({ record }) => record));
  return {
    hits: sieve.script === undefined ? hits : await judge(hits, sieve, options),
    records,
    bytes: scannedBytes,
    nextOffset: reached,
    firstMs,
    lastMs,
    unreadable,
  };
}

/** Batches beside each other that cannot be read for the same reason are one stretch. */
function noteUnreadable(unreadable: Unreadable[], found: Unreadable): void {
  const before = unreadable.at(-1);
  if (before !== undefined && before.to + 1 === found.from && before.reason === found.reason)
    unreadable[unreadable.length - 1] = { ...before, to: found.to };
  else unreadable.push(found);
}

/** The hits that the script keeps. */
async function judge(
  hits: readonly Hit[],
  { script, decoding, scriptProblems }: Sieve,
  { partition, breath, signal }: ScanOptions,
): Promise<Hit[]> {
  const kept: Hit[] = [];
  for (let start = 0, end = 0; start < hits.length; start = end) {
    if (breath.due) await breath.take();
    signal.throwIfAborted();
    for (let bytes = 0; end < hits.length && end - start < SCRIPT_CHUNK; end++) {
      bytes += sizeOf(hits[end].record);
      if (bytes > SCRIPT_CHUNK_BYTES && end > start) break;
    }
    const chunk = hits.slice(start, end);
    const verdict = script!.judge(
      chunk.map(({ record }) => record),
      partition,
      decoding,
    );
    if (verdict.problems > 0) {
      if (scriptProblems.count === 0) scriptProblems.first = verdict.firstProblem;
      scriptProblems.count += verdict.problems;
    }
    kept.push(...chunk.filter((_hit, index) => verdict.keep[index]));
  }
  return kept;
}

function sizeOf({ key, value }: LogRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}

function fateShown(
  bytes: Buffer,
  at: number,
  fate: BatchFate,
  { invisible }: Sieve,
  stableBelow: number,
): MessageRow['fate'] {
  if (!invisible) return undefined;
  if (fate === 'visible')
    return batchIsTransactional(bytes, at) && batchBaseOffset(bytes, at) >= stableBelow
      ? 'undecided'
      : undefined;
  // Other control batches stand in the metadata log only, which no client can fetch.
  return fate === 'control' ? undefined : fate;
}

/** Offsets of the batch in [from, to). */
function offsetsWithin(bytes: Buffer, at: number, from: number, to: number): number {
  return Math.min(to, batchLastOffset(bytes, at) + 1) - Math.max(from, batchBaseOffset(bytes, at));
}

function batchBody(bytes: Buffer, at: number): Buffer {
  const body = bytes.subarray(at + BATCH_HEADER_BYTES, at + batchSizeBytes(bytes, at));
  return decompress(batchCodec(bytes, at), body, OUTPUT_LIMIT_BYTES);
}
