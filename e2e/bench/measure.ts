/** One figure of one contestant, with everything that is needed to judge it later. */
export interface Measurement {
  measure: MeasureName;
  contestant: string;
  samples: number[];
}

export interface MeasureInfo {
  title: string;
  unit: string;
  /** What issue 3 asks of the ratio to Apache Kafka. */
  aim?: { atMost: number } | { atLeast: number };
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
