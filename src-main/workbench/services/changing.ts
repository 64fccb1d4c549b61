/**
 * What every change of a cluster goes through. A request that was refused or never left has changed nothing; one that
 * was sent and not answered may have been carried out, or may be yet. Then the cluster is looked at, and who asked is
 * told that it is done, or that nobody knows and where to see it.
 */
import { outcomeOf, UnreachableError } from '../../client/index.ts';
import { say, type Said } from '../../contract/index.ts';
import type { Cluster, FacetName } from '../model/index.ts';
import { type Failure, failure } from '../router/index.ts';

/** So long the cluster is looked at: a new controller is elected, and brokers get to the change, within that. */
const LOOK_FOR_MS = 5_000;
const LOOK_EVERY_MS = 300;

export interface Change {
  /** What the change shows in, asked for anew whatever comes of it. */
  readonly facets: readonly FacetName[];
  /** Where a person can see whether it was done. */
  readonly see: Said;
  /** Whether the cluster is now as the change would make it; may throw. Absent: no read tells. */
  readonly isDone?: () => Promise<boolean>;
}

/** Makes a change. Rejects with a Failure 'unanswered' where it is not known whether it was made, else with what was thrown. */
export async function changing(
  cluster: Cluster,
  { facets, see, isDone }: Change,
  action: () => Promise<unknown>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (outcomeOf(error) !== 'unknown') throw error;
    const seen = isDone === undefined ? undefined : await look(cluster, isDone);
    if (seen !== 'done') throw unanswered(error as Error, see, seen);
  } finally {
    cluster.poke(facets);
  }
}

type Seen = 'done' | 'not yet' | 'nothing';

/** Until it is done, or for a few seconds: whatever hung may go on. */
async function look({ client }: Cluster, isDone: () => Promise<boolean>): Promise<Seen> {
  const { clock } = client.env;
  const stop = new AbortController();
  const deadlineMs = clock.monotonicMs() + LOOK_FOR_MS;
  const late = client.pause(LOOK_FOR_MS, stop.signal).catch(() => {}); // it was done before
  let seen: Seen = 'nothing';
  try {
    while (seen !== 'done' && clock.monotonicMs() < deadlineMs) {
      // A cluster that answers nothing is told as that; what it may say later nobody waits for.
      const answer = await Promise.race([isDone().catch(() => undefined), late]);
      if (answer !== undefined) seen = answer ? 'done' : 'not yet';
      if (seen !== 'done') await Promise.race([client.pause(LOOK_EVERY_MS), late]);
    }
  } finally {
    stop.abort();
  }
  return seen;
}

const NEXT = {
  'not yet': 'unanswered.notYet',
  nothing: 'unanswered.silent',
} as const;

/** Undefined: it was not looked for. */
export function unanswered(error: Error, see: Said, seen?: keyof typeof NEXT): Failure {
  const said =
    error instanceof UnreachableError
      ? say('unanswered.silence')
      : say('unanswered.leftOpen', { reason: error.message });
  const next = say(seen === undefined ? 'unanswered.look' : NEXT[seen], { see });
  const kafka = (error as { kafka?: string }).kafka;
  return failure('unanswered', said, next, { detail: error.message, ...(kafka !== undefined && { kafka }) });
}
