/** Fetched bytes → rows that match, without holding the event loop for long. */
import { type Fetched, visibleBatches } from '../../client/index.ts';
import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchCodec,
  batchIsLogAppendTime,
  batchLastOffset,
  batchMaxTimestampMs,
  batchRecordCount,
  batchSizeBytes,
  decompress,
  type LogRecord,
  readRecords,
} from '../../wire/index.ts';
import type { Matcher } from './matcher.ts';

export interface Hit {
  readonly record: LogRecord;
  readonly appendTime: boolean;
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
}

export interface ScanOptions {
  /** Records from here on… */
  readonly from: number;
  /** …and below this. */
  readonly to: number;
  readonly matcher: Matcher | undefined;
  /** Stops after so many hits; `nextOffset` is then behind the last of them. */
  readonly maxHits: number;
  readonly breath: Breath;
  readonly signal: AbortSignal;
}

/** A batch that decompresses to more than this is refused: it would fill the memory. */
const OUTPUT_LIMIT_BYTES = 512 * 1024 * 1024;
const BUDGET_MS = 12;

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

/** Throws MalformedError or CompressionError for a batch that cannot be read. */
export async function scanBatches(fetched: Fetched, options: ScanOptions): Promise<Scanned> {
  const { from, to, matcher, maxHits, breath, signal } = options;
  const { records: bytes, aborted } = fetched;
  const { positions, nextOffset } = visibleBatches(bytes, aborted);
  const hits: Hit[] = [];
  let records = 0;
  let scannedBytes = 0;
  let firstMs: number | undefined;
  let lastMs: number | undefined;
  // After a batch with hits the next one likely has some: looking through it twice would not pay.
  let lookFirst = matcher !== undefined;
  for (const at of positions) {
    if (batchBaseOffset(bytes, at) >= to) break;
    if (batchLastOffset(bytes, at) < from) continue;
    if (breath.due) await breath.take();
    signal.throwIfAborted();
    scannedBytes += batchSizeBytes(bytes, at);
    if (lookFirst && !matcher!.mayContain(batchBody(bytes, at))) {
      records += Math.min(batchRecordCount(bytes, at), offsetsWithin(bytes, at, from, to));
      lastMs = batchMaxTimestampMs(bytes, at);
      firstMs ??= lastMs;
      continue;
    }
    const appendTime = batchIsLogAppendTime(bytes, at);
    const before = hits.length;
    for (const record of readRecords(bytes, at, OUTPUT_LIMIT_BYTES)) {
      if (record.offset < from) continue;
      if (record.offset >= to) break;
      records++;
      lastMs = Number(record.timestamp);
      firstMs ??= lastMs;
      if (matcher !== undefined && !matcher.matches(record)) continue;
      hits.push({ record, appendTime });
      if (hits.length === maxHits)
        return { hits, records, bytes: scannedBytes, nextOffset: record.offset + 1, firstMs, lastMs };
    }
    lookFirst = matcher !== undefined && hits.length === before;
  }
  return { hits, records, bytes: scannedBytes, nextOffset, firstMs, lastMs };
}

/** Offsets of the batch in [from, to). */
function offsetsWithin(bytes: Buffer, at: number, from: number, to: number): number {
  return Math.min(to, batchLastOffset(bytes, at) + 1) - Math.max(from, batchBaseOffset(bytes, at));
}

function batchBody(bytes: Buffer, at: number): Buffer {
  const body = bytes.subarray(at + BATCH_HEADER_BYTES, at + batchSizeBytes(bytes, at));
  return decompress(batchCodec(bytes, at), body, OUTPUT_LIMIT_BYTES);
}
