// What the inspector finds, as the screens get it.
import {
  type BatchDetail,
  type FileEntries,
  type InspectedRecordView,
  type LogDirectoryView,
  type RecordPageView,
  say,
  type StripView,
} from '../../contract/index.ts';
import {
  attributeBits,
  batchFields,
  crcVerdict,
  type DiskReader,
  type FieldRange,
  INDEX_ENTRY_BYTES,
  type IndexBytes,
  type IndexKind,
  inspectIndex,
  type InspectedRecord,
  inspectLogDirectory,
  inspectRecordPage,
  inspectSmallFile,
  offsetEntriesBetween,
  offsetEntry,
  timeEntriesBetween,
  timeEntry,
  transactionEntry,
} from '../../log/inspect/index.ts';
import { MalformedError } from '../../wire/index.ts';
import { payloadOf } from '../messages/payload.ts';
import { notFound } from '../router/index.ts';
import { type RecordDecoder, recordDecoder } from './decode-record.ts';
import { fileView, type LogFilePlace } from './paths.ts';
import type { SegmentSession } from './segment-session.ts';

export function directoryView(disk: DiskReader, path: string): LogDirectoryView | null {
  const found = inspectLogDirectory(disk, path);
  if (found === undefined) return null;
  const { owner } = found;
  return {
    path,
    clusterId: typeof owner === 'object' ? owner.clusterId : null,
    nodeId: typeof owner === 'object' ? owner.nodeId : null,
    problem: typeof owner === 'string' ? owner : null,
    files: found.files.map((file) => fileView(path, file)),
    partitions: found.partitions.map((partition) => ({ ...partition, path: `${path}/${partition.name}` })),
  };
}

export function batchDetail(session: SegmentSession, position: number): BatchDetail {
  const { row, bytes, body } = session.batch(position);
  const crc = crcVerdict(bytes);
  return {
    row: { ...session.rowView(row), crcValid: crc.valid },
    fields: batchFields(bytes),
    attributes: attributeBits(row.attributes, row.magic),
    crc,
    bodyBytes: body.bytes.length,
    compressed: body.compressed,
    bodyFault: body.fault ?? null,
    outlook: crc.valid ? null : session.outlook(position),
  };
}

export function recordPage(
  session: SegmentSession,
  position: number,
  from: number,
  count: number,
): RecordPageView {
  const { row, bytes, body } = session.batch(position);
  const page = inspectRecordPage(bytes, body, from, count);
  // Snapshots hold what the metadata log held.
  const topic = session.place.kind === 'metadata-snapshot' ? '__cluster_metadata' : session.place.topic;
  const decode = recordDecoder(topic, row.control);
  return {
    records: page.records.map((record) => recordView(record, decode)),
    total: page.total,
    fault: page.fault ?? null,
  };
}

function recordView(record: InspectedRecord, decode: RecordDecoder | undefined): InspectedRecordView {
  const { index, offset, timestamp, key, value, headers, fields, start, sizeBytes } = record;
  let decoded: InspectedRecordView['decoded'] = null;
  let decodeFault: string | null = null;
  try {
    decoded = decode?.(key, value) ?? null;
  } catch (error) {
    if (!(error instanceof MalformedError) && !(error instanceof RangeError)) throw error;
    decodeFault = error.message;
  }
  return {
    index,
    offset,
    timestamp: String(timestamp),
    key: payloadOf(key),
    value: payloadOf(value),
    headers: headers.map((header) => ({ name: header.key, value: payloadOf(header.value) })),
    fields,
    start,
    sizeBytes,
    decoded,
    decodeFault,
  };
}

/** More pins than this are a grey bar. */
const PINS_MAX = 400;

