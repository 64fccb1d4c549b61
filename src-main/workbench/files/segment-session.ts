import {
  type BatchRow,
  type IndexSummary,
  type RecoveryOutlook,
  say,
  type SegmentFault,
  type SegmentView,
} from '../../contract/index.ts';
import { DiskError } from '../../env/index.ts';
import {
  type BatchHeaderRow,
  batchBody,
  CrcScan,
  type DiskReader,
  type IndexBytes,
  type IndexKind,
  type InspectedBody,
  inspectCheckpoints,
  inspectFolder,
  inspectIndex,
  overflowOutlook,
  type PartitionCheckpoints,
  readBytes,
  type RecoveryInput,
  recoveryOutlook,
  SegmentMap,
} from '../../log/inspect/index.ts';
import { notFound } from '../router/index.ts';
import { goneFailure, type LogFilePlace } from './paths.ts';

/** Headers walked in one go: some milliseconds, so that other screens are answered in between. */
const HEADERS_PER_SLICE = 1_000;
const CRC_BYTES_PER_SLICE = 2 * 1024 * 1024;
/** Up to this size the sums are checked without being asked for. */
export const CRC_UNASKED_BYTES = 64 * 1024 * 1024;

interface CachedIndex {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly index: IndexBytes;
}

/** One file of batches that somebody looks at: its map, its sums, the indexes beside it. */
export class SegmentSession {
  readonly place: LogFilePlace;
  readonly map: SegmentMap;
  readonly #disk: DiskReader;
  #scan: CrcScan;
  #scanGeneration = 0;
  #indexes = new Map<IndexKind, CachedIndex>();
  #body: { generation: number; position: number; bytes: Buffer; body: InspectedBody } | undefined;

  constructor(disk: DiskReader, place: LogFilePlace) {
    this.place = place;
    this.#disk = disk;
    this.map = new SegmentMap(disk, place.path);
    this.#scan = new CrcScan(disk, place.path);
  }

  /** Walks on, and checks sums when wanted. False when there is nothing more to do for now. Throws a Failure when the file is gone. */
  advance(checkCrc: boolean): boolean {
    return this.guarded(() => {
      const more = this.map.advance(HEADERS_PER_SLICE);
      if (this.#scanGeneration !== this.map.generation) {
        this.#scan = new CrcScan(this.#disk, this.place.path);
        this.#scanGeneration = this.map.generation;
      }
      const end = this.map.walkedBytes;
      const checks = checkCrc && this.#scan.checkedBytes < end;
      const moreToCheck = checks && this.#scan.advance(end, CRC_BYTES_PER_SLICE);
      return more || moreToCheck;
    });
  }

