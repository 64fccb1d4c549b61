import type { MemoryDisk } from '../memory-disk.ts';
import type { Change } from './recording-disk.ts';

/** A program's work on its disk: every change, and what could be counted on before each. */
export interface Life<Claim> {
  readonly name: string;
  readonly changes: readonly Change[];
  /** One more than there are changes: the last says what could be counted on at the end. */
  readonly claims: readonly Claim[];
  /** What was done, each with the number of changes before it. */
  readonly steps: readonly string[];
}

/** How such a program starts again on what a crash left, and what must be there then. */
export interface Recovery<Claim, Found> {
  /** The product's own code. Throws when it cannot start: that is a fault. */
  start(disk: MemoryDisk, seed: number): Found;
  /** What is wrong with what was found; empty when nothing is. */
  faultsOf(found: Found, claim: Claim): string[];
  /** The same for claims that ask for the same. */
  textOf(claim: Claim): string;
}
