/** Runs seeds for the command line, one after the other, on a thread of its own. */
import { parentPort } from 'node:worker_threads';
import { type RunOptions, runSeed } from './run.ts';
import { summaryOf } from './summary.ts';

parentPort!.on('message', ({ seed, options }: { seed: number; options: RunOptions }) => {
  void runSeed(seed, options).then((result) => parentPort!.postMessage(summaryOf(result)));
});
