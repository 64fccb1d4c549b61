import type { KafkaJars } from '../tools/index.ts';
import { Contestant } from './contestants.ts';
import { measureFailover } from './failover.ts';
import { measureIdle } from './idle.ts';
import { measureLatency } from './latency.ts';
import type { Measurements } from './measure.ts';
import { measurePartitions } from './partitions.ts';
import { measureStarts } from './start.ts';
import { measureThroughput, ONE_NODE_LOADS, REPLICATED_LOADS } from './throughput.ts';

export interface BenchOptions {
  names: readonly string[];
  /** Null: Apache Kafka is not there, and neither are its tools. */
  jars: KafkaJars | null;
  workDir: string;
  measurements: Measurements;
  quick: boolean;
  log: (line: string) => void;
}

/** What the rows have in common: who takes part, made when first needed. */
export class Bench {
  readonly options: BenchOptions;
  readonly #contestants = new Map<string, Contestant>();

  constructor(options: BenchOptions) {
    this.options = options;
  }

  /** Those of `names` that are not left out, with so many nodes. */
  async contestants(nodes: number, leftOut: readonly string[] = []): Promise<Contestant[]> {
    const { names, workDir, jars } = this.options;
    const made: Contestant[] = [];
    for (const name of names.filter((one) => !leftOut.includes(one))) {
      const key = `${name}-${nodes}`;
      const contestant = this.#contestants.get(key) ?? (await Contestant.create(name, workDir, jars, nodes));
      this.#contestants.set(key, contestant);
      made.push(contestant);
    }
    return made;
  }
}

/** npm is a way to start only: once up, the tree is the same. */
const NPM = 'sluice-npm';
const SMALL = 'apache-kafka-small';
const THREE = 3;

/** What can be measured by itself, by the name that `--only` takes. */
export const ROWS = {
  async start(bench) {
    const { measurements, quick, log } = bench.options;
    const options = { rounds: quick ? 3 : 10, start: 'start', stop: 'stop', log } as const;
    await measureStarts(await bench.contestants(1), measurements, options);
  },

  async idle(bench) {
    const { measurements, quick, log } = bench.options;
    await measureIdle(await bench.contestants(1, [NPM]), measurements, {
      ...idleWindow(quick),
      rounds: 1,
      measures: { rss: 'idleRss', pss: 'idlePss', cpu: 'idleCpu' },
      log,
    });
  },

  async throughput(bench) {
    const { measurements, jars, quick, log } = bench.options;
    if (jars === null) return;
    const megabytes = quick ? 50 : 400;
    const options = { jars, loads: ONE_NODE_LOADS, rounds: quick ? 2 : 5, megabytes, log };
    await measureThroughput(await bench.contestants(1, [NPM, SMALL]), measurements, options);
  },

  async 'rf3-start'(bench) {
    const { measurements, quick, log } = bench.options;
    const options = { rounds: quick ? 2 : 7, start: 'rf3Start', stop: 'rf3Stop', log } as const;
    await measureStarts(await bench.contestants(THREE, [NPM]), measurements, options);
  },

  async 'rf3-idle'(bench) {
    const { measurements, quick, log } = bench.options;
    await measureIdle(await bench.contestants(THREE, [NPM]), measurements, {
      ...idleWindow(quick),
      rounds: quick ? 1 : 3,
      measures: { rss: 'rf3IdleRss', pss: 'rf3IdlePss', cpu: 'rf3IdleCpu' },
      log,
    });
  },

  async 'rf3-throughput'(bench) {
    const { measurements, jars, quick, log } = bench.options;
    if (jars === null) return;
    const megabytes = quick ? 50 : 200;
    const options = { jars, loads: REPLICATED_LOADS, rounds: quick ? 2 : 5, megabytes, log };
    await measureThroughput(await bench.contestants(THREE, [NPM, SMALL]), measurements, options);
  },

  async 'rf3-latency'(bench) {
    const { measurements, quick, log } = bench.options;
    const options = { rounds: quick ? 2 : 5, secondsPerRound: quick ? 5 : 10, log };
    await measureLatency(await bench.contestants(THREE, [NPM, SMALL]), measurements, options);
  },

  async 'rf3-failover'(bench) {
    const { measurements, quick, log } = bench.options;
    // The aim is a time, not a ratio: of those who take ten seconds a few show it.
    const kills = (name: string) => (name.startsWith('sluice') ? (quick ? 6 : 20) : quick ? 1 : 5);
    await measureFailover(await bench.contestants(THREE, [NPM, SMALL]), measurements, { kills, log });
  },

  async 'rf3-partitions'(bench) {
    const { measurements, quick, log } = bench.options;
    const options = { ...idleWindow(quick), topics: 1_000, rounds: quick ? 1 : 3, log };
    await measurePartitions(await bench.contestants(THREE, [NPM, SMALL]), measurements, options);
  },
} satisfies Record<string, (bench: Bench) => Promise<void>>;

export type RowName = keyof typeof ROWS;

/** Seconds after a start a node still compiles, and flushes what rests: that is no idle node yet, in a quick look neither. */
function idleWindow(quick: boolean): { settleMs: number; windowMs: number } {
  return { settleMs: 15_000, windowMs: quick ? 10_000 : 20_000 };
}

/** The rows that `words` name: by their own names, or by the groups `one` and `rf3`. Throws for a word it does not know. */
export function chosenRows(words: readonly string[]): RowName[] {
  const all = Object.keys(ROWS) as RowName[];
  const chosen = words.flatMap((word) => {
    const rows = all.filter(
      (row) => row === word || (row.startsWith('rf3-') ? word === 'rf3' : word === 'one'),
    );
    if (rows.length === 0) throw new Error(`there is no row ${word}; there are ${all.join(', ')}, one, rf3`);
    return rows;
  });
  return all.filter((row) => chosen.includes(row));
}
