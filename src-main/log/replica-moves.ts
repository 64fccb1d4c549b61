import { assert } from '../base/index.ts';
import { DiskError, type Env, type Timer } from '../env/index.ts';
import type { PartitionLog } from './partition-log.ts';

/** Bytes that are copied before others get their turn. */
const STEP_BYTES = 1024 * 1024;

export interface MoveOwner {
  /** `replica.alter.log.dirs.io.max.bytes.per.second`, of all moves together. */
  bytesPerSecond(): number;
  /** The copy is complete, and nothing is appended before this returns: it takes the log's place. */
  complete(move: ReplicaMove): void;
  /** A disk failed under the copy; its directory is to be taken out of service. */
  failed(move: ReplicaMove, error: DiskError): void;
}

/** A log that moves to another log dir: its copy there is called its future replica. */
export interface ReplicaMove {
  readonly log: PartitionLog;
  readonly future: PartitionLog;
  /** In the names of both folders when they change places: a start that finds one of them knows what was under way. */
  readonly uniqueHex: string;
  /** The copy is not cleaner than the log was when it began. */
  readonly cleanedUpTo: number;
  /** The copy is the log from now on. */
  promoted(): void;
}

/**
 * Copies logs into other log dirs, batch by batch as a follower would, while they are written to, and lets the copies
 * take their place (ReplicaAlterLogDirsManager). All of it runs on the node's thread, a megabyte at a time.
 */
export class ReplicaMoves {
  readonly #env: Env;
  readonly #owner: MoveOwner;
  readonly #moves = new Map<PartitionLog, ReplicaMove>();
  #timer: Timer | undefined;

  constructor(env: Env, owner: MoveOwner) {
    this.#env = env;
    this.#owner = owner;
  }

  all(): Iterable<ReplicaMove> {
    return this.#moves.values();
  }

  of(log: PartitionLog): ReplicaMove | undefined {
    return this.#moves.get(log);
  }

  begin(move: ReplicaMove): void {
    this.#moves.set(move.log, move);
    move.log.future = move.future;
    this.#continueIn(0);
  }

  /** Ends a move that will not be completed. What to do with the copy's folder is the caller's business. */
  cancel(log: PartitionLog): ReplicaMove | undefined {
    const move = this.#moves.get(log);
    if (move === undefined) return undefined;
    this.#forget(move);
    move.future.abandon();
    return move;
  }

  #forget(move: ReplicaMove): void {
    this.#moves.delete(move.log);
    move.log.future = undefined;
  }

  end(): void {
    this.#timer?.cancel();
    for (const { future } of this.#moves.values()) future.abandon();
    this.#moves.clear();
  }

  #continueIn(delayMs: number): void {
    this.#timer ??= this.#env.clock.schedule(delayMs, () => {
      this.#timer = undefined;
      let copiedBytes = 0;
      for (const move of [...this.#moves.values()]) copiedBytes += this.#step(move);
      if (this.#moves.size > 0) this.#continueIn((copiedBytes / this.#owner.bytesPerSecond()) * 1000);
    });
  }

  #step(move: ReplicaMove): number {
    if (this.#moves.get(move.log) !== move) return 0;
    try {
      const copiedBytes = copySome(move);
      if (move.future.endOffset === move.log.endOffset) {
        this.#forget(move);
        this.#owner.complete(move);
      }
      return copiedBytes;
    } catch (error) {
      if (error instanceof DiskError) {
        this.#owner.failed(move, error);
        return 0;
      }
      // Damaged bytes, which are not copied: the replica stays where it is.
      this.#env.log.error(`${move.log.topic}-${move.log.partition} cannot be moved: ${String(error)}`);
      this.cancel(move.log);
      return 0;
    }
  }
}

/** Copies about a megabyte, and the offsets that go with it. */
function copySome({ log, future }: ReplicaMove): number {
  if (future.endOffset < log.startOffset) future.truncateFullyAndStartAt(log.startOffset);
  const slice = log.read(future.endOffset, {
    maxBytes: STEP_BYTES,
    upperBound: Infinity,
    atLeastOneBatch: true,
  });
  if (slice === 'out-of-range')
    throw new Error(`its copy ends at ${future.endOffset}, it at ${log.endOffset}`);
  try {
    // The log may begin in the middle of its first batch, which is copied whole.
    if (slice.baseOffset < future.endOffset) {
      assert(future.sizeBytes === 0, `batch at ${slice.baseOffset}, the copy goes on at ${future.endOffset}`);
      future.truncateFullyAndStartAt(slice.baseOffset);
    }
    for (const chunk of slice.chunks) future.appendAsFollower(chunk);
    future.advanceHighWatermark(Math.min(log.highWatermark, future.endOffset));
    future.advanceStart(Math.min(log.startOffset, future.highWatermark), 'leader');
    return slice.sizeBytes;
  } finally {
    slice.release();
  }
}
