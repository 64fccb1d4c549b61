import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import type { JobView, SendRequest } from '../../contract/index.ts';
import { Store } from './index.ts';
import { migrate } from './schema.ts';

const NOW_MS = 1_750_000_000_000;
const directory = mkdtempSync(join(tmpdir(), 'sluice-store-'));
let counter = 0;
const freshPath = () => join(directory, `${++counter}.sqlite`);
afterEach(() => {
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true });
});

test('the newest snapshot of each facet is there after a restart', () => {
  const path = freshPath();
  const store = new Store(path, NOW_MS);
  store.saveSnapshots(
    'local',
    NOW_MS,
    new Map<string, unknown>([
      ['metadata', { a: 1 }],
      ['groups', []],
    ]),
  );
  store.saveSnapshots('local', NOW_MS + 70_000, new Map([['metadata', { a: 2 }]]));
  store.saveSnapshots('other', NOW_MS + 80_000, new Map([['metadata', { a: 3 }]]));
  store.close();
  const again = new Store(path, NOW_MS);
  expect(again.notice).toBeNull();
  expect([...again.snapshots('local')]).toEqual([
    ['groups', { atMs: NOW_MS, body: [] }],
    ['metadata', { atMs: NOW_MS + 70_000, body: { a: 2 } }],
  ]);
  again.close();
});

test('a facet keeps a snapshot of each minute of an hour, then ever fewer, up to a week', () => {
  const store = new Store(':memory:', NOW_MS);
  const MINUTE = 60_000;
  const nowMs = Math.ceil(NOW_MS / MINUTE) * MINUTE + 10 * 24 * 60 * MINUTE;
  for (let minute = 8 * 24 * 60; minute >= 0; minute--)
    store.saveSnapshots('local', nowMs - minute * MINUTE, new Map([['metadata', { minute }]]));
  store.prune(nowMs);
  const ages = store.snapshotMoments('local').map((atMs) => (nowMs - atMs) / MINUTE);
  expect(ages.filter((age) => age <= 60)).toHaveLength(61);
  const day = ages.filter((age) => age > 60 && age <= 24 * 60);
  expect([day.length > 130, day.length < 145]).toEqual([true, true]);
  const week = ages.filter((age) => age > 24 * 60);
  expect([week.length > 140, week.length < 150, Math.max(...ages) <= 7 * 24 * 60]).toEqual([
    true,
    true,
    true,
  ]);
  // Of a moment in between, what was known then.
  expect(store.snapshotsAt('local', nowMs - 30 * MINUTE + 5).get('metadata')?.body).toEqual({ minute: 30 });
  expect(store.snapshotsAt('local', nowMs - 9 * 24 * 60 * MINUTE).size).toBe(0);
  store.close();
});

test('a moment is that of the last snapshot of its minute, so that no facet of it is younger', () => {
  const store = new Store(':memory:', NOW_MS);
  const minuteMs = Math.ceil(NOW_MS / 60_000) * 60_000;
  store.saveSnapshots('local', minuteMs - 60_000, new Map([['settings', 'before the cluster was known']]));
  store.saveSnapshots('local', minuteMs + 1_000, new Map([['metadata', 'm']]));
  store.saveSnapshots('local', minuteMs + 3_000, new Map([['settings', 's']]));
  store.saveSnapshots('local', minuteMs + 61_000, new Map([['settings', 'later']]));
  const moments = store.snapshotMoments('local');
  expect(moments).toEqual([minuteMs + 3_000, minuteMs + 61_000]);
  const atFirst = store.snapshotsAt('local', moments[0]!);
  expect([atFirst.get('metadata')?.body, atFirst.get('settings')?.body]).toEqual(['m', 's']);
  store.close();
});

test('large snapshots are kept while there is room, and the newest always', () => {
  const store = new Store(':memory:', NOW_MS);
  const body = 'x'.repeat(9 * 1024 * 1024);
  for (let minute = 0; minute < 5; minute++)
    store.saveSnapshots('local', NOW_MS + minute * 60_000, new Map([['metadata', body]]));
  store.saveSnapshots('huge', NOW_MS, new Map([['metadata', body.repeat(5)]]));
  store.prune(NOW_MS + 5 * 60_000);
  expect(store.snapshotMoments('local')).toEqual([2, 3, 4].map((minute) => NOW_MS + minute * 60_000));
  expect(store.snapshotMoments('huge')).toHaveLength(1);
  store.close();
});

