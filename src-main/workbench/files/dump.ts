// The text of `npm run dump`: a Kafka log folder or file, ours or not, for a terminal or, as JSON, for a script. It
// reads what is there and opens nothing for writing.
import { say } from '../../contract/index.ts';
import { logFile, logFolder, normalPath } from './paths.ts';
import { SegmentSession } from './segment-session.ts';
import { notFound } from '../router/index.ts';
import { batchDetail, directoryView, fileEntries, recordPage } from './views.ts';
import { type DiskReader, holdsBatches, inspectFolder } from '../../log/inspect/index.ts';

export interface DumpOptions {
  /** Records too, decoded. */
  readonly deep: boolean;
  /** From the batch on that a reader of this offset would be given. */
  readonly fromOffset: number | undefined;
  /** Batches, entries or rows at most. */
  readonly count: number;
  readonly json: boolean;
}

export interface DumpResult {
  /** Something in it is damaged. */
  readonly damaged: boolean;
}

const PAGE = 500;

/** Writes line by line. Throws a Failure for a path that is no Kafka file or folder. */
export function dump(
  disk: DiskReader,
  path: string,
  options: DumpOptions,
  write: (line: string) => void,
): DumpResult {
  const print = (kind: string, value: object) =>
    write(options.json ? JSON.stringify({ kind, ...value }) : `${kind} ${text(value)}`);
  const place = normalPath(path);
  const stat = disk.stat(place);
  if (stat === undefined) throw notFound(say('path.nothing', { path: place }));
  if (stat.kind === 'directory') return dumpFolder(disk, place, print);
  const file = logFile(place);
  if (holdsBatches(file.kind)) return dumpBatches(new SegmentSession(disk, file), options, print);
  const { rows, columns, facts, fault, total, sizeBytes, kind } = fileEntries(disk, file, 0, options.count);
  print('file', { file: file.name, kind, sizeBytes, entries: total });
  for (const { name, value } of facts) print('fact', { [name]: value });
  for (const row of rows) print('entry', Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  if (fault !== null) print('damage', { reason: fault });
  return { damaged: fault !== null };
}

type Print = (kind: string, value: object) => void;

function dumpFolder(disk: DiskReader, path: string, print: Print): DumpResult {
  const { kind } = logFolder(disk, path);
  const directory = kind === 'log-dir' ? directoryView(disk, path) : null;
  if (directory !== null) {
    const { clusterId, nodeId, problem, partitions } = directory;
    print('log-dir', { path, clusterId, nodeId, ...(problem !== null && { problem }) });
    for (const { name, state, files, sizeBytes } of partitions)
      print('partition', { name, state, files, sizeBytes });
  }
  for (const { name, kind: fileKind, sizeBytes, modifiedMs } of inspectFolder(disk, path) ?? [])
    print('file', { name, kind: fileKind, sizeBytes, modified: new Date(modifiedMs).toISOString() });
  return { damaged: directory !== null && directory.problem !== null };
}

function dumpBatches(session: SegmentSession, options: DumpOptions, print: Print): DumpResult {
  while (session.advance(true)) continue;
  const { map } = session;
  const { faults, missing, records, batches, firstOffset, lastOffset, sizeBytes } = session.view(true);
  print('segment', {
    file: session.place.name,
    sizeBytes,
    batches,
    records,
    missing,
    firstOffset,
    lastOffset,
  });
  const from = options.fromOffset === undefined ? 0 : (map.rowOfOffset(options.fromOffset)?.index ?? batches);
  const end = Math.min(batches, from + options.count);
  for (let index = from; index < end; index += PAGE) {
    for (const row of map.rows(index, Math.min(PAGE, end - index))) {
      const { row: shown, crc, attributes } = batchDetail(session, row.position);
      const bits = Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
      print('batch', { ...shown, attributes: bits, crc: hex(crc.stored), computedCrc: hex(crc.computed) });
      if (options.deep) dumpRecords(session, row.position, print);
    }
  }
  for (const { outlook, ...fault } of faults)
    print(fault.kind === 'overflow' ? 'overflow' : 'damage', {
      ...fault,
      ...(outlook && { recovery: outlook }),
    });
  return { damaged: faults.some(({ kind }) => kind !== 'overflow') };
}

function dumpRecords(session: SegmentSession, position: number, print: Print): void {
  for (let from = 0; ; from += PAGE) {
    const { records, fault } = recordPage(session, position, from, PAGE);
    for (const { index, offset, timestamp, key, value, headers, decoded, decodeFault } of records)
      print('record', {
        index,
        offset,
        timestamp,
        key: key.format === 'null' ? null : key.text,
        value: value.format === 'null' ? null : value.text,
        ...(headers.length > 0 && {
          headers: Object.fromEntries(headers.map((header) => [header.name, header.value.text])),
        }),
        ...(decoded && { type: decoded.type, decoded: JSON.parse(decoded.json) as unknown }),
        ...(decodeFault !== null && { undecoded: decodeFault }),
      });
    if (fault !== null)
      print('damage', { record: fault.index, position: fault.position, reason: fault.reason });
    if (records.length < PAGE || fault !== null) return;
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

function text(value: object): string {
  return Object.entries(value)
    .map(([name, one]) => `${name}=${typeof one === 'object' ? JSON.stringify(one) : String(one)}`)
    .join(' ');
}
