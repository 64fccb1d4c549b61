// Segments of a folder that is being loaded: opened by their names, and put in the place of others by a change of names.
import { segmentFileName, type SegmentFileKind } from './file-names.ts';
import type { LogContext } from './log-context.ts';
import { Segment } from './segment.ts';

const SEGMENT_KINDS: readonly SegmentFileKind[] = ['log', 'index', 'timeindex', 'txnindex'];

export function openSegment(
  { files, env }: Pick<LogContext, 'files' | 'env'>,
  directory: string,
  baseOffset: number,
): Segment {
  const stat = env.disk.stat(`${directory}/${segmentFileName(baseOffset, 'log')}`);
  const modifiedMs = stat?.modifiedMs ?? env.clock.wallMs();
  const sizes = { sizeBytes: stat?.sizeBytes ?? 0, modifiedMs, createdMs: modifiedMs };
  return new Segment(files, directory, baseOffset, sizes);
}

/**
 * A finished cleaning whose renames are missing: what the swap segments replace goes, then they take its place.
 * @param swaps base offsets of the segments whose files end in `.swap`
 * @param segments base offsets of those that are there
 * @returns base offsets of those that are there then
 */
export function completeSwaps(
  { files, pool, env }: LogContext,
  directory: string,
  swaps: readonly number[],
  segments: readonly number[],
): number[] {
  const { disk } = env;
  const replaced = new Set<number>();
  for (const base of swaps) {
    const path = `${directory}/${segmentFileName(base, 'log')}.swap`;
    const sizeBytes = disk.stat(path)?.sizeBytes ?? 0;
    const probe = new Segment(files, directory, base, { sizeBytes, modifiedMs: 0, createdMs: 0 });
    probe.log.movedTo(path);
    probe.resetIndexes();
    const nextOffset = probe.readNextOffset(pool);
    probe.drop();
    // One that cleaning has left nothing of takes its own place too: the indexes there are not of it.
    for (const segment of segments)
      if (segment === base || (segment > base && segment < nextOffset)) replaced.add(segment);
  }
  for (const base of replaced) {
    for (const kind of SEGMENT_KINDS) disk.remove(`${directory}/${segmentFileName(base, kind)}`);
  }
  for (const base of swaps) {
    for (const kind of SEGMENT_KINDS) {
      const path = `${directory}/${segmentFileName(base, kind)}`;
      if (disk.stat(`${path}.swap`) !== undefined) disk.rename(`${path}.swap`, path);
    }
  }
  const kept = segments.filter((base) => !replaced.has(base) && !swaps.includes(base));
  return [...kept, ...swaps].sort((a, b) => a - b);
}

/**
 * Puts the flushed parts of a segment, whose files end in `.cleaned`, in its place. A crash before the last name has changed
 * to `.swap` leaves the segment as it was, for the names change from the last part to the first: what is `.cleaned` still is
 * not above what is `.swap` (LocalLog.replaceSegments). From then on the parts take its place.
 * @param change `names` are the base offsets of all segments of the folder
 */
export function putPartsInPlace(
  context: LogContext,
  directory: string,
  change: {
    readonly segment: Segment;
    readonly parts: readonly Segment[];
    readonly names: readonly number[];
  },
): void {
  const { segment, parts, names } = change;
  const { disk } = context.env;
  for (const part of parts.toReversed()) {
    part.drop();
    for (const file of part.files()) file.renameTo(file.path.replace(/cleaned$/, 'swap'));
  }
  disk.syncDirectory(directory);
  segment.drop();
  const bases = parts.map(({ baseOffset }) => baseOffset);
  completeSwaps(context, directory, bases, names);
  disk.syncDirectory(directory);
}
