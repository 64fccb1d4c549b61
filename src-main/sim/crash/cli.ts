/**
 * `npm run crash`: lives of the storage engine, and what may be on the disk after a crash at each point of them. The
 * last line counts lives as tests. Exits 1 when a start did not make good of a state.
 *
 *   --states N   goes on until so many states were tried (default 100 000)   --jobs N
 *   --from S --to S   all lives of these seeds, however many states they have
 *   --slice      a few thousand states, for the ordinary tests
 *   --planted    does it find the bugs that are planted for it?
 *   --kind logs|metadata|splits --seed S [--point P]   one life again, told in full
 *   --report FILE
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { occurrences } from '../planted/plant.ts';
import { CRASH_BUGS, type CrashBug } from './bugs.ts';
import { LifeWorker, type LifeResult } from './life-worker.ts';
import type { LifeKind, LifeOrder } from './lives.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const SLICE_STATES = 4_000;
const DEFAULT_STATES = 100_000;
const STEPS: Record<LifeKind, number> = { logs: 20, metadata: 40, splits: 8 };
const RANDOM_STATES = 4;
/** A planted bug that so many lives do not show is not found. */
const LIVES_PER_BUG = 16;

/** A seed has one of a log that must be parted beside its own every so often. */
const SPLITS_EVERY = 6;

/** The lives of a seed. Every third is one of metadata: its states are fewer. */
function ordersOf(seed: number): LifeOrder[] {
  const kinds: LifeKind[] = [seed % 3 === 2 ? 'metadata' : 'logs'];
  if (seed % SPLITS_EVERY === 0) kinds.push('splits');
  return kinds.map((kind) => ({ kind, seed, steps: STEPS[kind], atRandom: RANDOM_STATES }));
}

interface SweepRange {
  readonly from: number;
  /** The last seed. */
  readonly to: number;
  /** No life begins after so many states. */
  readonly states: number;
}

async function sweep({ from, to, states }: SweepRange, jobs: number): Promise<Counts> {
  const startMs = performance.now();
  const totals = { lives: 0, failed: 0, states: 0, starts: 0, violations: 0 };
  let next = from;
  const orders: LifeOrder[] = [];
  const work = async (): Promise<void> => {
    const worker = new LifeWorker();
    while (totals.states < states && (orders.length > 0 || next <= to)) {
      if (orders.length === 0) orders.push(...ordersOf(next++));
      const order = orders.shift()!;
      const result = await worker.run(order);
      totals.lives++;
      totals.states += result.states;
      totals.starts += result.starts;
      totals.violations += result.violations.length;
      if (result.violations.length > 0) totals.failed++;
      tell(order, result);
    }
    await worker.stop();
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const seconds = Math.round((performance.now() - startMs) / 1000);
  console.log(
    `${totals.states} crash states of ${totals.lives} lives, ${totals.starts} starts, ` +
      `${totals.violations} violations, ${seconds} s`,
  );
  return { passed: totals.lives - totals.failed, failed: totals.failed, skipped: 0 };
}

function tell({ kind, seed }: LifeOrder, { changes, states, starts, violations, steps }: LifeResult): void {
  console.log(
    `${kind.padEnd(8)} seed ${String(seed).padStart(4)}  ${String(changes).padStart(4)} changes  ` +
      `${String(states).padStart(6)} states  ${String(starts).padStart(6)} starts  ${violations.length} violations`,
  );
  for (const { point, state, what } of violations) {
    console.log(`     after change ${point}, state ${state}: ${what}`);
    const before = steps.filter((step) => Number(step.split(' ')[0]) <= point).slice(-5);
    console.log(`     having done: ${before.join(' · ')}`);
    console.log(`     again: npm run crash -- --kind ${kind} --seed ${seed} --point ${point}`);
  }
}

/** The known lives with the bug in the product, until one of them shows it. */
async function hunt(bug: CrashBug): Promise<string | undefined> {
  const worker = new LifeWorker(bug.name);
  try {
    for (let seed = 0, lived = 0; lived < LIVES_PER_BUG; seed++) {
      const order = ordersOf(seed).find(({ kind }) => kind === bug.kind);
      if (order === undefined) continue;
      lived++;
      const { violations } = await worker.run({ ...order, violationsMax: 1 });
      if (violations.length > 0) return `${lived} lives: ${violations[0].what.split('\n')[0].slice(0, 100)}`;
    }
    return undefined;
  } finally {
    await worker.stop();
  }
}

async function huntAll(jobs: number): Promise<Counts> {
  let next = 0;
  let failed = 0;
  const work = async (): Promise<void> => {
    while (next < CRASH_BUGS.length) {
      const bug = CRASH_BUGS[next++];
      if (occurrences(bug) !== 1) console.log(`     ${bug.file} has changed: plant "${bug.name}" anew`);
      const found = occurrences(bug) === 1 ? await hunt(bug) : undefined;
      if (found === undefined) failed++;
      console.log(`${bug.name.padEnd(76)} ${found ?? 'NOT FOUND'}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return { passed: CRASH_BUGS.length - failed, failed, skipped: 0 };
}

async function again(order: LifeOrder): Promise<Counts> {
  const worker = new LifeWorker();
  const result = await worker.run(order);
  console.log(result.steps.join('\n'));
  tell(order, result);
  await worker.stop();
  return result.violations.length > 0
    ? { passed: 0, failed: 1, skipped: 0 }
    : { passed: 1, failed: 0, skipped: 0 };
}

function rangeOf({
  slice,
  states,
  from,
  to,
}: Partial<Record<'states' | 'from' | 'to', string>> & { slice?: boolean }): SweepRange {
  const statesMax = slice === true ? SLICE_STATES : to === undefined ? DEFAULT_STATES : Infinity;
  return {
    from: Number(from),
    to: to === undefined ? Infinity : Number(to),
    states: states === undefined ? statesMax : Number(states),
  };
}

const { values } = parseArgs({
  options: {
    states: { type: 'string' },
    from: { type: 'string', default: '0' },
    to: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    slice: { type: 'boolean' },
    planted: { type: 'boolean' },
    kind: { type: 'string', default: 'logs' },
    seed: { type: 'string' },
    point: { type: 'string' },
    report: { type: 'string' },
  },
});
const kind: LifeKind = values.kind === 'metadata' ? 'metadata' : 'logs';
const jobs = Number(values.jobs);
const counts = values.planted
  ? await huntAll(jobs)
  : values.seed !== undefined
    ? await again({
        kind,
        seed: Number(values.seed),
        steps: STEPS[kind],
        atRandom: RANDOM_STATES,
        ...(values.point !== undefined && { point: Number(values.point) }),
      })
    : await sweep(rangeOf(values), jobs);
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(counts));
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
