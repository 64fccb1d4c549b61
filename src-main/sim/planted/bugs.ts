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
  /** The seed that found it when it was last looked for: tried first. Traces move with the code. */
  readonly seed: number;
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'records are acknowledged before they are flushed, against flush.messages=1',
    file: 'log/partition-log.ts',
    find: 'if (this.#unflushedRecords >= this.#config.flushMessages) this.flush();',
    replace: '',
    caughtBy: ['lost-write', 'unseen', 'inconsistent-offsets', 'duplicate', 'poll-skip', 'nonmonotonic-poll'],
    nodes: 1,
    seed: 7,
  },
  {
    name: 'nobody looks at the sequences of idempotent producers',
    file: 'log/partition-log.ts',
    find: 'const producerAnswer = this.#checkProducers(batches, options);',
    replace: 'const producerAnswer = undefined;',
    caughtBy: ['duplicate', 'nonmonotonic-send'],
    nodes: 1,
    seed: 2,
  },
  {
    name: 'a repeated batch is not recognized',
    file: 'log/producer-state.ts',
    find: "if (batch !== undefined) return { kind: 'duplicate', batch };",
    replace: '',
    caughtBy: ['duplicate'],
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
    seed: 2,
  },
  {
    name: 'recovery takes the last batch for the end of the log',
    file: 'log/load-partition.ts',
    find: 'this.#endOffset = batchLastOffset(buffer, at) + 1;',
    replace: 'this.#endOffset = batchBaseOffset(buffer, at);',
    caughtBy: ['metadata-equal', 'inconsistent-offsets', 'unseen', 'lost-write', 'node-ended'],
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
    seed: 1,
  },
  {
    name: 'a fetch begins one record late',
    file: 'broker/fetch-reader.ts',
    find: 'const read = replicas.read(partition, target.fetchOffset, {',
    replace:
      'const read = replicas.read(partition, target.fetchOffset + (target.fetchOffset % 7 === 5 && target.fetchOffset < upperBound ? 1 : 0), {',
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
    seed: 7,
  },
];
