import { Worker } from 'node:worker_threads';
import type { Explored } from './explore.ts';
import type { LifeOrder } from './lives.ts';

export type LifeResult = Explored & { readonly steps: readonly string[] };

/** Explores lives on a thread, which is started anew when a life brought it down. */
export class LifeWorker {
  readonly #plantedBug: string | undefined;
  #worker: Worker | undefined;

  constructor(plantedBug?: string) {
    this.#plantedBug = plantedBug;
  }

  async run(order: LifeOrder): Promise<LifeResult> {
    const worker = (this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { plantedBug: this.#plantedBug },
      execArgv: [],
    }));
    try {
      return await new Promise<LifeResult>((resolve, reject) => {
        worker.removeAllListeners();
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`its thread exited with ${code}`)));
        worker.postMessage(order);
      });
    } catch (error) {
      // The product's own code threw where a life calls it.
      await this.stop();
      const life = `${order.kind}, seed ${order.seed}`;
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return {
        life,
        changes: 0,
        states: 0,
        starts: 0,
        violations: [{ life, point: -1, state: 0, what }],
        steps: [],
      };
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners();
    await worker?.terminate();
  }
}
