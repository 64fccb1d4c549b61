import type { Arguments } from './arguments.ts';
import { formatHistory } from './checker/index.ts';
import type { Counts } from './cli.ts';
import { PLANTED_BUGS } from './planted/bugs.ts';
import { plant } from './planted/plant.ts';
import { lineOf } from './summary.ts';
import { runOptions } from './sweep.ts';

/** One seed, told in full. The last line but one has the hash of its trace: the same for the same sources. */
export async function replay(seed: number, options: Arguments): Promise<Counts> {
  const { history, bug } = options;
  if (bug !== undefined) plant(PLANTED_BUGS[bug - 1]);
  // After the bug is planted: what this loads is what it changes.
  const { runSeed } = await import('./run.ts');
  const result = await runSeed(seed, runOptions(options));
  const failed = result.violations.length > 0;
  const counts: Counts = { passed: failed ? 0 : 1, failed: failed ? 1 : 0, skipped: 0 };
  if (history) {
    process.stdout.write(formatHistory(result.history));
    return counts;
  }
  console.log(`seed ${seed}: ${JSON.stringify(result.options)}`);
  if (failed) {
    console.log(result.story.join('\n'));
    console.log('── the last events');
    console.log(result.newest.join('\n'));
  }
  for (const violation of result.violations) console.log(`VIOLATION ${violation}`);
  console.log(`faults ${JSON.stringify(result.faultCounts)}`);
  if (result.verdict !== undefined) {
    console.log(`findings ${JSON.stringify(result.verdict.counts)}`);
    console.log(`report ${JSON.stringify(result.verdict.report)}`);
  }
  console.log(lineOf({ ...result, nodes: result.options.nodes }));
  return counts;
}
