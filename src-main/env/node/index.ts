import type { Env, FactBody, Facts, TextLog } from '../index.ts';
import { nodeClock } from './clock.ts';
import { nodeDisk } from './disk.ts';
import { loadLocks } from './locks.ts';
import { nodeNetwork } from './network.ts';
import { randomBytes } from './random.ts';

export { nodeClock } from './clock.ts';
export { nodeDisk } from './disk.ts';
export { nodeNetwork } from './network.ts';
export { randomBytes } from './random.ts';

/** A log that drops everything; for tools and tests. */
export const silentLog: TextLog = { info() {}, warn() {}, error() {} };
/** Facts that nobody reads. */
export const noFacts: Facts = { report(_fact: FactBody) {} };

/** The real world. Native locks are loaded when the first one is taken. */
export function nodeEnv(outputs: { log?: TextLog; facts?: Facts } = {}): Env {
  return {
    clock: nodeClock(),
    disk: nodeDisk(loadLocks),
    network: nodeNetwork(),
    random: { next: Math.random, bytes: randomBytes },
    log: outputs.log ?? silentLog,
    facts: outputs.facts ?? noFacts,
  };
}
