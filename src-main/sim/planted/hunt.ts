import type { Arguments } from '../arguments.ts';
import type { Counts } from '../cli.ts';
import type { RunOptions } from '../run.ts';
import { SeedWorker } from '../seed-worker.ts';
import { PLANTED_BUGS, type PlantedBug } from './bugs.ts';
import { occurrences } from './plant.ts';

/** A bug that so many seeds do not find is not found. */
export const SEEDS_PER_BUG = 20;
/** Planted bugs show early: short runs find them. */
const SENDS = 600;

export interface Catch {
  readonly seed: number;
  readonly invariant: string;
  /** Seeds that were run, this one included. */
  readonly tried: number;
}

export interface HuntOptions {
  /** Seeds in this order. */
  readonly seeds: readonly number[];
  /** Only a seed counts that finds nothing in the product as it is. Costs as much again. */
  readonly control: boolean;
}

/** The seeds to try: the known one first, then from 1 on. */
export function seedsFor({ seed }: PlantedBug, fromTheStart = false): number[] {
  const others = Array.from({ length: SEEDS_PER_BUG }, (_, index) => index + 1);
  return fromTheStart
    ? others
    : [seed, ...others.filter((other) => other !== seed).slice(0, SEEDS_PER_BUG - 1)];
}

function invariantOf(violation: string): string {
  return violation.slice(0, violation.indexOf(':'));
}

/** Runs seeds with the bug in the product until one of its invariants tells of it; undefined when none does. */
export async function hunt(bug: PlantedBug, { seeds, control }: HuntOptions): Promise<Catch | undefined> {
  const worker = new SeedWorker({ plantedBug: bug.name });
  const sound = new SeedWorker();
  const options: RunOptions = { nodes: bug.nodes, swarm: { sends: SENDS, ...bug.swarm } };
  try {
    for (const [index, seed] of seeds.entries()) {
      const { violations } = await worker.run(seed, options);
      const invariant = violations.map(invariantOf).find((name) => bug.caughtBy.includes(name));
      const unplanted = invariant !== undefined && control ? await sound.run(seed, options) : undefined;
      if (unplanted !== undefined && unplanted.violations.length > 0) {
        console.log(`     seed ${seed} finds something without the bug, too: ${unplanted.violations[0]}`);
        continue;
      }
      if (invariant !== undefined) return { seed, invariant, tried: index + 1 };
      if (violations.length > 0)
        console.log(`     ${bug.name}, seed ${seed}: ${violations[0].slice(0, 300)}`);
    }
    return undefined;
  } finally {
    await Promise.all([worker.stop(), sound.stop()]);
  }
}

/** All planted bugs from number `from` on, or the one that is asked for, as a table: what was planted, what told of it, with which seed. */
export async function huntAll({ jobs, from, bug: only, hunt: fromTheStart }: Arguments): Promise<Counts> {
  const wanted = only === undefined ? PLANTED_BUGS.slice(from - 1) : PLANTED_BUGS.slice(only - 1, only);
  const rows: { bug: PlantedBug; found: Catch | undefined }[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < wanted.length) {
      const bug = wanted[next++];
      if (occurrences(bug) !== 1) console.log(`     ${bug.file} has changed: plant "${bug.name}" anew`);
      const found =
        occurrences(bug) === 1
          ? await hunt(bug, { seeds: seedsFor(bug, fromTheStart), control: fromTheStart })
          : undefined;
      rows.push({ bug, found });
      console.log(rowOf(bug, found));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const missed = rows.filter(({ found }) => found === undefined);
  for (const { bug } of missed) console.log(`NOT FOUND  ${bug.name}`);
  return { passed: rows.length - missed.length, failed: missed.length, skipped: 0 };
}

function rowOf(bug: PlantedBug, found: Catch | undefined): string {
  const number = String(PLANTED_BUGS.indexOf(bug) + 1).padStart(2);
  const outcome =
    found === undefined
      ? `not found by ${SEEDS_PER_BUG} seeds`
      : `${found.invariant.padEnd(28)} seed ${found.seed} (${found.tried} tried)`;
  return `${number}  ${bug.name.padEnd(86)} ${outcome}`;
}
