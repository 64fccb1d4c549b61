import { assert } from '../base/index.ts';
import type { Env, File } from '../env/index.ts';
import { openMetadataLog, type PartitionLog } from '../log/index.ts';
import type { MetadataRecord, MetadataRecordInput } from '../metadata/index.ts';
import type { LogView, SnapshotId, Voter } from '../raft/index.ts';
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
  /** Of the newest VotersRecord; undefined for a quorum of kraft.version 0. */
  readonly voters: readonly Voter[] | undefined;
  readonly kraftVersion: number;
}

/** `__cluster_metadata-0` on disk with its snapshots: the log that raft decides about. */
export class MetadataLog implements LogView {
  readonly folder: string;
  readonly #env: Env;
  readonly #log: PartitionLog;
  #snapshots: SnapshotId[];
  /** Opened a second time, to flush it in the background. */
  #active: { readonly baseOffset: number; readonly file: File } | undefined;
  #flushing: Promise<void> = Promise.resolve();
  readonly #isNew: boolean;

  /** Opens or creates the log below a formatted log dir. @throws Error when it cannot be used as it is. */
  constructor(env: Env, directory: string) {
    this.#env = env;
    this.folder = `${directory}/${METADATA_FOLDER}`;
    this.#log = openMetadataLog(env, directory);
    this.#isNew = this.#log.endOffset === 0;
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

  get latestSnapshot(): SnapshotId | undefined {
    return this.#snapshots.at(-1);
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } {
    // The log answers only for epochs it has seen; a later one ends where the log ends.
    if (epoch >= this.latestEpoch) return { epoch: this.latestEpoch, endOffset: this.endOffset };
    return this.#log.endOffsetForEpoch(epoch);
  }

  /** Everything that is stored, decoded. @throws MalformedError for records of a later release. */
  load(): StoredMetadata {
    const snapshotId = this.latestSnapshot;
    const snapshot = snapshotId && readSnapshot(this.#env.disk, `${this.folder}/${snapshotName(snapshotId)}`);
    const batches = this.read(snapshotId?.endOffset ?? 0, this.endOffset);
    let voters = snapshot?.voters;
    let kraftVersion = snapshot?.kraftVersion ?? 0;
    for (const batch of batches) {
      voters = batch.voters ?? voters;
      kraftVersion = batch.kraftVersion ?? kraftVersion;
    }
    return { snapshotId, snapshotRecords: snapshot?.records ?? [], batches, voters, kraftVersion };
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
    return decodeBatch(batch, 0, outcome.sizeBytes);
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

  /**
   * Resolves when everything appended before the call is on disk. The file is flushed off the node's thread; indexes
   * and the epoch checkpoint are left out, since every start scans the whole log anyway.
   */
  flushLater(): Promise<void> {
    const { disk } = this.#env;
    const { baseOffset } = this.#log.segments().at(-1)!;
    if (this.#active?.baseOffset !== baseOffset) {
      const hasRolled = this.#active !== undefined;
      this.#closeActive();
      // The older segment, and the new one's name, must be safe too. In a new log the names are all there is.
      if (hasRolled) this.#log.flush();
      else if (this.#isNew) disk.syncDirectory(this.folder);
      const name = `${String(baseOffset).padStart(20, '0')}.log`;
      this.#active = { baseOffset, file: disk.open(`${this.folder}/${name}`, 'write') };
    }
    this.#flushing = this.#active.file.syncLater();
    return this.#flushing;
  }

  truncateTo(offset: number): void {
    this.#closeActive();
    this.#log.truncateTo(offset, 'the new leader has another history');
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
    this.#closeActive();
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
    this.#closeActive();
    this.#log.close();
  }

  /** Not before a flush under way is over: the system would give its descriptor to another file. */
  #closeActive(): void {
    const file = this.#active?.file;
    this.#active = undefined;
    const close = () => file?.close();
    if (file !== undefined) this.#flushing.then(close, close);
  }
}
