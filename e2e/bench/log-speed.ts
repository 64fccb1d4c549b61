// How fast a partition's log takes and gives batches, beside a plain file that is written and read with the same bytes
// in calls of the same sizes.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeEnv } from '../../src-main/env/node/index.ts';
import type { Env } from '../../src-main/env/index.ts';
import { DEFAULT_LOG_CONFIG, formatDirectory, LogManager } from '../../src-main/log/index.ts';
import type { PartitionLog } from '../../src-main/log/index.ts';
import { buildBatch } from '../../src-main/wire/index.ts';
import type { MeasureName, Measurements } from './measure.ts';

const MEGABYTE = 1024 * 1024;
const TURN_BYTES = 8 * MEGABYTE;
const CLUSTER_ID = 'AAAAAAAAAAAAAAAAAAAABQ';
const TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAABg';
/** What the log is called in the measurements, and what it is compared with. */
export const LOG = 'log';
export const PLAIN_FILE = 'plain file';

interface Load {
  readonly recordBytes: number;
  readonly batchBytes: number;
  readonly append: MeasureName;
  /** Sizes of the reads, each with its measure; undefined: that of one batch. */
  readonly reads: readonly { readonly bytes?: number; readonly measure: MeasureName }[];
}

/** Records of 1 KB as the issue asks, and of 100 bytes, where a batch has ten times as many to look at. */
const LOADS: readonly Load[] = [
  {
    recordBytes: 1024,
    batchBytes: 16 * 1024,
    append: 'logAppend16k',
    reads: [{ measure: 'logRead16k' }, { bytes: MEGABYTE, measure: 'logFetch16k' }],
  },
  {
    recordBytes: 1024,
    batchBytes: MEGABYTE,
    append: 'logAppend1m',
    reads: [{ measure: 'logRead1m' }],
  },
  { recordBytes: 100, batchBytes: 16 * 1024, append: 'logAppend16kSmall', reads: [] },
  { recordBytes: 100, batchBytes: MEGABYTE, append: 'logAppend1mSmall', reads: [] },
];

export interface LogSpeedOptions {
  readonly rounds: number;
  readonly megabytes: number;
  readonly log: (line: string) => void;
}

/**
 * Both sides of every figure take turns, a few megabytes at a time, so that whatever else the machine does falls on
 * both. Pages that the system has never used are slow to come by on a virtual machine: a round that does not count is
 * first. All happens in the page cache, so the figure is bytes by the processor time of the thread that does it, which
 * knows nothing of other people's processes; the time on the wall goes to `log`.
 */
export async function measureLogSpeed(
  workDir: string,
  measurements: Measurements,
  { rounds, megabytes, log }: LogSpeedOptions,
): Promise<void> {
  const env = nodeEnv();
  const folder = join(workDir, 'log-speed');
  for (const load of LOADS) {
    for (let round = -1; round < rounds; round++) {
      env.disk.makeDirectory(folder);
      const trial = new Trial(env, folder, load, megabytes * MEGABYTE);
      for (const { measure, ours, theirs } of trial.run(round % 2 === 0)) {
        if (round < 0) continue;
        measurements.add(measure, LOG, ours.processorSpeed);
        measurements.add(measure, PLAIN_FILE, theirs.processorSpeed);
        log(`${measure}: ${describeSpeed(ours)}; ${PLAIN_FILE}: ${describeSpeed(theirs)}`);
      }
      await rm(folder, { recursive: true });
    }
  }
}

/** Megabytes (10^6 bytes) a second. */
interface Speed {
  readonly processorSpeed: number;
  readonly wallSpeed: number;
}

function describeSpeed({ processorSpeed, wallSpeed }: Speed): string {
  return `${processorSpeed.toFixed(0)} MB/s (${wallSpeed.toFixed(0)} on the wall)`;
}

/** Handles all bytes once, and stops for a while after each few megabytes. */
type Run = Generator<void, void>;

const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));

/** Linux brings a thread's times up to date at the timer's tick, a few milliseconds apart, and when it goes to sleep. */
function settleAccounts(): void {
  Atomics.wait(NEVER_WOKEN, 0, 0, 0.05);
}

/** Lets two take turns to their ends. */
function takeTurns(bytes: number, first: Run, second: Run): [Speed, Speed] {
  const runs = [first, second].map((run) => ({ run, processorMs: 0, wallMs: 0, isDone: false }));
  while (runs.some(({ isDone }) => !isDone)) {
    for (const state of runs) {
      if (state.isDone) continue;
      settleAccounts();
      const before = process.threadCpuUsage();
      const startMs = performance.now();
      state.isDone = state.run.next().done === true;
      state.wallMs += performance.now() - startMs;
      settleAccounts();
      const { user, system } = process.threadCpuUsage(before);
      state.processorMs += (user + system) / 1000;
    }
  }
  const speeds = runs.map(({ processorMs, wallMs }) => ({
    processorSpeed: bytes / 1e3 / processorMs,
    wallSpeed: bytes / 1e3 / wallMs,
  }));
  return [speeds[0]!, speeds[1]!];
}

