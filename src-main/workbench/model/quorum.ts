// The metadata quorum out of what each voter says of it. Pure.
import type { QuorumReplica, QuorumView } from '../../contract/index.ts';
import type { QuorumInside } from '../../node/messages.ts';

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
