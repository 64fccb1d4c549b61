import type { FolderChange, FolderPicture, RemovedRecord } from '../../contract/index.ts';
import { DiskError } from '../../env/index.ts';
import {
  batchBody,
  type DiskReader,
  type InspectedFile,
  inspectRecordPage,
  readBytes,
  SegmentMap,
} from '../../log/inspect/index.ts';

/** Folders beyond this are compared by their counts; the keys of the records are not remembered. */
const KEYS_BYTES_MAX = 16 * 1024 * 1024;
const RECORDS_MAX = 50_000;
/** Of all segments together, so that a look at a large folder stays short; the rest follows with the next looks. */
const HEADERS_PER_LOOK = 8_000;
/** Beyond this many batches a segment is drawn as one stretch. */
const ROWS_MAX = 200_000;
const REMOVED_MAX = 1_000;
const SPANS_MAX = 240;
const CHANGES_MAX = 20;
const KEY_CHARACTERS_MAX = 200;

interface Remembered {
  readonly map: SegmentMap;
  generation: number;
  /** Batches whose records are remembered. */
  read: number;
  records: { offset: number; key: string | null }[];
  rows: { from: number; to: number; records: number }[];
  sizeBytes: number;
}

/**
 * What a partition's folder held when it was last looked at, so that what compaction, retention or a truncation took
 * away can be told: nothing on disk keeps it.
 */
export class FolderMemory {
  readonly #disk: DiskReader;
  readonly #directory: string;
  #segments = new Map<number, Remembered>();
  #keys = true;
  readonly changes: FolderChange[] = [];

  constructor(disk: DiskReader, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
  }

