import type { Partition } from '../broker/index.ts';

/**
 * Why a reader that rests should not: there is something that a fetch would tell it, or its fetches would say more than
 * that it is still there. Undefined while all may rest.
 */
export function restlessness(partition: Partition): string | undefined {
  for (const { replicaId, target } of partition.resting) {
    const reason = reasonToLook(partition, replicaId, target);
    if (reason !== undefined)
      return `${replicaId < 0 ? 'a consumer' : `follower ${replicaId}`} rests, but ${reason}`;
  }
  return undefined;
}

type Resting = Partition['resting'] extends Iterable<infer Reader> ? Reader : never;

function reasonToLook(
  { log, leader, image, isUnhealthy }: Partition,
  replicaId: number,
  target: Resting['target'],
): string | undefined {
  if (log === undefined || isUnhealthy) return 'the replica is not served';
  const { fetchOffset, toldHighWatermark, toldLogStart, currentLeaderEpoch, lastFetchedEpoch } = target;
  const { startOffset, highWatermark, endOffset } = log;
  if (fetchOffset !== endOffset || highWatermark !== endOffset)
    return `it is at ${fetchOffset}, high watermark ${highWatermark}, end ${endOffset}`;
  if (toldHighWatermark !== highWatermark || toldLogStart !== startOffset)
    return `it knows ${toldLogStart} to ${toldHighWatermark}, not ${startOffset} to ${highWatermark}`;
  if (currentLeaderEpoch >= 0 && currentLeaderEpoch !== image.leaderEpoch)
    return `it reads in leader epoch ${currentLeaderEpoch}, not ${image.leaderEpoch}`;
  if (lastFetchedEpoch >= 0) {
    const known = log.endOffsetForEpoch(lastFetchedEpoch);
    if (known.epoch !== lastFetchedEpoch || known.endOffset < fetchOffset)
      return `the logs part ways at ${known.endOffset} in epoch ${known.epoch}`;
  }
  if (replicaId < 0) return undefined;
  if (leader === undefined) return 'nobody leads here';
  if (!leader.isr.includes(replicaId)) return `the ISR is ${leader.isr.join()}`;
  const known = leader.followers.get(replicaId)?.endOffset;
  return known === endOffset ? undefined : `the leader knows it at ${known}, and ends at ${endOffset}`;
}
