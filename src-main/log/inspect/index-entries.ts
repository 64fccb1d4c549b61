// Entries of `.index`, `.timeindex` and `.txnindex`, with what contradicts itself in them.
import type { DiskReader } from './disk-reader.ts';
import { readInt64 } from '../../wire/index.ts';
import { parseSegmentFileName } from '../file-names.ts';

export interface OffsetIndexEntry {
  /** Of the last record of a batch. */
  readonly offset: number;
  /** Where that batch begins in the `.log` file. */
  readonly position: number;
}

export interface TimeIndexEntry {
  /** No record up to `offset` is younger. */
  readonly timestampMs: number;
  readonly offset: number;
}

export interface TransactionIndexEntry {
  readonly version: number;
  readonly producerId: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly lastStableOffset: number;
}

export type IndexKind = 'index' | 'timeindex' | 'txnindex';

export const INDEX_ENTRY_BYTES: Readonly<Record<IndexKind, number>> = {
  index: 8,
  timeindex: 12,
  txnindex: 34,
};

/** The bytes of an index as far as they hold entries. */
export interface IndexBytes {
  readonly kind: IndexKind;
  readonly baseOffset: number;
  readonly bytes: Buffer;
  readonly count: number;
  /** Of the file: a running Kafka keeps its indexes at their full size, with zeros behind the last entry. */
  readonly fileBytes: number;
  /** What cannot be; undefined when nothing was found. */
  readonly fault: string | undefined;
}

/** Undefined when there is no such file. Throws DiskError. */
export function inspectIndex(disk: DiskReader, path: string, kind: IndexKind): IndexBytes | undefined {
  const bytes = disk.readFile(path);
  if (bytes === undefined) return undefined;
  const entryBytes = INDEX_ENTRY_BYTES[kind];
  const baseOffset = parseSegmentFileName(path.slice(path.lastIndexOf('/') + 1))?.baseOffset ?? 0;
  let count = Math.floor(bytes.length / entryBytes);
  while (count > 0 && isZero(bytes, (count - 1) * entryBytes, entryBytes)) count--;
  const index = { kind, baseOffset, bytes, count, fileBytes: bytes.length };
  const odd = bytes.length % entryBytes;
  const fault = odd === 0 ? orderFault(index) : `${bytes.length} bytes are no multiple of ${entryBytes}`;
  return { ...index, fault };
}

function isZero(bytes: Buffer, start: number, size: number): boolean {
  for (let at = start; at < start + size; at++) if (bytes[at] !== 0) return false;
  return true;
}

function orderFault(index: Omit<IndexBytes, 'fault'>): string | undefined {
  const { kind, count } = index;
  for (let at = 1; at < count; at++) {
    const rises =
      kind === 'index'
        ? rising(offsetEntry(index, at - 1), offsetEntry(index, at))
        : kind === 'timeindex'
          ? timeEntry(index, at - 1).timestampMs < timeEntry(index, at).timestampMs &&
            timeEntry(index, at - 1).offset <= timeEntry(index, at).offset
          : transactionEntry(index, at - 1).lastOffset < transactionEntry(index, at).lastOffset;
    if (!rises) return `entry ${at} does not rise over the one before`;
  }
  return undefined;
}

function rising(before: OffsetIndexEntry, entry: OffsetIndexEntry): boolean {
  return before.offset < entry.offset && before.position < entry.position;
}

type Entries = Pick<IndexBytes, 'bytes' | 'baseOffset'>;

export function offsetEntry({ bytes, baseOffset }: Entries, index: number): OffsetIndexEntry {
  return { offset: baseOffset + bytes.readInt32BE(index * 8), position: bytes.readInt32BE(index * 8 + 4) };
}

export function timeEntry({ bytes, baseOffset }: Entries, index: number): TimeIndexEntry {
  return {
    timestampMs: readInt64(bytes, index * 12),
    offset: baseOffset + bytes.readInt32BE(index * 12 + 8),
  };
}

export function transactionEntry({ bytes }: Entries, index: number): TransactionIndexEntry {
  const at = index * 34;
  return {
    version: bytes.readInt16BE(at),
    producerId: readInt64(bytes, at + 2),
    firstOffset: readInt64(bytes, at + 10),
    lastOffset: readInt64(bytes, at + 18),
    lastStableOffset: readInt64(bytes, at + 26),
  };
}

/** Offset index entries whose positions lie in [from, to), at most `max` of them, evenly taken. */
export function offsetEntriesBetween(
  index: IndexBytes,
  from: number,
  to: number,
  max: number,
): { entry: number; offset: number; position: number }[] {
  const first = firstEntry(index.count, (at) => offsetEntry(index, at).position >= from);
  const end = firstEntry(index.count, (at) => offsetEntry(index, at).position >= to);
  return evenly(first, end, max).map((entry) => ({ entry, ...offsetEntry(index, entry) }));
}

/** Time index entries whose offsets lie in [from, to], at most `max` of them, evenly taken. */
export function timeEntriesBetween(
  index: IndexBytes,
  from: number,
  to: number,
  max: number,
): { entry: number; timestampMs: number; offset: number }[] {
  const first = firstEntry(index.count, (at) => timeEntry(index, at).offset >= from);
  const end = firstEntry(index.count, (at) => timeEntry(index, at).offset > to);
  return evenly(first, end, max).map((entry) => ({ entry, ...timeEntry(index, entry) }));
}

/** The first entry that fits; `count` when none does. The entries that fit stand at the end. */
function firstEntry(count: number, fits: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function evenly(first: number, end: number, max: number): number[] {
  const count = Math.max(0, end - first);
  if (count <= max) return Array.from({ length: count }, (_unused, at) => first + at);
  return Array.from({ length: max }, (_unused, at) => first + Math.floor((at * count) / max));
}

function all<T>(
  disk: DiskReader,
  path: string,
  kind: IndexKind,
  read: (index: IndexBytes, at: number) => T,
): T[] {
  const index = inspectIndex(disk, path, kind);
  if (index === undefined) return [];
  return Array.from({ length: index.count }, (_unused, at) => read(index, at));
}

/** All entries of a `.index`. */
export function inspectOffsetIndex(disk: DiskReader, path: string): OffsetIndexEntry[] {
  return all(disk, path, 'index', offsetEntry);
}

/** All entries of a `.timeindex`. */
export function inspectTimeIndex(disk: DiskReader, path: string): TimeIndexEntry[] {
  return all(disk, path, 'timeindex', timeEntry);
}
