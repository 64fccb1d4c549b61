import type { PartitionLog } from './partition-log.ts';

export interface FlushTogether {
  /** Logs that are on their way to the disk at a time. */
  readonly together: number;
  /** Asked before each: it may be gone by then, or nobody may want it any more. */
  wanted(log: PartitionLog): boolean;
  /** Hears of each that could not be flushed; the others go on. */
  failed(log: PartitionLog, error: unknown): void;
  /** Hears how many there are, and after each of them how many are left. */
  left?(logs: number): void;
}

/** Makes what closing these logs must have on the disk durable, several at a time. */
export async function flushTogether(logs: readonly PartitionLog[], options: FlushTogether): Promise<void> {
  const { together, wanted, failed, left } = options;
  let next = 0;
  let pending = logs.length;
  left?.(pending);
  const work = async () => {
    while (next < logs.length) {
      const log = logs[next++];
      try {
        if (wanted(log)) await log.flushForCloseLater();
      } catch (error) {
        failed(log, error);
      }
      left?.(--pending);
    }
  };
  await Promise.all(Array.from({ length: Math.min(together, logs.length) }, work));
}
