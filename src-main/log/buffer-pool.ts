// Memory for reads. Touching fresh memory costs a page fault for every 4 KiB, which is slower than the disk
// cache: buffers are used again, by size class.

const CLASS_BYTES = [16, 64, 256, 1024, 4096].map((kib) => kib * 1024);

export class BufferPool {
  readonly #free: Buffer[][] = CLASS_BYTES.map(() => []);
  readonly #keepBytesMax: number;
  #keptBytes = 0;
  #usedSinceLook = false;

  constructor(keepBytesMax = 32 * 1024 * 1024) {
    this.#keepBytesMax = keepBytesMax;
  }

  /** A buffer of at least `sizeBytes`, with whatever was in it before. */
  take(sizeBytes: number): Buffer {
    this.#usedSinceLook = true;
    for (let index = 0; index < CLASS_BYTES.length; index++) {
      if (sizeBytes > CLASS_BYTES[index]) continue;
      const buffer = this.#free[index].pop();
      if (buffer === undefined) return Buffer.allocUnsafeSlow(CLASS_BYTES[index]);
      this.#keptBytes -= buffer.length;
      return buffer;
    }
    return Buffer.allocUnsafeSlow(sizeBytes);
  }

  /** Takes a buffer back that nobody reads any more. One that fits no class is left to the garbage collector. */
  give(buffer: Buffer): void {
    const index = CLASS_BYTES.indexOf(buffer.length);
    if (index < 0 || this.#keptBytes + buffer.length > this.#keepBytesMax) return;
    this.#keptBytes += buffer.length;
    this.#free[index].push(buffer);
  }

  /** Bytes that lie ready. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Lets go of everything when nothing was taken since the last call. */
  trimIfIdle(): void {
    if (!this.#usedSinceLook) this.trim();
    this.#usedSinceLook = false;
  }

  /** Lets go of everything that lies ready. */
  trim(): void {
    for (const list of this.#free) list.length = 0;
    this.#keptBytes = 0;
  }
}
