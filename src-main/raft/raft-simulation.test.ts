import { randomBetween, type RandomSource, seededRandom } from '../base/index.ts';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

const SEEDS = Number(process.env.RAFT_SEEDS ?? 40);
const FIRST_SEED = Number(process.env.RAFT_SEED ?? 1);
/** They found: a lost ballot that kept its clock busy; a late answer to an older fetch that cut committed records. */
const REGRESSIONS = [5, 1269];

/**
 * A quorum of 1 to 5 under crashes that lose what was not flushed, disks that come back empty, cuts, delays, lost
 * messages and changes of its voters, then healed. The cluster itself checks after each step: one leader an epoch
 * (election safety), votes durable before they are sent, high watermarks that never fall, one committed history (state
 * machine safety), which every new leader has (leader completeness), and logs that agree up to any record that they
 * share (log matching).
 */
const seeds = new Set([...REGRESSIONS, ...Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index)]);
for (const seed of seeds) {
  test(`seed ${seed}`, () => {
    const { cluster, autoJoin } = faultyRun(seededRandom(seed));
    // Liveness: with all of them up and connected, everybody gets to hold the same, committed log.
    const leader = cluster.leader;
    expect(leader?.raft?.highWatermark).toBe(leader?.log.endOffset);
    expect(cluster.committed.length).toBeGreaterThan(0);
    for (const { id, log, raft } of cluster.replicas.values()) {
      expect([id, raft?.leaderId, log.endOffset]).toEqual([id, leader?.id, leader?.log.endOffset]);
      if (!autoJoin) continue;
      // A directory that nobody removed by name has become a voter by itself.
      expect([id, log.hasNamedVoter(cluster.replica(id).key)]).toEqual([id, true]);
    }
  });
}

function faultyRun(random: RandomSource): {
  readonly cluster: TestCluster;
  readonly autoJoin: boolean;
} {
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
    voterChanges: random() < 0.6,
    wipes: random() < 0.4,
    /** More than a fetch brings, so that followers are caught in the middle. */
    burst: random() < 0.5 ? 1 : 12,
    hurry: random() < 0.5 ? 0.2 : 0.7,
  };
  const autoJoin = swarm.wipes || random() < 0.3;
  let calm = false;
  const cluster = new TestCluster(voters, observers, {
    random,
    latencyMs: () => (calm ? 1 : 1 + random() * swarm.maxLatencyMs),
    drops: () => !calm && random() < swarm.lossRate,
    autoJoin,
  });
  const rest = (durationMs: number) => {
    calm = true;
    cluster.heal();
    for (const id of everybody) if (cluster.replica(id).raft === undefined) cluster.start(id);
    cluster.run(durationMs);
    calm = false;
  };
  for (const id of everybody) cluster.start(id);
  cluster.run(2500);
  for (let round = 0; round < 100; round++) {
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
    else if (dice < 0.69 && swarm.voterChanges) {
      // Who removes a voter while the disk of another is missed takes the majority away.
      if (cluster.isWhole) cluster.removeVoter(other, victim);
    } else if (dice < 0.75 && swarm.voterChanges) cluster.addVoter(other, victim, random() < 0.5);
    else if (dice < 0.78 && swarm.wipes) {
      rest(15_000);
      // A disk that is lost while another one is still missed may take the majority with it: that is nobody's fault.
      if (cluster.isWhole && cluster.leader!.raft!.voters.length >= 3) {
        cluster.crash(victim);
        cluster.wipe(victim);
      }
    }
    const count = randomBetween(random, 1, swarm.burst);
    const values = Array.from({ length: count }, (_, index) => `${round}/${index}`);
    for (const id of everybody)
      cluster.propose(
        id,
        values.map((value) => `${value}/${id}`),
      );
    cluster.run(randomBetween(random, 1, random() < swarm.hurry ? 40 : 1500));
  }
  rest(30_000);
  return { cluster, autoJoin };
}