/** One round of one load: files are written once and read by each read size. */
class Trial {
  readonly #env: Env;
  readonly #folder: string;
  readonly #load: Load;
  readonly #batches: number;
  readonly #incoming: readonly Buffer[];
  readonly #batchBytes: number;

  constructor(env: Env, folder: string, load: Load, totalBytes: number) {
    this.#env = env;
    this.#folder = folder;
    this.#load = load;
    const template = batchOf(load, env.clock.wallMs());
    this.#batchBytes = template.length;
    this.#batches = Math.floor(totalBytes / template.length);
    // As many as sockets would bring before memory is used again.
    const buffers = Math.max(4, Math.floor(TURN_BYTES / template.length));
    this.#incoming = Array.from({ length: buffers }, () => Buffer.from(template));
  }

  *run(logFirst: boolean): Generator<{ measure: MeasureName; ours: Speed; theirs: Speed }> {
    const inTurn = (measure: MeasureName, log: Run, file: Run) => {
      const bytes = this.#batches * this.#batchBytes;
      const [ours, theirs] = logFirst
        ? takeTurns(bytes, log, file)
        : takeTurns(bytes, file, log).toReversed();
      return { measure, ours: ours!, theirs: theirs! };
    };
    const directory = `${this.#folder}/data`;
    const ids = { nodeId: 1, clusterId: CLUSTER_ID };
    formatDirectory(this.#env, directory, ids);
    const config = { ...DEFAULT_LOG_CONFIG, maxMessageBytes: 2 * MEGABYTE };
    const configOf = () => config;
    const manager = LogManager.open(this.#env, { directories: [directory], configOf, ...ids });
    const log = manager.create('speed', 0, TOPIC_ID, config);
    const file = openSync(`${this.#folder}/plain`, 'w+');
    try {
      yield inTurn(this.#load.append, this.#append(log), this.#write(file));
      for (const { bytes = this.#batchBytes, measure } of this.#load.reads)
        yield inTurn(measure, this.#readLog(log, bytes), this.#readFile(file, bytes));
    } finally {
      closeSync(file);
      manager.abandon();
    }
  }

  *#append(log: PartitionLog): Run {
    for (let index = 0; index < this.#batches; index++) {
      const batch = this.#incoming[index % this.#incoming.length]!;
      // As the producer sends it: the log has written its offset into the buffer in the turn before.
      batch.writeUInt32BE(0, 0);
      batch.writeUInt32BE(0, 4);
      const outcome = log.appendAsLeader(batch, { leaderEpoch: 0, origin: 'client' });
      if (outcome.kind !== 'appended') throw new Error(JSON.stringify(outcome));
      if (index % this.#incoming.length === 0) yield;
    }
  }

  *#write(file: number): Run {
    let position = 0;
    for (let index = 0; index < this.#batches; index++) {
      const batch = this.#incoming[index % this.#incoming.length]!;
      position += writeSync(file, batch, 0, batch.length, position);
      if (index % this.#incoming.length === 0) yield;
    }
    if (position !== this.#batches * this.#batchBytes) throw new Error(`${position} bytes were written`);
  }

  *#readLog(log: PartitionLog, maxBytes: number): Run {
    let turnBytes = 0;
    for (let offset = 0; offset < log.endOffset;) {
      const slice = log.read(offset, { maxBytes, upperBound: Infinity, atLeastOneBatch: true });
      if (slice === 'out-of-range') throw new Error(`${offset} is out of range`);
      offset = slice.nextOffset;
      turnBytes += slice.sizeBytes;
      slice.release();
      if (turnBytes < TURN_BYTES) continue;
      turnBytes = 0;
      yield;
    }
  }

  *#readFile(file: number, bytes: number): Run {
    const target = Buffer.allocUnsafeSlow(bytes);
    const totalBytes = this.#batches * this.#batchBytes;
    let turnBytes = 0;
    for (let position = 0; position < totalBytes; position += bytes) {
      turnBytes += readSync(file, target, 0, Math.min(bytes, totalBytes - position), position);
      if (turnBytes < TURN_BYTES) continue;
      turnBytes = 0;
      yield;
    }
  }
}

/** A batch of at most `batchBytes`. */
function batchOf({ recordBytes, batchBytes }: Load, timestamp: number): Buffer {
  // A record's own fields take up to 12 bytes, the batch's header 61.
  const value = Buffer.alloc(recordBytes - 12, 'v');
  const count = Math.floor((batchBytes - 61) / recordBytes);
  return buildBatch(
    Array.from({ length: count }, () => ({ key: null, value })),
    { timestamp },
  );
}
