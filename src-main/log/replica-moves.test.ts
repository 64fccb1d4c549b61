import { expect, test } from 'vitest';
import type { Env } from '../env/index.ts';
import { LogWorld } from '../sim/log-script.ts';
import type { MemoryDisk } from '../sim/memory-disk.ts';
import { batchPositions, buildBatch, readRecords } from '../wire/index.ts';
import { DEFAULT_LOG_CONFIG } from './log-config.ts';
import { LogManager } from './log-manager.ts';
import { formatDirectory } from './meta-properties.ts';
import type { PartitionLog } from './partition-log.ts';

const IDS = { nodeId: 1, clusterId: 'clusterAAAAAAAAAAAAAAw' };
const TOPIC_ID = 'topicAAAAAAAAAAAAAAAAw';
const CONFIG = { ...DEFAULT_LOG_CONFIG, segmentBytes: 2_000, fileDeleteDelayMs: 0 };

/** Two log dirs, whose moves go on when the test says so. */
class MovingWorld {
  readonly world: LogWorld;
  #waiting: (() => void)[] = [];
  manager: LogManager;
  readonly moved: string[] = [];

  constructor(disk?: MemoryDisk) {
    this.world = new LogWorld(disk);
    for (const directory of ['/d', '/e']) formatDirectory(this.world.env, directory, IDS);
    this.manager = this.open();
  }

