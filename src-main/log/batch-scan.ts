import type { File } from '../env/index.ts';
import { BATCH_HEADER_BYTES, BATCH_PREFIX_BYTES, batchFault, batchSizeBytes } from '../wire/index.ts';
import type { BufferPool } from './buffer-pool.ts';

const CHUNK_BYTES = 1024 * 1024;
/** The smallest message of magic 0. */
export const BATCH_BYTES_MIN = 26;

/** Called for each whole batch: its bytes in memory and its position in the file. False stops the scan. */
export type BatchVisitor = (buffer: Buffer, at: number, position: number) => boolean | void;

export interface ScanResult {
  /** Where the scan stopped: the end, the batch at which the visitor said stop, or the first bad byte. */
  readonly position: number;
  /** Why it could not go on; undefined at the end or when the visitor stopped it. */
  readonly fault: string | undefined;
}

/**
 * Walks the batches of a segment file in [start, end), reading it in large chunks. `checkCrc` verifies the whole
 * frame of each batch, else only its size is trusted. The visitor must not keep the buffer.
 */
export function scanBatches(
  file: Pick<File, 'read'>,
  start: number,
  end: number,
  pool: BufferPool,
  checkCrc: boolean,
  visit: BatchVisitor,
): ScanResult {
  let buffer = pool.take(Math.min(CHUNK_BYTES, Math.max(end - start, BATCH_HEADER_BYTES)));
  try {
    let position = start;
    while (position < end) {
      const got = file.read(buffer, 0, Math.min(buffer.length, end - position), position);
      let at = 0;
      while (got - at >= BATCH_PREFIX_BYTES) {
        const sizeBytes = batchSizeBytes(buffer, at);
        if (sizeBytes <= BATCH_PREFIX_BYTES || sizeBytes > end - position - at) {
          return { position: position + at, fault: `batch of ${sizeBytes} bytes at ${position + at}` };
        }
        if (sizeBytes > got - at) break;
        const fault = checkCrc ? batchFault(buffer, at, got) : undefined;
        if (fault !== undefined) return { position: position + at, fault: `${fault} at ${position + at}` };
        if (visit(buffer, at, position + at) === false) return { position: position + at, fault: undefined };
        at += sizeBytes;
      }
      position += at;
      if (position >= end) break;
      if (at > 0) continue;
      // Not one whole batch fitted: it is larger than the chunk, or the file ends in the middle of a prefix.
      if (got < BATCH_PREFIX_BYTES) return { position, fault: `${got} bytes are left at ${position}` };
      const sizeBytes = batchSizeBytes(buffer, 0);
      if (got >= sizeBytes || got === end - position)
        return { position, fault: `batch is cut off at ${position}` };
      pool.give(buffer);
      buffer = pool.take(sizeBytes);
    }
    return { position, fault: undefined };
  } finally {
    pool.give(buffer);
  }
}
