import {
  type Disk,
  type DirectoryEntry,
  DiskError,
  type File,
  type FileLock,
  type FileStat,
} from '../env/index.ts';

/** A change of the disk, told before it happens. */
export type DiskOperation =
  | { readonly kind: 'write'; readonly path: string; readonly position: number; readonly sizeBytes: number }
  | { readonly kind: 'truncate'; readonly path: string; readonly sizeBytes: number }
  | {
      readonly kind: 'create' | 'sync' | 'remove' | 'mkdir' | 'rmdir' | 'sync-directory';
      readonly path: string;
    }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string };

/**
 * Decides about each change. Undefined lets it happen; a number lets that many bytes of a write happen and fails
 * it then; throwing fails it. A DiskError is what a program would see, anything else ends the program.
 */
export type DiskHook = (operation: DiskOperation) => number | void;

class FileNode {
  /** Capacity may exceed the size. */
  bytes = Buffer.alloc(0);
  sizeBytes = 0;
  /** Content as of the last sync: what a power loss leaves for sure. Capacity may exceed the size. */
  #synced = Buffer.alloc(0);
  #syncedBytes = 0;
  /** Nothing before it has changed since the last sync. */
  #dirtyFrom = 0;
  #syncs = 0;
  #newestSync = 0;
  readonly #syncing = new Set<{ number: number; touchedFrom: number }>();
  modifiedMs = 0;
  locked = false;

  content(): Buffer {
    return this.bytes.subarray(0, this.sizeBytes);
  }

  get synced(): Buffer {
    return this.#synced.subarray(0, this.#syncedBytes);
  }

