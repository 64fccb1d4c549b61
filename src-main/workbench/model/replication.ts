// One partition's replicas, out of what its leader knows of them and what each says of itself. Pure.
import type { NodeProcess } from '../../cluster/messages.ts';
import type { ReplicaView, ReplicationView } from '../../contract/index.ts';
import type { ReplicationInside } from '../../node/messages.ts';

export interface ReplicationAnswers {
  /** Of the replicas that answered. */
  readonly answers: ReadonlyMap<number, ReplicationInside>;
  readonly nodes: readonly Pick<NodeProcess, 'id' | 'status'>[];
  readonly elr: readonly number[];
}

export interface KnownPlacement {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/**
 * Metadata is asked for once a second; a leader of a newer epoch that answers is believed before it, and so is its ISR.
 */
export function replicationView(
  place: { readonly topic: string; readonly partition: number },
  placement: KnownPlacement,
  { answers, nodes, elr }: ReplicationAnswers,
): ReplicationView {
  const leaders = [...answers].filter(
    ([, { led, leaderEpoch }]) => led !== null && leaderEpoch >= placement.leaderEpoch,
  );
  const [leaderId, answer] = leaders.toSorted(([, a], [, b]) => b.leaderEpoch - a.leaderEpoch)[0] ?? [];
  const leader = leaderId ?? placement.leader;
  const led = answer?.led ?? null;
  const isr = led?.isr ?? placement.isr;
  const statuses = new Map(nodes.map(({ id, status }) => [id, status]));
  const replica = (id: number): ReplicaView => {
    const own = answers.get(id);
    const known = led?.followers.find((follower) => follower.id === id);
    const isLeader = id === leaderId;
    return {
      id,
      status: statuses.get(id) ?? 'dead',
      inSync: isr.includes(id),
      endOffset: own?.endOffset ?? (known !== undefined && known.endOffset >= 0 ? known.endOffset : null),
      highWatermark: own?.highWatermark ?? null,
      fetchedAgoMs: isLeader ? 0 : (known?.fetchedAgoMs ?? null),
      caughtUpAgoMs: isLeader ? 0 : (known?.caughtUpAgoMs ?? null),
    };
  };
  return {
    ...place,
    leader,
    leaderEpoch: answer?.leaderEpoch ?? placement.leaderEpoch,
    isr,
    elr,
    led:
      answer === undefined || led === null
        ? null
        : {
            startOffset: answer.startOffset,
            highWatermark: answer.highWatermark,
            endOffset: answer.endOffset,
            minInSyncReplicas: led.minInSyncReplicas,
            maxLagMs: led.maxLagMs,
            askedIsr: led.askedIsr,
          },
    replicas: placement.replicas
      .toSorted((a, b) => Number(b === leader) - Number(a === leader) || a - b)
      .map(replica),
  };
}
