// A read-only look into any Kafka partition folder, ours or not, while a broker may be writing to it. Nothing is
// opened for writing, nothing is locked, damage is described and never mended.
import type { Disk } from '../env/index.ts';
import {
  BATCH_HEADER_BYTES,
  BATCH_PREFIX_BYTES,
  batchAttributes,
  batchBaseOffset,
  batchBaseSequence,
  batchBaseTimestampMs,
  batchCodec,
  batchCrc,
  batchFault,
  batchHasDeleteHorizon,
  batchIsControl,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffset,
  batchLeaderEpoch,
  batchMagic,
  batchMaxTimestampMs,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
  type CodecName,
  codecName,
  type LogRecord,
  readInt64,
  readRecords,
} from '../wire/index.ts';
import { parseSegmentFileName, type SegmentFileName } from './file-names.ts';
import { decodeProducerSnapshot } from './producer-snapshot.ts';
import type { ProducerEntry } from './producer-state.ts';

export interface InspectedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Undefined for files that belong to no segment. */
  readonly segment: SegmentFileName | undefined;
}

/** The files of a partition folder by name; undefined when there is no such folder. */
export function inspectFolder(disk: Disk, directory: string): InspectedFile[] | undefined {
  return disk.list(directory)?.flatMap((entry) => {
    const stat = entry.kind === 'file' ? disk.stat(`${directory}/${entry.name}`) : undefined;
    // A file may go between the listing and the look at it.
    if (stat === undefined) return [];
    const { sizeBytes, modifiedMs } = stat;
    return [{ name: entry.name, sizeBytes, modifiedMs, segment: parseSegmentFileName(entry.name) }];
  });
}

export interface InspectedBatch {
  readonly position: number;
  readonly sizeBytes: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly magic: number;
  readonly crc: number;
  readonly attributes: number;
  /** Undefined for the codec ids that mean nothing. */
  readonly codec: CodecName | undefined;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  readonly transactional: boolean;
  readonly control: boolean;
  readonly deleteHorizon: boolean;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly records: number;
  /** What is wrong with it, the CRC's verdict included; undefined when it is sound. */
  readonly fault: string | undefined;
}

/** Bytes that are no batch, to the end of the file: a torn or damaged tail. */
export interface InspectedGarbage {
  readonly position: number;
  readonly sizeBytes: number;
  readonly fault: string;
}

export type InspectedPiece =
  ({ readonly kind: 'batch' } & InspectedBatch) | ({ readonly kind: 'garbage' } & InspectedGarbage);

/** The batches of a `.log` file from `position` on, one at a time; ends with what is not a batch, if there is any. */
export function* inspectBatches(disk: Disk, path: string, position = 0): Generator<InspectedPiece> {
  const file = disk.open(path, 'read');
  try {
    const end = file.size();
    const header = Buffer.alloc(BATCH_HEADER_BYTES);
    let at = position;
    while (at < end) {
      const left = end - at;
      const got = file.read(header, 0, Math.min(BATCH_HEADER_BYTES, left), at);
      const sizeBytes = got < BATCH_PREFIX_BYTES ? 0 : batchSizeBytes(header);
      if (sizeBytes <= BATCH_PREFIX_BYTES || sizeBytes > left) {
        const fault =
          sizeBytes === 0 ? `${left} bytes are left` : `batch of ${sizeBytes} bytes, ${left} are left`;
        yield { kind: 'garbage', position: at, sizeBytes: left, fault };
        return;
      }
      const bytes = Buffer.alloc(Math.max(sizeBytes, BATCH_HEADER_BYTES));
      file.read(bytes, 0, sizeBytes, at);
      yield { kind: 'batch', position: at, ...describeBatch(bytes, sizeBytes) };
      at += sizeBytes;
    }
  } finally {
    file.close();
  }
}

