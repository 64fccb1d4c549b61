import type { BufferPool } from './buffer-pool.ts';
import type { LogSlice } from './log-types.ts';

/** Whole batches in one buffer of the pool, or nothing. */
export class PooledSlice implements LogSlice {
  readonly chunks: readonly Buffer[];
  readonly sizeBytes: number;
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly #pool: BufferPool;
  /** Undefined once it was given back. */
  #buffer: Buffer | undefined;

  constructor(pool: BufferPool, buffer: Buffer, sizeBytes: number, baseOffset: number, nextOffset: number) {
    this.#pool = pool;
    this.#buffer = buffer;
    this.chunks = [buffer.subarray(0, sizeBytes)];
    this.sizeBytes = sizeBytes;
    this.baseOffset = baseOffset;
    this.nextOffset = nextOffset;
  }

  release(): void {
    const buffer = this.#buffer;
    this.#buffer = undefined;
    if (buffer !== undefined) this.#pool.give(buffer);
  }
}

export function emptySlice(offset: number): LogSlice {
  return { chunks: [], sizeBytes: 0, baseOffset: offset, nextOffset: offset, release() {} };
}
