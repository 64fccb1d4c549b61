/** A replica that could serve a consumer, as the partition's leader knows it. */
export interface ReadableReplica {
  readonly id: number;
  /** `broker.rack`; null: it says nothing. */
  readonly rack: string | null;
  readonly endOffset: number;
  /** When it was last caught up; monotonic. */
  readonly lastCaughtUpMs: number;
}

/**
 * Whom a consumer of a rack reads from (Kafka's RackAwareReplicaSelector, KIP-392): the leader when it is near, or
 * nobody is; else the nearest follower that has most, was caught up last, or has the larger id.
 *
 * @returns the id of a follower; undefined: the leader
 */
export function nearestReplica(
  rack: string,
  leaderRack: string | null,
  followers: Iterable<ReadableReplica>,
): number | undefined {
  if (rack === '' || rack === leaderRack) return undefined;
  let nearest: ReadableReplica | undefined;
  for (const follower of followers) {
    if (follower.rack !== rack) continue;
    if (nearest === undefined || isBetter(follower, nearest)) nearest = follower;
  }
  return nearest?.id;
}

function isBetter(a: ReadableReplica, b: ReadableReplica): boolean {
  if (a.endOffset !== b.endOffset) return a.endOffset > b.endOffset;
  if (a.lastCaughtUpMs !== b.lastCaughtUpMs) return a.lastCaughtUpMs > b.lastCaughtUpMs;
  return a.id > b.id;
}
