import { expect, test } from 'vitest';
import { assert, randomBetween, seededRandom } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { type FollowedLog, type IsrRequest, LeaderState, stepAfter } from './index.ts';
import { imageOf } from './leader-script.test-kit.ts';

/** A log of which every record is the epoch that wrote it and a number of its own. */
class ModelLog implements FollowedLog {
  records: { epoch: number; id: number }[] = [];
  epochs: { epoch: number; startOffset: number }[] = [];
  highWatermark = 0;
  readonly startOffset = 0;

  get endOffset(): number {
    return this.records.length;
  }

  get latestEpoch(): number {
    return this.epochs.at(-1)?.epoch ?? -1;
  }

  begin(epoch: number): void {
    while ((this.epochs.at(-1)?.startOffset ?? -1) >= this.endOffset) this.epochs.pop();
    this.epochs.push({ epoch, startOffset: this.endOffset });
  }

  append(record: { epoch: number; id: number }): void {
    if (record.epoch > this.latestEpoch) this.begin(record.epoch);
    this.records.push(record);
  }

  truncateTo(offset: number): void {
    this.records.length = Math.min(this.records.length, offset);
    while ((this.epochs.at(-1)?.startOffset ?? -1) >= offset) this.epochs.pop();
    this.highWatermark = Math.min(this.highWatermark, offset);
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } {
    if (epoch < 0) return { epoch: -1, endOffset: -1 };
    if (epoch === this.latestEpoch) return { epoch, endOffset: this.endOffset };
    const above = this.epochs.findIndex((entry) => entry.epoch > epoch);
    if (above < 0) return { epoch: -1, endOffset: -1 };
    return {
      epoch: above === 0 ? epoch : this.epochs[above - 1].epoch,
      endOffset: this.epochs[above].startOffset,
    };
  }
}

interface Replica {
  readonly id: number;
  readonly log: ModelLog;
  up: boolean;
  brokerEpoch: number;
  leader: LeaderState | undefined;
  /** Sent to the controller, and perhaps on its way back. */
  asked: IsrRequest | undefined;
  /** What it knows of the partition: images come late. */
  knows: ReturnType<typeof imageOf>;
}

const MIN_ISR = 2;
const MAX_LAG_MS = 100;

