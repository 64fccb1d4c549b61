import { Periodic } from './periodic.ts';

/** How often the log manager looks after its logs, by the keys of the broker that say so. */
export interface HousekeepingIntervals {
  /** `replica.high.watermark.checkpoint.interval.ms`. */
  readonly highWatermarkCheckpointMs: number;
  /** `log.flush.offset.checkpoint.interval.ms`. */
  readonly recoveryPointCheckpointMs: number;
  /** `log.flush.start.offset.checkpoint.interval.ms`. */
  readonly logStartCheckpointMs: number;
  /** `log.retention.check.interval.ms`. */
  readonly retentionCheckMs: number;
  /** `log.initial.task.delay.ms`: retention is looked at for the first time after this. */
  readonly initialTaskDelayMs: number;
  /** `producer.id.expiration.check.interval.ms`. */
  readonly producerExpirationCheckMs: number;
}

/** Kafka 4.3's defaults. */
const DEFAULT_INTERVALS: HousekeepingIntervals = {
  highWatermarkCheckpointMs: 5_000,
  recoveryPointCheckpointMs: 60_000,
  logStartCheckpointMs: 60_000,
  retentionCheckMs: 300_000,
  initialTaskDelayMs: 30_000,
  producerExpirationCheckMs: 600_000,
};

/** When each of the log manager's regular duties comes next. Times are monotonic milliseconds. */
export class HousekeepingSchedule {
  readonly highWatermarkCheckpoints: Periodic;
  readonly recoveryPointCheckpoints: Periodic;
  readonly logStartCheckpoints: Periodic;
  readonly retention: Periodic;
  readonly producerExpiration: Periodic;

  constructor(given: Partial<HousekeepingIntervals> | undefined, nowMs: number) {
    const intervals = { ...DEFAULT_INTERVALS, ...given };
    const every = (intervalMs: number, delayMs = intervalMs) => new Periodic(intervalMs, nowMs + delayMs);
    this.highWatermarkCheckpoints = every(intervals.highWatermarkCheckpointMs);
    this.recoveryPointCheckpoints = every(intervals.recoveryPointCheckpointMs);
    this.logStartCheckpoints = every(intervals.logStartCheckpointMs);
    const { retentionCheckMs, initialTaskDelayMs } = intervals;
    this.retention = every(retentionCheckMs, Math.min(initialTaskDelayMs, retentionCheckMs));
    this.producerExpiration = every(intervals.producerExpirationCheckMs);
  }

  /** When the first of them is due. */
  get wakeAtMs(): number {
    return Math.min(
      this.highWatermarkCheckpoints.dueMs,
      this.recoveryPointCheckpoints.dueMs,
      this.logStartCheckpoints.dueMs,
      this.retention.dueMs,
      this.producerExpiration.dueMs,
    );
  }
}
