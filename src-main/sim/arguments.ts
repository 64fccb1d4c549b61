export interface Arguments {
  /** One seed only, told in full. */
  readonly seed: number | undefined;
  readonly seeds: number;
  readonly from: number;
  /** Undefined: each seed draws its own. */
  readonly nodes: number | undefined;
  /** Workers side by side. */
  readonly jobs: number;
  /** No new seed is begun after so many minutes; the rest counts as skipped. */
  readonly minutes: number;
  /** Records to send in each seed's safety phase; undefined: each draws its own. */
  readonly sends: number | undefined;
  /** Number of one of the planted bugs, from 1 on: it is in the product that `seed` runs. */
  readonly bug: number | undefined;
  /** Stops at the first seed that fails. */
  readonly untilFailure: boolean;
  /** With `seed`: prints the history as NDJSON instead of the last events. */
  readonly history: boolean;
  /** The seeds of the ordinary tests: a few that stay the same, and those of the day. */
  readonly slice: boolean;
  /** The planted bugs, each with the seed that is known to find it, then with others. */
  readonly planted: boolean;
  /** With `planted`: does not begin with the known seed. */
  readonly hunt: boolean;
  /** Where the counts go as JSON, too. */
  readonly report: string | undefined;
}

const NUMBERS = ['seed', 'seeds', 'from', 'nodes', 'jobs', 'minutes', 'sends', 'bug'] as const;
const SWITCHES = ['until-failure', 'history', 'slice', 'planted', 'hunt'] as const;

/** Throws for what it does not know. A repeated flag: the last wins. */
export function parseArguments(words: readonly string[]): Arguments {
  const numbers: Partial<Record<(typeof NUMBERS)[number], number>> = {};
  const given = new Set<string>();
  let report: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (SWITCHES.some((known) => word === `--${known}`)) {
      given.add(word.slice(2));
      continue;
    }
    const text = words[++index] as string | undefined;
    if (word === '--report' && text !== undefined) {
      report = text;
      continue;
    }
    const name = NUMBERS.find((known) => word === `--${known}`);
    const value = Number(text);
    if (name === undefined || !Number.isFinite(value)) throw new Error(`unknown: ${word} ${text ?? ''}`);
    numbers[name] = value;
  }
  const { seed, seeds = 300, from = 1, nodes, jobs = 2, minutes = Infinity, sends, bug } = numbers;
  return {
    seed,
    seeds,
    from,
    nodes,
    jobs,
    minutes,
    sends,
    bug,
    untilFailure: given.has('until-failure'),
    history: given.has('history'),
    slice: given.has('slice'),
    planted: given.has('planted'),
    hunt: given.has('hunt'),
    report,
  };
}
