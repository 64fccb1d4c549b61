/** How long a batch that was held against its CRC is taken for sound. */
const VERIFIED_FOR_MS = 1_000;
/** So long nothing is noted of when the newest bytes were looked at: they count as older than they are. */
const MARK_EVERY_MS = 125;
const MARKS = VERIFIED_FOR_MS / MARK_EVERY_MS + 1;

/**
 * A stretch of a file whose batches were held against their CRC a moment ago, in the order in which they stand there.
 * What was seen too long ago drops out at its beginning. Times are monotonic.
 */
export class VerifiedRange {
  #to = 0;
  /** From each of these positions to the next, nothing was looked at before the mark's time. A ring: both rise in it. */
  readonly #positions = Array.from({ length: MARKS }, () => 0);
  readonly #timesMs = Array.from({ length: MARKS }, () => 0);
  #oldest = 0;
  #count = 0;

  /** Whether all of it was looked at lately. */
  has(position: number, sizeBytes: number, nowMs: number): boolean {
    if (position + sizeBytes > this.#to) return false;
    this.#expire(nowMs);
    return this.#count > 0 && position >= this.#positions[this.#oldest];
  }

  /** It was held against its CRC just now. What does not go on where the stretch ends begins another one. */
  add(position: number, sizeBytes: number, nowMs: number): void {
    this.#expire(nowMs);
    if (position !== this.#to) this.#count = 0;
    this.#to = position + sizeBytes;
    const newest = (this.#oldest + this.#count - 1) % MARKS;
    if (this.#count > 0 && nowMs - this.#timesMs[newest] < MARK_EVERY_MS) return;
    const next = (this.#oldest + this.#count++) % MARKS;
    this.#positions[next] = position;
    this.#timesMs[next] = nowMs;
  }

  #expire(nowMs: number): void {
    while (this.#count > 0 && nowMs - this.#timesMs[this.#oldest] > VERIFIED_FOR_MS) {
      this.#oldest = (this.#oldest + 1) % MARKS;
      this.#count--;
    }
  }

  clear(): void {
    this.#count = 0;
  }
}
