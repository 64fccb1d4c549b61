import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { DiskError } from '../env/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { LogWorld } from '../sim/log-script.ts';
import type { MemoryDisk } from '../sim/memory-disk.ts';
import { batchPositions, buildBatch, readRecords } from '../wire/index.ts';
import {
  inspectFolder,
  inspectOffsetIndex,
  inspectTimeIndex,
  batchBody,
  inspectRecordPage,
  readBytes,
  SegmentMap,
} from './inspect/index.ts';
import { DEFAULT_LOG_CONFIG } from './log-config.ts';
import { LogManager, type LogManagerOptions } from './log-manager.ts';
import { formatDirectory, readMetaProperties } from './meta-properties.ts';
import { openMetadataLog } from './metadata-log.ts';
import type { PartitionLog } from './partition-log.ts';

const CLUSTER_ID = 'clusterAAAAAAAAAAAAAAw';
const TOPIC_ID = 'topicAAAAAAAAAAAAAAAAw';

function options(directories: string[], more: Partial<LogManagerOptions> = {}): LogManagerOptions {
  return { directories, nodeId: 1, clusterId: CLUSTER_ID, configOf: () => DEFAULT_LOG_CONFIG, ...more };
}

function format(world: LogWorld, ...directories: string[]): string[] {
  for (const directory of directories)
    formatDirectory(world.env, directory, { nodeId: 1, clusterId: CLUSTER_ID });
  return directories;
}

function append(log: PartitionLog, count = 1, timestamp = 1_000_000): void {
  const records = Array.from({ length: count }, (_unused, index) => ({
    key: Buffer.from(`k${index}`),
    value: null,
  }));
  const outcome = log.appendAsLeader(buildBatch(records, { timestamp }), {
    leaderEpoch: 0,
    origin: 'client',
  });
  expect(outcome.kind).toBe('appended');
}

test('meta.properties in Kafka’s words, with an id that stays', () => {
  const world = new LogWorld();
  const directoryId = formatDirectory(world.env, '/d', { nodeId: 3, clusterId: CLUSTER_ID });
  expect(world.disk.readFile('/d/meta.properties')?.toString()).toBe(
    `#\ncluster.id=${CLUSTER_ID}\ndirectory.id=${directoryId}\nnode.id=3\nversion=1\n`,
  );
  const told: string[] = [];
  const log = { ...world.env.log, info: (message: string) => void told.push(message) };
  const format = (path: string) =>
    formatDirectory({ ...world.env, log }, path, { nodeId: 3, clusterId: CLUSTER_ID });
  expect(format('/d')).toBe(directoryId);
  // Whoever lost one must find out why its replicas are copied.
  const otherId = format('/e');
  expect(told).toEqual([`/e was empty: it is formatted, as log dir ${otherId}`]);
  expect(readMetaProperties(world.disk, '/d')).toEqual({ clusterId: CLUSTER_ID, nodeId: 3, directoryId });
});

test('a directory that is not ours to open is refused, with the reason', () => {
  const world = new LogWorld();
  format(world, '/d');
  const open =
    (more: Partial<LogManagerOptions>, directories = ['/d']) =>
    () =>
      LogManager.open(world.env, options(directories, more));
  expect(open({ nodeId: 2 })).toThrow('/d belongs to node 1, not to node 2');
  expect(open({ clusterId: 'other' })).toThrow(`/d belongs to cluster ${CLUSTER_ID}, not to other`);
  world.disk.makeDirectory('/e');
  expect(open({}, ['/d', '/e'])).toThrow('/e is not formatted (no meta.properties)');
  world.disk.tamper('/e/meta.properties', world.disk.readFile('/d/meta.properties'));
  expect(open({}, ['/d', '/e'])).toThrow(/^\/e has the directory.id of another/);
  world.disk.tamper('/d/meta.properties', Buffer.from('version=2\n'));
  expect(open({})).toThrow('/d/meta.properties: version 2, 1 is supported');
  expect(world.disk.openFileCount).toBe(0);
});

test('two nodes cannot open one directory; a refused one leaves no lock behind', () => {
  const world = new LogWorld();
  format(world, '/d', '/e');
  const first = LogManager.open(world.env, options(['/e']));
  expect(() => LogManager.open(world.env, options(['/d', '/e']))).toThrow(
    '/e is in use: another process holds its .lock',
  );
  first.shutdown(1);
  LogManager.open(world.env, options(['/d', '/e'])).shutdown(1);
});

