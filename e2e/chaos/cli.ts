import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ClientName } from './clients.ts';
import { runChaos } from './run.ts';
import { failures, summarize } from './summary.ts';

const USAGE = `npm run chaos -- [--seed N] [--minutes N] [--faults N] [--clients NAME,…] [--rate N] [--timeouts product|short]
                 [--brief] [--only KIND,…] [--keep]

Three nodes of the product under load while they are killed, paused, cut off, restarted and wiped. The last line is a
JSON summary; the exit code is 0 when nothing was lost, doubled or reordered and everything came back.

  --seed N       decides the faults (default: by the clock)
  --minutes N    how long faults go on (default 10)
  --faults N     and how many there are at least (default 20)
  --clients …    of kafkajs, platformatic, confluent, java (default: all that can be had; kafkajs must be among them)
  --rate N       records a second of all producers together (default 600)
  --timeouts …   product: sessions and lag as the product has them (default); short: 3 s, so that more faults fit in
  --brief        every kind of fault once a round, not on every role
  --only KIND,…  these kinds of faults and no others
  --directory D  where data goes (default: the temporary folder; in memory, /dev/shm, no slow disk blurs the times)
  --keep         keep data and history of a run that passed, too`;

const { values: given } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '10' },
    faults: { type: 'string', default: '20' },
    clients: { type: 'string', default: 'kafkajs,platformatic,confluent,java' },
    rate: { type: 'string', default: '600' },
    timeouts: { type: 'string', default: 'product' },
    brief: { type: 'boolean', default: false },
    only: { type: 'string' },
    directory: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (given.help) console.log(USAGE);
// Whatever sockets of killed processes are still closing must not keep us.
else process.exit((await main()) ? 0 : 1);

async function main(): Promise<boolean> {
  const directory = await mkdtemp(join(given.directory, 'sluice-chaos-'));
  const seed = Number(given.seed);
  const repeat = `npm run chaos -- ${process.argv
    .slice(2)
    .filter((it, i, all) => it !== '--seed' && all[i - 1] !== '--seed')
    .join(' ')} --seed ${seed}`;
  console.error(`seed ${seed}, data in ${directory}`);
  let passed = false;
  try {
    const report = await runChaos({
      seed,
      durationMs: Number(given.minutes) * 60_000,
      leastFaults: Number(given.faults),
      brief: given.brief,
      only: given.only?.split(',') ?? null,
      timeouts: given.timeouts === 'short' ? 'short' : 'product',
      clients: given.clients.split(',') as ClientName[],
      recordsPerSecond: Number(given.rate),
      directory,
      log: (line) => console.error(line),
    });
    const failed = failures(report);
    for (const [note, times] of counted(report.notes))
      console.error(times === 1 ? note : `${note} (${times} times)`);
    for (const failure of failed) console.error(`FAILED: ${failure}`);
    passed = failed.length === 0;
    console.log(JSON.stringify(summarize(report)));
  } finally {
    if (passed && !given.keep) await rm(directory, { recursive: true, force: true });
    else if (!passed)
      console.error(`data, logs and history are in ${directory}; the same faults again: ${repeat}`);
  }
  return passed;
}

/** The first hundred different notes, and how often each came. */
function counted(notes: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const note of notes) counts.set(note, (counts.get(note) ?? 0) + 1);
  return [...counts].slice(0, 100);
}
