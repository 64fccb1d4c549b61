import type { Disk, File } from '../env/index.ts';

/**
 * Keeps the number of open files bounded: thousands of partitions have several files each, of which few are
 * in use. A file that has not been used since the last look is closed first.
 */
export class OpenFiles {
  readonly disk: Disk;
  readonly #limit: number;
  readonly #open = new Set<LazyFile>();

  constructor(disk: Disk, limit = 1000) {
    this.disk = disk;
    this.#limit = limit;
  }

  get count(): number {
    return this.#open.size;
  }

  opened(file: LazyFile): void {
    if (this.#open.size >= this.#limit) this.#closeOne();
    this.#open.add(file);
  }

  closed(file: LazyFile): void {
    this.#open.delete(file);
  }

  #closeOne(): void {
    let looked = 0;
    for (const file of this.#open) {
      if (!file.recentlyUsed && !file.isPinned) return file.close();
      if (++looked > 2 * this.#limit) return;
      file.recentlyUsed = false;
      this.#open.delete(file);
      this.#open.add(file);
    }
  }
}

/** A file by its path, open only while it is needed. */
export class LazyFile {
  readonly #files: OpenFiles;
  #path: string;
  #file: File | undefined;
  #pins = 0;
  recentlyUsed = false;

  constructor(files: OpenFiles, path: string) {
    this.#files = files;
    this.#path = path;
  }

  get path(): string {
    return this.#path;
  }

  /** A write-back is under way: closing the handle would pull it away. */
  get isPinned(): boolean {
    return this.#pins > 0;
  }

  exists(): boolean {
    return this.#file !== undefined || this.#files.disk.stat(this.#path) !== undefined;
  }

  /** The open file; created when missing. */
  get(): File {
    this.recentlyUsed = true;
    if (this.#file === undefined) {
      this.#file = this.#files.disk.open(this.#path, 'write');
      this.#files.opened(this);
    }
    return this.#file;
  }

  /** Starts writing back what was written so far. Resolves when it is durable. */
  async syncLater(): Promise<void> {
    const file = this.get();
    this.#pins++;
    try {
      await file.syncLater();
    } finally {
      this.#pins--;
      if (this.#file !== file && this.#pins === 0) file.close();
    }
  }

  sync(): void {
    this.get().sync();
  }

  close(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    this.#files.closed(this);
    // While pinned, the write-back closes the handle when it is through.
    if (this.#pins === 0) file.close();
  }

  /** Closes, because Windows renames no open file, and gives the file its new name. A missing file stays missing. */
  renameTo(path: string): void {
    this.close();
    if (this.exists()) this.#files.disk.rename(this.#path, path);
    this.#path = path;
  }

  /** The folder has been renamed: the file moved along. */
  movedTo(path: string): void {
    this.close();
    this.#path = path;
  }
}