test('the marker of a clean stop carries the broker epoch, once', () => {
  const world = new LogWorld();
  format(world, '/d');
  const epochs: (number | undefined)[] = [];
  const cycle = (end: (manager: LogManager) => void) => {
    const manager = LogManager.open(world.env, options(['/d']));
    epochs.push(manager.cleanShutdown?.brokerEpoch);
    end(manager);
  };
  cycle((manager) => manager.shutdown(42));
  cycle((manager) => manager.abandon());
  cycle((manager) => manager.shutdown(43));
  expect(world.disk.readFile('/d/.kafka_cleanshutdown')?.toString()).toBe('{"version":0,"brokerEpoch":43}');
  world.disk.tamper('/d/.kafka_cleanshutdown', Buffer.alloc(0));
  cycle((manager) => manager.shutdown(44));
  expect(epochs).toEqual([undefined, 42, undefined, -1]);
});

test('checkpoints name every log; the log start only where the files do not tell', () => {
  const world = new LogWorld();
  format(world, '/d');
  const manager = LogManager.open(world.env, options(['/d']));
  const a = manager.create('a', 0, TOPIC_ID, DEFAULT_LOG_CONFIG);
  const b = manager.create('b.with-dash', 12, TOPIC_ID, DEFAULT_LOG_CONFIG);
  append(a, 3);
  append(b, 5);
  a.advanceHighWatermark(3);
  b.advanceHighWatermark(4);
  b.advanceStart(2, 'delete-records');
  manager.shutdown(1);
  const text = (name: string) => world.disk.readFile(`/d/${name}`)?.toString();
  expect(text('recovery-point-offset-checkpoint')).toBe('0\n2\na 0 3\nb.with-dash 12 5\n');
  expect(text('replication-offset-checkpoint')).toBe('0\n2\na 0 3\nb.with-dash 12 4\n');
  expect(text('log-start-offset-checkpoint')).toBe('0\n1\nb.with-dash 12 2\n');
});

test('new partitions go to the emptier directory, and come back from where they are', () => {
  const world = new LogWorld();
  const directories = format(world, '/d', '/e');
  const manager = LogManager.open(world.env, options(directories));
  const places = [0, 1, 2].map(
    (partition) => manager.create('t', partition, TOPIC_ID, DEFAULT_LOG_CONFIG).directory,
  );
  expect(places).toEqual(['/d/t-0', '/e/t-1', '/d/t-2']);
  expect(manager.create('t', 3, TOPIC_ID, DEFAULT_LOG_CONFIG, '/d').directory).toBe('/d/t-3');
  expect(() => manager.create('t', 3, TOPIC_ID, DEFAULT_LOG_CONFIG)).toThrow('/d/t-3 exists');
  manager.shutdown(1);
  const again = LogManager.open(world.env, options(directories));
  expect([...again.all()].map((log) => `${log.directory} ${log.topicId}`)).toEqual(
    ['/d/t-0', '/d/t-2', '/d/t-3', '/e/t-1'].map((path) => `${path} ${TOPIC_ID}`),
  );
  again.shutdown(1);
  world.disk.makeDirectory('/e/t-0');
  expect(() => LogManager.open(world.env, options(directories))).toThrow(
    't-0 is in two log dirs: /d/t-0 and /e/t-0',
  );
});

test('a deleted topic is out of the way at once and gone after the delay, also over a restart', () => {
  const world = new LogWorld();
  format(world, '/d');
  let manager = LogManager.open(world.env, options(['/d']));
  append(manager.create('t', 0, TOPIC_ID, DEFAULT_LOG_CONFIG));
  append(manager.create('u', 0, TOPIC_ID, DEFAULT_LOG_CONFIG));
  append(manager.create('s', 0, TOPIC_ID, DEFAULT_LOG_CONFIG));
  const folders = () =>
    world.disk
      .list('/d')
      ?.filter((entry) => entry.kind === 'directory')
      .map((entry) => entry.name.replace(/[0-9a-f]{32}/, 'HEX'));
  manager.scheduleDelete('t', 0);
  manager.markStray('s', 0);
  expect(manager.get('t', 0)).toBeUndefined();
  expect(folders()).toEqual(['s-0.HEX-stray', 't-0.HEX-delete', 'u-0']);
  // Kafka would have to build indexes that are missing, even of what waits for its removal.
  const [stray] = world.disk.list('/d')!.filter((entry) => entry.name.endsWith('-stray'));
  expect(world.disk.list(`/d/${stray.name}`)?.map((entry) => entry.name.split('.').pop())).toEqual(
    expect.arrayContaining(['index', 'log', 'timeindex', 'metadata']),
  );
  append(manager.create('t', 0, TOPIC_ID, DEFAULT_LOG_CONFIG));
  world.wallMs += 59_999;
  manager.housekeeping(world.wallMs);
  expect(folders()).toEqual(['s-0.HEX-stray', 't-0', 't-0.HEX-delete', 'u-0']);
  world.wallMs += 2;
  manager.housekeeping(world.wallMs);
  expect(folders()).toEqual(['s-0.HEX-stray', 't-0', 'u-0']);
  manager.scheduleDelete('u', 0);
  manager.abandon();
  manager = LogManager.open(world.env, options(['/d']));
  manager.housekeeping(world.wallMs);
  expect(folders()).toEqual(['s-0.HEX-stray', 't-0']);
});

