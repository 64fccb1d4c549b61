/** Which field each byte belongs to, for the hex view. Pure. */
import type { FieldRange, InspectedRecordView } from '../../../src-main/contract/index.ts';

export interface ByteRange {
  /** Unique among those shown together. */
  readonly key: string;
  readonly name: string;
  readonly value: string;
  /** From the first byte that is shown. */
  readonly start: number;
  readonly sizeBytes: number;
  /** 0 to 7: of the series. */
  readonly color: number;
  /** Of its record; null for the header. */
  readonly record: number | null;
}

const COLORS = 8;

/** Neighbours differ: colours go round, and each field of a kind keeps its own. */
export function rangesOf(
  fields: readonly FieldRange[],
  shift = 0,
  record: number | null = null,
): ByteRange[] {
  return fields.map(({ name, value, start, sizeBytes }, index) => ({
    key: `${record ?? 'h'}:${start}`,
    name,
    value,
    start: start + shift,
    sizeBytes,
    color: index % COLORS,
    record,
  }));
}

export function recordRanges(records: readonly InspectedRecordView[], shift: number): ByteRange[] {
  return records.flatMap((record) => rangesOf(record.fields, shift, record.index));
}

/** `ranges` stand in order. */
export function rangeAt(ranges: readonly ByteRange[], position: number): ByteRange | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.start <= position) low = middle + 1;
    else high = middle;
  }
  const found = ranges[low - 1];
  return found !== undefined && position < found.start + found.sizeBytes ? found : undefined;
}

export interface RowPiece {
  /** Null: bytes whose meaning is not known. */
  readonly range: ByteRange | null;
  /** From the first byte of the row. */
  readonly from: number;
  readonly to: number;
}

/** A row of bytes cut where fields begin and end. */
export function piecesOf(ranges: readonly ByteRange[], start: number, end: number): RowPiece[] {
  const pieces: RowPiece[] = [];
  let at = start;
  while (at < end) {
    const range = rangeAt(ranges, at) ?? null;
    let to = at + 1;
    if (range !== null) to = Math.min(end, range.start + range.sizeBytes);
    else while (to < end && rangeAt(ranges, to) === undefined) to += 1;
    pieces.push({ range, from: at - start, to: to - start });
    at = to;
  }
  return pieces;
}
