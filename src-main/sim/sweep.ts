import type { Arguments } from './arguments.ts';
import type { Counts } from './cli.ts';
import type { RunOptions } from './run.ts';
import { SeedWorker } from './seed-worker.ts';
import { lineOf, type SeedSummary, Totals } from './summary.ts';

/** Of a seed that failed; a replay shows more. */
const SHOWN_EVENTS = 60;
/** In the ordinary tests: clusters of several sizes. */
const STEADY_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The seeds of the ordinary tests: those that every run has, and one of the day (UTC), so that new ones are tried. */
export function sliceOf(date: Date): number[] {
  return [...STEADY_SEEDS, Number(date.toISOString().slice(0, 10).replaceAll('-', ''))];
}

export function runOptions({ nodes, sends }: Pick<Arguments, 'nodes' | 'sends'>): RunOptions {
  return { nodes, swarm: sends === undefined ? {} : { sends } };
}

/** What to type to see the same again. */
function commandFor(seed: number, { nodes, sends }: Arguments): string {
  const flags = [
    `--seed ${seed}`,
    ...(nodes === undefined ? [] : [`--nodes ${nodes}`]),
    ...(sends === undefined ? [] : [`--sends ${sends}`]),
  ];
  return `npm run sim -- ${flags.join(' ')}`;
}

/** Runs seeds side by side and tells of each as it ends. What time does not allow for is skipped. */
export async function sweep(seeds: readonly number[], options: Arguments): Promise<Counts> {
  const totals = new Totals();
  const startMs = performance.now();
  const deadlineMs = startMs + options.minutes * 60_000;
  let next = 0;
  const work = async (): Promise<void> => {
    const worker = new SeedWorker();
    while (next < seeds.length && performance.now() < deadlineMs) {
      const result = await worker.run(seeds[next++], runOptions(options));
      totals.count(result);
      console.log(lineOf(result));
      if (result.violations.length === 0) continue;
      tellFailure(result, options);
      if (options.untilFailure) next = Infinity;
    }
    await worker.stop();
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  console.log(`\n${totals.text(performance.now() - startMs)}`);
  for (const { seed, violations } of totals.failed)
    console.log(`FAILED  ${commandFor(seed, options)}\n        ${violations[0]}`);
  const failed = totals.failed.length;
  return { passed: totals.seeds - failed, failed, skipped: seeds.length - totals.seeds };
}

function tellFailure({ seed, violations, newest }: SeedSummary, options: Arguments): void {
  console.log(newest.slice(-SHOWN_EVENTS).join('\n'));
  for (const violation of violations) console.log(`     ${violation}`);
  console.log(`     again: ${commandFor(seed, options)}`);
}
