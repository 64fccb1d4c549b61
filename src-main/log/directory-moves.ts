import { type DiskError, type Env } from '../env/index.ts';
import {
  type PartitionFolderName,
  parsePartitionFolderName,
  partitionFolderName,
  suffixedFolderName,
} from './file-names.ts';
import type { FutureFolder } from './load-directory.ts';
import { loadPartition } from './load-partition.ts';
import type { LogContext } from './log-context.ts';
import type { LogDirectory } from './log-directory.ts';
import { writeTopicId } from './partition-files.ts';
import type { PartitionLog } from './partition-log.ts';
import { type ReplicaMove, ReplicaMoves } from './replica-moves.ts';

/** - there: the log lies in that directory already; name-too-long: for the folder of a copy. */
export type MoveOutcome = 'moving' | 'there' | 'no-such-directory' | 'offline' | 'name-too-long';

export interface DirectoryMovesOwner {
  /** Of all moves together. */
  bytesPerSecond(): number;
  logOf(topic: string, partition: number): PartitionLog | undefined;
  contextFor(directory: LogDirectory): LogContext;
  newHex(): string;
  /** Removes a folder that was renamed to `-delete`. */
  removeLater(path: string, delayMs: number): void;
  /** Runs `action`; a DiskError in it takes the directory offline. */
  guard(directory: LogDirectory, action: () => void): void;
  /** `future` is the partition's log from now on. */
  replaced(log: PartitionLog, future: PartitionLog): void;
}

/** Logs that move between the log dirs of a node, as folders on the disk; replica-moves.ts copies what is in them. */
export class DirectoryMoves {
  readonly #env: Env;
  readonly #directories: readonly LogDirectory[];
  readonly #owner: DirectoryMovesOwner;
  readonly #moves: ReplicaMoves;
  readonly #found: FutureFolder[] = [];

