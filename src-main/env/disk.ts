/** An operation on the disk failed; `path` and `operation` name which, `code` is the system's (ENOSPC, EIO, …). */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly operation: string;
  readonly path: string;
  readonly code: string | undefined;

  constructor(operation: string, path: string, cause: unknown) {
    const code = (cause as { code?: string } | undefined)?.code;
    super(`${operation} ${path}: ${code ?? String(cause)}`, { cause });
    this.operation = operation;
    this.path = path;
    this.code = code;
  }
}

/** An open file. All calls are synchronous: the append path runs on the node's own thread (page cache speed). */
export interface File {
  readonly path: string;
  /** Reads up to `length` bytes at `position` into `target` at `targetStart`; returns how many there were. */
  read(target: Uint8Array, targetStart: number, length: number, position: number): number;
  /** Writes all chunks one after the other at `position`. A failure may leave a part of them written. */
  write(chunks: readonly Uint8Array[], position: number): void;
  truncate(sizeBytes: number): void;
  /** Bytes now. */
  size(): number;
  /** Makes what was written survive a power loss, before it returns. */
  sync(): void;
  /** The same off the node's thread. */
  syncLater(): Promise<void>;
  close(): void;
}

export interface FileStat {
  readonly kind: 'file' | 'directory';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

/** An exclusive lock that also keeps a Java Kafka out (FileChannel.tryLock); it ends with the process. */
export interface FileLock {
  release(): void;
}

/** The file system. Every failure is a DiskError. Paths are absolute. */
export interface Disk {
  /** `read`: must exist. `write`: created when missing, kept when there. `create`: emptied when there. */
  open(path: string, mode: 'read' | 'write' | 'create'): File;
  /** Undefined when there is none. */
  readFile(path: string): Buffer | undefined;
  stat(path: string): FileStat | undefined;
  /** Entries by name; undefined when there is no such directory. */
  list(path: string): DirectoryEntry[] | undefined;
  makeDirectory(path: string): void;
  rename(from: string, to: string): void;
  /** Nothing happens when it is not there. */
  remove(path: string): void;
  removeDirectory(path: string): void;
  /** Makes creations, renames and removals within a directory survive a power loss. */
  syncDirectory(path: string): void;
  /** The same off the thread. */
  syncDirectoryLater(path: string): Promise<void>;
  /** Undefined when somebody else holds it. */
  lock(path: string): FileLock | undefined;
  /** Bytes that this process may still write, and the size of the volume. */
  space(path: string): { freeBytes: number; totalBytes: number };
}
