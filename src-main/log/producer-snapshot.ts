// `.snapshot`: the producer state up to the offset in the file's name (ProducerStateManager.writeSnapshot).
import { crc32c } from '../base/index.ts';
import { readInt64, writeInt64 } from '../wire/index.ts';
import { MalformedFileError } from './checkpoint-file.ts';
import type { ProducerEntry } from './producer-state.ts';

const VERSION = 1;
/** Version and CRC; the CRC covers what follows it. */
const CRC_START = 2;
const BODY_START = 6;
const ENTRIES_START = 10;
const ENTRY_BYTES = 46;

/** Holds the last batch of each producer only, as Kafka's does. */
export function encodeProducerSnapshot(entries: Iterable<ProducerEntry>): Buffer {
  const list = [...entries];
  const bytes = Buffer.alloc(ENTRIES_START + list.length * ENTRY_BYTES);
  bytes.writeInt16BE(VERSION, 0);
  bytes.writeInt32BE(list.length, BODY_START);
  let at = ENTRIES_START;
  for (const entry of list) {
    const last = entry.batches.at(-1);
    writeInt64(bytes, at, entry.producerId);
    bytes.writeInt16BE(entry.producerEpoch, at + 8);
    bytes.writeInt32BE(last?.lastSequence ?? -1, at + 10);
    writeInt64(bytes, at + 14, last?.lastOffset ?? -1);
    bytes.writeInt32BE(last?.offsetDelta ?? 0, at + 22);
    writeInt64(bytes, at + 26, entry.lastTimestampMs);
    bytes.writeInt32BE(entry.coordinatorEpoch, at + 34);
    writeInt64(bytes, at + 38, entry.transactionFirstOffset);
    at += ENTRY_BYTES;
  }
  bytes.writeUInt32BE(crc32c(bytes.subarray(BODY_START)), CRC_START);
  return bytes;
}

/** Throws MalformedFileError for a wrong version, size or CRC. */
export function decodeProducerSnapshot(bytes: Buffer): ProducerEntry[] {
  if (bytes.length < ENTRIES_START) throw new MalformedFileError(`${bytes.length} bytes are too few`);
  const version = bytes.readInt16BE(0);
  if (version !== VERSION) throw new MalformedFileError(`version ${version}`);
  if (bytes.readUInt32BE(CRC_START) !== crc32c(bytes.subarray(BODY_START)))
    throw new MalformedFileError('wrong CRC');
  const count = bytes.readInt32BE(BODY_START);
  if (bytes.length !== ENTRIES_START + count * ENTRY_BYTES) {
    throw new MalformedFileError(`${count} entries in ${bytes.length} bytes`);
  }
  return Array.from({ length: count }, (_unused, index) =>
    decodeEntry(bytes, ENTRIES_START + index * ENTRY_BYTES),
  );
}

function decodeEntry(bytes: Buffer, at: number): ProducerEntry {
  const lastSequence = bytes.readInt32BE(at + 10);
  const lastOffset = readInt64(bytes, at + 14);
  const offsetDelta = bytes.readInt32BE(at + 22);
  const timestampMs = readInt64(bytes, at + 26);
  // Sequences wrap at 2^31: a batch may end behind the wrap and begin before it.
  const firstSequence = lastSequence < 0 ? -1 : (lastSequence - offsetDelta + 2147483648) % 2147483648;
  return {
    producerId: readInt64(bytes, at),
    producerEpoch: bytes.readInt16BE(at + 8),
    batches: lastOffset < 0 ? [] : [{ firstSequence, lastSequence, lastOffset, offsetDelta, timestampMs }],
    isPartial: lastOffset >= 0,
    lastTimestampMs: timestampMs,
    coordinatorEpoch: bytes.readInt32BE(at + 34),
    transactionFirstOffset: readInt64(bytes, at + 38),
  };
}
