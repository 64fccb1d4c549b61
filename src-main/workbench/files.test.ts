import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SendRequest } from '../contract/index.ts';
import { encodeGroupRecord } from '../coordinator/records/index.ts';
import { buildBatch, buildTransactionMarker, setBatchBaseOffset } from '../wire/index.ts';
import { type Refused, startTestBench } from './test-kit.ts';

const cluster = 'local';
const FIRST = '00000000000000000000.log';
const record: SendRequest = {
  cluster,
  topic: 't',
  partition: 0,
  key: { kind: 'text', text: 'k' },
  value: { kind: 'text', text: '{"n":1}' },
  headers: [{ name: 'h', value: { kind: 'text', text: 'x' } }],
  timestampMs: null,
  compression: 'none',
  acks: 'all',
};
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no refusal',
    (error: Refused) => error.error,
  );

/** A folder of files for one test. */
function planted(name: string, files: Readonly<Record<string, Uint8Array | string>>) {
  const root = mkdtempSync(join(tmpdir(), 'sluice-files-'));
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return { root, folder, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

const keyed = (baseOffset: number, keys: readonly string[]) =>
  buildBatch(
    keys.map((key) => ({ key: Buffer.from(key), value: Buffer.from(`v-${key}`) })),
    { timestamp: 1000, baseOffset },
  );

test("a node's folders, files, batches, records and bytes are shown as they are, while it runs", async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  await screen.call('topics.create', {
    cluster,
    name: 't',
    partitions: 1,
    replicationFactor: -1,
    configs: {},
  });
  for (let index = 0; index < 3; index++) await screen.call('messages.send', record);
  await screen.call('messages.send', { ...record, compression: 'gzip' });

  const [root] = await screen.call('files.roots', { cluster });
  expect(root).toMatchObject({ nodeId: 1, status: 'running' });
  expect(await screen.call('files.open', { path: `${root.path}/` })).toEqual({
    path: root.path,
    kind: 'log-dir',
  });
  const before = readdirSync(root.path, { recursive: true }).length;
  const { value: directory } = await screen.listen('files.directory', { path: root.path }).until(() => true);
  expect(directory).toMatchObject({ nodeId: 1, clusterId: bench.node.config.clusterId, problem: null });
  const folder = directory!.partitions.find(({ name }) => name === 't-0')!;
  expect(folder).toMatchObject({ topic: 't', partition: 0, state: 'live', path: `${root.path}/t-0` });

  const partition = screen.listen('files.partition', { path: folder.path });
  const { value: files } = await partition.until(() => true);
  const path = files!.files.find(({ name }) => name === FIRST)!.path;
  const segment = screen.listen('files.segment', { path, checkCrc: false });
  const { value: view } = await segment.until(({ value }) => value.crc.batches === 4);
  expect(view).toMatchObject({
    topic: 't',
    partition: 0,
    batches: 4,
    records: 4,
    firstOffset: 0,
    lastOffset: 3,
  });
  expect([view.faults, view.missing, view.walked, view.generation]).toEqual([[], 0, true, 0]);

  const { rows } = await screen.call('files.batches', {
    path,
    from: { kind: 'offset', offset: 2 },
    count: 2,
  });
  expect(rows.map(({ baseOffset, codec, crcValid }) => [baseOffset, codec, crcValid])).toEqual([
    [2, 'none', true],
    [3, 'gzip', true],
  ]);
  const gzip = await screen.call('files.batch', { path, position: rows[1].position });
  expect(gzip).toMatchObject({ compressed: true, bodyFault: null, crc: { valid: true }, outlook: null });
  expect(gzip.fields.find(({ name }) => name === 'recordsCount')).toMatchObject({ value: '1', start: 57 });
  const page = await screen.call('files.records', { path, position: rows[1].position, from: 0, count: 10 });
  expect(page).toMatchObject({ total: 1, fault: null });
  expect(page.records[0]).toMatchObject({
    offset: 3,
    key: { text: 'k' },
    value: { format: 'json' },
    decoded: null,
  });
  const body = await screen.call('files.bytes', {
    path,
    position: 0,
    sizeBytes: 1000,
    body: rows[1].position,
  });
  expect(Buffer.from(body.base64, 'base64').toString('latin1')).toContain('{"n":1}');
  expect(body.totalBytes).toBe(gzip.bodyBytes);
  const stored = await screen.call('files.bytes', {
    path,
    position: rows[0].position,
    sizeBytes: 8,
    body: null,
  });
  expect(Buffer.from(stored.base64, 'base64').readBigInt64BE()).toBe(2n);

  const place = await screen.call('files.locate', { cluster, topic: 't', partition: 0, offset: 2 });
  expect(place).toEqual({ nodeId: 1, path, position: rows[0].position, record: 0 });
  expect(
    await refusal(screen.call('files.locate', { cluster, topic: 't', partition: 0, offset: 99 })),
  ).toMatchObject({
    code: 'not-found',
  });

  // It grows under the eyes of the screen.
  await screen.call('messages.send', record);
  await segment.until(({ value }) => value.batches === 5 && value.lastOffset === 4);

  // The metadata log and what the cluster is made of.
  const metadata = `${root.path}/__cluster_metadata-0/${FIRST}`;
  const metadataRows = (
    await screen.call('files.batches', { path: metadata, from: { kind: 'index', index: 0 }, count: 200 })
  ).rows;
  const types = new Set<string>();
  for (const { position } of metadataRows)
    for (const { decoded, decodeFault } of (
      await screen.call('files.records', { path: metadata, position, from: 0, count: 100 })
    ).records) {
      expect(decodeFault).toBeNull();
      types.add(decoded!.type);
    }
  for (const type of [
    'LeaderChange',
    'TopicRecord',
    'PartitionRecord',
    'RegisterBrokerRecord',
    'FeatureLevelRecord',
  ])
    expect(types).toContain(type);

  const epochs = await screen.call('files.entries', {
    path: `${folder.path}/leader-epoch-checkpoint`,
    from: 0,
    count: 10,
  });
  expect([epochs.columns, epochs.rows, epochs.fault]).toEqual([['epoch', 'startOffset'], [['0', '0']], null]);
  const id = await screen.call('files.entries', {
    path: `${folder.path}/partition.metadata`,
    from: 0,
    count: 10,
  });
  expect(id.facts.map(({ name }) => name)).toEqual(['version', 'topic_id']);
  // Nothing was made, locked or removed by looking.
  expect(readdirSync(root.path, { recursive: true }).length).toBe(before);
});

test('paths that are no Kafka log folders, and files that are none of Kafka, are refused with the reason', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  using other = planted('notes', { 'secret.txt': 'no Kafka file' });
  const open = (path: string) => refusal(screen.call('files.open', { path }));
  expect(await open('notes')).toMatchObject({
    code: 'invalid-input',
    message: "'notes' is not an absolute path.",
  });
  expect(await open('/x/../etc')).toMatchObject({ code: 'invalid-input' });
  expect(await open(`${other.root}/nowhere`)).toMatchObject({ code: 'not-found' });
  expect(await open(other.folder)).toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('no Kafka log folder'),
  });
  const bytes = { position: 0, sizeBytes: 100, body: null };
  expect(
    await refusal(screen.call('files.bytes', { path: `${other.folder}/secret.txt`, ...bytes })),
  ).toMatchObject({ code: 'not-found' });
  expect(
    await refusal(screen.call('files.entries', { path: `${other.folder}/secret.txt`, from: 0, count: 1 })),
  ).toMatchObject({ code: 'not-found' });
});