  /** Before a change at `position`. */
  touch(position: number): void {
    this.#dirtyFrom = Math.min(this.#dirtyFrom, position);
    for (const turn of this.#syncing) turn.touchedFrom = Math.min(turn.touchedFrom, position);
  }

  /** Makes the content of now what a power loss leaves. Costs what has changed since the last time. */
  sync(): void {
    this.beginSync()();
  }

  /** The content of now; it is safe once the function that this returns was called. */
  beginSync(): () => void {
    const from = Math.min(this.#dirtyFrom, this.sizeBytes);
    const sizeBytes = this.sizeBytes;
    const changed = Buffer.from(this.bytes.subarray(from, sizeBytes));
    const turn = { number: ++this.#syncs, touchedFrom: sizeBytes };
    this.#syncing.add(turn);
    return () => {
      if (!this.#syncing.delete(turn)) return;
      // A sync that began later and has finished covers this one.
      if (turn.number < this.#newestSync) return;
      this.#newestSync = turn.number;
      if (sizeBytes > this.#synced.length) {
        const larger = Buffer.alloc(Math.max(sizeBytes, this.#synced.length * 2, 1024));
        this.synced.copy(larger);
        this.#synced = larger;
      }
      changed.copy(this.#synced, from);
      this.#syncedBytes = sizeBytes;
      this.#dirtyFrom = turn.touchedFrom;
    };
  }

  /** What is there now is what the disk holds. */
  resetTo(content: Buffer): void {
    this.bytes = Buffer.from(content);
    this.sizeBytes = content.length;
    this.#synced = Buffer.from(content);
    this.#syncedBytes = content.length;
    this.#dirtyFrom = content.length;
    this.#syncing.clear();
  }

  resize(sizeBytes: number): void {
    this.touch(Math.min(sizeBytes, this.sizeBytes));
    if (sizeBytes > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(sizeBytes, this.bytes.length * 2, 1024));
      this.content().copy(larger);
      this.bytes = larger;
    } else if (sizeBytes < this.sizeBytes) {
      this.bytes.fill(0, sizeBytes, this.sizeBytes);
    }
    this.sizeBytes = sizeBytes;
  }
}

interface PowerLoss {
  readonly keep: (unsyncedBytes: number, path: string) => number;
  readonly keepNames: (path: string) => boolean;
  readonly spoil: (kept: Buffer) => void;
}

class DirectoryNode {
  entries = new Map<string, FileNode | DirectoryNode>();
  /** Entries as of the last syncDirectory. */
  synced = new Map<string, FileNode | DirectoryNode>();
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/**
 * A disk in memory that knows what a crash of the process leaves (everything written) and what a power loss
 * leaves (what was synced: contents by file, names by directory). Paths are absolute, separated by `/`.
 */
export class MemoryDisk implements Disk {
  #root = new DirectoryNode();
  #openFiles = new Set<MemoryFile>();
  readonly #wallMs: () => number;
  /** Asked before every change. */
  hook: DiskHook = () => {};
  capacityBytes = Infinity;
  /** As Windows: what is open, or holds something that is, cannot be renamed, replaced or removed. */
  holdsOpenFiles = true;

  constructor(wallMs: () => number = () => 0) {
    this.#wallMs = wallMs;
  }

  /** A disk after a crash: these files and folders, all of it safe. */
  static holding(files: Iterable<readonly [string, Buffer]>, folders: Iterable<string>): MemoryDisk {
    const disk = new MemoryDisk();
    for (const path of folders) disk.makeDirectory(path);
    for (const [path, content] of files) {
      const node = new FileNode();
      node.resetTo(content);
      const { directory, name } = disk.#parent(path, 'hold');
      directory.entries.set(name, node);
    }
    disk.#syncNames(disk.#root);
    return disk;
  }

  #syncNames(directory: DirectoryNode): void {
    directory.synced = new Map(directory.entries);
    for (const child of directory.entries.values())
      if (child instanceof DirectoryNode) this.#syncNames(child);
  }

  get openFileCount(): number {
    return this.#openFiles.size;
  }

  /** The process is gone: files are closed and locks free, all that was written is there. */
  crashProcess(): void {
    for (const file of Array.from(this.#openFiles)) file.abandon();
    this.#unlockAll(this.#root);
    this.hook = () => {};
  }

  /**
   * The power is gone: what was not synced is lost. `keepUnsynced` may keep a prefix of what was appended behind
   * the synced bytes, as disks do; it gets the number of such bytes. `keepNames` says of which directories the names
   * of now are kept though nobody synced them, as a journal does that was written just before; `spoil` may change the
   * bytes that were kept by chance (pages that the file's length had reached, and the data had not).
   */
  losePower(
    keepUnsynced: (unsyncedBytes: number, path: string) => number = () => 0,
    keepNames: (path: string) => boolean = () => false,
    spoil: (kept: Buffer) => void = () => {},
  ): void {
    this.crashProcess();
    this.#revert(this.#root, '', { keep: keepUnsynced, keepNames, spoil });
  }

  #revert(directory: DirectoryNode, path: string, loss: PowerLoss): void {
    if (loss.keepNames(path)) directory.synced = new Map(directory.entries);
    else directory.entries = new Map(directory.synced);
    for (const [name, node] of directory.entries) {
      const childPath = `${path}/${name}`;
      if (node instanceof DirectoryNode) this.#revert(node, childPath, loss);
      else this.#revertFile(node, childPath, loss);
    }
  }

  #revertFile(node: FileNode, path: string, { keep, spoil }: PowerLoss): void {
    const before = node.content();
    const unsyncedBytes = Math.max(0, before.length - node.synced.length);
    const kept = unsyncedBytes === 0 ? 0 : Math.min(unsyncedBytes, keep(unsyncedBytes, path));
    const tail = Buffer.from(before.subarray(node.synced.length, node.synced.length + kept));
    spoil(tail);
    node.resetTo(Buffer.concat([node.synced, tail]));
  }

  #unlockAll(directory: DirectoryNode): void {
    for (const node of directory.entries.values()) {
      if (node instanceof DirectoryNode) this.#unlockAll(node);
      else node.locked = false;
    }
  }

  /** All files and what is in them, by path (tests compare and corrupt them). */
  files(below = '/'): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    const visit = (directory: DirectoryNode, path: string) => {
      for (const [name, node] of directory.entries) {
        if (node instanceof DirectoryNode) visit(node, `${path}/${name}`);
        else if (`${path}/${name}`.startsWith(below))
          found.set(`${path}/${name}`, Buffer.from(node.content()));
      }
    };
    visit(this.#root, '');
    return found;
  }

  /** Replaces a file's content behind everybody's back; undefined removes it. */
  tamper(path: string, content: Buffer | undefined): void {
    const { directory, name } = this.#parent(path, 'tamper');
    if (content === undefined) {
      directory.entries.delete(name);
      return;
    }
    const node = directory.entries.get(name);
    const file = node instanceof FileNode ? node : new FileNode();
    file.touch(0);
    file.bytes = Buffer.from(content);
    file.sizeBytes = content.length;
    directory.entries.set(name, file);
  }

  /** A copy that shares nothing: one state from which several futures are tried. */
  clone(): MemoryDisk {
    const copy = new MemoryDisk(this.#wallMs);
    const nodes = new Map<FileNode | DirectoryNode, FileNode | DirectoryNode>();
    const cloneNode = <T extends FileNode | DirectoryNode>(node: T): T => {
      const known = nodes.get(node);
      if (known !== undefined) return known as T;
      if (node instanceof FileNode) {
        const file = new FileNode();
        nodes.set(node, file);
        file.resetTo(node.synced);
        file.touch(0);
        file.bytes = Buffer.from(node.content());
        file.sizeBytes = node.sizeBytes;
        file.modifiedMs = node.modifiedMs;
        return file as T;
      }
      const directory = new DirectoryNode();
      nodes.set(node, directory);
      for (const [name, child] of node.entries) directory.entries.set(name, cloneNode(child));
      for (const [name, child] of node.synced) directory.synced.set(name, cloneNode(child));
      return directory as T;
    };
    copy.#root = cloneNode(this.#root);
    return copy;
  }

  get usedBytes(): number {
    let total = 0;
    const visit = (directory: DirectoryNode) => {
      for (const node of directory.entries.values()) {
        if (node instanceof DirectoryNode) visit(node);
        else total += node.sizeBytes;
      }
    };
    visit(this.#root);
    return total;
  }

  #lookup(path: string): FileNode | DirectoryNode | undefined {
    let node: FileNode | DirectoryNode | undefined = this.#root;
    for (const name of path.split('/')) {
      if (name === '') continue;
      if (!(node instanceof DirectoryNode)) return undefined;
      node = node.entries.get(name);
    }
    return node;
  }

  #parent(path: string, operation: string): { directory: DirectoryNode; name: string } {
    const cut = path.lastIndexOf('/');
    const directory = this.#lookup(path.slice(0, cut));
    if (!(directory instanceof DirectoryNode)) throw new DiskError(operation, path, systemError('ENOENT'));
    return { directory, name: path.slice(cut + 1) };
  }

  open(path: string, mode: 'read' | 'write' | 'create'): File {
    const { directory, name } = this.#parent(path, `open (${mode})`);
    let node = directory.entries.get(name);
    if (node instanceof DirectoryNode) throw new DiskError(`open (${mode})`, path, systemError('EISDIR'));
    if (node === undefined) {
      if (mode === 'read') throw new DiskError('open (read)', path, systemError('ENOENT'));
      this.hook({ kind: 'create', path });
      node = new FileNode();
      node.modifiedMs = this.#wallMs();
      directory.entries.set(name, node);
    } else if (mode === 'create' && node.sizeBytes > 0) {
      this.hook({ kind: 'truncate', path, sizeBytes: 0 });
      node.resize(0);
    }
    const file = new MemoryFile(this, path, node, this.#wallMs, this.#openFiles);
    this.#openFiles.add(file);
    return file;
  }

  readFile(path: string): Buffer | undefined {
    const node = this.#lookup(path);
    return node instanceof FileNode ? Buffer.from(node.content()) : undefined;
  }

  stat(path: string): FileStat | undefined {
    const node = this.#lookup(path);
    if (node === undefined) return undefined;
    if (node instanceof DirectoryNode) return { kind: 'directory', sizeBytes: 0, modifiedMs: 0 };
    return { kind: 'file', sizeBytes: node.sizeBytes, modifiedMs: node.modifiedMs };
  }

  list(path: string): DirectoryEntry[] | undefined {
    const node = this.#lookup(path);
    if (!(node instanceof DirectoryNode)) return undefined;
    return [...node.entries]
      .map(([name, child]) => ({
        name,
        kind: child instanceof DirectoryNode ? ('directory' as const) : ('file' as const),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  makeDirectory(path: string): void {
    let node = this.#root;
    let reached = '';
    for (const name of path.split('/')) {
      if (name === '') continue;
      reached += `/${name}`;
      let child = node.entries.get(name);
      if (child === undefined) {
        this.hook({ kind: 'mkdir', path: reached });
        child = new DirectoryNode();
        node.entries.set(name, child);
      }
      if (!(child instanceof DirectoryNode)) throw new DiskError('mkdir', path, systemError('ENOTDIR'));
      node = child;
    }
  }

  #refuseIfOpen(operation: string, path: string, node: FileNode | DirectoryNode | undefined): void {
    if (!this.holdsOpenFiles || node === undefined || this.#openFiles.size === 0) return;
    const open = new Set([...this.#openFiles].map((file) => file.node));
    const isOpen = (each: FileNode | DirectoryNode): boolean =>
      each instanceof DirectoryNode ? [...each.entries.values()].some(isOpen) : open.has(each);
    if (isOpen(node)) throw new DiskError(operation, path, systemError('EBUSY'));
  }

  rename(from: string, to: string): void {
    const source = this.#parent(from, 'rename');
    const target = this.#parent(to, 'rename');
    const node = source.directory.entries.get(source.name);
    if (node === undefined) throw new DiskError('rename', from, systemError('ENOENT'));
    this.#refuseIfOpen('rename', from, node);
    this.#refuseIfOpen('rename', to, target.directory.entries.get(target.name));
    this.hook({ kind: 'rename', path: from, to });
    source.directory.entries.delete(source.name);
    target.directory.entries.set(target.name, node);
  }

  remove(path: string): void {
    const { directory, name } = this.#parent(path, 'remove');
    if (!directory.entries.has(name)) return;
    this.#refuseIfOpen('remove', path, directory.entries.get(name));
    this.hook({ kind: 'remove', path });
    directory.entries.delete(name);
  }

  removeDirectory(path: string): void {
    const { directory, name } = this.#parent(path, 'rmdir');
    if (!directory.entries.has(name)) return;
    this.#refuseIfOpen('rmdir', path, directory.entries.get(name));
    this.hook({ kind: 'rmdir', path });
    directory.entries.delete(name);
  }

  syncDirectory(path: string): void {
    const node = this.#lookup(path);
    if (!(node instanceof DirectoryNode)) throw new DiskError('fsync', path, systemError('ENOENT'));
    this.hook({ kind: 'sync-directory', path });
    node.synced = new Map(node.entries);
  }

  async syncDirectoryLater(path: string): Promise<void> {
    await Promise.resolve();
    this.syncDirectory(path);
  }

  lock(path: string): FileLock | undefined {
    const file = this.open(path, 'write') as MemoryFile;
    if (file.node.locked) {
      file.close();
      return undefined;
    }
    file.node.locked = true;
    return {
      release() {
        file.node.locked = false;
        file.close();
      },
    };
  }

  space(_path: string): { freeBytes: number; totalBytes: number } {
    return { freeBytes: this.capacityBytes - this.usedBytes, totalBytes: this.capacityBytes };
  }
}

export class MemoryFile implements File {
  readonly path: string;
  readonly node: FileNode;
  readonly #disk: MemoryDisk;
  readonly #wallMs: () => number;
  readonly #openFiles: Set<MemoryFile>;
  #closed = false;
  #processGone = false;

  constructor(
    disk: MemoryDisk,
    path: string,
    node: FileNode,
    wallMs: () => number,
    openFiles: Set<MemoryFile>,
  ) {
    this.#disk = disk;
    this.path = path;
    this.node = node;
    this.#wallMs = wallMs;
    this.#openFiles = openFiles;
  }

  #assertOpen(operation: string): void {
    if (this.#closed) throw new DiskError(operation, this.path, systemError('EBADF'));
  }

  read(target: Uint8Array, targetStart: number, length: number, position: number): number {
    this.#assertOpen('read');
    const available = Math.min(length, Math.max(0, this.node.sizeBytes - position));
    target.set(this.node.bytes.subarray(position, position + available), targetStart);
    return available;
  }

  write(chunks: readonly Uint8Array[], position: number): void {
    this.#assertOpen('write');
    let sizeBytes = 0;
    for (const chunk of chunks) sizeBytes += chunk.length;
    const allowed = this.#disk.hook({ kind: 'write', path: this.path, position, sizeBytes });
    let left = Math.min(sizeBytes, allowed ?? sizeBytes);
    const limit = this.#disk.capacityBytes;
    const growth = position + left - this.node.sizeBytes;
    if (growth > 0 && limit !== Infinity)
      left = Math.min(left, left - growth + Math.max(0, limit - this.#disk.usedBytes));
    if (position + left > this.node.sizeBytes) this.node.resize(position + left);
    this.node.touch(position);
    let at = position;
    for (const chunk of chunks) {
      const part = chunk.subarray(0, position + left - at);
      this.node.bytes.set(part, at);
      at += part.length;
    }
    this.node.modifiedMs = this.#wallMs();
    if (left < sizeBytes) {
      throw new DiskError('write', this.path, systemError(allowed === undefined ? 'ENOSPC' : 'EIO'));
    }
  }

  truncate(sizeBytes: number): void {
    this.#assertOpen('truncate');
    this.#disk.hook({ kind: 'truncate', path: this.path, sizeBytes });
    this.node.resize(sizeBytes);
  }

  size(): number {
    this.#assertOpen('stat');
    return this.node.sizeBytes;
  }

  sync(): void {
    this.#assertOpen('fsync');
    this.#disk.hook({ kind: 'sync', path: this.path });
    this.node.sync();
  }

  /** For a disk that takes its time: what is written until now is safe when the function that this returns was called. */
  beginSync(): () => void {
    this.#assertOpen('fsync');
    this.#disk.hook({ kind: 'sync', path: this.path });
    return this.node.beginSync();
  }

  /** Happens when the caller has let go of the thread; never, when its process has ended by then. */
  syncLater(): Promise<void> {
    return new Promise((resolve, reject) => {
      queueMicrotask(() => {
        if (this.#processGone) return;
        try {
          this.sync();
          resolve();
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  close(): void {
    this.#assertOpen('close');
    this.#closed = true;
    this.#openFiles.delete(this);
  }

  /** Closed by the end of the process: later calls on it fail. */
  abandon(): void {
    this.#closed = true;
    this.#processGone = true;
    this.#openFiles.delete(this);
  }
}