  /** Turns the error of a file that is gone into words. */
  guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof DiskError && error.code === 'ENOENT')
        throw goneFailure(this.#disk, this.place.path);
      throw error;
    }
  }

  wantsCrc(asked: boolean): boolean {
    return asked || this.map.sizeBytes <= CRC_UNASKED_BYTES;
  }

  rowView(row: BatchHeaderRow): BatchRow {
    return { ...row, codec: row.codec ?? null, crcValid: this.#scan.verdict(row.position) ?? null };
  }

  view(crcWanted: boolean): SegmentView {
    const { map } = this;
    return {
      path: this.place.path,
      topic: this.place.topic,
      partition: this.place.partition,
      generation: map.generation,
      sizeBytes: map.sizeBytes,
      walkedBytes: map.walkedBytes,
      walked: map.done,
      batches: map.batches,
      records: map.records,
      missing: map.missing,
      firstOffset: map.firstOffset,
      lastOffset: map.lastOffset,
      maxTimestampMs: map.maxTimestampMs,
      faults: this.#faults(),
      bins: map.bins(),
      crc: {
        checkedBytes: this.#scan.checkedBytes,
        batches: this.#scan.batches,
        faults: this.#scan.faultCount,
        wanted: crcWanted,
      },
      indexes: {
        index: this.#summary('index'),
        timeindex: this.#summary('timeindex'),
        txnindex: this.#summary('txnindex'),
      },
    };
  }

  #faults(): SegmentFault[] {
    const { map } = this;
    const faults: SegmentFault[] = [];
    for (const { position, sizeBytes, reason } of this.#scan.faults)
      faults.push({ position, sizeBytes, kind: 'crc', reason, outlook: null });
    for (const { position, reason } of map.orderFaults)
      faults.push({ position, sizeBytes: 0, kind: 'order', reason, outlook: null });
    if (map.tail !== undefined) {
      const { position, sizeBytes, kind, reason } = map.tail;
      faults.push({ position, sizeBytes, kind, reason, outlook: null });
    }
    faults.sort((a, b) => a.position - b.position);
    // The checkpoints are read only where there is something to foretell.
    const told = faults.map((fault) => ({
      ...fault,
      outlook: fault.kind === 'order' ? null : this.outlook(fault.position),
    }));
    const [overflow] = map.overflows;
    if (overflow === undefined) return told;
    const damagedFrom = faults[0]?.position ?? Infinity;
    const outlook = this.#overflowOutlook(overflow.position, damagedFrom);
    return [{ ...overflow, sizeBytes: 0, kind: 'overflow', outlook }, ...told];
  }

  #overflowOutlook(position: number, damagedFrom: number): RecoveryOutlook | null {
    const input = this.#recoveryInput(position);
    if (input === null) return null;
    const { recoveryPoint, highWatermark, logStartOffset, cleanedUpTo } = input;
    const known = [recoveryPoint, highWatermark, logStartOffset, cleanedUpTo].filter((end) => end !== null);
    return overflowOutlook({
      ...input,
      positions: this.map.overflows.map((overflow) => overflow.position),
      lastOffset: this.map.lastOffset,
      damagedFrom,
      knownEnd: known.length > 0 ? Math.max(...known) : null,
    });
  }

  /** Null for files that recovery does not read. */
  outlook(position: number): RecoveryOutlook | null {
    const input = this.#recoveryInput(position);
    return input && recoveryOutlook(input);
  }

  #recoveryInput(position: number): (RecoveryInput & PartitionCheckpoints) | null {
    const { kind, directory, name, topic } = this.place;
    const baseOffset = Number(name.slice(0, 20));
    if (kind !== 'log' || topic === null || !name.endsWith('.log')) return null;
    const baseOffsets = (inspectFolder(this.#disk, directory) ?? [])
      .filter((file) => file.kind === 'log' && file.segment?.state === 'live')
      .map((file) => file.segment!.baseOffset);
    const { sizeBytes } = this.map;
    return { baseOffsets, baseOffset, sizeBytes, position, ...inspectCheckpoints(this.#disk, directory) };
  }

  #summary(kind: IndexKind): IndexSummary | null {
    const index = this.index(kind);
    return index === undefined ? null : { entries: index.count, fault: index.fault ?? null };
  }

  /** The index beside the file; read again when it has changed. Undefined when there is none. */
  index(kind: IndexKind): IndexBytes | undefined {
    if (!this.place.name.endsWith('.log')) return undefined;
    const path = `${this.place.path.slice(0, -'.log'.length)}.${kind}`;
    const stat = this.#disk.stat(path);
    if (stat === undefined) return undefined;
    const cached = this.#indexes.get(kind);
    if (cached?.sizeBytes === stat.sizeBytes && cached.modifiedMs === stat.modifiedMs) return cached.index;
    const index = inspectIndex(this.#disk, path, kind);
    if (index === undefined) return undefined;
    this.#indexes.set(kind, { sizeBytes: stat.sizeBytes, modifiedMs: stat.modifiedMs, index });
    return index;
  }

  /** The batch that begins at `position`, whole. Throws a Failure when none does. */
  batch(position: number): { row: BatchHeaderRow; bytes: Buffer; body: InspectedBody } {
    const row = this.guarded(() => this.map.rowAt(position));
    if (row === undefined || row.position !== position)
      throw notFound(say('file.noBatchAt', { position, name: this.place.name }));
    const { generation } = this.map;
    if (this.#body?.generation !== generation || this.#body.position !== position) {
      const bytes = this.guarded(() => readBytes(this.#disk, this.place.path, position, row.sizeBytes));
      if (bytes.length < row.sizeBytes) throw goneFailure(this.#disk, this.place.path);
      this.#body = { generation, position, bytes, body: batchBody(bytes) };
    }
    return { row, bytes: this.#body.bytes, body: this.#body.body };
  }
}