test('lag samples come back since a moment, and go after a week', () => {
  const store = new Store(':memory:', NOW_MS);
  const sample = (atMs: number) => ({ groupId: 'g', sample: { atMs, total: 3, partitions: { 't-0': 3 } } });
  store.saveLagSamples('local', [sample(NOW_MS), sample(NOW_MS + 10_000), sample(NOW_MS + 20_000)]);
  expect(store.lagSamples('local', 'g', NOW_MS + 5_000).map(({ atMs }) => atMs - NOW_MS)).toEqual([
    10_000, 20_000,
  ]);
  store.prune(NOW_MS + 7 * 24 * 3_600_000 + 15_000);
  expect(store.lagSamples('local', 'g', 0).map(({ atMs }) => atMs - NOW_MS)).toEqual([20_000]);
  store.close();
});

test('a long past of lag is thinned before it is read, and keeps its peak', () => {
  const store = new Store(':memory:', NOW_MS);
  const samples = Array.from({ length: 2_000 }, (_, at) => {
    const total = at === 777 ? 500 : 3;
    return { groupId: 'g', sample: { atMs: NOW_MS + at * 10_000, total, partitions: { 't-0': total } } };
  });
  store.saveLagSamples('local', samples);
  const past = store.lagSamples('local', 'g', 0, 50);
  expect(past.length).toBeLessThanOrEqual(50);
  expect(past.filter(({ total }) => total === 500)).toEqual([samples[777]!.sample]);
  store.close();
});

test('sent messages are remembered with what came of them', () => {
  const store = new Store(':memory:', NOW_MS);
  const request: SendRequest = {
    cluster: 'local',
    topic: 't',
    partition: null,
    key: { kind: 'null' },
    value: { kind: 'text', text: 'x'.repeat(100_000) },
    headers: [],
    timestampMs: null,
    compression: 'none',
    acks: 'all',
  };
  store.saveSent({ request, atMs: NOW_MS, result: null, error: 'no leader' });
  const small = { ...request, value: { kind: 'text', text: 'v' } } as const;
  const result = { partition: 1, offset: 5, timestampMs: NOW_MS, latencyMs: 2 };
  store.saveSent({ request: small, atMs: NOW_MS + 1, result, error: null });
  const all = { cluster: 'local', topic: 't', search: '', before: null, limit: 10 };
  const [newest, older] = store.sent(all);
  expect(newest).toMatchObject({ request: small, atMs: NOW_MS + 1, result, error: null, cut: false });
  expect(older).toMatchObject({ cut: true, error: 'no leader', request: { value: { kind: 'null' } } });
  expect(store.sent({ ...all, search: 'LEADER' })).toEqual([older]);
  expect(store.sent({ ...all, search: '%' })).toEqual([]);
  expect(store.sent({ ...all, topic: null, before: newest.id })).toEqual([older]);
  expect(store.sent({ ...all, topic: 'u' })).toEqual([]);
  const job = { id: 'j', cluster: 'local', topic: 't', startedAtMs: NOW_MS, error: null } as JobView;
  store.saveSentJob(job);
  store.saveSentJob({ ...job, sent: 7 });
  expect(store.sent(all)).toMatchObject([{ request: null, job: { sent: 7 } }, newest, older]);
  store.clearSent('local');
  expect(store.sent(all)).toEqual([]);
  const template = { key: null, value: '{{uuid}}', headers: [], partition: null };
  store.saveTemplate('local', 't', { name: 'b', template, savedAtMs: 1 });
  store.saveTemplate('local', 't', { name: 'a', template, savedAtMs: 2 });
  store.saveTemplate('local', 't', { name: 'b', template, savedAtMs: 3 });
  expect(store.templates('local', 't').map(({ name, savedAtMs }) => [name, savedAtMs])).toEqual([
    ['a', 2],
    ['b', 3],
  ]);
  store.removeTemplate('local', 't', 'a');
  expect(store.templates('local', 't')).toHaveLength(1);
  store.close();
});

test('a damaged file is set aside, said once, and a new one begun', () => {
  const path = freshPath();
  writeFileSync(path, Buffer.alloc(8_192, 'this is no database. '));
  const store = new Store(path, NOW_MS);
  expect(store.notice).toContain('.broken');
  store.saveSetting('a', 'b');
  store.close();
  const again = new Store(path, NOW_MS);
  expect([again.notice, again.setting('a')]).toEqual([null, 'b']);
  again.close();
  expect(readdirSync(directory).filter((name) => name.endsWith('.broken')).length).toBe(1);
});

