import { expect, test } from 'vitest';
import { newStart } from './services/purge.ts';
import { type Refused, startTestBench, type TestScreen } from './test-kit.ts';

const cluster = 'local';
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no refusal',
    (error: Refused) => error.error,
  );

async function makeTopic(
  screen: TestScreen,
  name: string,
  partitions: number,
  configs: Readonly<Record<string, string>> = {},
): Promise<{ cluster: string; topic: string }> {
  await screen.call('topics.create', { cluster, name, partitions, replicationFactor: 1, configs });
  return { cluster, topic: name };
}

/** Records with timestamps 1, 2, 3 … */
async function fill(screen: TestScreen, topic: string, partition: number, count: number): Promise<void> {
  for (let at = 1; at <= count; at++)
    await screen.call('messages.send', {
      cluster,
      topic,
      partition,
      key: { kind: 'null' },
      value: { kind: 'text', text: `v${at}` },
      headers: [],
      timestampMs: at,
      compression: 'none',
      acks: 'all',
    });
}

test('a purge says what goes from each partition, and then only that goes', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const onTopic = await makeTopic(screen, 't', 2, { 'message.timestamp.type': 'CreateTime' });
  await fill(screen, 't', 0, 6);
  await fill(screen, 't', 1, 2);
  const detail = screen.listen('topic.watch', onTopic);
  await detail.until(({ value }) => value?.partitions[1]?.endOffset === 2 && value.sizeBytes !== null);

  const plan = await screen.call('topics.purgePlan', {
    ...onTopic,
    partitions: [],
    to: { kind: 'timestamp', timestampMs: 4 },
  });
  expect(plan.forbiddenBy).toBeNull();
  expect(plan.partitions).toMatchObject([
    { partition: 0, startOffset: 0, endOffset: 6, newStartOffset: 3, records: 3, problem: null },
    // No record is that late: all of it is older.
    { partition: 1, startOffset: 0, endOffset: 2, newStartOffset: 2, records: 2 },
  ]);
  expect(plan.partitions[0].estimatedBytes).toBeGreaterThan(0);
  await screen.call('topics.purge', { ...onTopic, partitions: [0], to: { kind: 'offset', offset: 2 } });
  const starts = (value: { partitions: readonly { startOffset: number | null }[] } | null) =>
    value?.partitions.map(({ startOffset }) => startOffset).join();
  await detail.until(({ value }) => starts(value) === '2,0');
  await screen.call('topics.purge', {
    ...onTopic,
    partitions: [],
    to: { kind: 'timestamp', timestampMs: 4 },
  });
  await detail.until(({ value }) => starts(value) === '3,2');
});

test('a purge never moves a start back, nor beyond the end', () => {
  expect(newStart({ kind: 'end' }, 3, 9, -1)).toBe(9);
  expect(newStart({ kind: 'offset', offset: 1 }, 3, 9, -1)).toBe(3);
  expect(newStart({ kind: 'offset', offset: 99 }, 3, 9, -1)).toBe(9);
  expect(newStart({ kind: 'timestamp', timestampMs: 5 }, 3, 9, -1)).toBe(9);
  expect(newStart({ kind: 'timestamp', timestampMs: 5 }, 3, 9, 4)).toBe(4);
});

test('a compacted topic says beforehand that it is not purged, and refuses', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const onTopic = await makeTopic(screen, 'state', 1, { 'cleanup.policy': 'compact' });
  const input = { ...onTopic, partitions: [], to: { kind: 'end' } } as const;
  expect((await screen.call('topics.purgePlan', input)).forbiddenBy).toEqual({ cleanupPolicy: 'compact' });
  expect(await refusal(screen.call('topics.purge', input))).toMatchObject({
    kafka: 'POLICY_VIOLATION',
    nextStep: expect.stringContaining('delete'),
  });
});

