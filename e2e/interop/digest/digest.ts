import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { ByteWriter } from '../../support/byte-writer.ts';

/**
 * What a reader saw, as one SHA-256 per partition over this encoding of its records in the order of their offsets
 * (big-endian; lengths are -1 for null):
 *
 *     int64 offset · int32 length, key · int32 length, value · int32 count, then per header: int32 length, name (UTF-8) ·
 *     int32 length, value
 *
 * The Java and Python readers compute the same by their own code.
 */
export interface RecordContent {
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: readonly (readonly [name: string, value: Uint8Array | null])[];
}

/** Partition number → `count:hex`. */
export type Digests = Record<string, string>;

/** The part of the encoding after the offset; workload files hold records in it, too. */
export function encodeContent(record: RecordContent): Buffer {
  const sizeHint = 64 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  const writer = new ByteWriter(sizeHint).bytes(record.key).bytes(record.value).int32(record.headers.length);
  for (const [name, value] of record.headers) writer.bytes(Buffer.from(name, 'utf8')).bytes(value);
  return writer.finish();
}

/** Collects records as they come in; those of one partition must come in the order of their offsets. */
export class DigestBuilder {
  readonly #partitions = new Map<number, { hash: Hash; count: number; nextOffset: number }>();

  /** Adds a record. Throws when its offset is not beyond the last one of its partition: a reader saw it twice or out of order. */
  add(partition: number, offset: number, record: RecordContent): void {
    this.addEncoded(partition, offset, encodeContent(record));
  }

  addEncoded(partition: number, offset: number, content: Uint8Array): void {
    let state = this.#partitions.get(partition);
    if (state === undefined) {
      state = { hash: createHash('sha256'), count: 0, nextOffset: 0 };
      this.#partitions.set(partition, state);
    }
    if (offset < state.nextOffset) {
      throw new Error(`partition ${partition}: offset ${offset} came after ${state.nextOffset - 1}`);
    }
    const offsetBytes = Buffer.alloc(8);
    offsetBytes.writeBigInt64BE(BigInt(offset));
    state.hash.update(offsetBytes).update(content);
    state.count++;
    state.nextOffset = offset + 1;
  }

  /** How many records came in so far. */
  get count(): number {
    return [...this.#partitions.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** The digests so far; more records may follow. */
  digests(): Digests {
    const entries = [...this.#partitions].map(([partition, { hash, count }]) => [
      String(partition),
      `${count}:${hash.copy().digest('hex')}`,
    ]);
    return Object.fromEntries(entries) as Digests;
  }
}

/** In one sentence how two sets of digests differ, or null when they are equal. */
export function digestDifference(got: Digests, expected: Digests): string | null {
  const partitions = [...new Set([...Object.keys(got), ...Object.keys(expected)])];
  const different = partitions.filter((partition) => got[partition] !== expected[partition]);
  if (different.length === 0) return null;
  const short = (digest: string | undefined) => digest?.slice(0, 20) ?? 'nothing';
  return different
    .map(
      (partition) =>
        `partition ${partition}: expected ${short(expected[partition])}, got ${short(got[partition])}`,
    )
    .join('; ');
}

/** All partitions in one short text, for tables. */
export function summarize(digests: Digests): string {
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(digests).toSorted(byPartition)));
  const count = Object.values(digests).reduce((sum, digest) => sum + Number.parseInt(digest, 10), 0);
  return `${count} records, ${hash.digest('hex').slice(0, 12)}`;
}

function byPartition([a]: [string, string], [b]: [string, string]): number {
  return Number(a) - Number(b);
}
