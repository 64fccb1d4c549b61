import { randomBetween, type RandomSource, seededRandom } from '../base/index.ts';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

const SEEDS = Number(process.env.RAFT_SEEDS ?? 40);
const FIRST_SEED = Number(process.env.RAFT_SEED ?? 1);
/** They found: a lost ballot that kept its clock busy; a late answer to an older fetch that cut committed records. */
const REGRESSIONS = [5, 1269];

/**
 * A quorum of 1 to 5 under crashes that lose what was not flushed, cuts, delays and lost messages, then healed. The
 * cluster itself checks after each step: one leader an epoch, votes durable before they are sent, high watermarks that
 * never fall, one committed history, which every new leader has.
 */
const seeds = new Set([...REGRESSIONS, ...Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index)]);
for (const seed of seeds) {
  test(`seed ${seed}`, () => {
    const cluster = faultyRun(seededRandom(seed));
    // Liveness: with all of them up and connected, everybody gets to hold the same, committed log.
    const leader = cluster.leader;
    expect(leader?.raft?.highWatermark).toBe(leader?.log.endOffset);
    expect(cluster.committed.length).toBeGreaterThan(0);
    for (const { id, log, raft } of cluster.replicas.values()) {
      expect([id, raft?.leaderId, log.endOffset]).toEqual([id, leader?.id, leader?.log.endOffset]);
    }
  });
}

function faultyRun(random: RandomSource): TestCluster {
  const count = randomBetween(random, 1, 5);
  const voters = Array.from({ length: count }, (_, index) => index + 1);
  const observers = random() < 0.3 ? [count + 1] : [];
  const everybody = [...voters, ...observers];
  // Each seed has its own mixture of faults; calm ones find other things than wild ones.
  const swarm = {
    lossRate: random() < 0.5 ? 0 : random() * 0.2,
    maxLatencyMs: random() < 0.5 ? 5 : 300,
    crashes: random() < 0.7,
    cuts: random() < 0.7,
    snapshots: random() < 0.5,
  };
  let calm = false;
  const cluster = new TestCluster(voters, observers, {
    random,
    latencyMs: () => (calm ? 1 : 1 + random() * swarm.maxLatencyMs),
    drops: () => !calm && random() < swarm.lossRate,
  });
  for (const id of everybody) cluster.start(id);
  cluster.run(2500);
  for (let round = 0; round < 60; round++) {
    const victim = everybody[randomBetween(random, 0, everybody.length - 1)];
    const other = everybody[randomBetween(random, 0, everybody.length - 1)];
    const { raft } = cluster.replica(victim);
    const dice = random();
    if (dice < 0.15 && swarm.crashes && raft !== undefined) cluster.crash(victim);
    else if (dice < 0.35 && raft === undefined) cluster.start(victim);
    else if (dice < 0.45 && swarm.cuts && victim !== other) cluster.cut(victim, other);
    else if (dice < 0.55) cluster.heal();
    else if (dice < 0.6 && swarm.snapshots && (raft?.highWatermark ?? 0) > 0) cluster.snapshot(victim);
    else if (dice < 0.63 && raft?.role === 'leader') cluster.resign(victim);
    for (const id of voters) cluster.propose(id, [`${round}/${id}`]);
    cluster.run(randomBetween(random, 1, 1500));
  }
  calm = true;
  cluster.heal();
  for (const id of everybody) if (cluster.replica(id).raft === undefined) cluster.start(id);
  cluster.run(30_000);
  return cluster;
}
