/** Runs seeds for the command line, one after the other, on a thread of its own; perhaps with a bug planted. */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PLANTED_BUGS } from './planted/bugs.ts';
import { plant } from './planted/plant.ts';
import type { SeedOrder, WorkerOptions } from './seed-worker.ts';

// Half of what a thread costs that runs one seed; a planted bug makes another module of it, which is not found there.
enableCompileCache(join(import.meta.dirname, '../../out/compile-cache'));
const { plantedBug } = workerData as WorkerOptions;
if (plantedBug !== undefined) plant(PLANTED_BUGS.find(({ name }) => name === plantedBug)!);
// After the bug is planted: what these load is what it changes.
const { runSeed } = await import('./run.ts');
const { summaryOf } = await import('./summary.ts');
// Threads are ended from outside, without a chance to write it then.
flushCompileCache();

parentPort!.on('message', ({ seed, options }: SeedOrder) => {
  void runSeed(seed, options).then((result) => parentPort!.postMessage(summaryOf(result)));
});
