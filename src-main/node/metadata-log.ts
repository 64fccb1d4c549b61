import { assert } from '../base/index.ts';
import type { Env } from '../env/index.ts';
import { openMetadataLog, type PartitionLog } from '../log/index.ts';
import type { MetadataRecord, MetadataRecordInput } from '../metadata/index.ts';
import {
  type LogView,
  type ReplicaKey,
  type SnapshotId,
  type Voter,
  VoterHistory,
  type VoterSetEntry,
} from '../raft/index.ts';
import { batchFault, batchSizeBytes } from '../wire/index.ts';
import { decodeBatch, type MetadataBatch } from './metadata-batches.ts';
import { METADATA_FOLDER } from './metadata-format.ts';
import { replaceDurably } from './durable-file.ts';
import { listSnapshots, parseSnapshot, readSnapshot, snapshotName, writeSnapshot } from './snapshot-file.ts';

const READ_BYTES = 1024 * 1024;

/** What is left of the log when a node starts: a snapshot, and the batches after it. */
export interface StoredMetadata {
  readonly snapshotId: SnapshotId | undefined;
  readonly snapshotRecords: readonly MetadataRecord[];
  /** Committed or not: raft finds out. */
  readonly batches: readonly MetadataBatch[];
}

/** `__cluster_metadata-0` on disk with its snapshots: the log that raft decides about. */
export class MetadataLog implements LogView {
  readonly folder: string;
  readonly #env: Env;
  readonly #log: PartitionLog;
  #snapshots: SnapshotId[];
  readonly #voters = new VoterHistory();

  /** Opens or creates the log below a formatted log dir. @throws Error when it cannot be used as it is. */
  constructor(env: Env, directory: string) {
    this.#env = env;
    this.folder = `${directory}/${METADATA_FOLDER}`;
    this.#log = openMetadataLog(env, directory);
    this.#snapshots = listSnapshots(env.disk, this.folder);
    const latest = this.latestSnapshot;
    if (this.#log.startOffset > 0 && (latest === undefined || latest.endOffset < this.#log.startOffset)) {
      throw new Error(
        `${this.folder} begins at offset ${this.#log.startOffset}, but no snapshot covers what is before`,
      );
    }
    // A snapshot that came from the leader just before a crash: the log had not followed yet.
    if (latest !== undefined && latest.endOffset > this.#log.endOffset) {
      this.#log.truncateFullyAndStartAt(latest.endOffset);
    }
  }

  get startOffset(): number {
    return this.#log.startOffset;
  }

  get endOffset(): number {
    return this.#log.endOffset;
  }

  get latestEpoch(): number {
    const epoch = this.#log.latestEpoch;
    return epoch >= 0 ? epoch : (this.latestSnapshot?.epoch ?? 0);
  }

  get earliestSnapshot(): SnapshotId | undefined {
    return this.#snapshots[0];
  }

  get latestSnapshot(): SnapshotId | undefined {
    return this.#snapshots.at(-1);
  }

  get voterSet(): VoterSetEntry | undefined {
    return this.#voters.last;
  }

  hasNamedVoter(key: ReplicaKey): boolean {
    return this.#voters.includes(key);
  }

  /** The voters that a snapshot with this end must name; undefined at kraft.version 0. */
  votersBefore(endOffset: number): readonly Voter[] | undefined {
    return this.#voters.before(endOffset);
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } {
    // The log answers only for epochs it has seen; a later one ends where the log ends.
    if (epoch >= this.latestEpoch) return { epoch: this.latestEpoch, endOffset: this.endOffset };
    return this.#log.endOffsetForEpoch(epoch);
  }

  /** Everything that is stored, decoded; voters are known from then on. @throws MalformedError for records of a later release. */
  load(): StoredMetadata {
    const snapshotId = this.latestSnapshot;
    const snapshot = snapshotId && readSnapshot(this.#env.disk, `${this.folder}/${snapshotName(snapshotId)}`);
    const batches = this.read(snapshotId?.endOffset ?? 0, this.endOffset);
    const voters = snapshot?.voters;
    this.#voters.reset(voters && { offset: snapshotId!.endOffset - 1, voters });
    this.#noteVoters(batches);
    return { snapshotId, snapshotRecords: snapshot?.records ?? [], batches };
  }

  #noteVoters(batches: readonly MetadataBatch[]): void {
    for (const { voters } of batches)
      if (voters !== undefined) this.#voters.add(voters.offset, voters.voters);
  }