test('what is only remembered is not missed by who made it happen: trouble is told, and its end', () => {
  const path = freshPath();
  const store = new Store(path, NOW_MS);
  const told: (string | null)[] = [];
  store.onTrouble(() => told.push(store.trouble));
  // As on a full disk no statement that writes succeeds; what stands there can be read.
  const other = new Database(path);
  other.exec('BEGIN IMMEDIATE');
  const sample = { atMs: NOW_MS, total: 1, partitions: {} } as never;
  store.saveLagSamples('local', [{ groupId: 'g', sample }]);
  expect(store.trouble).toContain('locked');
  expect(store.addFiring({ ruleId: 'r', firedAtMs: NOW_MS } as never)).toBeNull();
  expect(store.lagSamples('local', 'g', 0)).toEqual([]);
  // What somebody asked to be kept is refused.
  expect(() => store.saveSetting('a', 'b')).toThrow('locked');
  other.exec('ROLLBACK');
  other.close();
  store.saveLagSamples('local', [{ groupId: 'g', sample }]);
  expect(told).toEqual([expect.stringContaining('locked'), null]);
  expect(store.lagSamples('local', 'g', 0)).toHaveLength(1);
  // A statement that is wrong is a fault of ours and no trouble of the disk.
  expect(() => store.saveLagSamples('local', [{ groupId: null as never, sample }])).toThrow('NOT NULL');
  store.close();
});

test('a database that cannot be opened is in memory, and it is said', () => {
  const path = join(directory, 'is-no-folder');
  writeFileSync(path, '');
  const store = new Store(join(path, 'workbench.sqlite'), NOW_MS);
  expect(store.notice).toContain('forgotten when the workbench ends');
  store.saveSetting('a', 'b');
  expect(store.setting('a')).toBe('b');
  store.close();
});

test('a database that cannot be written is in memory with all that it holds', () => {
  const path = freshPath();
  const before = new Store(path, NOW_MS);
  before.saveConnection({ id: 'c', settings: { name: 'staging' } as never });
  before.close();
  // On a disk that is read-only SQLite cannot make its write-ahead log.
  mkdirSync(`${path}-wal`);
  const store = new Store(path, NOW_MS);
  expect(store.notice).toContain('forgotten when the workbench ends');
  expect(store.connections()).toMatchObject([{ id: 'c', settings: { name: 'staging' } }]);
  store.saveSetting('a', 'b');
  expect(store.setting('a')).toBe('b');
  store.close();
});

test('pages that are damaged inside are found, too', () => {
  const path = freshPath();
  const store = new Store(path, NOW_MS);
  store.saveSnapshots('local', NOW_MS, new Map([['metadata', 'x'.repeat(50_000)]]));
  store.close();
  const database = new Database(path);
  database.pragma('journal_mode = DELETE');
  database.close();
  writeFileSync(path, Buffer.alloc(4_096 - 100, 0xab), { flag: 'r+' });
  const again = new Store(path, NOW_MS);
  expect(again.notice).toContain('could not be read');
  again.close();
});

test('a database of a later Sluice is left as it is', () => {
  const path = freshPath();
  const later = new Database(path);
  later.exec('CREATE TABLE treasure (a)');
  later.pragma('user_version = 999');
  later.close();
  const store = new Store(path, NOW_MS);
  expect(store.notice).toContain('schema 999');
  store.close();
  const kept = readdirSync(directory).find((name) => name.endsWith('.broken'))!;
  const database = new Database(join(directory, kept));
  expect(database.pragma('user_version', { simple: true })).toBe(999);
  database.close();
});

test('each step of the schema is taken once, whole or not at all', () => {
  const database = new Database(':memory:');
  const steps = ['CREATE TABLE a (x)', 'CREATE TABLE b (x); INSERT INTO b VALUES (1)'];
  migrate(database, steps.slice(0, 1));
  migrate(database, steps);
  migrate(database, steps);
  expect(database.prepare<[], { n: number }>('SELECT COUNT(*) AS n FROM b').get()).toEqual({ n: 1 });
  expect(() => migrate(database, [...steps, 'CREATE TABLE c (x); CREATE TABLE a (x)'])).toThrow(
    'already exists',
  );
  expect(database.pragma('user_version', { simple: true })).toBe(2);
  expect(() => database.prepare('SELECT * FROM c')).toThrow('no such table');
  database.close();
});
