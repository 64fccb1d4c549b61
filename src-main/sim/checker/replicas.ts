import type { Findings } from './findings.ts';

/** One replica's log of a partition, batch by batch; below the high watermark all in-sync replicas must be the same. */
export interface ReplicaLog {
  readonly node: number;
  readonly startOffset: number;
  /** Batches in order, as four numbers each: base offset, last offset, leader epoch, CRC. */
  readonly batches: Float64Array;
}

const FIELDS = 4;
const NAMES = ['base offset', 'last offset', 'leader epoch', 'CRC'];

/**
 * Compares the replicas of one partition byte for byte, as far as CRCs tell, below the high watermark and from the
 * largest start offset on: retention runs by itself on every node.
 */
export function compareReplicas(
  partition: string,
  replicas: readonly ReplicaLog[],
  highWatermark: number,
  findings: Findings,
): void {
  const [first, ...others] = replicas;
  if (first === undefined) return;
  const startOffset = Math.max(...replicas.map((replica) => replica.startOffset));
  const expected = between(first.batches, startOffset, highWatermark);
  for (const other of others) {
    const actual = between(other.batches, startOffset, highWatermark);
    const fault = firstDifference(expected, actual);
    if (fault !== undefined)
      findings.add(
        'replica-mismatch',
        `${partition}: nodes ${first.node} and ${other.node} differ: ${fault}`,
      );
  }
}

function between(batches: Float64Array, startOffset: number, endOffset: number): Float64Array {
  let from = 0;
  while (from < batches.length && batches[from + 1] < startOffset) from += FIELDS;
  let to = from;
  while (to < batches.length && batches[to] < endOffset) to += FIELDS;
  return batches.subarray(from, to);
}

function firstDifference(expected: Float64Array, actual: Float64Array): string | undefined {
  const length = Math.min(expected.length, actual.length);
  for (let index = 0; index < length; index++) {
    if (expected[index] === actual[index]) continue;
    const batch = index - (index % FIELDS);
    return `${NAMES[index % FIELDS]} ${expected[index]} and ${actual[index]} in the batch at ${expected[batch]}`;
  }
  if (expected.length === actual.length) return undefined;
  return `${expected.length / FIELDS} and ${actual.length / FIELDS} batches`;
}
