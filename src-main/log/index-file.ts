import { LazyFile, type OpenFiles } from './open-files.ts';

/** An index that contradicts itself or its segment; it is built again from the segment. */
export class CorruptIndexError extends Error {
  override readonly name = 'CorruptIndexError';
}

const FIRST_CAPACITY_ENTRIES = 32;

/**
 * Entries of a fixed size, in memory in the form they have on disk. New entries stay in memory until `save`:
 * a crash loses them, and recovery builds the indexes of every segment that was not flushed anyway.
 */
export abstract class IndexFile {
  readonly file: LazyFile;
  readonly entryBytes: number;
  /** Loaded on first use: most closed segments are never looked at. */
  #bytes: Buffer | undefined;
  #count = 0;
  #savedCount = 0;
  /** Whether the file ends where the saved entries end. */
  #savedExactly = false;
  /** Counts the changes of the file's content, and says which of them are known to survive a power loss. */
  #changes = 0;
  #syncedChanges = 0;

  constructor(files: OpenFiles, path: string, entryBytes: number) {
    this.file = new LazyFile(files, path);
    this.entryBytes = entryBytes;
  }

  /** Says what contradicts itself in the loaded entries, undefined when nothing does. */
  protected abstract fault(bytes: Buffer, count: number): string | undefined;

  /** Its entries are in memory: nothing of it is read, or found to be wrong, any more. */
  get isLoaded(): boolean {
    return this.#bytes !== undefined;
  }

  get count(): number {
    this.bytes();
    return this.#count;
  }

  get sizeBytes(): number {
    return this.count * this.entryBytes;
  }

  /** The entries. Throws CorruptIndexError when the file cannot be what was saved. */
  protected bytes(): Buffer {
    return this.#bytes ?? this.#load();
  }

  #load(): Buffer {
    if (!this.file.exists()) {
      this.reset();
      return this.bytes();
    }
    const sizeBytes = this.file.get().size();
    if (sizeBytes % this.entryBytes !== 0) {
      throw new CorruptIndexError(
        `${this.file.path}: ${sizeBytes} bytes are no multiple of ${this.entryBytes}`,
      );
    }
    const bytes = Buffer.allocUnsafeSlow(Math.max(sizeBytes, FIRST_CAPACITY_ENTRIES * this.entryBytes));
    const got = this.file.get().read(bytes, 0, sizeBytes, 0);
    this.#count = Math.floor(got / this.entryBytes);
    const fault = this.fault(bytes, this.#count);
    if (fault !== undefined) throw new CorruptIndexError(`${this.file.path}: ${fault}`);
    this.#savedCount = this.#count;
    this.#savedExactly = true;
    this.#bytes = bytes;
    return bytes;
  }

  /** Makes room for one more entry, counts it and returns where it goes. */
  protected grow(): number {
    let bytes = this.bytes();
    const at = this.#count * this.entryBytes;
    if (at + this.entryBytes > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(bytes.length * 2);
      bytes.copy(larger, 0, 0, at);
      this.#bytes = bytes = larger;
    }
    this.#count++;
    return at;
  }

  /** Starts empty, without a look at the file (a new segment, or one whose indexes are built again). */
  reset(): void {
    this.#bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY_ENTRIES * this.entryBytes);
    this.#count = 0;
    this.#savedCount = 0;
    this.#savedExactly = false;
  }

  /** Keeps the first `count` entries. */
  protected keep(count: number): void {
    this.bytes();
    this.#count = count;
    if (count < this.#savedCount) {
      this.#savedCount = count;
      this.#savedExactly = false;
    }
  }

  /**
   * Saves over a file that holds what was taken back here, before other batches come to those offsets: the file that a
   * killed process leaves names none that are not there.
   */
  correctFile(): void {
    if (this.#bytes !== undefined && !this.#savedExactly && this.file.exists()) this.save();
  }

  /** Writes what is new to the file, and cuts off what is not ours. A new file without entries is its name alone. */
  save(): void {
    if (this.#bytes === undefined || this.isSaved) return;
    const cuts = !this.#savedExactly && this.file.exists();
    const file = this.file.get();
    const start = this.#savedCount * this.entryBytes;
    const end = this.#count * this.entryBytes;
    if (end > start || cuts) this.#changes++;
    if (end > start) file.write([this.#bytes.subarray(start, end)], start);
    if (cuts) file.truncate(end);
    this.#savedCount = this.#count;
    this.#savedExactly = true;
  }

  /** Whether the file has all that is in memory, and nothing else. */
  get isSaved(): boolean {
    return this.#bytes === undefined || (this.#savedExactly && this.#savedCount === this.#count);
  }

  /** Makes what was saved survive a power loss, before it returns. Costs nothing where that is known already. */
  sync(): void {
    const changes = this.#changes;
    if (this.#syncedChanges === changes) return;
    this.file.sync();
    this.#syncedChanges = changes;
  }

  /** The same off the thread. What is saved on the way is left for the next time. */
  async syncLater(): Promise<void> {
    const changes = this.#changes;
    if (this.#syncedChanges === changes) return;
    await this.file.syncLater();
    this.#syncedChanges = Math.max(this.#syncedChanges, changes);
  }

  /** Saves, gives the memory back and closes the file. */
  unload(): void {
    this.save();
    this.file.close();
    this.#bytes = undefined;
  }

  /** Forgets what is in memory and closes the file: it is about to go. */
  drop(): void {
    this.file.close();
    this.#bytes = undefined;
  }
}