test('the name of a deleted folder fits a file system', () => {
  const world = new LogWorld();
  format(world, '/d');
  const manager = LogManager.open(world.env, options(['/d']));
  const topic = 'x'.repeat(249);
  manager.create(topic, 7, TOPIC_ID, DEFAULT_LOG_CONFIG);
  manager.scheduleDelete(topic, 7);
  const [folder] = world.disk.list('/d')?.filter((entry) => entry.kind === 'directory') ?? [];
  expect(folder.name).toMatch(/^x+-7\.[0-9a-f]{32}-delete$/);
  expect(folder.name.length).toBe(255);
});

test('housekeeping does nothing to the disk while nothing moves', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const manager = LogManager.open(world.env, options(['/d']));
  const log = manager.create('t', 0, TOPIC_ID, DEFAULT_LOG_CONFIG);
  append(log);
  log.advanceHighWatermark(1);
  const changes: string[] = [];
  const after = async (ms: number) => {
    world.wallMs += ms;
    const { wakeAtMs } = manager.housekeeping(world.wallMs);
    expect(wakeAtMs).toBeGreaterThan(world.wallMs);
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  };
  await after(5_000);
  expect(world.disk.readFile('/d/replication-offset-checkpoint')?.toString()).toBe('0\n1\nt 0 1\n');
  // It rests now, and is flushed.
  await after(60_000);
  await after(60_000);
  expect(world.disk.readFile('/d/recovery-point-offset-checkpoint')?.toString()).toBe('0\n1\nt 0 1\n');
  world.disk.hook = (operation) => void changes.push(operation.kind);
  await after(60_000);
  await after(600_000);
  expect(changes).toEqual([]);
});

test('what rests is flushed with its indexes: a clean end finds nothing to do, a power loss nothing to take', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const manager = LogManager.open(world.env, options(['/d']));
  const log = manager.create('t', 0, TOPIC_ID, DEFAULT_LOG_CONFIG);
  const keepHouse = async () => {
    world.wallMs += 5_000;
    manager.housekeeping(world.wallMs);
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  };
  append(log);
  await keepHouse();
  append(log);
  await keepHouse();
  expect(log.recoveryPoint).toBe(0);
  await keepHouse();
  expect(log.recoveryPoint).toBe(2);
  const changes: string[] = [];
  world.disk.hook = (operation) => {
    if (operation.path.startsWith('/d/t-0')) changes.push(operation.kind);
  };
  await manager.flushForShutdown(() => {});
  manager.shutdown(1);
  expect(changes).toEqual([]);
  world.disk.losePower();
  const again = LogManager.open(world.env, options(['/d']));
  expect(again.cleanShutdown).toEqual({ brokerEpoch: 1 });
  expect(again.get('t', 0)!.endOffset).toBe(2);
  expect(world.messages.filter((line) => line.includes('index'))).toEqual([]);
  again.abandon();
});

test('a clean end of partitions that have not changed costs as many operations as one without any', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const stop = async (manager: LogManager) => {
    const changes: string[] = [];
    world.disk.hook = (operation) => void changes.push(operation.kind);
    await manager.flushForShutdown(() => {});
    manager.shutdown(1);
    world.disk.hook = () => {};
    return changes;
  };
  const without = await stop(LogManager.open(world.env, options(['/d'])));
  const manager = LogManager.open(world.env, options(['/d']));
  for (let index = 0; index < 50; index++) append(manager.create('t', index, TOPIC_ID, DEFAULT_LOG_CONFIG));
  const changed = await stop(manager);
  expect(changed.length).toBeGreaterThan(50);
  const opened = LogManager.open(world.env, options(['/d']));
  for (const log of opened.all()) log.assignEpoch(9, log.endOffset);
  expect(await stop(opened)).toEqual(without);
});