  /** Null: the folder is too large for it. */
  get remembered(): number | null {
    if (!this.#keys) return null;
    let count = 0;
    for (const { records } of this.#segments.values()) count += records.length;
    return count;
  }

  /** Looks at the segments there are now, and notes what went since the last time. */
  look(files: readonly InspectedFile[], nowMs: number): void {
    const logs = files.filter(({ kind, segment }) => kind === 'log' && segment?.state === 'live');
    if (logs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > KEYS_BYTES_MAX) this.#keys = false;
    const wasComplete = this.#complete();
    const before = this.#picture();
    const recordsBefore = this.#records();
    const hadSegments = this.#segments.size > 0;
    const now = new Map<number, Remembered>();
    let went = false;
    let budget = HEADERS_PER_LOOK;
    for (const { segment, name } of logs) {
      const baseOffset = segment!.baseOffset;
      const known = this.#segments.get(baseOffset) ?? this.#fresh(name);
      try {
        budget -= this.#read(known, budget);
      } catch (error) {
        if (!(error instanceof DiskError) || error.code !== 'ENOENT') throw error;
        continue; // it went between the listing and the look
      }
      went ||= known.generation !== known.map.generation;
      known.generation = known.map.generation;
      now.set(baseOffset, known);
    }
    went ||= [...this.#segments.keys()].some((baseOffset) => !now.has(baseOffset));
    this.#segments = now;
    // What was not known whole cannot be told to have lost anything.
    if (!went || !hadSegments || !wasComplete || !this.#complete()) return;
    const [begin = 0] = now.keys();
    const change = compare(before, this.#picture(), recordsBefore, this.#records(), { begin, nowMs });
    // A file written anew with all of its records lost nothing.
    if (change === undefined) return;
    this.changes.unshift(this.#keys ? change : { ...change, removed: null });
    this.changes.splice(CHANGES_MAX);
  }

  #fresh(name: string): Remembered {
    const map = new SegmentMap(this.#disk, `${this.#directory}/${name}`);
    return { map, generation: 0, read: 0, records: [], rows: [], sizeBytes: 0 };
  }

  #complete(): boolean {
    return [...this.#segments.values()].every(({ map, read }) => map.done && read === map.batches);
  }

  /** Returns how many batches it took from the budget. */
  #read(known: Remembered, budget: number): number {
    const { map } = known;
    const before = map.generation === known.generation ? map.batches : 0;
    map.advance(Math.max(0, budget));
    if (map.generation !== known.generation) Object.assign(known, { read: 0, records: [], rows: [] });
    known.sizeBytes = map.sizeBytes;
    for (const row of map.rows(known.read, HEADERS_PER_LOOK)) {
      if (known.rows.length < ROWS_MAX)
        known.rows.push({ from: row.baseOffset, to: row.lastOffset, records: row.records });
      known.read = row.index + 1;
      if (!this.#keys || row.control) continue;
      const bytes = readBytes(this.#disk, map.path, row.position, row.sizeBytes);
      for (const { offset, key } of inspectRecordPage(bytes, batchBody(bytes), 0, RECORDS_MAX).records)
        known.records.push({ offset, key: key && keyText(key) });
      if (known.records.length > RECORDS_MAX) this.#keys = false;
    }
    if (!this.#keys) known.records = [];
    return Math.max(0, map.batches - before);
  }

  #records(): Map<number, string | null> {
    const records = new Map<number, string | null>();
    if (!this.#keys) return records;
    for (const segment of this.#segments.values())
      for (const { offset, key } of segment.records) records.set(offset, key);
    return records;
  }

  #picture(): FolderPicture {
    const segments = [...this.#segments.values()];
    const rows = segments.flatMap(({ rows: own, map }) =>
      own.length < ROWS_MAX ? own : [{ from: map.firstOffset, to: map.lastOffset, records: map.records }],
    );
    // Without batches it is the name of the first segment that tells where the log begins.
    const [begin = 0] = this.#segments.keys();
    const sum = (of: (segment: Remembered) => number) =>
      segments.reduce((total, segment) => total + of(segment), 0);
    return {
      segments: segments.length,
      sizeBytes: sum(({ sizeBytes }) => sizeBytes),
      batches: sum(({ map }) => map.batches),
      records: sum(({ map }) => map.records),
      firstOffset: rows.at(0)?.from ?? begin,
      lastOffset: rows.at(-1)?.to ?? begin - 1,
      spans: spansOf(rows),
    };
  }
}

function keyText(key: Buffer): string {
  const text = key.toString('utf8');
  return (text.includes('\u{fffd}') ? `0x${key.toString('hex')}` : text).slice(0, KEY_CHARACTERS_MAX);
}

/** Neighbouring batches are drawn as one where there are too many. */
function spansOf(rows: readonly { from: number; to: number; records: number }[]): FolderPicture['spans'] {
  const each = Math.max(1, Math.ceil(rows.length / SPANS_MAX));
  const spans = [];
  for (let at = 0; at < rows.length; at += each) {
    const some = rows.slice(at, at + each);
    const records = some.reduce((sum, row) => sum + row.records, 0);
    spans.push({ from: some[0].from, to: some[some.length - 1].to, records });
  }
  return spans;
}

/** Undefined when no record went. */
function compare(
  before: FolderPicture,
  after: FolderPicture,
  recordsBefore: ReadonlyMap<number, string | null>,
  recordsAfter: ReadonlyMap<number, string | null>,
  { begin, nowMs }: { readonly begin: number; readonly nowMs: number },
): FolderChange | undefined {
  const newest = new Map<string, number>();
  for (const [offset, key] of recordsAfter) if (key !== null) newest.set(key, offset);
  const removed: RemovedRecord[] = [];
  let removedCount = 0;
  for (const [offset, key] of recordsBefore) {
    if (recordsAfter.has(offset)) continue;
    removedCount++;
    if (removed.length < REMOVED_MAX)
      removed.push({ offset, key, survivor: (key === null ? undefined : newest.get(key)) ?? null });
  }
  if (recordsBefore.size === 0) removedCount = Math.max(0, before.records - after.records);
  if (removedCount === 0) return undefined;
  const kind =
    after.lastOffset < before.lastOffset
      ? 'truncated'
      : removed.length > 0
        ? removed.every(({ offset }) => offset < begin)
          ? 'deleted'
          : 'compacted'
        : begin > before.firstOffset
          ? 'deleted'
          : 'compacted';
  return { atMs: nowMs, kind, before, after, removed, removedCount };
}
