import type { Disk, File } from '../../env/index.ts';
import type { MemoryDisk } from '../memory-disk.ts';

/** Files and folders go by a number: names change. The root folder is 0. */
export type NodeId = number;

/** One change of the disk, with all that it takes to make it again elsewhere. */
export type Change =
  | {
      readonly kind: 'create' | 'mkdir';
      readonly folder: NodeId;
      readonly name: string;
      readonly node: NodeId;
    }
  | { readonly kind: 'remove'; readonly folder: NodeId; readonly name: string }
  | { readonly kind: 'rename'; readonly folder: NodeId; readonly name: string; readonly to: string }
  | { readonly kind: 'write'; readonly node: NodeId; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly node: NodeId; readonly sizeBytes: number }
  /** What was written until the beginning is safe from the end on. */
  | { readonly kind: 'sync-begin' | 'sync-end'; readonly node: NodeId; readonly turn: number }
  | { readonly kind: 'sync-folder'; readonly folder: NodeId };

interface Folder {
  readonly node: NodeId;
  readonly children: Map<string, Folder | { readonly node: NodeId; readonly children?: undefined }>;
}

/** Lets go of the thread once. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A disk in memory that writes down every change before it is made. What a program asks to be synced off its thread
 * is synced when `finishSyncs` is called: other changes may come in between.
 */
export class RecordingDisk implements Disk {
  readonly changes: Change[] = [];
  /** Called before a change is written down. */
  onChange: () => void = () => {};
  readonly #memory: MemoryDisk;
  readonly #root: Folder = { node: 0, children: new Map() };
  #nodes = 0;
  #turns = 0;
  #waiting: (() => void)[] = [];

  constructor(memory: MemoryDisk) {
    this.#memory = memory;
    // Syncs stay under way here for as long as a life likes, and the files they hold may have to go meanwhile.
    memory.holdsOpenFiles = false;
  }

  #record(change: Change): void {
    this.onChange();
    this.changes.push(change);
  }

  #find(path: string): Folder['children'] extends Map<string, infer N> ? N | undefined : never {
    let found: Folder | { readonly node: NodeId; readonly children?: undefined } | undefined = this.#root;
    for (const name of path.split('/')) if (name !== '') found = found?.children?.get(name);
    return found;
  }

  #parent(path: string): { folder: Folder; name: string } {
    const cut = path.lastIndexOf('/');
    return { folder: this.#find(path.slice(0, cut)) as Folder, name: path.slice(cut + 1) };
  }

  open(path: string, mode: 'read' | 'write' | 'create'): File {
    const known = this.#find(path);
    let node = known?.node ?? -1;
    if (known === undefined && mode !== 'read') {
      const { folder, name } = this.#parent(path);
      node = ++this.#nodes;
      this.#record({ kind: 'create', folder: folder.node, name, node });
      folder.children.set(name, { node });
    } else if (mode === 'create' && this.#memory.stat(path)!.sizeBytes > 0) {
      this.#record({ kind: 'truncate', node, sizeBytes: 0 });
    }
    return this.#recorded(this.#memory.open(path, mode), node);
  }

  #recorded(file: File, node: NodeId): File {
    return {
      path: file.path,
      read: (target, targetStart, length, position) => file.read(target, targetStart, length, position),
      size: () => file.size(),
      close: () => file.close(),
      write: (chunks, position) => {
        this.#record({ kind: 'write', node, position, bytes: Buffer.concat(chunks) });
        file.write(chunks, position);
      },
      truncate: (sizeBytes) => {
        this.#record({ kind: 'truncate', node, sizeBytes });
        file.truncate(sizeBytes);
      },
      sync: () => {
        const turn = ++this.#turns;
        this.#record({ kind: 'sync-begin', node, turn });
        file.sync();
        this.#record({ kind: 'sync-end', node, turn });
      },
      syncLater: () => {
        const turn = ++this.#turns;
        this.#record({ kind: 'sync-begin', node, turn });
        return new Promise((resolve) => {
          this.#waiting.push(() => {
            this.#record({ kind: 'sync-end', node, turn });
            resolve();
          });
        });
      },
    };
  }

  /** Ends the syncs that were asked for. True when there were some. */
  finishSyncs(): boolean {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const finish of waiting) finish();
    return waiting.length > 0;
  }

  /** Lets go of the thread until all is done that was under way, syncs and what they lead to included. */
  async settle(): Promise<void> {
    await nextTurn();
    while (this.finishSyncs()) await nextTurn();
  }

  /** The process is gone: nobody waits any more. */
  crashProcess(): void {
    this.#waiting = [];
    this.#memory.crashProcess();
  }

  readFile(path: string): Buffer | undefined {
    return this.#memory.readFile(path);
  }

  stat(path: string) {
    return this.#memory.stat(path);
  }

  list(path: string) {
    return this.#memory.list(path);
  }

  makeDirectory(path: string): void {
    let folder = this.#root;
    for (const name of path.split('/')) {
      if (name === '') continue;
      let child = folder.children.get(name);
      if (child === undefined) {
        const node = ++this.#nodes;
        this.#record({ kind: 'mkdir', folder: folder.node, name, node });
        folder.children.set(name, (child = { node, children: new Map() }));
      }
      folder = child as Folder;
    }
    this.#memory.makeDirectory(path);
  }

  rename(from: string, to: string): void {
    const { folder, name } = this.#parent(from);
    const target = this.#parent(to);
    const moved = folder.children.get(name);
    if (moved !== undefined) {
      if (target.folder !== folder) throw new Error(`${from} leaves its folder`);
      this.#record({ kind: 'rename', folder: folder.node, name, to: target.name });
      folder.children.delete(name);
      folder.children.set(target.name, moved);
    }
    this.#memory.rename(from, to);
  }

  remove(path: string): void {
    const { folder, name } = this.#parent(path);
    if (folder.children.has(name)) this.#record({ kind: 'remove', folder: folder.node, name });
    folder.children.delete(name);
    this.#memory.remove(path);
  }

  /** File by file, as every system does it. */
  removeDirectory(path: string): void {
    const found = this.#find(path);
    for (const [name, child] of [...(found?.children ?? [])])
      if (child.children === undefined) this.remove(`${path}/${name}`);
      else this.removeDirectory(`${path}/${name}`);
    const { folder, name } = this.#parent(path);
    if (found !== undefined) this.#record({ kind: 'remove', folder: folder.node, name });
    folder.children.delete(name);
    this.#memory.removeDirectory(path);
  }

  syncDirectory(path: string): void {
    this.#memory.syncDirectory(path);
    this.#record({ kind: 'sync-folder', folder: this.#find(path)!.node });
  }

  syncDirectoryLater(path: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.syncDirectory(path);
        resolve();
      });
    });
  }

  lock(path: string) {
    // An empty file that nobody reads.
    return this.#memory.lock(path);
  }

  space(path: string) {
    return this.#memory.space(path);
  }
}