test('damage is told with place, reason and what recovery would do; what stands before it is read', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const batches = [keyed(0, ['a', 'b']), keyed(2, ['c']), keyed(3, ['d', 'e'])];
  batches[1][70] ^= 1;
  const bytes = Buffer.concat([...batches, keyed(5, ['f']).subarray(0, 40)]);
  using folder = planted('orders-3', {
    [FIRST]: bytes,
    '00000000000000000006.log': keyed(6, ['g']),
  });
  writeFileSync(join(folder.root, 'recovery-point-offset-checkpoint'), '0\n1\norders 3 2\n');
  const path = `${folder.folder}/${FIRST}`;
  const { value } = await screen
    .listen('files.segment', { path, checkCrc: false })
    .until(({ value: view }) => view.crc.batches === 3);
  expect(value).toMatchObject({
    topic: 'orders',
    partition: 3,
    batches: 3,
    crc: { faults: 1, wanted: true },
  });
  const place = batches[0].length;
  const end = bytes.length - 40;
  expect(value.faults).toMatchObject([
    {
      kind: 'crc',
      position: place,
      outlook: { kind: 'cut', position: place, lostBytes: bytes.length - place, laterSegments: 1 },
    },
    { kind: 'torn', position: end, sizeBytes: 40, outlook: { kind: 'cut', lostBytes: 40 } },
  ]);
  expect(await screen.call('files.batch', { path, position: place })).toMatchObject({
    crc: { valid: false },
    row: { crcValid: false },
  });
  expect(await refusal(screen.call('files.batch', { path, position: 5 }))).toMatchObject({
    code: 'not-found',
  });
});

