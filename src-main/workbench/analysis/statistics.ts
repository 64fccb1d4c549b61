// What is counted of a topic's records, batch by batch. Pure.
import type { AbortedTransaction } from '../../client/index.ts';
import { batchFates } from '../../client/index.ts';
import type { AnalysedPartition, TopicAnalysis } from '../../contract/index.ts';
import {
  batchBaseOffset,
  batchCodec,
  batchLastOffset,
  batchRecordCount,
  batchSizeBytes,
  codecName,
  readRecords,
} from '../../wire/index.ts';
import { SIZE_ERROR_PERCENT, Sizes } from './sizes.ts';
import { UniqueKeys } from './unique-keys.ts';

interface PartitionCounts {
  readonly partition: number;
  records: number;
  bytes: number;
  nullKeys: number;
  tombstones: number;
  oldestMs: number;
  newestMs: number;
  outOfOrder: number;
  problem: string | null;
}

interface CodecCounts {
  batches: number;
  records: number;
  storedBytes: number;
  payloadBytes: number;
}

/** A batch that decompresses to more than this is refused: it would fill the memory. */
const OUTPUT_LIMIT_BYTES = 512 * 1024 * 1024;

export class TopicStatistics {
  readonly #partitions = new Map<number, PartitionCounts>();
  readonly #codecs = new Map<string, CodecCounts>();
  readonly #keys = new UniqueKeys();
  readonly #keySizes = new Sizes();
  readonly #valueSizes = new Sizes();
  #batches = 0;
  #emptyKeys = 0;
  #controlBatches = 0;
  #abortedRecords = 0;
  #withHeaders = 0;

  constructor(partitions: readonly number[]) {
    for (const partition of partitions)
      this.#partitions.set(partition, {
        partition,
        records: 0,
        bytes: 0,
        nullKeys: 0,
        tombstones: 0,
        oldestMs: Infinity,
        newestMs: -Infinity,
        outOfOrder: 0,
        problem: null,
      });
  }

  /**
   * Counts the whole batches of a stretch between two offsets, a step a batch, so that the caller may rest in between.
   * Throws MalformedError or CompressionError.
   */
  *add(
    partition: number,
    bytes: Buffer,
    { aborted, from, to }: { aborted: readonly AbortedTransaction[]; from: number; to: number },
  ): Generator<void> {
    for (const { at, fate } of batchFates(bytes, aborted).batches) {
      if (batchBaseOffset(bytes, at) >= to) return;
      if (batchLastOffset(bytes, at) < from) continue;
      if (fate === 'aborted') this.#abortedRecords += batchRecordCount(bytes, at);
      else if (fate !== 'visible') this.#controlBatches++;
      else this.#count(this.#partitions.get(partition)!, bytes, at, from, to);
      yield;
    }
  }

  #count(counts: PartitionCounts, bytes: Buffer, at: number, from: number, to: number): void {
    const codec = this.#codec(codecName(batchCodec(bytes, at)) ?? 'unknown');
    const storedBytes = batchSizeBytes(bytes, at);
    this.#batches++;
    codec.batches++;
    codec.storedBytes += storedBytes;
    counts.bytes += storedBytes;
    for (const { offset, timestamp, key, value, headers } of readRecords(bytes, at, OUTPUT_LIMIT_BYTES)) {
      if (offset < from || offset >= to) continue;
      codec.records++;
      codec.payloadBytes += (key?.length ?? 0) + (value?.length ?? 0);
      counts.records++;
      if (headers.length > 0) this.#withHeaders++;
      if (key === null) counts.nullKeys++;
      else {
        if (key.length === 0) this.#emptyKeys++;
        this.#keys.add(key);
        this.#keySizes.add(key.length);
      }
      if (value === null) counts.tombstones++;
      else this.#valueSizes.add(value.length);
      const ms = Number(timestamp);
      if (ms < 0) continue;
      if (ms < counts.newestMs) counts.outOfOrder++;
      if (ms < counts.oldestMs) counts.oldestMs = ms;
      if (ms > counts.newestMs) counts.newestMs = ms;
    }
  }

  #codec(name: string): CodecCounts {
    let counts = this.#codecs.get(name);
    if (counts === undefined)
      this.#codecs.set(name, (counts = { batches: 0, records: 0, storedBytes: 0, payloadBytes: 0 }));
    return counts;
  }

  /** The partition was given up; what was counted of it stays. */
  failed(partition: number, problem: string): void {
    this.#partitions.get(partition)!.problem = problem;
  }

  get result(): Omit<TopicAnalysis, 'atMs' | 'elapsedMs' | 'offsetsRead' | 'offsetsInAll' | 'state'> {
    const partitions = [...this.#partitions.values()].map(
      ({ oldestMs, newestMs, ...rest }): AnalysedPartition => ({
        ...rest,
        oldestMs: Number.isFinite(oldestMs) ? oldestMs : null,
        newestMs: Number.isFinite(newestMs) ? newestMs : null,
      }),
    );
    const sum = (pick: (one: AnalysedPartition) => number) =>
      partitions.reduce((total, one) => total + pick(one), 0);
    return {
      records: sum(({ records }) => records),
      batches: this.#batches,
      nullKeys: sum(({ nullKeys }) => nullKeys),
      emptyKeys: this.#emptyKeys,
      tombstones: sum(({ tombstones }) => tombstones),
      uniqueKeys: this.#keys.estimate,
      keySizes: this.#keySizes.percentiles,
      valueSizes: this.#valueSizes.percentiles,
      sizeErrorPercent: SIZE_ERROR_PERCENT,
      compression: [...this.#codecs].map(([codec, counts]) => ({ codec, ...counts })),
      controlBatches: this.#controlBatches,
      abortedRecords: this.#abortedRecords,
      withHeaders: this.#withHeaders,
      partitions,
    };
  }
}
