import type { Disk } from '../env/index.ts';
import { replaceFileUnsynced } from './checkpoint-file.ts';
import type { LeaderEpochs } from './leader-epochs.ts';
import { LEADER_EPOCH_CHECKPOINT } from './partition-files.ts';

/**
 * A log's leader epochs and their file. A change is written at once and made durable with the next flush:
 * recovery reads the epochs of what was not flushed from the batches.
 */
export class EpochFile {
  readonly epochs: LeaderEpochs;
  readonly #disk: Disk;
  readonly #path: string;
  #unsynced = false;

  constructor(disk: Disk, directory: string, epochs: LeaderEpochs) {
    this.#disk = disk;
    this.#path = `${directory}/${LEADER_EPOCH_CHECKPOINT}`;
    this.epochs = epochs;
  }

  get isUnsynced(): boolean {
    return this.#unsynced;
  }

  /** After a change of the epochs. */
  save(): void {
    this.#unsynced = true;
    replaceFileUnsynced(this.#disk, this.#path, this.epochs.format());
  }

  /** The name of the file is synced with the folder's. */
  sync(): void {
    if (!this.#unsynced) return;
    const file = this.#disk.open(this.#path, 'write');
    try {
      file.sync();
    } finally {
      file.close();
    }
    this.#unsynced = false;
  }

  /** The same off the thread. A change on the way leaves work for the next time. */
  async syncLater(): Promise<void> {
    if (!this.#unsynced) return;
    const before = this.epochs.format();
    const file = this.#disk.open(this.#path, 'write');
    try {
      await file.syncLater();
    } finally {
      file.close();
    }
    if (this.epochs.format() === before) this.#unsynced = false;
  }
}