test('a segment whose offsets do not fit its indexes is said to be parted at the next start, and has no damage', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const far = 2 ** 31;
  const batches = [keyed(0, ['a']), keyed(far, ['b']), keyed(far + 1, ['c'])];
  using folder = planted('orders-3', {
    [FIRST]: Buffer.concat(batches),
    [`${String(far * 2).padStart(20, '0')}.log`]: keyed(far * 2, ['d']),
  });
  const path = `${folder.folder}/${FIRST}`;
  const { value } = await screen
    .listen('files.segment', { path, checkCrc: false })
    .until(({ value: view }) => view.crc.batches === 3);
  expect(value).toMatchObject({ batches: 3, crc: { faults: 0 }, lastOffset: far + 1 });
  expect(value.faults).toEqual([
    {
      kind: 'overflow',
      position: batches[0].length,
      sizeBytes: 0,
      reason: `its last offset ${far} is ${far} behind the segment's base`,
      outlook: { kind: 'split', segments: 2 },
    },
  ]);
});

test('a segment that goes while it is looked at says what became of it', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  using folder = planted('orders-0', { [FIRST]: keyed(0, ['a']) });
  const path = `${folder.folder}/${FIRST}`;
  const segment = screen.listen('files.segment', { path, checkCrc: false });
  await segment.until(() => true);
  renameSync(path, `${path}.deleted`);
  await expect(segment.ended).rejects.toThrow(/removed by retention or compaction and waits/);
  rmSync(folder.folder, { recursive: true });
  const again = screen.listen('files.segment', { path, checkCrc: false });
  await expect(again.ended).rejects.toThrow(/the partition was deleted or moved/);
  const partition = screen.listen('files.partition', { path: folder.folder });
  expect((await partition.until(() => true)).value).toBeNull();
});

test('what compaction removed is told by comparing with what was there when the screen was opened', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  using folder = planted('orders-0', {
    [FIRST]: Buffer.concat([keyed(0, ['a', 'b', 'a']), keyed(3, ['c'])]),
    '00000000000000000004.log': keyed(4, ['b']),
    '00000000000000000005.log': keyed(5, ['x']),
  });
  const partition = screen.listen('files.partition', { path: folder.folder });
  const first = await partition.until(() => true);
  expect(first.value).toMatchObject({ changes: [], memory: { state: 'keys', records: 6 } });
  // The cleaner merges the first two segments and keeps the newest record of each key.
  const cleaned = Buffer.concat([
    buildBatch([{ key: Buffer.from('a'), value: Buffer.from('v-a') }], {
      timestamp: 1000,
      baseOffset: 0,
      offsetDeltas: [2],
    }),
    keyed(3, ['c']),
    keyed(4, ['b']),
  ]);
  writeFileSync(join(folder.folder, `${FIRST}.swap`), cleaned);
  rmSync(join(folder.folder, '00000000000000000004.log'));
  renameSync(join(folder.folder, `${FIRST}.swap`), join(folder.folder, FIRST));
  const { value } = await partition.until((event) => event.value!.changes.length > 0);
  expect(value!.changes[0]).toMatchObject({
    kind: 'compacted',
    removedCount: 2,
    appendedCount: 0,
    removed: [
      { offset: 0, key: 'a', survivor: 2 },
      { offset: 1, key: 'b', survivor: 4 },
    ],
    before: { segments: 3, records: 6, batches: 4 },
    after: { segments: 2, records: 4, batches: 4 },
  });
  // Retention takes the first segment whole, while records come at the end.
  appendFileSync(join(folder.folder, '00000000000000000005.log'), keyed(6, ['y', 'z']));
  rmSync(join(folder.folder, FIRST));
  const later = await partition.until((event) => event.value!.changes.length > 1);
  expect(later.value!.changes[0]).toMatchObject({
    kind: 'deleted',
    removedCount: 3,
    appendedCount: 2,
    before: { records: 4 },
    after: { firstOffset: 5, records: 3 },
  });
});