test('what is flushed off the thread before a clean end is all that it needs; progress is told', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const manager = LogManager.open(world.env, options(['/d']));
  for (let index = 0; index < 3; index++) {
    const log = manager.create('t', index, TOPIC_ID, { ...DEFAULT_LOG_CONFIG, indexIntervalBytes: 1 });
    for (let batch = 0; batch < 3; batch++) append(log);
  }
  const left: number[] = [];
  await manager.flushForShutdown((logs) => left.push(logs));
  expect(left).toEqual([3, 2, 1, 0]);
  const changes: string[] = [];
  world.disk.hook = (operation) => {
    if (operation.path.startsWith('/d/t-')) changes.push(`${operation.kind} ${operation.path}`);
  };
  manager.shutdown(1);
  expect(changes).toEqual([]);
  world.disk.losePower();
  const again = LogManager.open(world.env, options(['/d']));
  expect([...again.all()].map(({ endOffset, recoveryPoint }) => [endOffset, recoveryPoint])).toEqual(
    Array.from({ length: 3 }, () => [3, 3]),
  );
  expect(world.messages.filter((line) => line.includes('index'))).toEqual([]);
  again.abandon();
});

test('after a start retention looks into no files of a log with a young record, and removes one of old records', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const config = { ...DEFAULT_LOG_CONFIG, retentionMs: 1000 };
  const open = () => LogManager.open(world.env, options(['/d'], { configOf: () => config }));
  const manager = open();
  for (const [index, ageMs] of [0, 5000].entries()) {
    const log = manager.create('t', index, TOPIC_ID, config);
    append(log, 1, world.wallMs - ageMs);
    log.advanceHighWatermark(1);
  }
  await manager.flushForShutdown(() => {});
  manager.shutdown(1);

  const again = open();
  const opened: string[] = [];
  const openFile = world.disk.open.bind(world.disk);
  world.disk.open = (path, mode) => {
    opened.push(path);
    return openFile(path, mode);
  };
  const [young, old] = [again.get('t', 0)!, again.get('t', 1)!];
  expect(young.deleteOldSegments()).toBe(0);
  expect(opened).toEqual([]);
  expect(old.deleteOldSegments()).toBe(1);
  expect([young.startOffset, old.startOffset]).toEqual([0, 1]);

  // What is not young any more is old, whether its files were looked into or not.
  world.wallMs += 1001;
  expect(young.deleteOldSegments()).toBe(1);
  again.abandon();
});

test('how often the checkpoints are written and retention is looked at, is what the settings say', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const intervals = {
    highWatermarkCheckpointMs: 10,
    recoveryPointCheckpointMs: 20,
    logStartCheckpointMs: 30,
    retentionCheckMs: 40,
  };
  const manager = LogManager.open(world.env, options(['/d'], { intervals }));
  const log = manager.create('t', 0, TOPIC_ID, { ...DEFAULT_LOG_CONFIG, retentionMs: 1 });
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  append(log, 3, 1_000);
  log.advanceHighWatermark(3);
  log.advanceStart(1, 'delete-records');
  log.flush();
  const changed: string[] = [];
  world.disk.hook = (operation) => {
    if (operation.kind === 'rename') changed.push(operation.to);
  };
  const startMs = world.wallMs;
  const written: string[] = [];
  for (const afterMs of [9, 10, 20, 30, 39]) {
    world.wallMs = startMs + afterMs;
    manager.housekeeping(world.wallMs);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    written.push(`${afterMs}: ${changed.splice(0).join()}`);
  }
  expect(written).toEqual([
    '9: ',
    '10: /d/replication-offset-checkpoint',
    '20: /d/recovery-point-offset-checkpoint',
    '30: /d/log-start-offset-checkpoint',
    '39: ',
  ]);
  world.wallMs = startMs + 40;
  manager.housekeeping(world.wallMs);
  expect(log.startOffset).toBe(3);
});

