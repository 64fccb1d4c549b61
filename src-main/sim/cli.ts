/**
 * `npm run sim`: many seeds, or one again; the last line counts them as tests. Exits 1 when a seed found a violation.
 *
 *   --seeds N  --from S  --nodes N  --jobs N  --minutes M  --sends N  --until-failure  --report FILE
 *   --slice                          the seeds of the ordinary tests
 *   --seed S [--history] [--bug N]   one seed again, told in full
 *   --planted [--hunt]               does the simulator find the bugs that are planted for it?
 */
import { writeFileSync } from 'node:fs';
import { type Arguments, parseArguments } from './arguments.ts';
import { huntAll } from './planted/hunt.ts';
import { replay } from './replay.ts';
import { sliceOf, sweep } from './sweep.ts';

/** As every suite ends: what `.ci/run` adds up. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

async function run(options: Arguments): Promise<Counts> {
  if (options.planted) return huntAll(options);
  if (options.seed !== undefined) return replay(options.seed, options);
  const { from, seeds } = options;
  const chosen = options.slice
    ? sliceOf(new Date())
    : Array.from({ length: seeds }, (_, index) => from + index);
  return sweep(chosen, options);
}

const options = parseArguments(process.argv.slice(2));
const counts = await run(options);
if (options.report !== undefined) writeFileSync(options.report, JSON.stringify(counts));
if (!options.history)
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