  open(): LogManager {
    this.#waiting = [];
    const { env } = this.world;
    const clock: Env['clock'] = {
      ...env.clock,
      schedule: (_delayMs, action) => {
        this.#waiting.push(action);
        return { cancel: () => void (this.#waiting = this.#waiting.filter((one) => one !== action)) };
      },
    };
    this.manager = LogManager.open(
      { ...env, clock },
      {
        ...IDS,
        directories: ['/d', '/e'],
        configOf: () => CONFIG,
        onMoved: (log, moved) => void this.moved.push(`${log.topic}-${log.partition} ${moved.directory}`),
      },
    );
    return this.manager;
  }

  step(): boolean {
    const action = this.#waiting.shift();
    action?.();
    return action !== undefined;
  }

  stepAll(): void {
    while (this.step());
  }

  get log(): PartitionLog {
    return this.manager.get('t', 0)!;
  }

  folders(): string[] {
    return foldersOf(this.world.disk);
  }
}

function foldersOf(disk: MemoryDisk): string[] {
  return ['/d', '/e'].flatMap((path) =>
    disk
      .list(path)!
      .filter(({ kind }) => kind === 'directory')
      .map(({ name }) => `${path}/${name.replace(/[0-9a-f]{32}/, 'HEX')}`),
  );
}

function append(log: PartitionLog, count: number, leaderEpoch = 0, sizeBytes = 100): void {
  for (let index = 0; index < count; index++) {
    const batch = buildBatch([{ key: null, value: Buffer.alloc(sizeBytes, log.endOffset % 251) }], {
      timestamp: 1_000_000 + log.endOffset,
    });
    const outcome = log.appendAsLeader(batch, { leaderEpoch, origin: 'client' });
    expect(outcome.kind).toBe('appended');
  }
  log.advanceHighWatermark(log.endOffset);
}

/** Offset and first byte of every record. */
function contents(log: PartitionLog): string[] {
  const found: string[] = [];
  for (let offset = log.startOffset; offset < log.endOffset;) {
    const slice = log.read(offset, { maxBytes: 1e6, upperBound: Infinity, atLeastOneBatch: true });
    if (slice === 'out-of-range' || slice.sizeBytes === 0) throw new Error(`nothing at ${offset}`);
    const bytes = Buffer.concat(slice.chunks);
    for (const at of batchPositions(bytes))
      for (const record of readRecords(bytes, at)) found.push(`${record.offset}:${record.value?.[0]}`);
    offset = slice.nextOffset;
    slice.release();
  }
  return found;
}

test('a log moves while it is written to, cut and trimmed, and goes on in the other directory', () => {
  const moving = new MovingWorld();
  const log = moving.manager.create('t', 0, TOPIC_ID, CONFIG, '/d');
  append(log, 40, 1);
  log.advanceStart(7, 'delete-records');
  expect(moving.manager.move(log, '/e')).toBe('moving');
  expect(moving.manager.move(log, '/e')).toBe('moving');
  expect(moving.folders()).toEqual(['/d/t-0', '/e/t-0.HEX-future']);
  // What the copy has already is cut, written anew, and trimmed before it takes its place.
  const factsBefore = moving.world.facts.length;
  append(log, 1, 2, 1_000);
  moving.manager.futureOf(log)!.log.appendAsFollower(batchesOf(log, 7));
  log.truncateTo(10, 'test');
  expect(moving.manager.futureOf(log)!.log.endOffset).toBe(10);
  append(log, 10, 3);
  log.assignEpoch(4, log.endOffset);
  log.advanceStart(12, 'delete-records');
  const expected = contents(log);
  const { highWatermark, epochEntries } = log;
  moving.stepAll();

  const moved = moving.log;
  expect(moving.moved).toEqual(['t-0 /e/t-0']);
  expect(moved).not.toBe(log);
  expect(moving.manager.directoryOf(moved)!.path).toBe('/e');
  expect(moving.manager.directoryOf(log)).toBeUndefined();
  expect(moved.topicId).toBe(TOPIC_ID);
  expect(contents(moved)).toEqual(expected);
  expect(moved.startOffset).toBe(12);
  expect(moved.highWatermark).toBe(highWatermark);
  expect(moved.epochEntries).toEqual(epochEntries);
  expect(moving.folders()).toEqual(['/d/t-0.HEX-delete', '/e/t-0']);
  // Of the copy nobody heard; what happens to the log from now on is told again.
  expect(moving.world.facts.slice(factsBefore).map(({ kind }) => kind)).not.toContain('log-recovered');
  moving.world.facts.length = 0;
  append(moved, 30, 4);
  expect(moving.world.facts.map(({ kind }) => kind)).toContain('segment-rolled');
  moving.manager.housekeeping(moving.world.wallMs + 1);
  expect(moving.folders()).toEqual(['/e/t-0']);
  const written = contents(moved);
  moving.manager.shutdown(1);
  moving.open();
  expect(contents(moving.log)).toEqual(written);
  expect(moving.log.startOffset).toBe(12);
  expect(moving.manager.cleanShutdown).toBeDefined();
});

function batchesOf(log: PartitionLog, offset: number): Buffer {
  const slice = log.read(offset, { maxBytes: 1e6, upperBound: Infinity, atLeastOneBatch: true });
  if (slice === 'out-of-range') throw new Error('out of range');
  return Buffer.concat(slice.chunks);
}

test('a move ends where another directory is asked for, the topic goes, or a directory fails', () => {
  const moving = new MovingWorld();
  const log = moving.manager.create('t', 0, TOPIC_ID, CONFIG, '/d');
  append(log, 3);
  expect(moving.manager.move(log, '/nowhere')).toBe('no-such-directory');
  expect(moving.manager.move(log, '/d')).toBe('there');
  moving.manager.move(log, '/e');
  expect(moving.manager.move(log, '/d')).toBe('there');
  expect(moving.folders()).toEqual(['/d/t-0', '/e/t-0.HEX-delete']);
  moving.stepAll();
  expect(moving.log).toBe(log);

  moving.manager.move(log, '/e');
  moving.manager.takeOffline('/e', 'test');
  moving.stepAll();
  expect(moving.log).toBe(log);
  expect(moving.manager.move(log, '/e')).toBe('offline');
  expect(contents(log)).toHaveLength(3);

  const other = new MovingWorld();
  const gone = other.manager.create('t', 0, TOPIC_ID, CONFIG, '/d');
  append(gone, 3);
  other.manager.move(gone, '/e');
  other.manager.scheduleDelete('t', 0);
  other.stepAll();
  expect(other.folders()).toEqual(['/d/t-0.HEX-delete', '/e/t-0.HEX-delete']);
  const long = other.manager.create('x'.repeat(230), 0, TOPIC_ID, CONFIG, '/d');
  expect(other.manager.move(long, '/e')).toBe('name-too-long');
});

test('a move that a stop interrupted begins anew; a copy whose log is gone is set aside', () => {
  const moving = new MovingWorld();
  append(moving.manager.create('t', 0, TOPIC_ID, CONFIG, '/d'), 5);
  moving.manager.move(moving.log, '/e');
  moving.manager.shutdown(1);
  expect(moving.folders()).toEqual(['/d/t-0', '/e/t-0.HEX-future']);
  moving.open();
  const expected = contents(moving.log);
  moving.stepAll();
  expect(moving.log.directory).toBe('/e/t-0');
  expect(contents(moving.log)).toEqual(expected);
  moving.world.disk.makeDirectory(`/d/u-0.${'0'.repeat(32)}-future`);
  moving.manager.shutdown(1);
  moving.open();
  moving.manager.housekeeping(moving.world.wallMs + 1);
  expect(moving.folders()).toEqual(['/d/u-0.HEX-stray', '/e/t-0']);
});

test('whatever operation of a move a crash or a power loss cuts off, the log is there once and complete', () => {
  let operations = 0;
  const states = new Set<string>();
  for (const loss of ['process', 'power'] as const) {
    for (let crashAt = 0; ; crashAt++) {
      const moving = new MovingWorld();
      const log = moving.manager.create('t', 0, TOPIC_ID, CONFIG, '/d');
      append(log, 40);
      log.advanceStart(9, 'delete-records');
      log.flush();
      const expected = contents(log);
      const { disk } = moving.world;
      // The log start is in its checkpoint, as after a minute.
      moving.manager.shutdown(1);
      moving.open();
      moving.manager.move(moving.log, '/e');
      let count = 0;
      let clone: MemoryDisk | undefined;
      disk.hook = () => {
        if (count++ === crashAt) clone = disk.clone();
      };
      moving.stepAll();
      if (clone === undefined) break;
      operations++;
      if (loss === 'power') clone.losePower();
      else clone.crashProcess();
      const folders = foldersOf(clone).filter((folder) => !folder.endsWith('delete'));
      const again = new MovingWorld(clone);
      states.add(folders.join(' '));
      expect(again.log, `${loss} at ${crashAt}: ${folders.join(' ')}`).toBeDefined();
      expect(contents(again.log)).toEqual(expected);
      again.stepAll();
      // The power may take the copy's folder along: then nobody knows of the move.
      const isKnown = loss === 'process' || folders.some((folder) => folder.startsWith('/e/'));
      expect(again.log.directory).toBe(isKnown ? '/e/t-0' : '/d/t-0');
      expect(contents(again.log)).toEqual(expected);
      expect(again.log.startOffset).toBe(9);
    }
  }
  expect(operations).toBeGreaterThan(60);
  // Without the copy, with it, when only it is left, and when it has its name.
  expect([...states].sort()).toEqual(['/d/t-0', '/d/t-0 /e/t-0.HEX-future', '/e/t-0', '/e/t-0.HEX-future']);
});