test('to start, to lead and to stop again writes nothing about a partition that gets no records', () => {
  const world = new LogWorld();
  format(world, '/d');
  let manager = LogManager.open(world.env, options(['/d']));
  append(manager.create('t', 0, TOPIC_ID, DEFAULT_LOG_CONFIG));
  manager.shutdown(1);
  const epochs = () => world.disk.readFile('/d/t-0/leader-epoch-checkpoint')?.toString();
  expect(epochs()).toBe('0\n1\n0 0\n');
  const changes: string[] = [];
  world.disk.hook = (operation) => {
    if (operation.path.startsWith('/d/t-0')) changes.push(`${operation.kind} ${operation.path}`);
  };
  for (const epoch of [1, 2]) {
    manager = LogManager.open(world.env, options(['/d']));
    const log = manager.get('t', 0)!;
    log.assignEpoch(epoch, log.endOffset);
    expect(log.endOffsetForEpoch(epoch)).toEqual({ epoch, endOffset: 1 });
    manager.shutdown(1);
  }
  expect(changes.filter((change) => !change.startsWith('open'))).toEqual([]);
  // An epoch is there before its first record.
  manager = LogManager.open(world.env, options(['/d']));
  const log = manager.get('t', 0)!;
  log.assignEpoch(3, log.endOffset);
  expect(epochs()).toBe('0\n1\n0 0\n');
  const batch = buildBatch([{ key: null, value: null }], { timestamp: 1_000_000 });
  log.appendAsLeader(batch, { leaderEpoch: 3, origin: 'client' });
  expect(epochs()).toBe('0\n2\n0 0\n3 1\n');
  manager.shutdown(1);
});

test('flush.ms and flush.messages make data durable in time', () => {
  const world = new LogWorld();
  format(world, '/d');
  const manager = LogManager.open(world.env, options(['/d']));
  const timed = manager.create('t', 0, TOPIC_ID, { ...DEFAULT_LOG_CONFIG, flushMs: 100 });
  const counted = manager.create('t', 1, TOPIC_ID, { ...DEFAULT_LOG_CONFIG, flushMessages: 3 });
  append(timed);
  append(counted, 2);
  expect(manager.housekeeping(world.wallMs).wakeAtMs).toBe(world.wallMs + 100);
  expect([timed.recoveryPoint, counted.recoveryPoint]).toEqual([0, 0]);
  append(counted);
  world.wallMs += 100;
  manager.housekeeping(world.wallMs);
  expect([timed.recoveryPoint, counted.recoveryPoint]).toEqual([1, 3]);
});

test('a flush in the background covers what was there when it began, and nothing that was cut since', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const manager = LogManager.open(world.env, options(['/d']));
  const log = manager.create('t', 0, TOPIC_ID, DEFAULT_LOG_CONFIG);
  append(log, 3);
  const flushed = log.flushLater();
  append(log, 2);
  expect([await flushed, log.recoveryPoint, log.endOffset]).toEqual([3, 3, 5]);
  const cut = log.flushLater();
  log.truncateTo(3, 'test');
  append(log, 1);
  expect([await cut, log.recoveryPoint, log.endOffset]).toEqual([3, 3, 4]);
});

test('a full disk: no acknowledgement, the directory offline with its reason, recovery when space is back', () => {
  const world = new LogWorld();
  const directories = format(world, '/d', '/e');
  const manager = LogManager.open(world.env, options(directories));
  const log = manager.create('t', 0, TOPIC_ID, DEFAULT_LOG_CONFIG);
  manager.create('u', 0, TOPIC_ID, DEFAULT_LOG_CONFIG);
  append(log, 3);
  world.disk.capacityBytes = world.disk.usedBytes + 50;
  let failure: unknown;
  try {
    append(log, 3);
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(DiskError);
  expect((failure as DiskError).code).toBe('ENOSPC');
  expect(log.endOffset).toBe(3);
  const gone = manager.takeOffline('/d', (failure as DiskError).message);
  expect(gone.map((each) => each.directory)).toEqual(['/d/t-0']);
  expect(manager.directories().map((directory) => directory.offline)).toEqual([
    'write /d/t-0/00000000000000000000.log: ENOSPC',
    undefined,
  ]);
  expect(world.facts.map((fact) => fact.kind)).toContain('directory-offline');
  expect([...manager.all()].map((each) => each.topic)).toEqual(['u']);
  world.disk.capacityBytes = Infinity;
  manager.shutdown(1);
  expect(world.disk.readFile('/d/.kafka_cleanshutdown')).toBeUndefined();
  expect(world.disk.readFile('/e/.kafka_cleanshutdown')).toBeDefined();
  const again = LogManager.open(world.env, options(directories));
  expect(again.get('t', 0)?.endOffset).toBe(3);
});

test('a failed write-back in the background takes the directory offline and says so', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const failures: string[] = [];
  const onDirectoryFailure = (directory: string, logs: readonly PartitionLog[], reason: string) =>
    void failures.push(`${directory} ${logs.length} ${reason}`);
  const manager = LogManager.open(world.env, options(['/d'], { onDirectoryFailure }));
  const log = manager.create('t', 0, TOPIC_ID, DEFAULT_LOG_CONFIG);
  append(log);
  world.disk.hook = (operation) => {
    if (operation.kind === 'sync') throw new DiskError('fsync', operation.path, { code: 'EIO' });
  };
  log.roll('test');
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  expect(failures).toEqual([expect.stringMatching(/^\/d 1 fsync \/d\/t-0\/\S+: EIO$/)]);
  expect(manager.get('t', 0)).toBeUndefined();
});