export function stripView(session: SegmentSession, from: number, to: number, max: number): StripView {
  const { map } = session;
  const rows = map.rowsBetween(from, to, max + 1);
  const batches = rows.length > max ? null : rows;
  const starts = batches && new Map(batches.map((row) => [row.position, row]));
  const index = session.index('index');
  const offsetPins =
    index === undefined
      ? []
      : offsetEntriesBetween(index, from, to, PINS_MAX).map((pin) => {
          const row = starts?.get(pin.position);
          // The entry of a batch names the last offset that it has.
          const fits = row !== undefined && pin.offset >= row.baseOffset && pin.offset <= row.lastOffset;
          return { ...pin, sound: starts === null || pin.position >= map.walkedBytes ? null : fits };
        });
  return {
    generation: map.generation,
    batches: batches && batches.map((row) => session.rowView(row)),
    offsetPins,
    timePins: timePins(session, rows),
  };
}

function timePins(
  session: SegmentSession,
  rows: readonly { readonly position: number; readonly baseOffset: number; readonly lastOffset: number }[],
): StripView['timePins'] {
  const index = session.index('timeindex');
  const [first, last] = [rows.at(0), rows.at(-1)];
  if (index === undefined || first === undefined || last === undefined) return [];
  let at = 0;
  return timeEntriesBetween(index, first.baseOffset, last.lastOffset, PINS_MAX).map((pin) => {
    while (at < rows.length - 1 && rows[at].lastOffset < pin.offset) at++;
    const row = rows[at];
    const inside = pin.offset <= row.lastOffset;
    return { ...pin, position: inside ? row.position : null };
  });
}

export function fileEntries(disk: DiskReader, place: LogFilePlace, from: number, count: number): FileEntries {
  const { path, kind } = place;
  if (kind === 'index' || kind === 'timeindex' || kind === 'txnindex') {
    const index = inspectIndex(disk, path, kind);
    if (index === undefined) throw notFound(say('path.noFile', { path }));
    return indexEntries(index, from, count);
  }
  const file = inspectSmallFile(disk, path, kind);
  if (file === undefined) throw notFound(say('path.noFile', { path }));
  const { rows, fault, ...rest } = file;
  const fixed =
    kind === 'producer-snapshot' ? { entryBytes: 46, entriesStart: 10 } : { entryBytes: 0, entriesStart: 0 };
  return {
    ...rest,
    ...fixed,
    rows: rows.slice(from, from + count),
    total: rows.length,
    fault: fault ?? null,
  };
}

const COLUMNS: Readonly<Record<IndexKind, readonly (readonly [name: string, sizeBytes: number])[]>> = {
  index: [
    ['offset', 4],
    ['position', 4],
  ],
  timeindex: [
    ['timestamp', 8],
    ['offset', 4],
  ],
  txnindex: [
    ['version', 2],
    ['producerId', 8],
    ['firstOffset', 8],
    ['lastOffset', 8],
    ['lastStableOffset', 8],
  ],
};

function indexEntries(index: IndexBytes, from: number, count: number): FileEntries {
  const { kind } = index;
  const entryBytes = INDEX_ENTRY_BYTES[kind];
  const rows: string[][] = [];
  const fields: FieldRange[] = [];
  for (let at = from; at < Math.min(index.count, from + count); at++) {
    const row = entryTexts(index, at);
    let start = at * entryBytes;
    for (const [column, [name, sizeBytes]] of COLUMNS[kind].entries()) {
      fields.push({ name, start, sizeBytes, value: row[column] });
      start += sizeBytes;
    }
    rows.push(row);
  }
  return {
    kind,
    sizeBytes: index.fileBytes,
    facts: [
      { name: 'baseOffset', value: String(index.baseOffset) },
      { name: 'entries', value: String(index.count) },
    ],
    columns: COLUMNS[kind].map(([name]) => name),
    rows,
    total: index.count,
    entryBytes,
    entriesStart: 0,
    fields,
    text: null,
    fault: index.fault ?? null,
  };
}

function entryTexts(index: IndexBytes, at: number): string[] {
  const entry: object =
    index.kind === 'index'
      ? offsetEntry(index, at)
      : index.kind === 'timeindex'
        ? timeEntry(index, at)
        : transactionEntry(index, at);
  return Object.values(entry).map(String);
}
