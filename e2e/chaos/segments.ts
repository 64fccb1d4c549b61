import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ReplicaLog } from '../../src-main/sim/checker/index.ts';

/** A replica's log of one partition, read from its segment files by code that shares nothing with the product's. */
export interface SegmentedLog extends ReplicaLog {
  /** All bytes below the offset that was asked for. */
  readonly bytes: Buffer;
}

const LOG_OVERHEAD_BYTES = 12;
const BATCH_HEADER_BYTES = 61;
const LEADER_EPOCH_AT = 12;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const RECORD_COUNT_AT = 57;
const CODEC_MASK = 7;
const CONTROL_FLAG = 32;
const GZIP = 1;

/** Batches below `endOffset`. Throws for a file that cannot be read or holds half a batch below it. */
export async function readReplica(node: number, directory: string, endOffset: number): Promise<SegmentedLog> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.log')).sort();
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))));
  return readLog(node, files, endOffset);
}

/** As {@link readReplica}, from segment files in order. */
export function readLog(node: number, files: readonly Buffer[], endOffset: number): SegmentedLog {
  const parts: Buffer[] = [];
  const batches: number[] = [];
  for (const file of files) {
    let at = 0;
    while (at + BATCH_HEADER_BYTES <= file.length) {
      const baseOffset = Number(file.readBigInt64BE(at));
      const sizeBytes = LOG_OVERHEAD_BYTES + file.readInt32BE(at + 8);
      if (baseOffset >= endOffset || sizeBytes < BATCH_HEADER_BYTES) break;
      if (at + sizeBytes > file.length) throw new Error(`node ${node} holds half a batch at ${baseOffset}`);
      const lastOffset = baseOffset + file.readInt32BE(at + LAST_OFFSET_DELTA_AT);
      batches.push(
        baseOffset,
        lastOffset,
        file.readInt32BE(at + LEADER_EPOCH_AT),
        file.readUInt32BE(at + CRC_AT),
      );
      at += sizeBytes;
    }
    parts.push(file.subarray(0, at));
  }
  return {
    node,
    startOffset: batches[0] ?? 0,
    batches: Float64Array.from(batches),
    bytes: Buffer.concat(parts),
  };
}

/** Calls back with every data record of whole batches: its offset and its value. Knows no codec but gzip. */
export function forEachRecord(bytes: Buffer, visit: (offset: number, value: Buffer | null) => void): void {
  for (let at = 0; at < bytes.length;) {
    const endAt = at + LOG_OVERHEAD_BYTES + bytes.readInt32BE(at + 8);
    const attributes = bytes.readInt16BE(at + ATTRIBUTES_AT);
    const body = bytes.subarray(at + BATCH_HEADER_BYTES, endAt);
    if ((attributes & CONTROL_FLAG) === 0) {
      const count = bytes.readInt32BE(at + RECORD_COUNT_AT);
      forEachInBatch(
        decompressed(attributes & CODEC_MASK, body),
        count,
        Number(bytes.readBigInt64BE(at)),
        visit,
      );
    }
    at = endAt;
  }
}

function decompressed(codec: number, body: Buffer): Buffer {
  if (codec === 0) return body;
  if (codec === GZIP) return gunzipSync(body);
  throw new Error(`the load knows no codec ${codec}`);
}

function forEachInBatch(
  body: Buffer,
  count: number,
  baseOffset: number,
  visit: (offset: number, value: Buffer | null) => void,
): void {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = body[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const nullable = () => {
    const length = varint();
    if (length < 0) return null;
    at += length;
    return body.subarray(at - length, at);
  };
  for (let index = 0; index < count; index++) {
    const length = varint();
    const endAt = at + length;
    at++; // attributes
    varint(); // timestamp delta
    const offset = baseOffset + varint();
    nullable();
    visit(offset, nullable());
    at = endAt;
  }
}