  /** The batches from an offset that begins one, up to another. */
  read(fromOffset: number, upTo: number): MetadataBatch[] {
    const batches: MetadataBatch[] = [];
    for (let offset = fromOffset; offset < upTo;) {
      const slice = this.#log.read(offset, { maxBytes: READ_BYTES, upperBound: upTo, atLeastOneBatch: true });
      assert(slice !== 'out-of-range' && slice.sizeBytes > 0, `nothing at ${offset} of ${this.folder}`);
      // Values of records share the memory they were decoded from: keep a copy of our own.
      const bytes = Buffer.concat(slice.chunks);
      slice.release();
      for (let at = 0; at < bytes.length;) {
        const fault = batchFault(bytes, at, bytes.length);
        if (fault !== undefined) throw new Error(`${this.folder} is damaged near offset ${offset}: ${fault}`);
        const sizeBytes = batchSizeBytes(bytes, at);
        batches.push(decodeBatch(bytes, at, sizeBytes));
        at += sizeBytes;
      }
      offset = slice.nextOffset;
    }
    return batches;
  }

  /** Appends as the leader of `epoch`. Throws a DiskError. @returns the batch as it is in the log now */
  append(batch: Buffer, epoch: number): MetadataBatch {
    const outcome = this.#log.appendAsLeader(batch, { leaderEpoch: epoch, origin: 'raft' });
    assert(outcome.kind === 'appended', `the metadata log refused a batch: ${JSON.stringify(outcome)}`);
    const appended = decodeBatch(batch, 0, outcome.sizeBytes);
    this.#noteVoters([appended]);
    return appended;
  }

  /**
   * Appends what a leader sent: whole batches (`wholeBatches`) that go on where the log ends.
   * @throws MalformedError for records that this release does not know.
   */
  appendFetched(bytes: Buffer): MetadataBatch[] {
    const batches: MetadataBatch[] = [];
    for (let at = 0; at < bytes.length; at += batches.at(-1)!.sizeBytes)
      batches.push(decodeBatch(bytes, at, batchSizeBytes(bytes, at)));
    this.#log.appendAsFollower(bytes);
    this.#noteVoters(batches);
    return batches;
  }

  /** The bytes of the batches from an offset on, at least one, for a follower. */
  readBytes(offset: number, maxBytes: number): Buffer {
    const slice = this.#log.read(offset, { maxBytes, upperBound: this.endOffset, atLeastOneBatch: true });
    if (slice === 'out-of-range') return Buffer.alloc(0);
    const bytes = Buffer.concat(slice.chunks);
    slice.release();
    return bytes;
  }

  /** Resolves when everything appended before the call is on disk, flushed off the node's thread. */
  async flushLater(): Promise<void> {
    await this.#log.flushLater();
  }

  truncateTo(offset: number): void {
    this.#log.truncateTo(offset, 'the new leader has another history');
    this.#voters.truncateTo(offset);
  }

  advanceHighWatermark(offset: number): void {
    this.#log.advanceHighWatermark(offset);
  }

  /**
   * Freezes an image as a snapshot. The one before is kept with the log since, so that a follower that lags behind
   * a little can still read the log; what is older goes.
   */
  writeSnapshot(
    id: SnapshotId,
    content: Omit<Parameters<typeof writeSnapshot>[3], 'epoch' | 'nowMs'> & {
      readonly records: Iterable<MetadataRecordInput>;
    },
  ): void {
    const { disk, clock } = this.#env;
    writeSnapshot(disk, this.folder, id, { ...content, epoch: id.epoch, nowMs: clock.wallMs() });
    const previous = this.latestSnapshot;
    this.#snapshots.push(id);
    if (previous === undefined) return;
    // Whole segments go: one that began with the snapshot before can go when the next one is written.
    this.#log.roll('snapshot');
    this.#log.advanceStart(previous.endOffset, 'snapshot');
    this.#log.deleteOldSegments();
    for (const old of this.#snapshots.filter(({ endOffset }) => endOffset < previous.endOffset)) {
      disk.remove(`${this.folder}/${snapshotName(old)}`);
    }
    this.#snapshots = this.#snapshots.filter(({ endOffset }) => endOffset >= previous.endOffset);
  }

  /** Puts the leader's snapshot in place of the log. @throws Error when the bytes are damaged. */
  installSnapshot(id: SnapshotId, bytes: Buffer): void {
    const { disk } = this.#env;
    parseSnapshot(bytes, snapshotName(id));
    replaceDurably(disk, `${this.folder}/${snapshotName(id)}`, [bytes], { temporarySuffix: '.part' });
    const older = this.#snapshots;
    this.#snapshots = [id];
    // A crash from here on finds a snapshot beyond the end of the log, and does the same.
    this.#log.truncateFullyAndStartAt(id.endOffset);
    for (const old of older) {
      if (old.endOffset !== id.endOffset || old.epoch !== id.epoch)
        disk.remove(`${this.folder}/${snapshotName(old)}`);
    }
  }

  /** A piece of a snapshot, and the size of all of it; undefined when it is not there (any more). */
  readSnapshot(
    id: SnapshotId,
    position: number,
    maxBytes: number,
  ): { readonly sizeBytes: number; readonly bytes: Buffer } | undefined {
    const all = this.#env.disk.readFile(`${this.folder}/${snapshotName(id)}`);
    return all && { sizeBytes: all.length, bytes: all.subarray(position, position + maxBytes) };
  }

  close(): void {
    this.#log.close();
  }
}