test('a topic is made anew with its settings, and several are deleted each for itself', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const onTopic = await makeTopic(screen, 't', 3, { 'retention.ms': '60000' });
  await fill(screen, 't', 1, 4);
  const detail = screen.listen('topic.watch', onTopic);
  const before = await detail.until(({ value }) => value?.records === 4);
  expect(await screen.call('topics.recreatePlan', onTopic)).toEqual({
    partitions: 3,
    replicationFactor: 1,
    configs: { 'retention.ms': '60000' },
    records: 4,
    sizeBytes: before.value!.sizeBytes,
    groups: [],
  });
  await screen.call('topics.recreate', onTopic);
  await detail.until(({ value }) => value !== null && value.id !== before.value!.id && value.records === 0);
  const set = (await screen.call('topics.configs', onTopic)).filter(({ source }) => source === 'topic');
  expect(set.map(({ name, value }) => `${name}=${value}`)).toEqual(['retention.ms=60000']);

  await makeTopic(screen, 'u', 1);
  expect(await screen.call('topics.deleteMany', { cluster, topics: ['t', 'gone', 'u'] })).toEqual([
    { topic: 't', error: null },
    { topic: 'gone', error: expect.stringContaining('deleting gone') },
    { topic: 'u', error: null },
  ]);
});

test('what was noted of topics outlives the workbench, and what says nothing is forgotten', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  await screen.call('topics.mark', { cluster, topic: 't', change: { favourite: true, labels: ['pci'] } });
  await screen.call('topics.mark', { cluster, topic: 't', change: { note: 'see wiki' } });
  await screen.call('topics.mark', { cluster, topic: 'u', change: { hidden: true } });
  await screen.call('topics.mark', { cluster, topic: 'u', change: { hidden: false } });
  expect(await screen.call('topics.marks', { cluster })).toEqual({
    t: { favourite: true, hidden: false, labels: ['pci'], note: 'see wiki' },
  });
  expect(
    await refusal(screen.call('topics.mark', { cluster, topic: 't', change: { labels: [''] } })),
  ).toMatchObject({ code: 'invalid-input' });
});

test('reassignments: a plan that cannot be is said, one that changes nothing is empty', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  await makeTopic(screen, 't', 2);
  const plan = (goal: { kind: 'replication'; factor: number }) =>
    screen.call('reassignments.plan', { cluster, topics: ['t'], goal });
  expect(await plan({ kind: 'replication', factor: 1 })).toEqual({
    moves: [],
    partitions: 2,
    brokers: [{ id: 1, before: 2, after: 2 }],
  });
  expect(await refusal(plan({ kind: 'replication', factor: 2 }))).toMatchObject({
    code: 'invalid-input',
    message: '2 replicas need as many brokers, and there is 1.',
  });
  const watch = screen.listen('reassignments.watch', { cluster });
  const { value } = await watch.until(({ stale }) => !stale);
  expect(value).toEqual({ moves: [], throttledTopics: [], throttleBytesPerSecond: null });
  expect(await screen.call('reassignments.electPreferred', { cluster, topics: null })).toEqual({
    elected: 0,
    failed: [],
  });
});

test('compaction: what is clean, what is dirty, and what survived', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const onTopic = await makeTopic(screen, 'state', 1, {
    'cleanup.policy': 'compact',
    'segment.bytes': '1048576',
    'segment.ms': '100',
    'min.cleanable.dirty.ratio': '0.01',
  });
  const plain = await makeTopic(screen, 'plain', 1);
  const watch = screen.listen('topics.watch', { cluster });
  await watch.until(({ value }) => value.length === 2);
  expect(await screen.call('topics.compaction', plain)).toMatchObject({
    compacts: false,
    cleanupPolicy: 'delete',
  });
  const put = (key: string) =>
    screen.call('messages.send', {
      ...onTopic,
      partition: 0,
      key: { kind: 'text', text: key },
      value: { kind: 'text', text: 'v' },
      headers: [],
      timestampMs: null,
      compression: 'none',
      acks: 'all',
    });
  // Each segment is closed by the record that comes a while after it.
  for (let round = 0; round < 4; round++) {
    for (const key of ['a', 'b', 'a', 'a']) await put(key);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await put('z');
  const view = await screen.call('topics.compaction', onTopic);
  expect(view).toMatchObject({ compacts: true, minCleanableDirtyRatio: 0.01 });
  const [row] = view.partitions;
  expect(row).toMatchObject({ partition: 0, nodeId: 1, problem: null });
  expect(row.notYetBytes).toBeGreaterThan(0);
  // The cleaner may have been here already: then keys stand once, else everything is dirty.
  if (row.cleanedUpTo === null) expect(row).toMatchObject({ dirtyRatio: 1, due: true, survivors: null });
  else expect(row.survivors!.records).toBeLessThan(row.survivors!.offsets);
});