function describeBatch(bytes: Buffer, sizeBytes: number): Omit<InspectedBatch, 'position'> {
  const legacy = batchMagic(bytes) < 2;
  return {
    sizeBytes,
    baseOffset: batchBaseOffset(bytes),
    lastOffset: batchLastOffset(bytes),
    leaderEpoch: batchLeaderEpoch(bytes),
    magic: batchMagic(bytes),
    crc: batchCrc(bytes),
    attributes: batchAttributes(bytes),
    codec: codecName(batchCodec(bytes)),
    timestampType: batchIsLogAppendTime(bytes) ? 'LogAppendTime' : 'CreateTime',
    transactional: batchIsTransactional(bytes),
    control: batchIsControl(bytes),
    deleteHorizon: !legacy && batchHasDeleteHorizon(bytes),
    baseTimestampMs: batchBaseTimestampMs(bytes),
    maxTimestampMs: batchMaxTimestampMs(bytes),
    producerId: batchProducerId(bytes),
    producerEpoch: batchProducerEpoch(bytes),
    baseSequence: batchBaseSequence(bytes),
    records: batchRecordCount(bytes),
    fault: batchFault(bytes, 0, sizeBytes),
  };
}

/** The records of the batch at `position`, lazily. Throws MalformedError or CompressionError. */
export function* inspectRecords(disk: Disk, path: string, position: number): Generator<LogRecord> {
  yield* readRecords(inspectBytes(disk, path, position));
}

/** The bytes of the batch at `position`, as far as they are there (for a hex view). */
export function inspectBytes(disk: Disk, path: string, position: number): Buffer {
  const file = disk.open(path, 'read');
  try {
    const prefix = Buffer.alloc(BATCH_PREFIX_BYTES);
    file.read(prefix, 0, prefix.length, position);
    const bytes = Buffer.alloc(Math.min(Math.max(0, batchSizeBytes(prefix)), file.size() - position));
    return bytes.subarray(0, file.read(bytes, 0, bytes.length, position));
  } finally {
    file.close();
  }
}

/** Entries of a `.index`: absolute last offset of a batch and where the batch begins. */
export function inspectOffsetIndex(disk: Disk, path: string): { offset: number; position: number }[] {
  return indexEntries(disk, path, 8, (bytes, at, baseOffset) => ({
    offset: baseOffset + bytes.readInt32BE(at),
    position: bytes.readInt32BE(at + 4),
  }));
}

/** Entries of a `.timeindex`: no record up to `offset` is younger than `timestampMs`. */
export function inspectTimeIndex(disk: Disk, path: string): { timestampMs: number; offset: number }[] {
  return indexEntries(disk, path, 12, (bytes, at, baseOffset) => ({
    timestampMs: readInt64(bytes, at),
    offset: baseOffset + bytes.readInt32BE(at + 8),
  }));
}

/** Entries of a `.txnindex`. */
export function inspectTransactionIndex(
  disk: Disk,
  path: string,
): { producerId: number; firstOffset: number; lastOffset: number; lastStableOffset: number }[] {
  return indexEntries(disk, path, 34, (bytes, at) => ({
    producerId: readInt64(bytes, at + 2),
    firstOffset: readInt64(bytes, at + 10),
    lastOffset: readInt64(bytes, at + 18),
    lastStableOffset: readInt64(bytes, at + 26),
  }));
}

/** Producers of a `.snapshot`. Throws MalformedFileError. */
export function inspectProducerSnapshot(disk: Disk, path: string): ProducerEntry[] {
  return decodeProducerSnapshot(disk.readFile(path) ?? Buffer.alloc(0));
}

/** A running Kafka keeps indexes at their full size: the zeros behind the last entry are left out. */
function indexEntries<T>(
  disk: Disk,
  path: string,
  entryBytes: number,
  read: (bytes: Buffer, at: number, baseOffset: number) => T,
): T[] {
  const bytes = disk.readFile(path) ?? Buffer.alloc(0);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const baseOffset = parseSegmentFileName(name)?.baseOffset ?? 0;
  let count = Math.floor(bytes.length / entryBytes);
  while (
    count > 0 &&
    bytes.subarray((count - 1) * entryBytes, count * entryBytes).every((byte) => byte === 0)
  )
    count--;
  return Array.from({ length: count }, (_unused, index) => read(bytes, index * entryBytes, baseOffset));
}
