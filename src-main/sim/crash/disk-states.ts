import { crc32c } from '../../base/index.ts';
import type { Change, NodeId } from './recording-disk.ts';

/** A file's change that no sync has covered yet. */
type DataChange = Extract<Change, { kind: 'write' | 'truncate' }>;
type NameChange = Extract<Change, { kind: 'create' | 'mkdir' | 'remove' | 'rename' }>;

/**
 * What a crash leaves of one change that was not synced. Of a write some sectors may have come to the disk: bytes
 * [from, to) of it; `grown`: the file is as long as after the whole write, with zeros where nothing came.
 */
export type Part = 'none' | 'all' | { readonly from: number; readonly to: number; readonly grown: boolean };

/** A change that may or may not survive. */
export interface Pending {
  readonly kind: 'data' | 'name';
  readonly node: NodeId;
  readonly change: DataChange | NameChange;
}

class FileState {
  /** What is safe. */
  content: Buffer = Buffer.alloc(0);
  pending: DataChange[] = [];
  /** Syncs under way: how many of `pending` each covers. */
  turns = new Map<number, number>();

  begin(turn: number): void {
    this.turns.set(turn, this.pending.length);
  }

  end(turn: number): void {
    const covered = this.turns.get(turn) ?? 0;
    this.turns.delete(turn);
    for (const change of this.pending.splice(0, covered)) this.content = applied(this.content, change, 'all');
    for (const [other, count] of this.turns) this.turns.set(other, Math.max(0, count - covered));
  }
}

class FolderState {
  names = new Map<string, NodeId>();
  pending: NameChange[] = [];
}

const SECTOR_BYTES = 512;

function applied(content: Buffer, change: DataChange, part: Part): Buffer {
  if (part === 'none') return content;
  if (change.kind === 'truncate') {
    const cut = Buffer.alloc(change.sizeBytes);
    content.copy(cut, 0, 0, Math.min(content.length, change.sizeBytes));
    return cut;
  }
  const { position, bytes } = change;
  const { from, to, grown } = part === 'all' ? { from: 0, to: bytes.length, grown: true } : part;
  const end = position + (grown ? bytes.length : to);
  const written = Buffer.alloc(Math.max(content.length, end));
  content.copy(written);
  bytes.copy(written, position + from, from, to);
  return written;
}

function renamed(names: Map<string, NodeId>, change: NameChange): void {
  switch (change.kind) {
    case 'create':
    case 'mkdir':
      names.set(change.name, change.node);
      return;
    case 'remove':
      names.delete(change.name);
      return;
    case 'rename': {
      const node = names.get(change.name);
      if (node === undefined) return;
      names.delete(change.name);
      names.set(change.to, node);
    }
  }
}

/** The files of one possible disk by path, and its folders. */
export interface DiskState {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly folders: readonly string[];
  /** Tells states apart. */
  readonly key: string;
}

/**
 * What is on a disk for certain, and what a crash may leave beside it, change after change. The rules are those that
 * every file system keeps: a file's content is safe when it was synced, a name when its folder was; names of one
 * folder come to the disk in the order in which they were given (journals do that), those of different folders in any;
 * what was written to files comes in any order, by sectors, and may come after a length that includes it.
 */
export class DiskStates {
  readonly #files = new Map<NodeId, FileState>();
  readonly #folders = new Map<NodeId, FolderState>([[0, new FolderState()]]);
  /** Of all that is pending, in the order in which it was done. */
  #pending: Pending[] = [];

  apply(change: Change): void {
    switch (change.kind) {
      case 'create':
        this.#files.set(change.node, new FileState());
        return this.#name(change);
      case 'mkdir':
        this.#folders.set(change.node, new FolderState());
        return this.#name(change);
      case 'remove':
      case 'rename':
        return this.#name(change);
      case 'write':
      case 'truncate':
        this.#files.get(change.node)!.pending.push(change);
        this.#pending.push({ kind: 'data', node: change.node, change });
        return;
      case 'sync-begin':
        return this.#files.get(change.node)!.begin(change.turn);
      case 'sync-end': {
        const file = this.#files.get(change.node)!;
        const before = new Set(file.pending);
        file.end(change.turn);
        for (const each of file.pending) before.delete(each);
        this.#pending = this.#pending.filter((each) => !before.has(each.change as DataChange));
        return;
      }
      case 'sync-folder': {
        const folder = this.#folders.get(change.folder)!;
        for (const each of folder.pending) renamed(folder.names, each);
        folder.pending = [];
        this.#pending = this.#pending.filter((each) => each.kind !== 'name' || each.node !== change.folder);
      }
    }
  }

