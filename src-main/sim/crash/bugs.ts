import type { SourceChange } from '../planted/plant.ts';
import type { LifeKind } from './lives.ts';

export interface CrashBug extends SourceChange {
  readonly name: string;
  /** Whose lives show it. */
  readonly kind: LifeKind;
}

/** Faults that the enumerator must find: one line of the product changed each, in a copy of its sources. */
export const CRASH_BUGS: readonly CrashBug[] = [
  {
    name: 'a flush forgets closed segments that were never written back',
    file: 'log/log-flusher.ts',
    find: 'for (const segment of this.#unsafeSegments(active.baseOffset)) segment.flush();',
    replace: '',
    kind: 'logs',
  },
  {
    name: 'a flush does not sync the names of the files',
    file: 'log/log-flusher.ts',
    find: 'if (this.#syncedNameChanges < this.#nameChanges) disk.syncDirectory(directory);',
    replace: '',
    kind: 'logs',
  },
  {
    name: 'what is flushed off the thread before a clean end is not waited for',
    file: 'log/log-flusher.ts',
    find: 'await Promise.all([active, ...closed].map((segment) => segment.flushLater()));',
    replace: '',
    kind: 'logs',
  },
  {
    name: 'a truncation is not brought to the disk',
    file: 'log/log-flusher.ts',
    find: 'this.#segments.active.log.sync();',
    replace: '',
    kind: 'logs',
  },
  {
    name: 'a cleaned segment takes the place of others before it is on the disk',
    file: 'log/compaction/clean-log.ts',
    find: 'await cleaned.flushLater();',
    replace: '',
    kind: 'logs',
  },
  {
    name: 'recovery does not look at the CRC',
    file: 'log/load-partition.ts',
    find: 'checkCrc: true,',
    replace: 'checkCrc: false,',
    kind: 'logs',
  },
  {
    name: 'recovery goes on over a hole between segments',
    file: 'log/load-partition.ts',
    find: 'const problem = fault ?? this.#gapBefore(this.#segments[index + 1], segment);',
    replace: 'const problem = fault;',
    kind: 'logs',
  },
  {
    name: 'the marker of a clean stop outlives the start after it',
    file: 'log/clean-shutdown.ts',
    find: '  disk.remove(path);\n',
    replace: '',
    kind: 'logs',
  },
  {
    name: 'the parts of a segment get their names from the first to the last',
    file: 'log/segment-swaps.ts',
    find: 'for (const part of parts.toReversed()) {',
    replace: 'for (const part of parts) {',
    kind: 'splits',
  },
  {
    name: 'the parts of a segment take its place before they are on the disk',
    file: 'log/overflow-split.ts',
    find: '      segment.flush();\n',
    replace: '',
    kind: 'splits',
  },
  {
    name: 'recovery takes the gap between two parts for a loss',
    file: 'log/load-partition.ts',
    find: '    if (!isGapless && arePartedByRange(segment, next, this.#context.pool)) return undefined;\n',
    replace: '',
    kind: 'splits',
  },
  {
    name: 'a segment that begins behind a gap does not wait for the one before it',
    file: 'log/log-flusher.ts',
    find: 'if (!this.#cutSinceRoll && baseOffset === this.#logEndOffset()) return;',
    replace: 'if (!this.#cutSinceRoll) return;',
    kind: 'splits',
  },
  {
    name: 'a vote is renamed into place before it is synced',
    file: 'node/durable-file.ts',
    find: '    await file.syncLater();\n',
    replace: '',
    kind: 'metadata',
  },
  {
    name: 'the name of a snapshot is not synced',
    file: 'node/durable-file.ts',
    find: "if (syncDirectory) disk.syncDirectory(path.slice(0, path.lastIndexOf('/')));",
    replace: '',
    kind: 'metadata',
  },
];
