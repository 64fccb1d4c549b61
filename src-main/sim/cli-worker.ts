/** Runs seeds for the command line, one after the other, on a thread of its own. */
import { parentPort } from 'node:worker_threads';
import { runSeed } from './run.ts';
import { summaryOf } from './summary.ts';

parentPort!.on('message', ({ seed, nodes }: { seed: number; nodes: number | undefined }) => {
  void runSeed(seed, { nodes }).then((result) => parentPort!.postMessage(summaryOf(result)));
});
