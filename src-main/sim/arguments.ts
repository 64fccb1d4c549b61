export interface Arguments {
  /** One seed only, told in full. */
  readonly seed: number | undefined;
  readonly seeds: number;
  readonly from: number;
  /** Undefined: each seed draws its own. */
  readonly nodes: number | undefined;
  /** Workers side by side. */
  readonly jobs: number;
  /** No new seed is begun after so many minutes. */
  readonly minutes: number;
  /** Records to send in each seed's safety phase; undefined: each draws its own. */
  readonly sends: number | undefined;
  /** Stops at the first seed that fails. */
  readonly untilFailure: boolean;
  /** With `seed`: prints the history as NDJSON instead of the last events. */
  readonly history: boolean;
}

const NUMBERS = ['seed', 'seeds', 'from', 'nodes', 'jobs', 'minutes', 'sends'] as const;

/** Throws for what it does not know. A repeated flag: the last wins. */
export function parseArguments(words: readonly string[]): Arguments {
  const numbers: Partial<Record<(typeof NUMBERS)[number], number>> = {};
  let history = false;
  let untilFailure = false;
  for (let index = 0; index < words.length; index++) {
    if (words[index] === '--history') {
      history = true;
      continue;
    }
    if (words[index] === '--until-failure') {
      untilFailure = true;
      continue;
    }
    const name = NUMBERS.find((known) => words[index] === `--${known}`);
    const value = Number(words[++index]);
    if (name === undefined || !Number.isFinite(value))
      throw new Error(`unknown: ${words[index - 1]} ${words[index] ?? ''}`);
    numbers[name] = value;
  }
  const { seed, seeds = 300, from = 1, nodes, jobs = 2, minutes = Infinity, sends } = numbers;
  return { seed, seeds, from, nodes, jobs, minutes, sends, untilFailure, history };
}
