/** Explores lives on a thread of its own, one after the other; perhaps with a bug planted. */
import { parentPort, workerData } from 'node:worker_threads';
import { plant } from '../planted/plant.ts';
import { CRASH_BUGS } from './bugs.ts';
import type { LifeOrder } from './lives.ts';

const { plantedBug } = workerData as { readonly plantedBug?: string };
if (plantedBug !== undefined) plant(CRASH_BUGS.find(({ name }) => name === plantedBug)!);
// After the bug is planted: what this loads is what it changes.
const { exploreLife } = await import('./lives.ts');

parentPort!.on('message', (order: LifeOrder) => {
  void exploreLife(order).then((explored) => parentPort!.postMessage(explored));
});
