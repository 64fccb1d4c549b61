import { parseSegmentFileName, segmentFileName, type SegmentFileKind } from './file-names.ts';

/** What loading a partition's folder begins with, from the names of its files alone (LogLoader.removeTempFiles…). */
export interface LoadPlan {
  /** Leftovers of deletions and unfinished cleanings, and indexes without a segment. */
  readonly remove: readonly string[];
  /** Base offsets of swap segments: a cleaning was finished and only its renames are missing. */
  readonly swaps: readonly number[];
  /** Indexes of swap segments that have their place already: only the `.swap` behind these names is to go. */
  readonly lateIndexes: readonly string[];
  /** Base offsets of the segments, ascending (swaps not counted). */
  readonly segments: readonly number[];
  /** Segments without an offset index: theirs is built again. */
  readonly withoutIndex: readonly number[];
  /** Offsets of producer snapshots, ascending. */
  readonly snapshots: readonly number[];
}

const INDEX_KINDS: readonly SegmentFileKind[] = ['index', 'timeindex', 'txnindex'];

export function planLoad(fileNames: readonly string[]): LoadPlan {
  const files = fileNames.flatMap((name) => {
    const parsed = parseSegmentFileName(name);
    return parsed === undefined ? [] : [{ name, ...parsed }];
  });
  const remove = new Set(
    files.filter((file) => file.state === 'deleted' || file.state === 'cleaned').map((file) => file.name),
  );
  // A swap at or above an unfinished `.cleaned` belongs to an interrupted split: the originals are all there.
  const cleanedBase = Math.min(
    ...files.filter((file) => file.state === 'cleaned').map((file) => file.baseOffset),
    Infinity,
  );
  const swapFiles = files.filter((file) => file.state === 'swap');
  for (const file of swapFiles) if (file.baseOffset >= cleanedBase) remove.add(file.name);
  const swaps = swapFiles.filter((file) => file.kind === 'log' && !remove.has(file.name));
  const live = files.filter((file) => file.state === 'live');
  const segments = live.filter((file) => file.kind === 'log').map((file) => file.baseOffset);
  const swapBases = new Set(swaps.map((file) => file.baseOffset));
  for (const file of live) {
    const hasSegment = segments.includes(file.baseOffset) || swapBases.has(file.baseOffset);
    if (INDEX_KINDS.includes(file.kind) && !hasSegment) remove.add(file.name);
  }
  // An index stands beside its segment as it is now: what a later cleaning leaves must not find an older one here.
  const isLate = ({ kind, baseOffset }: (typeof files)[number]) =>
    kind !== 'log' && !swapBases.has(baseOffset);
  const lateIndexes: string[] = [];
  for (const file of swapFiles.filter(isLate)) {
    if (remove.has(file.name)) continue;
    if (segments.includes(file.baseOffset)) lateIndexes.push(segmentFileName(file.baseOffset, file.kind));
    else remove.add(file.name);
  }
  const names = new Set(fileNames);
  for (const name of lateIndexes) names.add(name);
  return {
    remove: [...remove],
    swaps: [...swapBases].sort(ascending),
    lateIndexes,
    segments: segments.sort(ascending),
    withoutIndex: segments.filter((baseOffset) => !names.has(segmentFileName(baseOffset, 'index'))),
    snapshots: live
      .filter((file) => file.kind === 'snapshot')
      .map((file) => file.baseOffset)
      .sort(ascending),
  };
}

/**
 * Producer snapshots that serve nothing: all but those at a segment's base, and the newest one beyond the last
 * base (ProducerStateManager.removeStraySnapshots).
 */
export function straySnapshots(snapshots: readonly number[], segmentBases: readonly number[]): number[] {
  const bases = new Set(segmentBases);
  const lastBase = segmentBases.at(-1) ?? -1;
  const newest = snapshots.at(-1);
  return snapshots.filter((offset) => !bases.has(offset) && !(offset === newest && offset > lastBase));
}

function ascending(a: number, b: number): number {
  return a - b;
}
