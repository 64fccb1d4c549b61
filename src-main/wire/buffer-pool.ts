/** Buffers for large frames, used again instead of being allocated and zeroed for each. */

const SMALLEST_BYTES = 64 * 1024;

/**
 * Keeps buffers by powers of two, from 64 KiB on. What does not fit into `retainBytes` is left to the garbage
 * collector, so that a burst of large requests does not stay in memory for good.
 */
export class BufferPool {
  readonly #retainBytes: number;
  readonly #free = new Map<number, Buffer[]>();
  #retained = 0;

  constructor(retainBytes = 8 * 1024 * 1024) {
    this.#retainBytes = retainBytes;
  }

  /** Bytes that wait to be used again. */
  get retainedBytes(): number {
    return this.#retained;
  }

  /** A buffer of at least `size` bytes, with whatever was in it before. */
  take(size: number): Buffer {
    const capacity = capacityFor(size);
    const buffer = this.#free.get(capacity)?.pop();
    if (buffer === undefined) return Buffer.allocUnsafeSlow(capacity);
    this.#retained -= capacity;
    return buffer;
  }

  /** Gives back a buffer that came from `take`. Nobody may look at its bytes after that. */
  give(buffer: Buffer): void {
    if (this.#retained + buffer.length > this.#retainBytes) return;
    this.#retained += buffer.length;
    const free = this.#free.get(buffer.length);
    if (free === undefined) this.#free.set(buffer.length, [buffer]);
    else free.push(buffer);
  }
}

function capacityFor(size: number): number {
  let capacity = SMALLEST_BYTES;
  while (capacity < size) capacity *= 2;
  return capacity;
}
