/** How much may be replicated of partitions that are being moved (Kafka's ReplicationQuotaManager). */

export interface ThrottleSettings {
  /** `leader.` or `follower.replication.throttled.rate`; Infinity: no limit. */
  readonly bytesPerSecond: number;
  /** `replication.quota.window.num` */
  readonly windows: number;
  /** `replication.quota.window.size.seconds`, in milliseconds. */
  readonly windowMs: number;
}

interface Window {
  readonly startMs: number;
  bytes: number;
}

/**
 * One side of it, leader or follower: what throttled replicas have moved in the last windows, against the rate that is
 * allowed. It stops nobody in the middle of an answer; who asks while the rate is exceeded gets nothing until it falls.
 */
export class ReplicationThrottle {
  readonly #settings: () => ThrottleSettings;
  #windows: Window[] = [];

  constructor(settings: () => ThrottleSettings) {
    this.#settings = settings;
  }

  /** Throttled replicas have moved so many bytes. */
  record(bytes: number, nowMs: number): void {
    if (bytes === 0) return;
    const { windows, windowMs } = this.#settings();
    this.#forgetOld(windows * windowMs, nowMs);
    const newest = this.#windows.at(-1);
    if (newest !== undefined && nowMs - newest.startMs < windowMs) newest.bytes += bytes;
    else this.#windows.push({ startMs: nowMs, bytes });
  }

  isExceeded(nowMs: number): boolean {
    const { bytesPerSecond, windows, windowMs } = this.#settings();
    this.#forgetOld(windows * windowMs, nowMs);
    const [oldest] = this.#windows;
    if (oldest === undefined || bytesPerSecond === Infinity) return false;
    const total = this.#windows.reduce((sum, { bytes }) => sum + bytes, 0);
    // A burst counts as if it had taken a whole window: SimpleRate.
    const elapsedMs = Math.max(nowMs - oldest.startMs, windowMs);
    return (total * 1_000) / elapsedMs > bytesPerSecond;
  }

  #forgetOld(rememberedMs: number, nowMs: number): void {
    const fresh = this.#windows.findIndex(({ startMs }) => nowMs - startMs < rememberedMs);
    if (fresh !== 0) this.#windows = fresh < 0 ? [] : this.#windows.slice(fresh);
  }
}

/** Whether a broker's replica is named in `*.replication.throttled.replicas`: `partition:broker` pairs, or `*` for all. */
export function isThrottled(named: readonly string[], partition: number, brokerId: number): boolean {
  if (named.length === 0) return false;
  return named[0] === '*' || named.includes(`${partition}:${brokerId}`);
}