  #name(change: NameChange): void {
    this.#folders.get(change.folder)!.pending.push(change);
    this.#pending.push({ kind: 'name', node: change.folder, change });
  }

  /** What may or may not survive, in the order in which it was done. What no name can lead to is left out. */
  pending(): readonly Pending[] {
    const reachable = new Set<NodeId>([0]);
    for (const folder of this.#folders.values()) {
      for (const node of folder.names.values()) reachable.add(node);
      for (const change of folder.pending)
        if (change.kind === 'create' || change.kind === 'mkdir') reachable.add(change.node);
    }
    return (this.#pending = this.#pending.filter(({ node }) => reachable.has(node)));
  }

  /** The disk that `parts`, one for each that is pending, leaves. */
  state(parts: readonly Part[]): DiskState {
    const partOf = new Map<DataChange | NameChange, Part>();
    const stopped = new Set<NodeId>();
    for (const [index, { kind, node, change }] of this.#pending.entries()) {
      const part = parts[index];
      // A name that did not come to the disk keeps the later ones of its folder back.
      if (kind === 'name' && part === 'none') stopped.add(node);
      partOf.set(change, kind === 'name' && stopped.has(node) ? 'none' : part);
    }
    const files = new Map<string, Buffer>();
    const folders: string[] = [];
    let sum = 0;
    let names = '';
    const visit = (node: NodeId, path: string) => {
      const { names: safe, pending } = this.#folders.get(node)!;
      const now = pending.length === 0 ? safe : new Map(safe);
      for (const change of pending) if (partOf.get(change) !== 'none') renamed(now, change);
      for (const [name, child] of [...now].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const childPath = `${path}/${name}`;
        names += childPath;
        if (this.#folders.has(child)) {
          folders.push(childPath);
          visit(child, childPath);
          continue;
        }
        const file = this.#files.get(child)!;
        let { content } = file;
        for (const change of file.pending) content = applied(content, change, partOf.get(change) ?? 'none');
        files.set(childPath, content);
        sum = crc32c(content, sum);
        names += `:${content.length}`;
      }
    };
    visit(0, '');
    return { files, folders, key: `${sum.toString(36)}-${crc32c(Buffer.from(names)).toString(36)}` };
  }
}

/** How a write may be torn: at the sectors of the file that it touches, some of them. */
function tears(change: DataChange | NameChange, random: () => number): Part[] {
  if (change.kind !== 'write' || change.bytes.length < 2) return [];
  const { position, bytes } = change;
  const cuts: number[] = [];
  for (let at = SECTOR_BYTES - (position % SECTOR_BYTES); at < bytes.length; at += SECTOR_BYTES)
    cuts.push(at);
  const parts: Part[] = [{ from: 0, to: 0, grown: true }];
  for (const cut of cuts.length <= 3
    ? cuts
    : [cuts[0], cuts[Math.floor(random() * cuts.length)], cuts.at(-1)!]) {
    parts.push({ from: 0, to: cut, grown: false }, { from: 0, to: cut, grown: true });
    parts.push({ from: cut, to: bytes.length, grown: true });
  }
  // A file may be of any length.
  parts.push({ from: 0, to: Math.floor(random() * bytes.length), grown: false });
  return parts;
}

/**
 * The choices to try at one point: all and nothing, names without data and the other way round, every prefix, every
 * single change kept or lost, every write torn, and `atRandom` more.
 */
export function* choices(
  pending: readonly Pending[],
  random: () => number,
  atRandom: number,
): Generator<readonly Part[]> {
  const none = pending.map((): Part => 'none');
  const all = pending.map((): Part => 'all');
  const namesOnly = pending.map(({ kind }): Part => (kind === 'name' ? 'all' : 'none'));
  yield none;
  if (pending.length === 0) return;
  yield all;
  yield namesOnly;
  yield pending.map(({ kind }): Part => (kind === 'name' ? 'none' : 'all'));
  for (let kept = 1; kept < pending.length; kept++)
    yield pending.map((_, index) => (index < kept ? 'all' : 'none'));
  for (const [index, { kind, change }] of pending.entries()) {
    yield all.with(index, 'none');
    yield namesOnly.with(index, kind === 'name' ? 'none' : 'all');
    yield none.with(index, 'all');
    for (const part of tears(change, random)) {
      yield all.with(index, part);
      yield namesOnly.with(index, part);
    }
  }
  for (let count = 0; count < atRandom; count++) {
    const likely = random();
    yield pending.map(({ change, kind }): Part => {
      if (random() > likely) return 'none';
      const torn = kind === 'data' && random() < 0.2 ? tears(change, random) : [];
      return torn.length > 0 ? torn[Math.floor(random() * torn.length)] : 'all';
    });
  }
}
