import type { RandomSource } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import type { Refusal } from './types.ts';

export interface UsableBroker {
  readonly id: number;
  readonly rack: string | null;
  /** Registered, but not to be given a leadership. */
  readonly fenced: boolean;
}

/**
 * Chooses replicas for new partitions as Kafka does (StripedReplicaPlacer): striped over racks, then over the brokers
 * of a rack; leaders only on brokers that are not fenced; the starting point is random, and moves with each partition,
 * so that neither leaders nor replica sets repeat needlessly.
 *
 * @returns one list of broker ids a partition, the leader first
 */
export function placeReplicas(
  brokers: readonly UsableBroker[],
  shape: { readonly partitions: number; readonly replicationFactor: number },
  random: RandomSource,
): number[][] | Refusal {
  const { partitions, replicationFactor } = shape;
  const problem = refuseShape(brokers, replicationFactor);
  if (problem !== undefined) return problem;
  const racks = stripes(brokers, random);
  const rackStart = Math.floor(random() * racks.length);
  const placed: number[][] = [];
  for (let partition = 0; partition < partitions; partition++) {
    placed.push(placeOne(racks, rackStart + partition, replicationFactor));
  }
  return placed;
}

function refuseShape(brokers: readonly UsableBroker[], replicationFactor: number): Refusal | undefined {
  const complain = (reason: string): Refusal => ({
    errorCode: ErrorCode.INVALID_REPLICATION_FACTOR,
    message: `The partition cannot have ${replicationFactor} replica(s): ${reason}.`,
  });
  if (brokers.length < replicationFactor) return complain(`only ${brokers.length} broker(s) are registered`);
  return brokers.every((broker) => broker.fenced) ? complain('all brokers are fenced at present') : undefined;
}

/** The brokers of one rack; `turn` says which unfenced one is next to lead. */
interface Rack {
  readonly unfenced: readonly number[];
  readonly fenced: readonly number[];
  turn: number;
}

function stripes(brokers: readonly UsableBroker[], random: RandomSource): Rack[] {
  const byRack = new Map<string, { unfenced: number[]; fenced: number[] }>();
  for (const broker of [...brokers].sort((a, b) => a.id - b.id)) {
    const name = broker.rack ?? '';
    if (!byRack.has(name)) byRack.set(name, { unfenced: [], fenced: [] });
    byRack.get(name)![broker.fenced ? 'fenced' : 'unfenced'].push(broker.id);
  }
  return [...byRack.keys()].sort().map((name) => {
    const rack = byRack.get(name)!;
    return { ...rack, turn: Math.floor(random() * Math.max(rack.unfenced.length, 1)) };
  });
}

function placeOne(racks: readonly Rack[], rackStart: number, replicationFactor: number): number[] {
  const replicas: number[] = [];
  const queues = racks.map((rack) => [...rotated(rack.unfenced, rack.turn), ...rack.fenced]);
  // The leader's rack must have an unfenced broker; the others follow in turn.
  let first = rackStart % racks.length;
  while (racks[first].unfenced.length === 0) first = (first + 1) % racks.length;
  // Only leading counts as a turn: otherwise racks that take turns would always offer the same broker to lead.
  racks[first].turn++;
  for (let at = first; replicas.length < replicationFactor; at = (at + 1) % racks.length) {
    const next = queues[at].shift();
    if (next !== undefined) replicas.push(next);
  }
  return replicas;
}

function rotated(items: readonly number[], by: number): number[] {
  return items.map((_item, index) => items[(index + by) % items.length]);
}
