import type { Disk } from '../env/index.ts';
import { replaceFileUnsynced, syncFile, syncFileLater } from './checkpoint-file.ts';
import type { LeaderEpochs } from './leader-epochs.ts';
import { LEADER_EPOCH_CHECKPOINT } from './partition-files.ts';

/**
 * A log's leader epochs and their file. An epoch that has no records yet says nothing that a restart would not drop
 * again (LogLoader cuts epochs that begin at the log's end), so it is written when the first batch comes: a node that
 * starts and leads thousands of partitions writes no file. What is written is made durable with the next flush:
 * recovery reads the epochs of what was not flushed from the batches.
 */
export class EpochFile {
  readonly epochs: LeaderEpochs;
  readonly #disk: Disk;
  #path: string;
  #unsynced = false;
  /** The file says something else than `epochs`. */
  #stale: boolean;

  /** `isStored`: the file says what `epochs` say. */
  constructor(disk: Disk, directory: string, epochs: LeaderEpochs, isStored: boolean) {
    this.#disk = disk;
    this.#stale = !isStored;
    this.#path = `${directory}/${LEADER_EPOCH_CHECKPOINT}`;
    this.epochs = epochs;
  }

  /** The folder has been renamed. */
  movedTo(directory: string): void {
    this.#path = `${directory}/${LEADER_EPOCH_CHECKPOINT}`;
  }

  get isUnsynced(): boolean {
    return this.#unsynced || this.#stale;
  }

  /** The epochs changed in a way that nobody needs to know after a restart, unless records follow. */
  changed(): void {
    this.#stale = true;
  }

  /** Before records are appended. */
  saveIfStale(): void {
    if (this.#stale) this.save();
  }

  /** After a change of the epochs. */
  save(): void {
    this.#unsynced = true;
    this.#stale = false;
    replaceFileUnsynced(this.#disk, this.#path, this.epochs.format());
  }

  /** The name of the file is synced with the folder's. */
  sync(): void {
    this.saveIfStale();
    if (!this.#unsynced) return;
    syncFile(this.#disk, this.#path);
    this.#unsynced = false;
  }

  /** The same off the thread. A change on the way leaves work for the next time. */
  async syncLater(): Promise<void> {
    this.saveIfStale();
    if (!this.#unsynced) return;
    const before = this.epochs.format();
    await syncFileLater(this.#disk, this.#path);
    if (this.epochs.format() === before) this.#unsynced = false;
  }
}