test('of a folder too large for keys what went is counted without what came meanwhile', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const large = buildBatch([{ key: Buffer.from('b'), value: Buffer.alloc(17 * 1024 * 1024) }], {
    timestamp: 1000,
    baseOffset: 2,
  });
  const last = '00000000000000000002.log';
  using folder = planted('orders-0', {
    [FIRST]: keyed(0, ['a', 'b']),
    [last]: large,
  });
  const partition = screen.listen('files.partition', { path: folder.folder });
  await partition.until((event) => event.value!.memory.state === 'counts');
  appendFileSync(join(folder.folder, last), keyed(3, ['c', 'd']));
  rmSync(join(folder.folder, FIRST));
  const { value } = await partition.until((event) => event.value!.changes.length > 0);
  expect(value!.changes[0]).toMatchObject({
    kind: 'deleted',
    removed: null,
    removedCount: 2,
    appendedCount: 2,
    after: { records: 3 },
  });
});

test('records of internal topics and control batches are decoded, and broken ones say why', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const commit = encodeGroupRecord({
    type: 'OffsetCommit',
    key: { group: 'g', topic: 't', partition: 0 },
    value: {
      offset: 42,
      leaderEpoch: -1,
      metadata: '',
      commitTimestamp: 5,
      expireTimestamp: -1,
      topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
    },
  });
  const broken = { key: commit.key, value: commit.value!.subarray(0, 4) };
  const marker = buildTransactionMarker('commit', {
    timestamp: 9,
    producerId: 7,
    producerEpoch: 1,
    coordinatorEpoch: 2,
  });
  setBatchBaseOffset(marker, 0, 3);
  using folder = planted('__consumer_offsets-1', {
    [FIRST]: Buffer.concat([
      buildBatch([commit, { key: commit.key, value: null }, broken], { timestamp: 9, baseOffset: 0 }),
      marker,
    ]),
  });
  const path = `${folder.folder}/${FIRST}`;
  const { rows } = await screen.call('files.batches', { path, from: { kind: 'index', index: 0 }, count: 5 });
  const look = (position: number) => screen.call('files.records', { path, position, from: 0, count: 5 });
  const { records } = await look(rows[0].position);
  expect(JSON.parse(records[0].decoded!.json)).toMatchObject({ key: { group: 'g' }, value: { offset: 42 } });
  expect(JSON.parse(records[1].decoded!.json)).toMatchObject({ value: null });
  expect([records[2].decoded, records[2].decodeFault]).toEqual([
    null,
    expect.stringMatching(/needs \d+ bytes/),
  ]);
  const control = await look(rows[1].position);
  expect(rows[1].control).toBe(true);
  expect(control.records[0].decoded).toEqual({ type: 'Commit', json: '{"version":0,"coordinatorEpoch":2}' });
});

test('looking changes no file: sizes, times and bytes stay', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  using folder = planted('orders-0', { [FIRST]: keyed(0, ['a']), 'leader-epoch-checkpoint': '0\n1\n0 0\n' });
  const path = `${folder.folder}/${FIRST}`;
  const state = () =>
    readdirSync(folder.folder).map((name) => {
      const file = join(folder.folder, name);
      return [name, statSync(file).mtimeMs, readFileSync(file).toString('hex')];
    });
  const before = state();
  await screen
    .listen('files.segment', { path, checkCrc: true })
    .until(({ value }) => value.crc.batches === 1);
  await screen.listen('files.partition', { path: folder.folder }).until(() => true);
  await screen.call('files.strip', { path, from: 0, to: 1000, max: 10 });
  expect(state()).toEqual(before);
});
