// Where replicas go when somebody wants them elsewhere: as few moves as will do. Pure.
import {
  type PlannedMove,
  type ReassignGoal,
  type ReassignPlan,
  SaidError,
  say,
} from '../../contract/index.ts';

export interface PlacedPartition {
  readonly topic: string;
  readonly partition: number;
  /** The first is the preferred leader. */
  readonly replicas: readonly number[];
  readonly sizeBytes: number | null;
}

export interface PlaceableBroker {
  readonly id: number;
  readonly rack: string | null;
  /** Replicas that it has in the whole cluster. */
  readonly replicas: number;
}

/** Throws RangeError with a sentence when the brokers that are up cannot hold what is wanted. */
export function planReassignment(
  partitions: readonly PlacedPartition[],
  brokers: readonly PlaceableBroker[],
  goal: ReassignGoal,
): ReassignPlan {
  const placement = new Placement(brokers);
  const targets = partitions.map((one) => [...one.replicas]);
  const allowed = new Set(allowedBrokers(brokers, goal));
  for (const replicas of targets) {
    const wanted = goal.kind === 'replication' ? goal.factor : replicas.length;
    if (wanted > allowed.size)
      throw new SaidError(
        allowed.size === 1
          ? say('reassign.onlyOne', { replicas: wanted })
          : say('reassign.tooFew', { replicas: wanted, brokers: allowed.size }),
      );
    placement.leave(replicas, (broker) => allowed.has(broker), allowed);
    placement.shrink(replicas, wanted);
    placement.grow(replicas, wanted, allowed);
  }
  if (goal.kind === 'balance') placement.balance(targets, allowed);
  const moves = partitions.flatMap((one, index): PlannedMove[] => {
    const after = targets[index];
    if (after.join() === one.replicas.join()) return [];
    const added = after.filter((broker) => !one.replicas.includes(broker)).length;
    const { topic, partition, replicas: before, sizeBytes } = one;
    const copiedBytes = added === 0 ? 0 : sizeBytes === null ? null : sizeBytes * added;
    return [{ topic, partition, before, after, copiedBytes }];
  });
  const ids = new Set([...brokers.map(({ id }) => id), ...partitions.flatMap(({ replicas }) => replicas)]);
  const count = (lists: readonly (readonly number[])[], id: number) =>
    lists.reduce((sum, list) => sum + (list.includes(id) ? 1 : 0), 0);
  return {
    moves,
    partitions: partitions.length,
    brokers: [...ids]
      .toSorted((a, b) => a - b)
      .map((id) => ({
        id,
        before: count(
          partitions.map(({ replicas }) => replicas),
          id,
        ),
        after: count(targets, id),
      })),
  };
}

function allowedBrokers(brokers: readonly PlaceableBroker[], goal: ReassignGoal): number[] {
  const ids = brokers.map(({ id }) => id);
  if (goal.kind === 'leave') return ids.filter((id) => id !== goal.broker);
  if (goal.kind === 'brokers') return ids.filter((id) => goal.brokers.includes(id));
  return ids;
}

/** Counts replicas as they move, so that the next one goes where there are fewest. */
class Placement {
  readonly #load = new Map<number, number>();
  readonly #racks = new Map<number, string | null>();

  constructor(brokers: readonly PlaceableBroker[]) {
    for (const { id, rack, replicas } of brokers) {
      this.#load.set(id, replicas);
      this.#racks.set(id, rack);
    }
  }

  #count(broker: number, change: number): void {
    this.#load.set(broker, (this.#load.get(broker) ?? 0) + change);
  }

  /** Replaces replicas that may not stay, each in its place: who was the preferred leader is followed by one that will be. */
  leave(replicas: number[], mayStay: (broker: number) => boolean, allowed: ReadonlySet<number>): void {
    for (const [position, broker] of replicas.entries()) {
      if (mayStay(broker)) continue;
      const next = this.#best(replicas, allowed);
      if (next === undefined) continue;
      replicas[position] = next;
      this.#count(broker, -1);
      this.#count(next, 1);
    }
  }

  /** Takes replicas away: the preferred leader stays, of the others the fullest broker loses its one. */
  shrink(replicas: number[], wanted: number): void {
    while (replicas.length > wanted) {
      let worst = replicas.length - 1;
      for (let at = replicas.length - 1; at > 0; at--)
        if ((this.#load.get(replicas[at]) ?? 0) > (this.#load.get(replicas[worst]) ?? 0)) worst = at;
      const [gone] = replicas.splice(worst, 1);
      this.#count(gone, -1);
    }
  }

  grow(replicas: number[], wanted: number, allowed: ReadonlySet<number>): void {
    while (replicas.length < wanted) {
      const next = this.#best(replicas, allowed)!;
      replicas.push(next);
      this.#count(next, 1);
    }
  }

  /** A broker without a replica: in a rack that has none first, then the one with fewest replicas, then by id. */
  #best(replicas: readonly number[], allowed: ReadonlySet<number>): number | undefined {
    const racks = new Set(replicas.map((broker) => this.#racks.get(broker) ?? null));
    const score = (id: number): [number, number, number] => [
      racks.has(this.#racks.get(id) ?? null) ? 1 : 0,
      this.#load.get(id) ?? 0,
      id,
    ];
    return [...allowed]
      .filter((id) => !replicas.includes(id))
      .toSorted((a, b) => {
        const [x, y] = [score(a), score(b)];
        return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
      })[0];
  }

  /** Moves replicas from the fullest to the emptiest broker until they differ by one, then leaders by turning lists. */
  balance(targets: number[][], allowed: ReadonlySet<number>): void {
    const held = new Map([...allowed].map((id) => [id, 0]));
    for (const broker of targets.flat()) held.set(broker, (held.get(broker) ?? 0) + 1);
    for (;;) {
      const byCount = [...held].toSorted(([a, x], [b, y]) => x - y || a - b);
      const [least, most] = [byCount[0], byCount.at(-1)!];
      if (most[1] - least[1] <= 1) break;
      const replicas = targets.find((list) => list.includes(most[0]) && !list.includes(least[0]));
      if (replicas === undefined) break;
      // The last place first: a move of the preferred leader moves the leader, too.
      replicas[replicas.lastIndexOf(most[0])] = least[0];
      held.set(most[0], most[1] - 1);
      held.set(least[0], least[1] + 1);
    }
    const led = new Map([...held.keys()].map((id) => [id, 0]));
    for (const replicas of targets) {
      const leader = replicas.toSorted((a, b) => led.get(a)! - led.get(b)!)[0];
      if (led.get(leader)! < led.get(replicas[0])!) {
        replicas.splice(replicas.indexOf(leader), 1);
        replicas.unshift(leader);
      }
      led.set(replicas[0], led.get(replicas[0])! + 1);
    }
  }
}