/** One partition on three brokers, with a controller that elects from the ISR, else from the ELR, and from nobody else. */
class World {
  readonly random;
  nowMs = 0;
  nextId = 0;
  brokerEpochs = 10;
  image = imageOf({ isr: [1, 2, 3], leaderEpoch: 0, partitionEpoch: 0 });
  readonly replicas: Replica[];
  /** The longest committed prefix that anybody was told of. */
  committed: number[] = [];
  elections = 0;
  isrChanges = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.replicas = [1, 2, 3].map((id) => ({
      id,
      log: new ModelLog(),
      up: true,
      brokerEpoch: id,
      leader: undefined,
      asked: undefined,
      knows: this.image,
    }));
    for (const replica of this.replicas) this.learn(replica);
  }

  pick<T>(items: readonly T[]): T {
    return items[randomBetween(this.random, 0, items.length - 1)];
  }

  eligible(id: number): number | undefined {
    const replica = this.replicas[id - 1];
    return replica.up ? replica.brokerEpoch : undefined;
  }

  /** The broker applies the newest image. */
  learn(replica: Replica): void {
    const { image } = this;
    const { leader } = replica;
    replica.knows = image;
    if (image.leader !== replica.id) {
      replica.leader = undefined;
    } else if (leader?.leaderEpoch === image.leaderEpoch) {
      leader.update(image, this.nowMs);
    } else {
      replica.log.begin(image.leaderEpoch);
      replica.leader = new LeaderState(replica.id, image, replica.log.endOffset, this.nowMs, {
        maxLagMs: () => MAX_LAG_MS,
        eligibleEpoch: (id) => this.eligible(id),
      });
    }
    this.advance(replica);
  }

  advance({ leader, log }: Replica): void {
    if (leader === undefined) return;
    const allowed = leader.highWatermark(log.endOffset, MIN_ISR, this.nowMs);
    if (allowed <= log.highWatermark) return;
    log.highWatermark = allowed;
    const told = log.records.slice(0, allowed).map(({ id }) => id);
    // Whoever leads, what was committed once stays, in its place.
    const shared = Math.min(told.length, this.committed.length);
    expect(told.slice(0, shared)).toEqual(this.committed.slice(0, shared));
    if (told.length > this.committed.length) this.committed = told;
  }

  fetch(follower: Replica): void {
    const leader = this.replicas[follower.knows.leader - 1] as Replica | undefined;
    if (leader === undefined || leader === follower || !leader.up || leader.leader === undefined) return;
    if (follower.knows.leaderEpoch !== leader.leader.leaderEpoch) return;
    const offset = follower.log.endOffset;
    const answer = { errorCode: ErrorCode.NONE as number, divergingEpoch: { epoch: -1, endOffset: -1 } };
    if (follower.log.latestEpoch >= 0) {
      const known = leader.log.endOffsetForEpoch(follower.log.latestEpoch);
      if (known.epoch < follower.log.latestEpoch || known.endOffset < offset) answer.divergingEpoch = known;
    }
    const diverges = answer.divergingEpoch.epoch >= 0 || answer.divergingEpoch.endOffset >= 0;
    if (!diverges) {
      const { id: replicaId, brokerEpoch } = follower;
      const fetch = { replicaId, brokerEpoch, endOffset: offset, startOffset: 0 };
      if (leader.leader.followerFetched(fetch, leader.log.endOffset, this.nowMs))
        leader.asked = leader.leader.expand(replicaId, leader.log.highWatermark) ?? leader.asked;
      this.advance(leader);
    }
    if (randomBetween(this.random, 0, 9) === 0) return; // The answer is lost.
    const step = stepAfter(answer, follower.log);
    if (step.kind === 'truncate') return follower.log.truncateTo(step.toOffset);
    assert(step.kind === 'append', `${step.kind} cannot come of this`);
    const size = randomBetween(this.random, 1, 4);
    for (const record of leader.log.records.slice(offset, offset + size)) follower.log.append(record);
    const highWatermark = Math.min(leader.log.highWatermark, follower.log.endOffset);
    follower.log.highWatermark = Math.max(follower.log.highWatermark, highWatermark);
  }

  /** The controller gets the request of a leader and answers it; the answer may be lost. */
  alterPartition(replica: Replica): void {
    const { asked, leader } = replica;
    replica.asked = undefined;
    if (asked === undefined || leader === undefined || leader.pending !== asked) return;
    const errorCode = this.decide(replica.id, asked);
    if (errorCode === ErrorCode.NONE) this.change(asked.members.map(({ brokerId }) => brokerId));
    if (randomBetween(this.random, 0, 4) === 0) {
      replica.asked = asked; // Asked again.
      return;
    }
    const { isr, partitionEpoch, leaderEpoch, leaderRecoveryState } = this.image;
    const outcome = leader.answered(asked, {
      errorCode,
      isr,
      partitionEpoch,
      leaderEpoch,
      leaderRecoveryState,
    });
    if (outcome === 'retry') replica.asked = asked;
    this.advance(replica);
  }

  decide(leaderId: number, { leaderEpoch, partitionEpoch, members }: IsrRequest): number {
    if (leaderEpoch < this.image.leaderEpoch || leaderId !== this.image.leader)
      return ErrorCode.FENCED_LEADER_EPOCH;
    if (partitionEpoch < this.image.partitionEpoch) return ErrorCode.INVALID_UPDATE_VERSION;
    return members.every(({ brokerId, brokerEpoch }) => this.eligible(brokerId) === brokerEpoch)
      ? ErrorCode.NONE
      : ErrorCode.INELIGIBLE_REPLICA;
  }

  /** A new ISR; who leaves it while it is below min ISR stays eligible to lead (KIP-966). */
  change(isr: readonly number[]): void {
    const { image } = this;
    const elr = isr.length >= MIN_ISR ? [] : [...image.elr, ...image.isr].filter((id) => !isr.includes(id));
    let { leader } = image;
    if (!isr.includes(leader) || this.eligible(leader) === undefined)
      leader = [...isr, ...elr].find((id) => this.eligible(id) !== undefined) ?? -1;
    const elected = leader !== image.leader && leader > 0;
    if (elected) this.elections++;
    this.isrChanges++;
    this.image = imageOf({
      isr: elected && !isr.includes(leader) ? [...isr, leader] : isr,
      elr: elr.filter((id) => id !== leader),
      leader,
      leaderEpoch: image.leaderEpoch + (leader === image.leader ? 0 : 1),
      partitionEpoch: image.partitionEpoch + 1,
    });
  }

  fence(replica: Replica): void {
    replica.up = false;
    replica.leader = undefined;
    replica.asked = undefined;
    const { isr } = this.image;
    if (isr.includes(replica.id)) this.change(isr.filter((id) => id !== replica.id));
  }

  unfence(replica: Replica): void {
    replica.up = true;
    replica.brokerEpoch = this.brokerEpochs++;
    if (this.image.leader < 0) this.change(this.image.isr);
    this.learn(replica);
  }

  step(): void {
    this.nowMs += randomBetween(this.random, 0, 20);
    const replica = this.pick(this.replicas);
    const dice = randomBetween(this.random, 0, 99);
    if (!replica.up) {
      if (dice < 20) this.unfence(replica);
    } else if (dice < 25 && replica.leader !== undefined) {
      replica.log.append({ epoch: replica.leader.leaderEpoch, id: this.nextId++ });
      this.advance(replica);
    } else if (dice < 70) this.fetch(replica);
    else if (dice < 80) this.learn(replica);
    else if (dice < 90) this.alterPartition(replica);
    else if (dice < 97 && replica.leader !== undefined)
      replica.asked = replica.leader.shrink(replica.log.endOffset, this.nowMs) ?? replica.asked;
    else if (dice === 99) this.fence(replica);
  }

  /** All come back and go on: everybody ends with the same records, all that were committed among them. */
  heal(): void {
    for (const replica of this.replicas) if (!replica.up) this.unfence(replica);
    for (let round = 0; round < 200; round++) {
      this.nowMs += 10;
      for (const replica of this.replicas) this.learn(replica);
      for (const replica of this.replicas) {
        this.fetch(replica);
        this.alterPartition(replica);
      }
    }
  }
}

test('nothing committed is lost, whoever dies, lags, or hears late: 300 seeds', () => {
  let [elections, isrChanges, committed] = [0, 0, 0];
  for (let seed = 1; seed <= 300; seed++) {
    const world = new World(seed);
    try {
      for (let step = 0; step < 600; step++) world.step();
      world.heal();
      const logs = world.replicas.map(({ log }) => log.records.map(({ id }) => id));
      expect(logs[0].slice(0, world.committed.length)).toEqual(world.committed);
      expect(logs[1]).toEqual(logs[0]);
      expect(logs[2]).toEqual(logs[0]);
      expect([...world.image.isr].sort((a, b) => a - b)).toEqual([1, 2, 3]);
    } catch (error) {
      throw new Error(`seed ${seed} at ${world.nowMs} ms: ${(error as Error).message}`, { cause: error });
    }
    elections += world.elections;
    isrChanges += world.isrChanges;
    committed += world.committed.length;
  }
  // The run was worth something.
  expect(elections).toBeGreaterThan(300);
  expect(isrChanges).toBeGreaterThan(2000);
  expect(committed).toBeGreaterThan(10_000);
});
