/** One figure of one contestant, with everything that is needed to judge it later. */
export interface Measurement {
  measure: MeasureName;
  contestant: string;
  samples: number[];
}

/** What is asked of a measure: of its ratio to Apache Kafka, or of our figure itself. */
export type Aim = { atMost: number } | { atLeast: number } | { below: number };

export interface MeasureInfo {
  title: string;
  unit: string;
  aim?: Aim;
  /** What stands for all samples. Default: the median. */
  statistic?: 'p99';
}

export const MEASURES = {
  start: { title: 'process start to first acknowledged produce', unit: 'ms', aim: { atMost: 0.12 } },
  startNpm: { title: 'the same by npm start', unit: 'ms' },
  stop: { title: 'clean stop', unit: 'ms' },
  idleRss: { title: 'idle RSS of the tree', unit: 'MB', aim: { atMost: 0.35 } },
  idlePss: { title: 'idle PSS of the tree', unit: 'MB' },
  idleCpu: { title: 'idle CPU', unit: '% of a core', aim: { atMost: 0.3 } },
  produce1k: { title: 'produce, 1 KB records', unit: 'MB/s', aim: { atLeast: 1 } },
  consume1k: { title: 'consume, 1 KB records', unit: 'MB/s', aim: { atLeast: 1 } },
  produce100: { title: 'produce, 100 B records', unit: 'MB/s', aim: { atLeast: 1 } },
  consume100: { title: 'consume, 100 B records', unit: 'MB/s', aim: { atLeast: 1 } },
  produceCpu1k: { title: 'broker CPU to produce, 1 KB records', unit: 'ms per MB' },
  consumeCpu1k: { title: 'broker CPU to consume, 1 KB records', unit: 'ms per MB' },
  produceCpu100: { title: 'broker CPU to produce, 100 B records', unit: 'ms per MB' },
  consumeCpu100: { title: 'broker CPU to consume, 100 B records', unit: 'ms per MB' },
  rf3Start: { title: '3 nodes: start to first produce on all replicas', unit: 'ms', aim: { atMost: 0.1 } },
  rf3Stop: { title: '3 nodes: clean stop', unit: 'ms', aim: { atMost: 0.2 } },
  rf3IdleRss: { title: '3 nodes: idle RSS of the tree', unit: 'MB', aim: { atMost: 0.25 } },
  rf3IdlePss: { title: '3 nodes: idle PSS of the tree', unit: 'MB' },
  rf3IdleCpu: { title: '3 nodes: idle CPU', unit: '% of a core', aim: { atMost: 0.15 } },
  rf3Produce1k: { title: 'RF 3, acks=all, 1 KB records', unit: 'MB/s', aim: { atLeast: 1.5 } },
  rf3Produce100: { title: 'RF 3, acks=all, 100 B records', unit: 'MB/s', aim: { atLeast: 1.5 } },
  rf3ProduceCpu1k: { title: 'RF 3, 1 KB records: CPU of all brokers', unit: 'ms per MB' },
  rf3ProduceCpu100: { title: 'RF 3, 100 B records: CPU of all brokers', unit: 'ms per MB' },
  rf3LatencyP50: { title: 'RF 3, 200 requests/s: acknowledged, p50', unit: 'ms' },
  rf3LatencyP99: { title: 'RF 3, 200 requests/s: acknowledged, p99', unit: 'ms', aim: { atMost: 0.5 } },
  rf3BusyLatencyP50: { title: 'RF 3, 1,000 requests/s: acknowledged, p50', unit: 'ms' },
  rf3BusyLatencyP99: {
    title: 'RF 3, 1,000 requests/s: acknowledged, p99',
    unit: 'ms',
    aim: { atMost: 0.5 },
  },
  rf3Unavailable: {
    title: 'RF 3: no acknowledgement after kill -9 of a leader',
    unit: 'ms, p99',
    aim: { below: 1_000 },
    statistic: 'p99',
  },
  manyCreate: { title: '1,000 topics × 2: creation', unit: 'ms' },
  manyStop: { title: '1,000 topics × 2: clean stop', unit: 'ms', aim: { atMost: 0.15 } },
  manyStart: {
    title: '1,000 topics × 2: start to produce in all',
    unit: 'ms',
    aim: { atMost: 0.15 },
  },
  manyIdleCpuBefore: { title: '1,000 topics × 2: idle CPU before they are made', unit: '% of a core' },
  manyIdleCpu: { title: '1,000 topics × 2: idle CPU', unit: '% of a core', aim: { atMost: 0.15 } },
  manyIdleRss: { title: '1,000 topics × 2: idle RSS of the tree', unit: 'MB' },
  openClean: { title: '2,000 partitions: open after a clean stop', unit: 'ms', aim: { below: 2_000 } },
  openKilled: { title: '2,000 partitions: open after kill -9', unit: 'ms', aim: { below: 10_000 } },
  logAppend16k: { title: 'append 16 KiB batches, 1 KB records', unit: 'MB/s', aim: { atLeast: 0.8 } },
  logRead16k: { title: 'read them one at a time', unit: 'MB/s', aim: { atLeast: 0.8 } },
  logFetch16k: { title: 'read 1 MiB of them at a time', unit: 'MB/s', aim: { atLeast: 0.8 } },
  logAppend1m: { title: 'append 1 MiB batches, 1 KB records', unit: 'MB/s', aim: { atLeast: 0.8 } },
  logRead1m: { title: 'read them one at a time', unit: 'MB/s', aim: { atLeast: 0.8 } },
  logAppend16kSmall: { title: 'append 16 KiB batches, 100 B records', unit: 'MB/s' },
  logAppend1mSmall: { title: 'append 1 MiB batches, 100 B records', unit: 'MB/s' },
} as const satisfies Record<string, MeasureInfo>;
export type MeasureName = keyof typeof MEASURES;

/** Collects samples by measure and contestant, in the order in which they came. */
export class Measurements {
  readonly #all: Measurement[] = [];

  add(measure: MeasureName, contestant: string, sample: number): void {
    const found = this.#all.find((one) => one.measure === measure && one.contestant === contestant);
    if (found) found.samples.push(sample);
    else this.#all.push({ measure, contestant, samples: [sample] });
  }

  samples(measure: MeasureName, contestant: string): readonly number[] {
    return this.#all.find((one) => one.measure === measure && one.contestant === contestant)?.samples ?? [];
  }

  all(): readonly Measurement[] {
    return this.#all;
  }
}
