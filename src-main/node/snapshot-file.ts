/** Snapshots of the metadata log as Kafka writes them: `<end offset>-<epoch>.checkpoint`, frozen once renamed. */
import type { Disk } from '../env/index.ts';
import type { MetadataRecord, MetadataRecordInput } from '../metadata/index.ts';
import { RECONFIGURABLE, type SnapshotId, type Voter } from '../raft/index.ts';
import { batchFault, batchSizeBytes, buildBatch } from '../wire/index.ts';
import { replaceDurably } from './durable-file.ts';
import {
  dataBatch,
  decodeBatch,
  encodeRecords,
  kraftVersionControl,
  snapshotFooterControl,
  snapshotHeaderControl,
  votersControl,
} from './metadata-batches.ts';

/** A batch is closed at the first of these (Kafka allows 8 MiB). */
const BATCH_BYTES = 1024 * 1024;
const BATCH_RECORDS = 10_000;
const SNAPSHOT_NAME = /^(\d{20})-(\d{10})\.checkpoint$/;

export interface SnapshotContent {
  readonly records: readonly MetadataRecord[];
  /** Undefined at kraft.version 0. */
  readonly voters: readonly Voter[] | undefined;
}

export function snapshotName({ endOffset, epoch }: SnapshotId): string {
  return `${String(endOffset).padStart(20, '0')}-${String(epoch).padStart(10, '0')}.checkpoint`;
}

/** The snapshots in a folder, oldest first. What a crash left unfinished or half deleted is removed. */
export function listSnapshots(disk: Disk, folder: string): SnapshotId[] {
  const ids: SnapshotId[] = [];
  for (const { name } of disk.list(folder) ?? []) {
    const match = SNAPSHOT_NAME.exec(name);
    if (match !== null) ids.push({ endOffset: Number(match[1]), epoch: Number(match[2]) });
    else if (/\.checkpoint\.(part|deleted)$/.test(name)) disk.remove(`${folder}/${name}`);
  }
  return ids.sort((a, b) => a.endOffset - b.endOffset || a.epoch - b.epoch);
}

export interface SnapshotInput {
  readonly records: Iterable<MetadataRecordInput>;
  readonly metadataVersion: number;
  /** From kraft.version 1 on; they stand for it. */
  readonly voters?: readonly Voter[];
  readonly epoch: number;
  /** Append time of the last record that the snapshot covers. */
  readonly lastContainedLogTimestampMs: number;
  readonly nowMs: number;
}

/** The bytes of a snapshot: offsets count from 0, control batches stand at both ends. */
export function snapshotBatches(input: SnapshotInput): Buffer[] {
  const header = [snapshotHeaderControl(input.lastContainedLogTimestampMs)];
  if (input.voters !== undefined)
    header.push(kraftVersionControl(RECONFIGURABLE), votersControl(input.voters));
  const common = { timestamp: input.nowMs, leaderEpoch: input.epoch };
  const batches = [buildBatch(header, { ...common, baseOffset: 0, control: true })];
  let offset = header.length;
  let values: Buffer[] = [];
  let sizeBytes = 0;
  const close = () => {
    if (values.length === 0) return;
    batches.push(dataBatch(values, { ...common, baseOffset: offset }));
    offset += values.length;
    values = [];
    sizeBytes = 0;
  };
  for (const record of input.records) {
    const [value] = encodeRecords([record], input.metadataVersion);
    values.push(value);
    sizeBytes += value.length;
    if (sizeBytes >= BATCH_BYTES || values.length >= BATCH_RECORDS) close();
  }
  close();
  batches.push(buildBatch([snapshotFooterControl()], { ...common, baseOffset: offset, control: true }));
  return batches;
}

/** Writes a snapshot; it is durable, and under its final name, when this returns. */
export function writeSnapshot(disk: Disk, folder: string, id: SnapshotId, input: SnapshotInput): number {
  const batches = snapshotBatches(input);
  replaceDurably(disk, `${folder}/${snapshotName(id)}`, batches, { temporarySuffix: '.part' });
  return batches.reduce((sum, batch) => sum + batch.length, 0);
}

/**
 * Reads a snapshot or a bootstrap.checkpoint.
 * @throws Error when it is damaged or not whole.
 */
export function readSnapshot(disk: Disk, path: string): SnapshotContent | undefined {
  const bytes = disk.readFile(path);
  return bytes && parseSnapshot(bytes, path);
}

/** Checks and decodes the bytes of a snapshot; `path` is for errors. @throws Error when they are damaged. */
export function parseSnapshot(bytes: Buffer, path: string): SnapshotContent {
  const records: MetadataRecord[] = [];
  let voters: readonly Voter[] | undefined;
  let at = 0;
  while (at < bytes.length) {
    const fault = batchFault(bytes, at, bytes.length);
    if (fault !== undefined) throw new Error(`${path} is damaged at byte ${at}: ${fault}`);
    const sizeBytes = batchSizeBytes(bytes, at);
    const batch = decodeBatch(bytes, at, sizeBytes);
    for (const record of batch.records) records.push(record);
    voters = batch.voters?.voters ?? voters;
    at += sizeBytes;
  }
  return { records, voters };
}
