import type {
  FolderChange,
  FolderPicture,
  PartitionFolderView,
  RemovedRecord,
} from '../../contract/index.ts';
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
const HEADERS_PER_LOOK = 20_000;
/** Folders beyond either are not compared: to read their headers would take minutes. */
const COMPARED_BYTES_MAX = 8 * 1024 * 1024 * 1024;
const COMPARED_BATCHES_MAX = 500_000;
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

/** A folder at one moment. */
interface Held {
  readonly picture: FolderPicture;
  /** Offset → key; undefined where keys are not remembered. */
  readonly records: ReadonlyMap<number, string | null> | undefined;
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
  #off = false;
  /** From before something went, until what is there now is known. */
  #before: Held | undefined;
  readonly changes: FolderChange[] = [];

  constructor(disk: DiskReader, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
  }

  get memory(): PartitionFolderView['memory'] {
    const records = [...this.#segments.values()].reduce((sum, { map }) => sum + map.records, 0);
    if (this.#off) return { state: 'off', records };
    if (!this.#complete()) return { state: 'reading', records };
    return { state: this.#keys ? 'keys' : 'counts', records };
  }

  /** Looks at the segments there are now, and notes what went since the last time. */
  look(files: readonly InspectedFile[], nowMs: number): void {
    // In the middle of a replacement: what is missing now will be there in a moment.
    if (files.some(({ segment }) => segment?.state === 'swap')) return;
    const logs = files.filter(({ kind, segment }) => kind === 'log' && segment?.state === 'live');
    const sizeBytes = logs.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (sizeBytes > KEYS_BYTES_MAX) this.#keys = false;
    this.#off ||= sizeBytes > COMPARED_BYTES_MAX || this.#batches() > COMPARED_BATCHES_MAX;
    if (this.#off) return this.#segments.clear();
    const known = this.#segments.size > 0 && this.#complete();
    const before = known ? { picture: this.#picture(), records: this.#records() } : undefined;
    const now = new Map<number, Remembered>();
    let went = false;
    let budget = HEADERS_PER_LOOK;
    for (const { segment, name } of logs) {
      const baseOffset = segment!.baseOffset;
      const one = this.#segments.get(baseOffset) ?? this.#fresh(name);
      try {
        budget -= this.#read(one, budget);
      } catch (error) {
        if (!(error instanceof DiskError) || error.code !== 'ENOENT') throw error;
        continue; // it went between the listing and the look
      }
      went ||= one.generation !== one.map.generation;
      one.generation = one.map.generation;
      now.set(baseOffset, one);
    }
    went ||= [...this.#segments.keys()].some((baseOffset) => !now.has(baseOffset));
    this.#segments = now;
    // What was not known whole cannot be told to have lost anything; what is not yet known whole is compared later.
    if (went) this.#before ??= before;
    if (this.#before === undefined || !this.#complete()) return;
    const after = { picture: this.#picture(), records: this.#records() };
    const [begin = 0] = now.keys();
    const change = compare(this.#before, after, {
      appended: this.#recordsBehind(this.#before.picture.lastOffset),
      begin,
      nowMs,
    });
    this.#before = undefined;
    // A file written anew with all of its records lost nothing.
    if (change === undefined) return;
    this.changes.unshift(change);
    this.changes.splice(CHANGES_MAX);
  }

  #fresh(name: string): Remembered {
    const map = new SegmentMap(this.#disk, `${this.#directory}/${name}`);
    return { map, generation: 0, read: 0, records: [], rows: [], sizeBytes: 0 };
  }

  #batches(): number {
    return [...this.#segments.values()].reduce((sum, { map }) => sum + map.batches, 0);
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

  #recordsBehind(offset: number): number {
    const rows = [...this.#segments.values()].flatMap((segment) => segment.rows);
    return rows.reduce((sum, row) => sum + (row.from > offset ? row.records : 0), 0);
  }

  /** Undefined: keys are not remembered. */
  #records(): Map<number, string | null> | undefined {
    if (!this.#keys) return undefined;
    const records = new Map<number, string | null>();
    for (const segment of this.#segments.values())
      for (const { offset, key } of segment.records) records.set(offset, key);
    return records;
  }

  #picture(): FolderPicture {
    const segments = [...this.#segments.values()];
    const rows = segments.flatMap((segment) => segment.rows);
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

/** Undefined when no record went. `appended` records came behind what was there before, `begin` is where the first segment now begins. */
function compare(
  before: Held,
  after: Held,
  { appended, begin, nowMs }: { readonly appended: number; readonly begin: number; readonly nowMs: number },
): FolderChange | undefined {
  const removed = removedBetween(before.records, after.records);
  const removedCount = removed?.length ?? before.picture.records + appended - after.picture.records;
  if (removedCount <= 0) return undefined;
  return {
    atMs: nowMs,
    kind: kindOf(before.picture, after.picture, removed, begin),
    before: before.picture,
    after: after.picture,
    removed: removed?.slice(0, REMOVED_MAX) ?? null,
    removedCount,
    appendedCount: appended,
  };
}

/** Undefined where keys were not remembered both times. */
function removedBetween(before: Held['records'], after: Held['records']): RemovedRecord[] | undefined {
  if (before === undefined || after === undefined) return undefined;
  const newest = new Map<string, number>();
  for (const [offset, key] of after) if (key !== null) newest.set(key, offset);
  return [...before]
    .filter(([offset]) => !after.has(offset))
    .map(([offset, key]) => ({
      offset,
      key,
      survivor: (key === null ? undefined : newest.get(key)) ?? null,
    }));
}

function kindOf(
  before: FolderPicture,
  after: FolderPicture,
  removed: readonly RemovedRecord[] | undefined,
  begin: number,
): FolderChange['kind'] {
  if (after.lastOffset < before.lastOffset) return 'truncated';
  const atStart =
    removed === undefined ? begin > before.firstOffset : removed.every(({ offset }) => offset < begin);
  return atStart ? 'deleted' : 'compacted';
}
