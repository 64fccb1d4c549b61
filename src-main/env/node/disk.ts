import fs from 'node:fs';
import { type Disk, DiskError, type File, type FileLock } from '../disk.ts';
import type { Locks } from './locks.ts';

const OPEN_FLAGS = {
  read: fs.constants.O_RDONLY,
  write: fs.constants.O_RDWR | fs.constants.O_CREAT,
  create: fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC,
} as const;

/** Names the operation and the path in every failure. */
function attempt<T>(operation: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new DiskError(operation, path, error);
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The same, but undefined where the thing is not there. */
function attemptIfThere<T>(operation: string, path: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new DiskError(operation, path, error);
  }
}

class NodeFile implements File {
  readonly path: string;
  readonly #fd: number;

  constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
  }

  // Every batch goes through `read` and `write`: no closure for each of them.
  read(target: Uint8Array, targetStart: number, length: number, position: number): number {
    try {
      let total = fs.readSync(this.#fd, target, targetStart, length, position);
      while (total < length) {
        const got = fs.readSync(this.#fd, target, targetStart + total, length - total, position + total);
        if (got === 0) break;
        total += got;
      }
      return total;
    } catch (error) {
      throw new DiskError('read', this.path, error);
    }
  }

  write(chunks: readonly Uint8Array[], position: number): void {
    try {
      if (chunks.length === 1) this.#writeAll(chunks[0], 0, position);
      else this.#writeEach(chunks, position);
    } catch (error) {
      throw new DiskError('write', this.path, error);
    }
  }

  #writeEach(chunks: readonly Uint8Array[], position: number): void {
    let expected = 0;
    for (const chunk of chunks) expected += chunk.length;
    let written = fs.writevSync(this.#fd, chunks as Uint8Array[], position);
    if (written === expected) return;
    // A short writev (signal, nearly full disk): the rest goes chunk by chunk, and the error, if any, shows itself.
    let chunkStart = 0;
    for (const chunk of chunks) {
      const done = Math.min(Math.max(written - chunkStart, 0), chunk.length);
      this.#writeAll(chunk, done, position + chunkStart + done);
      chunkStart += chunk.length;
      written = Math.max(written, chunkStart);
    }
  }

  #writeAll(chunk: Uint8Array, start: number, position: number): void {
    let done = start;
    while (done < chunk.length) {
      done += fs.writeSync(this.#fd, chunk, done, chunk.length - done, position + done - start);
    }
  }

  truncate(sizeBytes: number): void {
    attempt('truncate', this.path, () => fs.ftruncateSync(this.#fd, sizeBytes));
  }

  size(): number {
    return attempt('stat', this.path, () => fs.fstatSync(this.#fd).size);
  }

  sync(): void {
    attempt('fsync', this.path, () => fs.fsyncSync(this.#fd));
  }

  syncLater(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fsync(this.#fd, (error) => (error ? reject(new DiskError('fsync', this.path, error)) : resolve()));
    });
  }

  close(): void {
    attempt('close', this.path, () => fs.closeSync(this.#fd));
  }
}

/** Takes Kafka's `.lock` with an OFD lock, which POSIX (Java) locks respect and the other way round. */
function lockFile(path: string, loadLocks: () => Locks): FileLock | undefined {
  const fd = attempt('lock', path, () => fs.openSync(path, OPEN_FLAGS.write, 0o644));
  const locks = loadLocks();
  if (!attempt('lock', path, () => locks.tryLock(fd))) {
    fs.closeSync(fd);
    return undefined;
  }
  return {
    release() {
      locks.unlock(fd);
      fs.closeSync(fd);
    },
  };
}

/** The machine's disk. `loadLocks` is called when the first lock is taken. */
export function nodeDisk(loadLocks: () => Locks): Disk {
  return {
    open: (path, mode) =>
      attempt(`open (${mode})`, path, () => new NodeFile(path, fs.openSync(path, OPEN_FLAGS[mode], 0o644))),
    readFile: (path) => attemptIfThere('read', path, () => fs.readFileSync(path)),
    stat: (path) => {
      const stat = attempt('stat', path, () => fs.statSync(path, { throwIfNoEntry: false }));
      if (stat === undefined) return undefined;
      return {
        kind: stat.isDirectory() ? 'directory' : 'file',
        sizeBytes: stat.size,
        modifiedMs: stat.mtimeMs,
      };
    },
    list: (path) =>
      attemptIfThere('list', path, () =>
        fs
          .readdirSync(path, { withFileTypes: true })
          .map((entry) => ({
            name: entry.name,
            kind: entry.isDirectory() ? ('directory' as const) : ('file' as const),
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      ),
    makeDirectory: (path) => attempt('mkdir', path, () => void fs.mkdirSync(path, { recursive: true })),
    rename: (from, to) => attempt('rename', from, () => fs.renameSync(from, to)),
    remove(path) {
      attemptIfThere('remove', path, () => fs.unlinkSync(path));
    },
    removeDirectory: (path) =>
      attempt('rmdir', path, () => fs.rmSync(path, { recursive: true, force: true })),
    syncDirectory: (path) =>
      attempt('fsync', path, () => {
        // Windows cannot open a directory for this; its rename is journalled by the file system.
        if (process.platform === 'win32') return;
        const fd = fs.openSync(path, fs.constants.O_RDONLY);
        try {
          fs.fsyncSync(fd);
        } finally {
          fs.closeSync(fd);
        }
      }),
    async syncDirectoryLater(path) {
      if (process.platform === 'win32') return;
      const fd = attempt('fsync', path, () => fs.openSync(path, fs.constants.O_RDONLY));
      try {
        await new Promise<void>((resolve, reject) => {
          fs.fsync(fd, (error) => (error === null ? resolve() : reject(new DiskError('fsync', path, error))));
        });
      } finally {
        fs.closeSync(fd);
      }
    },
    lock: (path) => lockFile(path, loadLocks),
    space: (path) => {
      const stat = attempt('statfs', path, () => fs.statfsSync(path));
      return { freeBytes: stat.bavail * stat.bsize, totalBytes: stat.blocks * stat.bsize };
    },
  };
}
