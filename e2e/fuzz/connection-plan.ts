import { SeededRandom } from '../support/seeded-random.ts';
import { MUTATION_NAMES, MUTATIONS, validRequest } from './frames.ts';
import type { AdvertisedApi, Mutation, ValidRequest } from './frames.ts';
import type { ValuePools } from './request-values.ts';

/** What one connection does. Seed and number give the same plan again. */
export type ConnectionPlan =
  /** Only sound frames: each must be answered, in order, by something the tables can read. */
  | { kind: 'sound'; requests: ValidRequest[] }
  /** Spoiled frames, perhaps after a sound one; the node may answer or close, but must not fall. */
  | { kind: 'spoiled'; frames: Buffer[]; mutations: Mutation[]; reset: boolean };

export interface PlanOptions {
  seed: number;
  advertised: readonly AdvertisedApi[];
  pools: ValuePools;
}

const SOUND_SHARE = 0.2;

export function planConnection(index: number, { seed, advertised, pools }: PlanOptions): ConnectionPlan {
  const random = new SeededRandom(Math.imul(seed, 1_000_003) + index);
  const request = (correlationId: number) => validRequest(advertised, correlationId, random, pools);
  if (random.chance(SOUND_SHARE)) {
    return { kind: 'sound', requests: Array.from({ length: 1 + random.below(4) }, (_, i) => request(i + 1)) };
  }
  const mutations = Array.from({ length: 1 + random.below(6) }, () => random.pick(MUTATION_NAMES));
  const frames = mutations.map((mutation, i) => MUTATIONS[mutation](request(i + 1).frame, random));
  return { kind: 'spoiled', frames, mutations, reset: random.chance(0.3) };
}

/** The frames that a plan sends. */
export function frameCount(plan: ConnectionPlan): number {
  return plan.kind === 'sound' ? plan.requests.length : plan.frames.length;
}
