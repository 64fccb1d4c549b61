import { readInt64, writeInt64 } from '../wire/index.ts';
import { IndexFile } from './index-file.ts';
import type { OpenFiles } from './open-files.ts';

const ENTRY_BYTES = 34;

export interface AbortedTransactionEntry {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Of the abort marker. */
  readonly lastOffset: number;
  /** The last stable offset right after the marker: no transaction of a later entry began before it. */
  readonly lastStableOffset: number;
}

/** `.txnindex`: the aborted transactions that end in the segment, by ascending last offset (TransactionIndex). */
export class TransactionIndex extends IndexFile {
  constructor(files: OpenFiles, path: string) {
    super(files, path, ENTRY_BYTES);
  }

  protected override fault(bytes: Buffer, count: number): string | undefined {
    let lastOffset = -1;
    for (let index = 0; index < count; index++) {
      const version = bytes.readInt16BE(index * ENTRY_BYTES);
      if (version !== 0) return `entry ${index} has version ${version}`;
      const entry = readEntry(bytes, index);
      if (entry.lastOffset <= lastOffset) return `entry ${index} does not rise`;
      if (entry.lastOffset < entry.firstOffset) return `entry ${index} ends before it begins`;
      lastOffset = entry.lastOffset;
    }
    return undefined;
  }

  /** There is a file only where there is an aborted transaction. */
  override save(): void {
    if (!this.isSaved && (this.count > 0 || this.file.exists())) super.save();
  }

  append(entry: AbortedTransactionEntry): void {
    const at = this.grow();
    const bytes = this.bytes();
    bytes.writeInt16BE(0, at);
    writeInt64(bytes, at + 2, entry.producerId);
    writeInt64(bytes, at + 10, entry.firstOffset);
    writeInt64(bytes, at + 18, entry.lastOffset);
    writeInt64(bytes, at + 26, entry.lastStableOffset);
  }

  /** Drops transactions that end at or behind `offset`. */
  truncateTo(offset: number): void {
    let count = this.count;
    while (count > 0 && readEntry(this.bytes(), count - 1).lastOffset >= offset) count--;
    this.keep(count);
  }

  last(): AbortedTransactionEntry | undefined {
    return this.count === 0 ? undefined : readEntry(this.bytes(), this.count - 1);
  }

  entries(): AbortedTransactionEntry[] {
    return Array.from({ length: this.count }, (_unused, index) => readEntry(this.bytes(), index));
  }
}

function readEntry(bytes: Buffer, index: number): AbortedTransactionEntry {
  const at = index * ENTRY_BYTES;
  return {
    producerId: readInt64(bytes, at + 2),
    firstOffset: readInt64(bytes, at + 10),
    lastOffset: readInt64(bytes, at + 18),
    lastStableOffset: readInt64(bytes, at + 26),
  };
}