test.each(['roll', 'flush'] as const)(
  'a log that is deleted at any moment of a %s in the background takes nothing else with it',
  async (what) => {
    for (let moment = 0; moment < 20; moment++) {
      const world = new LogWorld();
      world.disk.holdsOpenFiles = false;
      format(world, '/d');
      const failures: string[] = [];
      const onDirectoryFailure = (directory: string) => void failures.push(directory);
      const manager = LogManager.open(world.env, options(['/d'], { onDirectoryFailure }));
      const log = manager.create('t', 0, TOPIC_ID, { ...DEFAULT_LOG_CONFIG, fileDeleteDelayMs: 0 });
      append(log);
      if (what === 'roll') log.roll('test');
      else void log.flushLater().catch((error: unknown) => failures.push(String(error)));
      for (let turn = 0; turn < moment; turn++) await Promise.resolve();
      manager.scheduleDelete('t', 0);
      manager.housekeeping(world.wallMs);
      expect(world.disk.list('/d')?.map(({ name }) => name)).not.toContain('t-0');
      for (let turn = 0; turn < 40; turn++) await Promise.resolve();
      expect([moment, ...failures]).toEqual([moment]);
    }
  },
);

test('the metadata log is looked through whole at every start', () => {
  const world = new LogWorld();
  format(world, '/d');
  const log = openMetadataLog(world.env, '/d');
  const batch = (timestamp: number) => buildBatch([{ key: null, value: Buffer.alloc(30) }], { timestamp });
  log.appendAsLeader(Buffer.concat([batch(1), batch(2)]), { leaderEpoch: 4, origin: 'raft' });
  log.flush();
  log.appendAsLeader(batch(3), { leaderEpoch: 5, origin: 'raft' });
  expect(log.epochEntries).toEqual([
    { epoch: 4, startOffset: 0 },
    { epoch: 5, startOffset: 2 },
  ]);
  world.disk.losePower();
  const again = openMetadataLog(world.env, '/d');
  expect([again.endOffset, again.recoveryPoint, again.highWatermark, again.topicId]).toEqual([
    2,
    2,
    0,
    'AAAAAAAAAAAAAAAAAAAAAQ',
  ]);
  expect(LogManager.open(world.env, options(['/d'])).get('__cluster_metadata', 0)).toBeUndefined();
});

