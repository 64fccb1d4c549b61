/**
 * `npm run sim`: many seeds, or one again. Ends with one JSON line; exits 1 when a seed found a violation.
 *
 *   --seeds N  --from S  --nodes N  --jobs N  --minutes M  --sends N  --until-failure      --seed S [--history]
 */
import { Worker } from 'node:worker_threads';
import { parseArguments, type Arguments } from './arguments.ts';
import { formatHistory } from './checker/index.ts';
import { type RunOptions, runSeed } from './run.ts';
import { count, noTotals, type SeedSummary, summaryLine } from './summary.ts';

const SHOWN_EVENTS = 200;

function runOptions({ nodes, sends }: Arguments): RunOptions {
  return { nodes, swarm: sends === undefined ? {} : { sends } };
}

async function replay(seed: number, options: Arguments): Promise<boolean> {
  const { history } = options;
  const result = await runSeed(seed, runOptions(options));
  if (history) {
    process.stdout.write(formatHistory(result.history));
    return result.violations.length === 0;
  }
  console.log(`seed ${seed}: ${JSON.stringify(result.options)}`);
  if (result.violations.length > 0) console.log(result.newest.slice(-SHOWN_EVENTS).join('\n'));
  for (const violation of result.violations) console.log(`VIOLATION ${violation}`);
  console.log(`faults ${JSON.stringify(result.faultCounts)}`);
  if (result.verdict !== undefined) {
    console.log(`findings ${JSON.stringify(result.verdict.counts)}`);
    console.log(`report ${JSON.stringify(result.verdict.report)}`);
  }
  console.log(lineOf({ ...result, nodes: result.options.nodes }));
  return result.violations.length === 0;
}

/** What else the same run needs. */
function again({ nodes, sends }: Arguments): string {
  return `${nodes === undefined ? '' : ` --nodes ${nodes}`}${sends === undefined ? '' : ` --sends ${sends}`}`;
}

function lineOf(result: SeedSummary): string {
  const { seed, nodes, violations, traceHash, simulatedMs, operations, acknowledged, faults, events } =
    result;
  const verdict = violations.length === 0 ? 'ok  ' : 'FAIL';
  const seconds = (simulatedMs / 1000).toFixed(0);
  return `${verdict} seed ${seed} · ${nodes} nodes · ${seconds} s · ${operations} operations, ${acknowledged} acknowledged · ${faults} faults · ${events} events · ${traceHash}`;
}

async function sweep(options: Arguments): Promise<boolean> {
  const { from, seeds, jobs, minutes, untilFailure } = options;
  const totals = noTotals();
  const startMs = performance.now();
  let next = from;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./cli-worker.ts', import.meta.url));
    try {
      while (next < from + seeds && performance.now() - startMs < minutes * 60_000) {
        const seed = next++;
        const result = await new Promise<SeedSummary>((resolve, reject) => {
          worker.removeAllListeners();
          worker.once('message', resolve);
          worker.once('error', (cause) =>
            reject(new Error(`seed ${seed} brought its worker down`, { cause })),
          );
          worker.postMessage({ seed, options: runOptions(options) });
        });
        count(totals, result);
        console.log(lineOf(result));
        if (result.violations.length === 0) continue;
        for (const violation of result.violations) console.log(`     ${violation}`);
        console.log(result.newest.slice(-SHOWN_EVENTS).join('\n'));
        console.log(`     again: npm run sim -- --seed ${result.seed}${again(options)}`);
        if (untilFailure) next = Infinity;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  console.log(summaryLine(totals, performance.now() - startMs));
  return totals.failed.length === 0;
}

const options = parseArguments(process.argv.slice(2));
const passed = options.seed === undefined ? await sweep(options) : await replay(options.seed, options);
process.exitCode = passed ? 0 : 1;
