import { DiskError, type Env, type Timer } from '../env/index.ts';
import { batchBaseOffset, batchFault, batchLastOffset, batchMaxTimestampMs } from '../wire/index.ts';
import { scanBatches } from './batch-scan.ts';
import { epochFault } from './epoch-check.ts';
import { checkEnd, indexCheck } from './index-check.ts';
import { CorruptIndexError } from './index-file.ts';
import type { PartitionLog } from './partition-log.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import type { Segment } from './segment.ts';

export interface ScrubSettings {
  /** From the end of one round over all closed segments to the next. */
  readonly intervalMs: number;
  /** At most so much is read in a second. */
  readonly bytesPerSecond: number;
}

export interface ScrubOwner {
  logs(): Iterable<PartitionLog>;
  damaged(log: PartitionLog, error: CorruptSegmentError): void;
  failed(log: PartitionLog, error: DiskError): void;
}

/** Read between two rests. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads segments, which nobody may ask for in months, and holds each batch against its CRC and each index entry
 * against the batch that it is about. Apache Kafka finds such damage when a client does. Bounded in what it reads a
 * second, so that nobody notices it; between rounds it does nothing.
 */
export class LogScrubber {
  readonly #env: Env;
  readonly #settings: ScrubSettings;
  readonly #owner: ScrubOwner;
  #dueMs: number;
  #running = false;
  #ended = false;
  #timer: Timer | undefined;

  constructor(env: Env, settings: ScrubSettings, owner: ScrubOwner) {
    this.#env = env;
    this.#settings = settings;
    this.#owner = owner;
    this.#dueMs = env.clock.monotonicMs() + settings.intervalMs;
  }

  /** When `work` wants to be called, monotonic. */
  get wakeAtMs(): number {
    return this.#running || this.#ended ? Infinity : this.#dueMs;
  }

  /** Begins a round when it is time; comes back at once. */
  work(nowMs: number): void {
    if (this.#running || this.#ended || nowMs < this.#dueMs) return;
    this.#running = true;
    void this.#round().finally(() => {
      this.#running = false;
      this.#dueMs = this.#env.clock.monotonicMs() + this.#settings.intervalMs;
    });
  }

  async #round(): Promise<void> {
    for (const log of [...this.#owner.logs()]) {
      if (this.#ended) return;
      try {
        await this.#scrub(log);
      } catch (error) {
        if (this.#ended) return;
        if (error instanceof CorruptSegmentError) this.#owner.damaged(log, error);
        else if (error instanceof DiskError) this.#owner.failed(log, error);
        else throw error;
      }
    }
  }

  async #scrub(log: PartitionLog): Promise<void> {
    const { generation } = log;
    log.checkSnapshots();
    const segments = log.planSegments();
    for (const [index, { segment, nextOffset }] of segments.entries()) {
      const isClosed = index < segments.length - 1;
      const upTo = () => (isClosed ? nextOffset : log.endOffset);
      const isGone = () => this.#ended || log.generation !== generation || !log.holds(segment);
      if (isGone()) return;
      await this.#scrubSegment(log, segment, { isClosed, upTo, isGone });
    }
  }

  async #scrubSegment(
    log: PartitionLog,
    segment: Segment,
    part: { readonly isClosed: boolean; readonly upTo: () => number; readonly isGone: () => boolean },
  ): Promise<void> {
    const { isClosed, upTo, isGone } = part;
    // An open file that was removed can still be read, until it is closed.
    const sizeBytes = this.#env.disk.stat(segment.log.path)?.sizeBytes ?? -1;
    if (sizeBytes < segment.sizeBytes && !isGone())
      throw new CorruptSegmentError(
        `${segment.log.path} ${sizeBytes < 0 ? 'is gone' : `has ${sizeBytes} of ${segment.sizeBytes} bytes`}`,
      );
    // The active one's indexes grow, and are checked whenever they are used.
    const indexes = isClosed ? log.repairing(segment, () => indexCheck(segment)) : undefined;
    let lastOffset = segment.baseOffset - 1;
    for (let position = 0; position < segment.sizeBytes;) {
      const from = position;
      const fromOffset = lastOffset + 1;
      const scan = scanBatches(
        segment.log.get(),
        from,
        segment.sizeBytes,
        log.context.pool,
        false,
        (buffer, at, batchAt) => {
          if (batchAt - from >= CHUNK_BYTES) return false;
          const fault = batchFault(buffer, at, buffer.length);
          const rises = batchBaseOffset(buffer, at) > lastOffset && batchLastOffset(buffer, at) < upTo();
          if (fault !== undefined || !rises)
            throw new CorruptSegmentError(
              `${segment.log.path}: batch at ${batchAt}: ${fault ?? 'its offsets are out of order'}`,
            );
          const wrongEpoch = epochFault(buffer, at, log);
          if (wrongEpoch !== undefined)
            throw new CorruptSegmentError(`${segment.log.path}: batch at ${batchAt} ${wrongEpoch}`);
          lastOffset = batchLastOffset(buffer, at);
          indexes?.batch(lastOffset, batchAt, batchMaxTimestampMs(buffer, at));
          return true;
        },
      );
      if (scan.fault !== undefined) throw new CorruptSegmentError(`${segment.log.path}: ${scan.fault}`);
      position = scan.position;
      // Looked up they are held against their markers.
      log.abortedEntries(fromOffset, Math.min(lastOffset + 1, log.lastStableOffset));
      await this.#rest(position - from);
      if (isGone()) return;
    }
    if (isClosed) log.repairing(segment, () => checkEnd(segment, lastOffset + 1, upTo()));
    const fault = indexes?.fault();
    if (fault === undefined) return;
    let said = false;
    log.repairing(segment, () => {
      // Once: built again, they are right.
      if (said) return;
      said = true;
      throw new CorruptIndexError(fault);
    });
    segment.saveIndexes();
  }

  /** So long that the next chunk does not come too early. */
  #rest(sizeBytes: number): Promise<void> {
    const delayMs = (sizeBytes / this.#settings.bytesPerSecond) * 1000;
    return new Promise((resolve) => {
      this.#timer = this.#env.clock.schedule(Math.max(1, delayMs), resolve);
    });
  }

  /** Nothing is begun any more. */
  end(): void {
    this.#ended = true;
    this.#timer?.cancel();
  }
}
