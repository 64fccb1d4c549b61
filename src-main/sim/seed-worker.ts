import { Worker } from 'node:worker_threads';
import type { RunOptions } from './run.ts';
import type { SeedSummary } from './summary.ts';

/** What a worker thread is started with. */
export interface WorkerOptions {
  /** Name of one of PLANTED_BUGS. */
  readonly plantedBug?: string;
}

/** What it is asked for. */
export interface SeedOrder {
  readonly seed: number;
  readonly options: RunOptions;
}

/**
 * Seconds of CPU that a seed may take; usual are one to six. One that takes more turns in a circle, perhaps within one
 * event, where virtual time stands still.
 */
const SEED_LIMIT_CPU_S = 60;
const WATCH_MS = 2_000;

/** Runs seeds on a thread, which is started when it is needed and started anew when a seed brought it down. */
export class SeedWorker {
  readonly #options: WorkerOptions;
  #worker: Worker | undefined;

  constructor(options: WorkerOptions = {}) {
    this.#options = options;
  }

  /** Resolves with the violation `seed-ended` when the thread died of it or did not come back. */
  async run(seed: number, options: RunOptions): Promise<SeedSummary> {
    const worker = (this.#worker ??= new Worker(new URL('./cli-worker.ts', import.meta.url), {
      workerData: this.#options,
      execArgv: [],
    }));
    let usedBefore: number | undefined;
    let watchdog: NodeJS.Timeout | undefined;
    try {
      return await new Promise<SeedSummary>((resolve, reject) => {
        watchdog = setInterval(() => {
          void cpuSecondsOf(worker).then((seconds) => {
            usedBefore ??= seconds;
            if (seconds - usedBefore > SEED_LIMIT_CPU_S)
              reject(new Error(`no end after ${SEED_LIMIT_CPU_S} s of CPU`));
          });
        }, WATCH_MS);
        worker.removeAllListeners();
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`its thread exited with ${code}`)));
        const order: SeedOrder = { seed, options };
        worker.postMessage(order);
      });
    } catch (error) {
      await this.stop();
      return brokenDown(seed, options, error);
    } finally {
      clearInterval(watchdog);
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners();
    await worker?.terminate();
  }
}

/** Never rejects: a thread that has gone uses nothing. Asked while a thread starts it may never resolve. */
async function cpuSecondsOf(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1e6;
  } catch {
    return 0;
  }
}

function brokenDown(seed: number, { nodes = 0 }: RunOptions, error: unknown): SeedSummary {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    seed,
    nodes,
    violations: [`seed-ended: ${reason}`],
    traceHash: '-',
    events: 0,
    simulatedMs: 0,
    operations: 0,
    acknowledged: 0,
    faults: 0,
    faultCounts: {},
    newest: [],
    story: [],
  };
}
