import { seededRandom } from '../base/index.ts';
import type { Clock, Disk, Env } from '../env/index.ts';

/** What the worlds of one storage engine differ in. */
export interface StillEnvOptions {
  readonly disk: Disk;
  readonly seed: number;
  /** Both wall and monotonic time, which stands still until told otherwise. */
  nowMs(): number;
  /** What becomes of timers. Default: they never fire. */
  readonly schedule?: Clock['schedule'];
  readonly log: Env['log'];
  readonly facts: Env['facts'];
}

/** An env over any disk, without a network, in which nothing moves by itself. */
export function stillEnv(options: StillEnvOptions): Env {
  const { disk, seed, nowMs, schedule = () => ({ cancel() {} }), log, facts } = options;
  const random = seededRandom(seed);
  const unused = () => Promise.reject(new Error('no network here'));
  return {
    clock: { wallMs: nowMs, monotonicMs: nowMs, schedule },
    disk,
    network: { listen: unused, connect: unused },
    random: {
      next: random,
      bytes: (size) => Uint8Array.from({ length: size }, () => Math.floor(random() * 256)),
    },
    log,
    facts,
  };
}
