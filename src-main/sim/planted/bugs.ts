import type { SwarmOptions } from '../swarm.ts';

/** Faults that the simulator must find: one line of the product changed each, in a copy of its sources. */
export interface PlantedBug {
  readonly name: string;
  /** From src-main. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Names of the invariants and checks that may tell of it. */
  readonly caughtBy: readonly string[];
  readonly nodes: number;
  /** What the bug needs to show, where few seeds draw it. */
  readonly swarm?: Partial<SwarmOptions>;
  /** The seed that found it when it was last looked for: tried first. Traces move with the code. */
  readonly seed: number;
}

/** Only a loss of power takes what was not flushed. */
const POWER_LOSSES: Partial<SwarmOptions> = { flushAlways: true, faults: { 'power loss': 4, kill: 1 } };
const LAGGARDS: Partial<SwarmOptions> = {
  replicaLagMs: 1_500,
  faults: { pause: 4, clog: 4, 'one-way partition': 2, kill: 1 },
};
/** A producer sends again what it had no answer for. */
const BREAKS: Partial<SwarmOptions> = {
  network: {
    latencyMs: { least: 0.05, mean: 0.3 },
    breakProbability: 0.005,
    cutProbability: 0,
    windowBytes: 65_536,
  },
};
const NEW_LEADERS: Partial<SwarmOptions> = { faults: { kill: 4, isolation: 2, 'power loss': 1 } };

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'records are acknowledged before they are flushed, against flush.messages=1',
    file: 'log/log-flusher.ts',
    find: 'if (this.#unflushedRecords >= config.flushMessages) this.flush();',
    replace: '',
    caughtBy: [
      'lost-write',
      'unseen',
      'inconsistent-offsets',
      'duplicate',
      'poll-skip',
      'nonmonotonic-poll',
      'leader-complete',
    ],
    nodes: 1,
    swarm: POWER_LOSSES,
    seed: 1,
  },
  {
    name: 'nobody looks at the sequences of idempotent producers',
    file: 'log/partition-log.ts',
    find: 'const objection = producerObjection(this.#producers.states, batches, options);',
    replace: 'const objection: any = undefined;',
    caughtBy: ['duplicate', 'nonmonotonic-send'],
    nodes: 1,
    seed: 2,
  },
  {
    name: 'recovery forgets the producers',
    file: 'log/load-partition.ts',
    find: 'const completed = producers.apply(buffer, at);',
    replace: 'const completed: any = undefined; producers.endOffset = batchLastOffset(buffer, at) + 1;',
    caughtBy: ['duplicate'],
    nodes: 1,
    swarm: BREAKS,
    seed: 6,
  },
  {
    name: 'a retry that a restart has made unknown is not looked up in the log',
    file: 'log/partition-log.ts',
    find: 'return isUnknown && this.#producers.recall(batches, this.#segments.items, this.#startOffset)',
    replace: 'return false as boolean',
    caughtBy: ['duplicate'],
    nodes: 3,
    swarm: BREAKS,
    seed: 10,
  },
  {
    name: 'recovery takes the last batch for the end of the log',
    file: 'log/load-partition.ts',
    find: 'this.#endOffset = batchLastOffset(buffer, at) + 1;',
    replace: 'this.#endOffset = batchBaseOffset(buffer, at);',
    caughtBy: [
      'metadata-equal',
      'image-is-replay',
      'inconsistent-offsets',
      'unseen',
      'lost-write',
      'node-ended',
      'leader-complete',
    ],
    nodes: 1,
    seed: 1,
  },
  {
    name: 'the answer to a repeated batch names offset 0',
    file: 'broker/handlers/produce.ts',
    find: 'baseOffset: outcome.baseOffset,',
    replace: "baseOffset: outcome.kind === 'duplicate' ? 0 : outcome.baseOffset,",
    caughtBy: ['inconsistent-offsets', 'duplicate'],
    nodes: 1,
    seed: 2,
  },
  {
    name: 'a record that was appended is refused',
    file: 'broker/handlers/produce.ts',
    find: "if (outcome.kind === 'refused') {",
    replace:
      "if (records!.length % 50 === 7) return refused(index, ErrorCode.INVALID_RECORD);\n    if (outcome.kind === 'refused') {",
    caughtBy: ['G1a'],
    nodes: 1,
    seed: 2,
  },
  {
    name: 'a fetch begins one record late',
    file: 'broker/fetch-reader.ts',
    find: ': replicas.read(partition, target.fetchOffset, {',
    replace:
      ': replicas.read(partition, target.fetchOffset + (target.fetchOffset % 7 === 5 && target.fetchOffset < upperBound ? 1 : 0), {',
    caughtBy: ['poll-skip', 'int-poll-skip', 'lost-write', 'unseen'],
    nodes: 1,
    seed: 1,
  },
  {
    name: 'the high watermark is one too high',
    file: 'replica/leader-state.ts',
    find: 'let smallest = localEndOffset;',
    replace: 'let smallest = localEndOffset + 1;',
    caughtBy: ['node-ended', 'offsets-in-order'],
    nodes: 1,
    seed: 1,
  },
  {
    name: 'the last stable offset passes the high watermark',
    file: 'log/partition-log.ts',
    find: '? this.#highWatermark\n',
    replace: '? this.#endOffset + 1\n',
    caughtBy: ['offsets-in-order'],
    nodes: 1,
    seed: 1,
  },
  {
    name: 'metadata counts as committed before it is flushed',
    file: 'node/raft-driver.ts',
    find: 'this.#log.flushLater().then(\n        () => this.#attempt(() => this.#flushed(',
    replace: 'Promise.resolve().then(\n        () => this.#attempt(() => this.#flushed(',
    caughtBy: ['metadata-equal', 'node-ended', 'liveness'],
    nodes: 1,
    swarm: POWER_LOSSES,
    seed: 1,
  },
  {
    name: 'acks=all is answered before the record is replicated',
    file: 'broker/handlers/produce.ts',
    find: 'if (request.acks === -1) {',
    replace: 'if (request.acks === -2) {',
    caughtBy: [
      'lost-write',
      'unseen',
      'inconsistent-offsets',
      'realtime-send',
      'poll-skip',
      'leader-complete',
    ],
    nodes: 3,
    seed: 2,
  },
  {
    name: 'a vote is not persisted',
    file: 'node/raft-driver.ts',
    find: 'return writeQuorumState(disk, this.#log.folder, state, version);',
    // The file is there, since a node does not start without it, but is as before the vote.
    replace:
      'return writeQuorumState(disk, this.#log.folder, { leaderId: -1, leaderEpoch: Math.max(0, state.leaderEpoch - 1), voted: null }, version);',
    caughtBy: ['two-votes-in-epoch', 'two-controllers-in-epoch', 'epoch-went-back'],
    nodes: 3,
    seed: 2,
  },
  {
    name: 'a diverging follower is cut five records too deep',
    file: 'replica/follow.ts',
    find: 'const leaderEnd = Math.min(diverging.endOffset, log.endOffset);',
    replace: 'const leaderEnd = Math.max(log.startOffset, Math.min(diverging.endOffset, log.endOffset) - 5);',
    caughtBy: ['truncated-below-high-watermark', 'high-watermark-monotonic', 'committed-record-cut'],
    nodes: 3,
    seed: 2,
  },
  {
    name: 'a leader does not tell a follower where their logs part ways',
    file: 'broker/fetch-reader.ts',
    find: 'if (known.epoch < target.lastFetchedEpoch || known.endOffset < target.fetchOffset) divergingEpoch = known;',
    replace: '',
    caughtBy: ['replica-mismatch', 'inconsistent-offsets', 'lost-write', 'node-ended', 'committed-equal'],
    nodes: 3,
    seed: 2,
  },
  {
    name: 'a smaller ISR counts before the controller has granted it',
    file: 'replica/leader-state.ts',
    find: 'this.#pending = { leaderEpoch, partitionEpoch, members, joins };',
    replace:
      'this.#pending = { leaderEpoch, partitionEpoch, members, joins };\n    if (joins === undefined) this.#image = { ...this.#image, isr };',
    caughtBy: [
      'lost-write',
      'unseen',
      'inconsistent-offsets',
      'realtime-send',
      'isr-granted',
      'leader-complete',
    ],
    nodes: 3,
    swarm: LAGGARDS,
    seed: 1,
  },
  {
    name: 'consumers read beyond the high watermark',
    file: 'broker/fetch-reader.ts',
    find: 'limits.readCommitted ? log.lastStableOffset : log.highWatermark;',
    replace: 'log.endOffset;',
    caughtBy: ['inconsistent-offsets', 'poll-skip', 'nonmonotonic-poll', 'G1a'],
    nodes: 3,
    swarm: NEW_LEADERS,
    seed: 7,
  },
  {
    name: 'followers do not remember the producers of what they copy',
    file: 'log/partition-log.ts',
    find: 'const completed = this.#producers.states.apply(buffer, at);',
    replace:
      "const completed: any = new Error().stack!.includes('appendAsFollower') ? undefined : this.#producers.states.apply(buffer, at);",
    caughtBy: ['duplicate', 'nonmonotonic-send', 'realtime-send'],
    nodes: 3,
    seed: 2,
  },
  {
    name: 'a committed offset is acknowledged before it is replicated',
    file: 'coordinator/runtime/runtime.ts',
    find: 'if (state.committedOffset >= offset) return this.#committed(partition, state, effects);',
    replace: 'return this.#committed(partition, state, effects);',
    caughtBy: ['commit-lost'],
    nodes: 3,
    seed: 2,
  },
  {
    name: 'a coordinator that takes over misses some of the offsets in the log',
    file: 'coordinator/runtime/runtime.ts',
    find: '(record) => shard.restore(record, now)',
    replace:
      '((count: number) => (record: any) => { if (++count % 5 !== 3) shard.restore(record, now); })(0)',
    caughtBy: ['commit-lost'],
    nodes: 3,
    seed: 1,
  },
  {
    name: 'a leader without everything is elected although that is not allowed',
    file: 'controller/partitions.ts',
    find: "return allowsUncleanElection(state, topic.name) ? 'unclean' : 'any';",
    replace: "return 'unclean';",
    caughtBy: [
      'lost-write',
      'unseen',
      'inconsistent-offsets',
      'truncated-below-high-watermark',
      'high-watermark-monotonic',
      'clean-election',
      'leader-complete',
    ],
    nodes: 3,
    seed: 1,
  },
  {
    name: 'a new leader does not raise the leader epoch',
    file: 'metadata/replay.ts',
    find: 'leaderEpoch: leaderStays ? before.leaderEpoch : before.leaderEpoch + 1,',
    replace: 'leaderEpoch: before.leaderEpoch,',
    caughtBy: ['one-leader-per-epoch', 'two-leaders-in-epoch'],
    nodes: 3,
    seed: 1,
  },
  {
    name: 'min.insync.replicas is ignored',
    file: 'replica/leader-state.ts',
    find: 'return this.#image.isr.length < Math.min(minInsyncReplicas, this.#image.replicas.length);',
    replace: 'return false;',
    caughtBy: [
      'lost-write',
      'unseen',
      'inconsistent-offsets',
      'truncated-below-high-watermark',
      'high-watermark-monotonic',
      'high-watermark-needs-min-isr',
      'leader-complete',
    ],
    nodes: 3,
    seed: 1,
  },
  {
    name: 'a leader epoch begins one offset late in a log',
    file: 'broker/replica-manager.ts',
    find: 'log.assignEpoch(image.leaderEpoch, log.endOffset)',
    replace: 'log.assignEpoch(image.leaderEpoch, log.endOffset + 1)',
    caughtBy: [
      'replica-mismatch',
      'inconsistent-offsets',
      'lost-write',
      'truncated-below-high-watermark',
      'committed-equal',
    ],
    nodes: 3,
    seed: 1,
  },
  {
    name: 'half of the voters are a majority',
    file: 'raft/voters.ts',
    find: 'return (voters >> 1) + 1;',
    replace: 'return voters >> 1;',
    caughtBy: [
      'metadata-equal',
      'two-controllers-in-epoch',
      'metadata-kept',
      'node-ended',
      'leader-complete',
    ],
    nodes: 3,
    seed: 1,
  },
  {
    name: 'the controller answers before its decision is committed',
    file: 'node/controller-driver.ts',
    find: 'if (offset <= this.#raft.raft.highWatermark) settle();',
    replace: 'if (offset > 0) settle();',
    caughtBy: [
      'isr-granted',
      'lost-write',
      'unseen',
      'inconsistent-offsets',
      'metadata-kept',
      'leader-complete',
      'topics-as-answered',
    ],
    nodes: 3,
    swarm: NEW_LEADERS,
    seed: 1,
  },
  {
    name: 'a snapshot of the metadata misses a record',
    file: 'node/snapshot-file.ts',
    find: '  for (const record of input.records) {\n',
    replace: "  for (const record of input.records) {\n    if (record.type === 'ConfigRecord') continue;\n",
    caughtBy: ['metadata-equal', 'image-is-replay', 'node-ended'],
    nodes: 3,
    swarm: { metadataSnapshotMs: 5_000 },
    seed: 1,
  },
  {
    name: 'what a killed controller had not flushed counts as flushed when it is back',
    file: 'log/metadata-log.ts',
    find: '  log.flush();',
    replace: '',
    caughtBy: ['metadata-equal', 'metadata-kept', 'node-ended', 'image-is-replay', 'epoch-went-back'],
    nodes: 3,
    swarm: { flushAlways: true, faultIntervalMs: 300, faults: { 'power loss': 4, kill: 4, 'slow syncs': 2 } },
    seed: 1,
  },
  {
    name: 'a connection that was reset is taken for the end of a process',
    file: 'node/peer-watch.ts',
    find: 'if (isGone && !this.#stopped) this.#parts.gone(nodeId, brokerEpoch);',
    replace: 'if (!this.#stopped) this.#parts.gone(nodeId, brokerEpoch);',
    caughtBy: ['fenced-by-a-flap'],
    nodes: 3,
    // Fences by mistake are survived: what tells is the flap in a healthy cluster.
    swarm: { faults: { flap: 4, kill: 1 } },
    seed: 3,
  },
  {
    name: 'what a majority of controllers has not flushed counts as committed',
    file: 'raft/leadership.ts',
    find: 'const offset = ends[majorityOf(ends.length) - 1] ?? -1;',
    replace: 'const offset = ends[0] ?? -1;',
    caughtBy: ['metadata-equal', 'metadata-kept', 'node-ended', 'image-is-replay'],
    nodes: 3,
    swarm: NEW_LEADERS,
    seed: 2,
  },
];