test('on the real disk: written, stopped, torn, opened and inspected', () => {
  const directory = mkdtempSync(`${tmpdir()}/sluice-log-`);
  try {
    const env = nodeEnv();
    formatDirectory(env, directory, { nodeId: 1, clusterId: CLUSTER_ID });
    const config = {
      ...DEFAULT_LOG_CONFIG,
      segmentBytes: 2000,
      indexIntervalBytes: 100,
      timestampBeforeMaxMs: Infinity,
    };
    const manager = LogManager.open(env, options([directory], { configOf: () => config }));
    expect(() => LogManager.open(env, options([directory]))).toThrow(/is in use/);
    const log = manager.create('t', 0, TOPIC_ID, config);
    for (let index = 0; index < 100; index++) append(log, 2, 1000 + index);
    manager.shutdown(9);
    const folder = `${directory}/t-0`;
    const logs = inspectFolder(env.disk, folder)?.filter((file) => file.segment?.kind === 'log') ?? [];
    expect(logs.length).toBeGreaterThan(3);
    const last = `${folder}/${logs[logs.length - 1].name}`;
    const map = new SegmentMap(env.disk, last);
    map.advance(1000);
    expect(map.tail).toBeUndefined();
    const pieces = map.rows(0, 1000);
    const bytes = readBytes(env.disk, last, pieces[0].position, pieces[0].sizeBytes);
    expect(
      inspectRecordPage(bytes, batchBody(bytes), 0, 9).records.map((record) => record.key?.toString()),
    ).toEqual(['k0', 'k1']);
    const index = inspectOffsetIndex(env.disk, last.replace('.log', '.index'));
    const positions = pieces.map((piece) => piece.position);
    expect(index.length).toBeGreaterThan(0);
    expect(index.every((entry) => positions.includes(entry.position))).toBe(true);
    expect(inspectTimeIndex(env.disk, last.replace('.log', '.timeindex')).at(-1)).toEqual({
      timestampMs: 1099,
      offset: 199,
    });
    truncateSync(last, logs[logs.length - 1].sizeBytes - 3);
    map.advance(1000);
    expect(map.tail?.kind).toBe('torn');
    const again = LogManager.open(env, options([directory], { configOf: () => config }));
    expect(again.get('t', 0)?.endOffset).toBe(198);
    again.shutdown(1);
    writeFileSync(`${directory}/note.txt`, 'files between the folders disturb nobody');
    LogManager.open(env, options([directory], { configOf: () => config })).shutdown(1);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('thousands of partitions hold few files open', async () => {
  const world = new LogWorld();
  format(world, '/d');
  const manager = LogManager.open(world.env, options(['/d']));
  for (let partition = 0; partition < 1100; partition++)
    append(manager.create('t', partition, TOPIC_ID, DEFAULT_LOG_CONFIG));
  // The first checkpoint is written on the way.
  await new Promise((resolve) => setImmediate(resolve));
  for (const log of manager.all()) {
    const slice = log.read(0, { maxBytes: 1000, upperBound: 1, atLeastOneBatch: true });
    if (slice === 'out-of-range') throw new Error(log.directory);
    const [record] = readRecords(slice.chunks[0], [...batchPositions(slice.chunks[0])][0]);
    expect(record.key?.toString()).toBe('k0');
    slice.release();
  }
  expect(world.disk.openFileCount).toBeLessThanOrEqual(1001);
});

test('the metadata log has no gaps: it ends where a base offset has changed, or a segment is missing', () => {
  const batch = buildBatch([{ key: null, value: Buffer.alloc(30) }], { timestamp: 1 });
  const folder = '/d/__cluster_metadata-0';
  const logWith = (damage: (disk: MemoryDisk) => void): number => {
    const world = new LogWorld();
    format(world, '/d');
    const log = openMetadataLog(world.env, '/d', { config: { segmentBytes: 2 * batch.length } });
    for (let count = 0; count < 6; count++)
      log.appendAsLeader(Buffer.from(batch), { leaderEpoch: 4, origin: 'raft' });
    world.disk.crashProcess();
    damage(world.disk);
    return openMetadataLog(world.env, '/d').endOffset;
  };
  const rename = (disk: MemoryDisk, at: number, offset: bigint) => {
    const path = `${folder}/00000000000000000002.log`;
    const bytes = disk.readFile(path)!;
    bytes.writeBigInt64BE(offset, at);
    disk.tamper(path, bytes);
  };
  expect(logWith(() => {})).toBe(6);
  expect(logWith((disk) => rename(disk, 0, 67n))).toBe(2);
  expect(logWith((disk) => rename(disk, batch.length, 67n))).toBe(3);
  expect(logWith((disk) => rename(disk, batch.length, 2n))).toBe(3);
  expect(logWith((disk) => disk.tamper(`${folder}/00000000000000000002.log`, undefined))).toBe(2);
});

test('what the metadata log has when it is opened survives a power loss', () => {
  const world = new LogWorld();
  format(world, '/d');
  const batch = buildBatch([{ key: null, value: Buffer.alloc(30) }], { timestamp: 1 });
  openMetadataLog(world.env, '/d').appendAsLeader(batch, { leaderEpoch: 4, origin: 'raft' });
  world.disk.crashProcess();
  expect(openMetadataLog(world.env, '/d').endOffset).toBe(1);
  world.disk.losePower();
  expect(openMetadataLog(world.env, '/d').endOffset).toBe(1);
});
