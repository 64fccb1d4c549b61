import { type BrokerLayers, brokerValue, effectiveProperties } from '../config/index.ts';
import type { MetadataBatch } from './metadata-batches.ts';

/**
 * When the metadata log has grown enough for a snapshot: so many bytes since the last one, or so much time with
 * anything new at all. Asked at each commit, so a quiet cluster costs nothing.
 */
export class SnapshotSchedule {
  readonly #maxBytes: number;
  readonly #maxIntervalMs: number;
  #bytes = 0;
  #lastMs: number;
  #newestTimestampMs = 0;

  constructor(layers: BrokerLayers, nowMs: number) {
    const properties = effectiveProperties(layers);
    const number = (name: string) => Number(brokerValue(properties, name));
    this.#maxBytes = number('metadata.log.max.record.bytes.between.snapshots');
    const intervalMs = number('metadata.log.max.snapshot.interval.ms');
    this.#maxIntervalMs = intervalMs > 0 ? intervalMs : Infinity;
    this.#lastMs = nowMs;
  }

  count(batch: MetadataBatch): void {
    if (batch.records.length > 0) this.#bytes += batch.sizeBytes;
    this.#newestTimestampMs = Math.max(this.#newestTimestampMs, batch.timestampMs);
  }

  /** Append time of the newest batch counted. */
  get newestTimestampMs(): number {
    return this.#newestTimestampMs;
  }

  isDue(nowMs: number): boolean {
    return this.#bytes > 0 && (this.#bytes >= this.#maxBytes || nowMs - this.#lastMs >= this.#maxIntervalMs);
  }

  written(nowMs: number): void {
    this.#bytes = 0;
    this.#lastMs = nowMs;
  }
}
