import { seededRandom } from '../../base/index.ts';
import { choices, type DiskState, DiskStates } from './disk-states.ts';
import type { Life, Recovery } from './life.ts';
import { DATA_DIRECTORY } from './crash-world.ts';
import { MemoryDisk } from '../memory-disk.ts';

export interface Violation {
  readonly life: string;
  /** Changes before the crash. */
  readonly point: number;
  /** Number of the state at that point. */
  readonly state: number;
  readonly what: string;
}

export interface Explored {
  readonly life: string;
  readonly changes: number;
  /** Disks that differ, or that more could be counted on of. */
  readonly states: number;
  /** Starts on them, and starts after a crash of a start. */
  readonly starts: number;
  readonly violations: readonly Violation[];
}

export interface ExploreOptions {
  /** States drawn at random at each point, beside the systematic ones. */
  readonly atRandom: number;
  /** One point only. */
  readonly point?: number;
  /** Ends when so many violations were found. */
  readonly violationsMax?: number;
}

/** One start in so many is itself cut short, and the power lost after another. */
const CRASH_EVERY = 8;

const CLEAN_MARKER = `${DATA_DIRECTORY}/.kafka_cleanshutdown`;

/** A start changes the disk about so often at most. */
const START_CHANGES = 24;

class Killed extends Error {}

/** Every crash of a life: what may be on the disk after each change, and whether a start makes good of it. */
export function explore<Claim, Found>(
  life: Life<Claim>,
  recovery: Recovery<Claim, Found>,
  seed: number,
  options: ExploreOptions,
): Explored {
  const states = new DiskStates();
  const random = seededRandom(seed);
  const seen = new Set<string>();
  const violations: Violation[] = [];
  let starts = 0;
  let claimsVersion = 0;
  let claimsText = '';
  const { atRandom, violationsMax = 10 } = options;
  for (let point = 0; point <= life.changes.length && violations.length < violationsMax; point++) {
    if (point > 0) states.apply(life.changes[point - 1]);
    const claims = life.claims[point];
    const text = recovery.textOf(claims);
    if (text !== claimsText) claimsVersion++;
    claimsText = text;
    let number = 0;
    for (const parts of choices(states.pending(), random, atRandom)) {
      number++;
      if (options.point !== undefined && options.point !== point) continue;
      const state = states.state(parts);
      const key = `${claimsVersion} ${state.key}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const verdict = judge(state, recovery, claims, seen.size);
      starts += verdict.starts;
      for (const what of verdict.faults) violations.push({ life: life.name, point, state: number, what });
      if (violations.length >= violationsMax) break;
    }
  }
  return { life: life.name, changes: life.changes.length, states: seen.size, starts, violations };
}

/** Starts on the state; again on what that leaves; and now and then after a crash of the first start. */
function judge<Claim, Found>(
  state: DiskState,
  { start, faultsOf }: Recovery<Claim, Found>,
  claim: Claim,
  count: number,
): { starts: number; faults: string[] } {
  let starts = 0;
  const attempt = (what: string, action: () => string[]): string[] => {
    starts++;
    try {
      return action().map((fault) => `${what}: ${fault}`);
    } catch (error) {
      return [`${what} fails: ${(error as Error).stack ?? String(error)}`];
    }
  };
  const disk = diskOf(state);
  const faults = attempt('start', () => faultsOf(start(disk, count), claim));
  if (faults.length > 0) return { starts, faults };
  disk.crashProcess();
  const before = fingerprint(disk);
  faults.push(
    ...attempt('second start', () => {
      const wrong = faultsOf(start(disk, count), claim);
      // After a clean stop the first start looks through nothing.
      return state.files.has(CLEAN_MARKER) ? wrong : [...wrong, ...differences(before, fingerprint(disk))];
    }),
  );
  if (count % CRASH_EVERY === 0) {
    faults.push(
      ...attempt('start after the first one lost its power', () => {
        const again = diskOf(state);
        start(again, count);
        again.losePower();
        return faultsOf(start(again, count), claim);
      }),
    );
  }
  if (count % CRASH_EVERY === 1) {
    faults.push(
      ...attempt('start after the first one was cut short', () => {
        const again = cutShort(state, start, count);
        return faultsOf(start(again, count), claim);
      }),
    );
  }
  return { starts, faults };
}

/** The disk after a start that was killed at one of its changes, or lost its power there. */
function cutShort(
  state: DiskState,
  start: (disk: MemoryDisk, count: number) => unknown,
  count: number,
): MemoryDisk {
  const random = seededRandom(count);
  const disk = diskOf(state);
  let left = Math.floor(random() * START_CHANGES);
  disk.hook = () => {
    if (left-- === 0) throw new Killed();
  };
  try {
    start(disk, count);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  if (random() < 0.5) disk.crashProcess();
  else
    disk.losePower(
      (bytes) => Math.floor(random() * (bytes + 1)),
      () => random() < 0.5,
    );
  return disk;
}

function differences(before: Map<string, string>, after: Map<string, string>): string[] {
  const changed: string[] = [];
  for (const [path, content] of after) if (before.get(path) !== content) changed.push(path);
  for (const path of before.keys()) if (!after.has(path)) changed.push(path);
  return changed.map((path) => `${path} has changed again`);
}

function diskOf({ files, folders }: DiskState): MemoryDisk {
  return MemoryDisk.holding(files, folders);
}

/** All files of the log dir as text, to see whether a start has changed any. */
function fingerprint(disk: MemoryDisk): Map<string, string> {
  return new Map(
    [...disk.files(`${DATA_DIRECTORY}/`)].map(([path, bytes]) => [path, bytes.toString('latin1')]),
  );
}
