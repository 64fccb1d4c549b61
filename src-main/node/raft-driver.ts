import { assert } from '../base/index.ts';
import type { Env, Timer } from '../env/index.ts';
import { type Image, imageRecords, type MetadataRecordInput } from '../metadata/index.ts';
import {
  DEFAULT_RAFT_TIMES,
  type QuorumState,
  Raft,
  type RaftEffects,
  type RaftInput,
  type ReplicaKey,
  type RoleName,
  type Voter,
} from '../raft/index.ts';
import type { MetadataLog, StoredMetadata } from './metadata-log.ts';
import { dataBatch, encodeRecords, leaderChangeBatch, type MetadataBatch } from './metadata-batches.ts';
import { readQuorumState, writeQuorumState, writeQuorumStateLater } from './quorum-state.ts';

/** What the driver tells the node. All calls are synchronous, in order, and never from within `append`. */
export interface RaftEvents {
  /** These batches are committed. `highWatermark` is the offset after the last of them. */
  committed(batches: readonly MetadataBatch[], highWatermark: number): void;
  roleChanged(role: RoleName, leaderId: number, epoch: number): void;
  /** The disk failed or our own code is wrong: the node must stop, nothing more will be done here. */
  failed(error: unknown): void;
}

export interface RaftDriverOptions {
  readonly self: ReplicaKey;
  readonly log: MetadataLog;
  readonly stored: StoredMetadata;
  readonly voters: readonly Voter[];
}

/**
 * Runs the raft core on the metadata log: executes its effects in order (state and log before anything that tells of
 * them), reports flushes, and keeps its one timer.
 */
export class RaftDriver {
  readonly #env: Env;
  readonly #events: RaftEvents;
  readonly #log: MetadataLog;
  readonly #raft: Raft;
  readonly #kraftVersion: number;
  /** Decoded batches beyond the high watermark: what was found at the start, and what we appended since. */
  #uncommitted: MetadataBatch[];
  #flushing = false;
  #timer: Timer | undefined;
  #timerAtMs = Infinity;
  #stopped = false;

  constructor(env: Env, options: RaftDriverOptions, events: RaftEvents) {
    const { self, log, stored, voters } = options;
    this.#env = env;
    this.#events = events;
    this.#log = log;
    this.#kraftVersion = stored.kraftVersion;
    this.#uncommitted = [...stored.batches];
    this.#raft = new Raft(
      log,
      voters,
      readQuorumState(env.disk, log.folder),
      { self, ...DEFAULT_RAFT_TIMES },
      () => env.random.next(),
    );
  }

  get raft(): Raft {
    return this.#raft;
  }

  get log(): MetadataLog {
    return this.#log;
  }

  start(): void {
    this.#step({ kind: 'start' });
  }

  /**
   * Appends one batch as leader. @returns where it is; it counts only once it is committed.
   * Throws a DiskError, and then nothing was appended.
   */
  append(records: readonly MetadataRecordInput[], metadataVersion: number): MetadataBatch {
    assert(this.#raft.role === 'leader', `append by a ${this.#raft.role}`);
    const timestamp = this.#env.clock.wallMs();
    return this.#appendBatch(dataBatch(encodeRecords(records, metadataVersion), { timestamp }));
  }

  #appendBatch(bytes: Buffer): MetadataBatch {
    const batch = this.#log.append(bytes, this.#raft.epoch);
    this.#uncommitted.push(batch);
    this.#flushSoon();
    return batch;
  }

  /** Group commit: what is appended while a flush is under way shares the next one. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      if (this.#stopped) return;
      const { endOffset } = this.#log;
      this.#log.flushLater().then(
        () => this.#attempt(() => this.#flushed(endOffset)),
        (error: unknown) => this.#fail(error),
      );
    });
  }

  #flushed(endOffset: number): void {
    this.#flushing = false;
    this.#step({ kind: 'flushed', endOffset });
    if (this.#log.endOffset > endOffset) this.#flushSoon();
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#events.failed(error);
  }

  #step(input: RaftInput): void {
    if (this.#stopped) return;
    this.#execute(this.#raft.step(input, this.#env.clock.monotonicMs()));
  }

  #execute(effects: RaftEffects): void {
    assert(
      effects.send.length === 0 && effects.respond.length === 0,
      'a quorum of one has nobody to talk to',
    );
    if (effects.persist !== undefined) this.#persist(effects.persist);
    if (effects.append?.kind === 'leader-change') {
      const timestamp = this.#env.clock.wallMs();
      this.#appendBatch(leaderChangeBatch(effects.append, { timestamp, leaderEpoch: effects.append.epoch }));
    }
    if (effects.commitTo !== undefined) this.#commit(effects.commitTo);
    if (effects.role !== undefined) {
      const { name, leaderId, epoch } = effects.role;
      this.#env.facts.report({ kind: 'quorum-changed', leaderId, epoch, role: name });
      this.#events.roleChanged(name, leaderId, epoch);
    }
    this.#wakeAt(effects.wakeAtMs);
  }

  /**
   * In a quorum of one nothing is sent that rests on the file, and an epoch it has lost is found again in the log: its
   * flush need not be waited for.
   */
  #persist(state: QuorumState): void {
    const version = this.#kraftVersion > 0 ? 1 : 0;
    const { disk } = this.#env;
    if (this.#raft.voters.length > 1) return writeQuorumState(disk, this.#log.folder, state, version);
    writeQuorumStateLater(disk, this.#log.folder, state, version).catch((error: unknown) =>
      this.#fail(error),
    );
  }

  #commit(highWatermark: number): void {
    this.#log.advanceHighWatermark(highWatermark);
    const count = this.#uncommitted.findIndex((batch) => batch.endOffset > highWatermark);
    const batches = this.#uncommitted.splice(0, count < 0 ? this.#uncommitted.length : count);
    this.#events.committed(batches, highWatermark);
  }

  #wakeAt(atMs: number): void {
    if (atMs === this.#timerAtMs && this.#timer !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAtMs = atMs;
    if (atMs === Infinity || this.#stopped) return;
    this.#timer = this.#env.clock.schedule(Math.max(0, atMs - this.#env.clock.monotonicMs()), () => {
      this.#timer = undefined;
      this.#attempt(() => this.#step({ kind: 'wake' }));
    });
  }

  /** Freezes the image, which must be that of a commit, as a snapshot. */
  writeSnapshot(image: Image, metadataVersion: number, lastContainedLogTimestampMs: number): void {
    this.#log.writeSnapshot(
      { endOffset: image.endOffset, epoch: image.epoch },
      {
        records: imageRecords(image),
        metadataVersion,
        voters: this.#raft.voters,
        kraftVersion: this.#kraftVersion,
        lastContainedLogTimestampMs,
      },
    );
  }

  /** Flushes and closes the log. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#log.close();
  }
}