  constructor(env: Env, directories: readonly LogDirectory[], owner: DirectoryMovesOwner) {
    this.#env = env;
    this.#directories = directories;
    this.#owner = owner;
    this.#moves = new ReplicaMoves(env, {
      bytesPerSecond: () => owner.bytesPerSecond(),
      complete: (move) => this.#completeMove(move),
      failed: (move, error) => this.#moveFailed(move, error),
    });
  }

  #directoryWith(log: PartitionLog): LogDirectory | undefined {
    return this.#directories.find((directory) => directory.logs.has(log));
  }

  /** A folder of a copy that was not complete when the node stopped; see `beginFoundAgain`. */
  found(future: FutureFolder): void {
    this.#found.push(future);
  }

  /** Moves into a directory that failed end. */
  directoryGone(directory: LogDirectory): void {
    for (const move of [...this.#moves.all()])
      if (directory.futures.has(move.future)) this.#moves.cancel(move.log);
    directory.futures.clear();
  }

  /** Moves under way are left for the next start. */
  end(): void {
    this.#moves.end();
  }

  /**
   * Begins to move a log to another log dir, where a copy of it grows until it can take its place (KIP-113); an
   * earlier move of it ends. Nothing more happens where it is there, or on its way, already. Throws a DiskError.
   */
  move(log: PartitionLog, directoryPath: string): MoveOutcome {
    const target = this.#directories.find(({ path }) => path === directoryPath);
    if (target === undefined) return 'no-such-directory';
    if (target.offline !== undefined) return 'offline';
    const present = this.#moves.of(log);
    if (present !== undefined && target.futures.has(present.future)) return 'moving';
    this.cancel(log);
    if (target.logs.has(log)) return 'there';
    const { topic, partition, topicId, config } = log;
    const uniqueHex = this.#owner.newHex();
    const name = suffixedFolderName(topic, partition, 'future', uniqueHex);
    if (!name.startsWith(`${topic}-`)) return 'name-too-long';
    const path = `${target.path}/${name}`;
    this.#env.disk.makeDirectory(path);
    writeTopicId(this.#env.disk, path, topicId);
    // Nobody is told what happens to a copy: facts are about the partition.
    let isCopy = true;
    const env = this.#env;
    const silent: Env = { ...env, facts: { ...env.facts, report() {} } };
    const context = {
      ...this.#owner.contextFor(target),
      get env() {
        return isCopy ? silent : env;
      },
    };
    const future = loadPartition(context, {
      topic,
      partition,
      topicId,
      directory: path,
      config,
      clean: true,
      recoveryPoint: 0,
      startOffset: log.startOffset,
      highWatermark: 0,
    });
    target.futures.add(future);
    const promoted = () => void (isCopy = false);
    this.#moves.begin({ log, future, uniqueHex, cleanedUpTo: log.cleanedUpTo, promoted });
    return 'moving';
  }

  /** The copy of a log that moves, and where it lies. */
  futureOf(log: PartitionLog): { readonly log: PartitionLog; readonly path: string } | undefined {
    const future = this.#moves.of(log)?.future;
    const directory = future && this.#directories.find(({ futures }) => futures.has(future));
    return directory && { log: future, path: directory.path };
  }

  /** Gives a move up; the copy goes. */
  cancel(log: PartitionLog): void {
    const move = this.#moves.cancel(log);
    if (move === undefined) return;
    const directory = this.#directories.find(({ futures }) => futures.delete(move.future));
    if (directory !== undefined)
      this.#owner.guard(directory, () => this.#discardFuture(move.future.directory));
  }

  #discardFuture(path: string): void {
    const deleted = path.replace(/-future$/, '-delete');
    this.#env.disk.rename(path, deleted);
    this.#owner.removeLater(deleted, 0);
  }

  /**
   * The copy is durable before the log is set aside, and that before the copy gets its name: whatever a crash leaves, one
   * of the two is complete, and `finishRenames` knows which.
   */
  #completeMove({ log, future, uniqueHex, cleanedUpTo, promoted }: ReplicaMove): void {
    const { topic, partition } = log;
    const { disk } = this.#env;
    const from = this.#directoryWith(log)!;
    const to = this.#directories.find(({ futures }) => futures.delete(future))!;
    const before = log.directory;
    const deleted = `${from.path}/${suffixedFolderName(topic, partition, 'delete', uniqueHex)}`;
    try {
      for (const { epoch, startOffset } of log.epochEntries)
        if (epoch > future.latestEpoch) future.assignEpoch(epoch, Math.max(startOffset, future.endOffset));
      future.cleanedUpTo = Math.min(cleanedUpTo, future.endOffset);
      future.updateConfig(log.config);
      future.close();
      // Written before the folders change: what a checkpoint says of a folder that is not there hurts nobody.
      to.logs.add(future);
      for (const name of ['recovery-point', 'log-start', 'high-watermark', 'cleaned'] as const)
        to.writeCheckpoint(name);
      log.moveTo(deleted);
      disk.syncDirectory(from.path);
      future.moveTo(`${to.path}/${partitionFolderName(topic, partition)}`);
      disk.syncDirectory(to.path);
    } catch (error) {
      to.logs.delete(future);
      future.abandon();
      if (log.directory !== before) log.moveTo(before);
      throw error;
    }
    from.logs.delete(log);
    from.logsChanged();
    if (log.cleanedUpTo > 0) from.logCleaned();
    promoted();
    this.#owner.removeLater(deleted, log.config.fileDeleteDelayMs);
    this.#env.log.info(`${topic}-${partition} has moved from ${from.path} to ${to.path}`);
    this.#owner.replaced(log, future);
  }

  #moveFailed({ log }: ReplicaMove, error: DiskError): void {
    this.cancel(log);
    const directory = this.#directories.find(
      ({ path }) => error.path.startsWith(`${path}/`) || error.path === path,
    );
    if (directory === undefined) return;
    this.#owner.guard(directory, () => {
      throw error;
    });
  }

  /** A crash came when a complete copy was about to get its name: the log was set aside already, under the same hex. */
  finishRenames(): void {
    const { disk } = this.#env;
    const folders: { path: string; name: string; parsed: PartitionFolderName | undefined }[] = [];
    for (const directory of this.#directories) {
      const { path } = directory;
      this.#owner.guard(directory, () => {
        for (const { name } of disk.list(path) ?? [])
          folders.push({ path, name, parsed: parsePartitionFolderName(name) });
      });
    }
    for (const { path, name, parsed } of folders) {
      if (parsed?.kind !== 'future') continue;
      const live = partitionFolderName(parsed.topic, parsed.partition);
      const wasSetAside = folders.some(
        (folder) => folder.parsed?.kind === 'deleted' && folder.parsed.uniqueHex === parsed.uniqueHex,
      );
      if (!wasSetAside || folders.some((folder) => folder.name === live)) continue;
      disk.rename(`${path}/${name}`, `${path}/${live}`);
      disk.syncDirectory(path);
    }
  }

  /** A stop came in the middle of a move: it begins anew. Copies of what is not there are set aside, as Kafka does. */
  beginFoundAgain(): void {
    for (const { topic, partition, path, directory } of this.#found.splice(0)) {
      const log = this.#owner.logOf(topic, partition);
      // It may lie in a directory that is offline.
      if (log === undefined && this.#directories.some(({ offline }) => offline !== undefined)) continue;
      this.#owner.guard(directory, () => {
        if (log === undefined) {
          const stray = suffixedFolderName(topic, partition, 'stray', this.#owner.newHex());
          this.#env.disk.rename(path, `${directory.path}/${stray}`);
          return;
        }
        this.#discardFuture(path);
        this.move(log, directory.path);
      });
    }
  }
}
