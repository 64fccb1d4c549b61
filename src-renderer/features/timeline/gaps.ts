// Times in which clients wanted something and got nothing. Silence alone is none: nobody may have wanted anything. Pure.
import { TRAFFIC_INTERVAL_MS, type TrafficSample } from '../../../src-main/contract/index.ts';
import type { Fact } from '../../lib/facts.ts';

export type Flow = 'acked' | 'delivered';

/** What says that a silence was no rest. */
export type Cause =
  /** Producers asked, and were refused. */
  | { readonly kind: 'refused'; readonly batches: number }
  /** Producers had sent batches that were appended, and had no answer. */
  | { readonly kind: 'waiting'; readonly batches: number }
  /** The flow broke off in the moment of a fault. */
  | { readonly kind: 'fault'; readonly fact: Fact }
  /** A group changed, and records were stored meanwhile that nobody was given. */
  | { readonly kind: 'unread'; readonly records: number };

export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  /** It has not ended yet. */
  readonly open: boolean;
  readonly cause: Cause;
}

/** Shorter silences are the rhythm of batches and polls. */
const SHORTEST_MS = 700;
/** A flow that always pauses is not interrupted by a pause of its kind, and at a fault by none a little longer. */
const TIMES_USUAL = { unread: 4, fault: 2 };
/** A silence this long is not a fault any more: somebody stopped. */
const LONGEST_MS = 120_000;
/** Whoever is refused tries again within this time, or has given up. */
const RETRIED_MS = 10_000;
/** How many of the silences before it say what is usual. */
const REMEMBERED = 12;
/** A fault breaks off what was flowing in its own moment; what was silent by then was at rest. */
const SAME_MOMENT_MS = 1_000;

const FAULTS: ReadonlySet<string> = new Set([
  'process-killed',
  'process-died',
  'process-died-restarts',
  'process-paused',
  'process-stopping',
  'directory-offline',
  'broker-fenced',
]);

/** Members come and go, generations begin: until they are settled, consumers stand still. */
const REBALANCES: ReadonlySet<string> = new Set(['group-state', 'group-member']);

/** What can break off the flow to and from clients. */
export interface Disturbances {
  readonly faults: readonly Fact[];
  readonly rebalances: readonly Fact[];
}

export function disturbancesOf(facts: readonly Fact[]): Disturbances {
  return {
    faults: facts.filter(
      ({ kind, leader }) => FAULTS.has(kind) || (kind === 'leader-elected' && leader === -1),
    ),
    rebalances: facts.filter(({ kind }) => REBALANCES.has(kind)),
  };
}

interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
  readonly open: boolean;
  /** Intervals in it in which something else than this flow happened. */
  readonly within: readonly TrafficSample[];
  /** How many batches were waited for when it began, as far as that was told. */
  readonly waiting: number;
  /** The pauses of this flow before it: their median. */
  readonly usualMs: number;
}

/**
 * @param samples ascending; intervals without traffic may be missing
 * @param nowMs where a gap that goes on is drawn to
 */
export function gapsOf(
  samples: readonly TrafficSample[],
  what: Flow,
  nowMs: number,
  { faults, rebalances }: Disturbances,
): Gap[] {
  const silences = silencesOf(samples, what, nowMs);
  return silences.flatMap((silence) => {
    const gap =
      what === 'acked'
        ? (refusedIn(silence, nowMs) ?? waitingIn(silence, nowMs) ?? brokenOffIn(silence, faults))
        : (brokenOffIn(silence, faults) ?? unreadIn(silence, rebalances));
    return gap === null ? [] : [gap];
  });
}

/** Silences of a flow that are longer than the rhythm of batches and polls. */
function silencesOf(samples: readonly TrafficSample[], what: Flow, nowMs: number): Silence[] {
  const silences: Silence[] = [];
  const pauses: number[] = [];
  let lastMs: number | null = null;
  let within: TrafficSample[] = [];
  let seen = 0;
  let waiting = 0;
  const note = (fromMs: number, toMs: number, open: boolean): void => {
    const usualMs = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0;
    // The first moments of a flow say nothing about what is usual.
    if (seen >= 3 && toMs - fromMs >= SHORTEST_MS)
      silences.push({ fromMs, toMs, open, within, waiting, usualMs });
    pauses.push(toMs - fromMs);
    if (pauses.length > REMEMBERED) pauses.shift();
  };
  for (const sample of samples) {
    if (sample[what] === 0) {
      within.push(sample);
      continue;
    }
    if (lastMs !== null && sample.atMs > lastMs) note(lastMs, sample.atMs, false);
    lastMs = sample.atMs + TRAFFIC_INTERVAL_MS;
    within = [];
    waiting = sample.waiting;
    seen++;
  }
  // The newest intervals are still on their way.
  if (lastMs !== null && nowMs - 2 * TRAFFIC_INTERVAL_MS > lastMs) note(lastMs, nowMs, true);
  return silences;
}

