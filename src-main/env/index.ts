import type { Clock } from './clock.ts';
import type { Disk } from './disk.ts';
import type { Facts } from './facts.ts';
import type { Network } from './network.ts';

export * from './clock.ts';
export * from './disk.ts';
export * from './facts.ts';
export * from './network.ts';

/** Randomness. The simulator's comes from its seed. */
export interface Randomness {
  /** In [0, 1). */
  next(): number;
  bytes(size: number): Uint8Array;
}

/** The node's own text log (node.log). */
export interface TextLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}

/** Everything that a node has from the world outside its own memory. Passed in, never reached for. */
export interface Env {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly network: Network;
  readonly random: Randomness;
  readonly log: TextLog;
  readonly facts: Facts;
}
