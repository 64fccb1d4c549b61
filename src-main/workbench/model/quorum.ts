// The metadata quorum out of what each voter says of it. Pure.
import type { QuorumReplica, QuorumView } from '../../contract/index.ts';
import type { QuorumInside } from '../../node/messages.ts';
import type { DescribeQuorum, ResponseOf } from '../../protocol/index.ts';

type DescribedQuorum = ResponseOf<typeof DescribeQuorum>['topics'][number]['partitions'][number];

export interface QuorumAnswer {
  readonly nodeId: number;
  readonly answer: QuorumInside;
}

/** Null: nobody answered. Whoever knows the highest epoch is right about who leads. */
export function quorumView(answers: readonly QuorumAnswer[]): QuorumView | null {
  const newest = answers.toSorted(
    (a, b) => b.answer.leaderEpoch - a.answer.leaderEpoch || b.answer.leaderId - a.answer.leaderId,
  )[0]?.answer;
  if (newest === undefined) return null;
  const { leaderId, leaderEpoch } = newest;
  const leader = answers.find(
    ({ nodeId, answer }) => nodeId === leaderId && answer.leaderEpoch === leaderEpoch,
  )?.answer;
  const view = leader ?? newest;
  const own = new Map(answers.map(({ nodeId, answer }) => [nodeId, answer]));
  const row = (replica: QuorumInside['voters'][number], voter: boolean): QuorumReplica => {
    const { id, directoryId, fetchedAgoMs, caughtUpAgoMs } = replica;
    const said = own.get(id);
    // Only a leader knows about others; a follower's word on itself is as good.
    const known = id === leaderId ? view.endOffset : replica.endOffset;
    const endOffset = leader !== undefined && known >= 0 ? known : (said?.endOffset ?? null);
    return {
      id,
      voter,
      directoryId,
      role: said?.role ?? null,
      epoch: said?.leaderEpoch ?? null,
      endOffset,
      lag: leader === undefined || endOffset === null ? null : Math.max(0, leader.endOffset - endOffset),
      fetchedAgoMs: leader === undefined ? null : id === leaderId ? 0 : fetchedAgoMs,
      caughtUpAgoMs: leader === undefined ? null : id === leaderId ? 0 : caughtUpAgoMs,
    };
  };
  return {
    leaderId: leaderId < 0 ? null : leaderId,
    leaderEpoch,
    highWatermark: view.highWatermark,
    endOffset: view.endOffset,
    grantedBy: leader?.grantedBy ?? null,
    replicas: [
      ...view.voters.map((replica) => row(replica, true)),
      ...view.observers.map((replica) => row(replica, false)),
    ].toSorted((a, b) => Number(b.voter) - Number(a.voter) || a.id - b.id),
  };
}

/**
 * The same out of what the leader alone says over the Kafka protocol (KIP-595, KIP-836). Its own row bears the time of
 * the answer, so that ages need no clock of ours.
 */
export function describedQuorum(described: DescribedQuorum): QuorumView {
  const { leaderId, leaderEpoch, highWatermark, currentVoters, observers } = described;
  const leader = currentVoters.find(({ replicaId }) => replicaId === leaderId);
  const ago = (atMs: bigint | number) =>
    leader === undefined || Number(leader.lastFetchTimestamp) < 0 || Number(atMs) < 0
      ? null
      : Math.max(0, Number(leader.lastFetchTimestamp) - Number(atMs));
  const row = (replica: DescribedQuorum['observers'][number], voter: boolean): QuorumReplica => {
    const endOffset = Number(replica.logEndOffset);
    const fetchedAgoMs = ago(replica.lastFetchTimestamp);
    const isLeader = replica.replicaId === leaderId;
    return {
      id: replica.replicaId,
      voter,
      directoryId: replica.replicaDirectoryId,
      // Who has never fetched from this leader is not known to live.
      role: isLeader ? 'leader' : fetchedAgoMs === null ? null : voter ? 'follower' : 'observer',
      epoch: isLeader ? leaderEpoch : null,
      endOffset: endOffset < 0 ? null : endOffset,
      lag:
        leader === undefined || endOffset < 0 ? null : Math.max(0, Number(leader.logEndOffset) - endOffset),
      fetchedAgoMs,
      caughtUpAgoMs: ago(replica.lastCaughtUpTimestamp),
    };
  };
  return {
    leaderId: leaderId < 0 ? null : leaderId,
    leaderEpoch,
    highWatermark: Number(highWatermark),
    endOffset: Number(leader?.logEndOffset ?? highWatermark),
    grantedBy: null,
    replicas: [
      ...currentVoters.map((replica) => row(replica, true)),
      ...observers.map((replica) => row(replica, false)),
    ].toSorted((a, b) => Number(b.voter) - Number(a.voter) || a.id - b.id),
  };
}