/** From the first refusal on, until something was acknowledged or nobody tried any more. */
function refusedIn({ fromMs, toMs, open, within, waiting }: Silence, nowMs: number): Gap | null {
  const refusals = within.filter(({ refused }) => refused > 0);
  const first = refusals[0];
  if (first === undefined) return null;
  const lastMs = refusals.at(-1)!.atMs + TRAFFIC_INTERVAL_MS;
  const givenUp = toMs - lastMs > RETRIED_MS;
  // Who was refused at once had been asking since its last answer; a refusal that was waited for began with the waiting.
  const waited = waiting > 0 ? fromMs : within.find((sample) => sample.waiting > 0)?.atMs;
  const asked = Math.min(first.atMs, waited ?? Infinity);
  const start = asked - fromMs <= SAME_MOMENT_MS ? fromMs : asked;
  const end = givenUp ? lastMs : Math.min(toMs, nowMs);
  if (end - start < SHORTEST_MS) return null;
  const batches = refusals.reduce((sum, { refused }) => sum + refused, 0);
  return { fromMs: start, toMs: end, open: open && !givenUp, cause: { kind: 'refused', batches } };
}

/** From when batches were waited for until they were answered, or whoever had them was gone. */
function waitingIn({ fromMs, toMs, open, within, waiting }: Silence, nowMs: number): Gap | null {
  const first = waiting > 0 ? null : within.find((sample) => sample.waiting > 0);
  if (first === undefined) return null;
  const startMs = first?.atMs ?? fromMs;
  const over = within.find((sample) => sample.atMs > startMs && sample.waiting === 0);
  const endMs = over?.atMs ?? Math.min(toMs, nowMs);
  if (endMs - startMs < SHORTEST_MS) return null;
  const batches = Math.max(waiting, ...within.map((sample) => sample.waiting));
  return {
    fromMs: startMs,
    toMs: endMs,
    open: open && over === undefined,
    cause: { kind: 'waiting', batches },
  };
}

function brokenOffIn({ fromMs, toMs, open, usualMs }: Silence, faults: readonly Fact[]): Gap | null {
  const lengthMs = toMs - fromMs;
  if (lengthMs < usualMs * TIMES_USUAL.fault || lengthMs > LONGEST_MS) return null;
  const fact = nearest(faults, fromMs);
  return fact === null ? null : { fromMs, toMs, open, cause: { kind: 'fault', fact } };
}

/** Records that are stored in one topic while those who read another have nothing to read are no loss to anybody. */
function unreadIn({ fromMs, toMs, open, within, usualMs }: Silence, rebalances: readonly Fact[]): Gap | null {
  const changes = rebalances.filter(({ wallMs }) => wallMs >= fromMs - SAME_MOMENT_MS && wallMs <= toMs);
  // Whose last member has left has stopped, and waits for nothing.
  if (changes.length === 0 || changes.some(({ to }) => to === 'Empty' || to === 'Dead')) return null;
  // Records of the silence's own edges are on their way to consumers or have just come to them.
  const stored = within.filter(
    ({ atMs, acked }) => acked > 0 && atMs >= fromMs && atMs < toMs - 2 * TRAFFIC_INTERVAL_MS,
  );
  const first = stored[0];
  if (first === undefined) return null;
  const start = first.atMs - fromMs <= SAME_MOMENT_MS ? fromMs : first.atMs;
  const lengthMs = toMs - start;
  if (lengthMs < Math.max(SHORTEST_MS, usualMs * TIMES_USUAL.unread) || lengthMs > LONGEST_MS) return null;
  const records = stored.reduce((sum, { acked }) => sum + acked, 0);
  return { fromMs: start, toMs, open, cause: { kind: 'unread', records } };
}

function nearest(faults: readonly Fact[], atMs: number): Fact | null {
  let best: Fact | null = null;
  for (const fact of faults) {
    const distanceMs = Math.abs(fact.wallMs - atMs);
    if (distanceMs > SAME_MOMENT_MS) continue;
    if (best === null || distanceMs < Math.abs(best.wallMs - atMs)) best = fact;
  }
  return best;
}
