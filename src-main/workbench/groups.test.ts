import { expect, test } from 'vitest';
import { commitOffsets, GroupConsumer, KafkaClient } from '../client/index.ts';
import type { GroupDetail, ResetTo } from '../contract/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { startTestNode } from '../node/in-process.ts';
import { nodeProcess, type Refused, startTestBench, type TestBench } from './test-kit.ts';

const cluster = 'local';
const onTopic = { cluster, topic: 't' };

async function fill(bench: TestBench, records: number, partitions = 2) {
  const screen = bench.screen();
  await screen.call('topics.create', { cluster, name: 't', partitions, replicationFactor: 1, configs: {} });
  for (let index = 0; index < records; index++)
    await screen.call('messages.send', {
      ...onTopic,
      partition: index % partitions,
      key: { kind: 'null' },
      value: { kind: 'text', text: `record ${index}` },
      headers: [],
      timestampMs: 1_000 + index,
      compression: 'none',
      acks: 'all',
    });
  return screen;
}

function clientOf({ node }: TestBench): KafkaClient {
  return new KafkaClient(nodeEnv(), {
    clientId: 'consumer',
    bootstrap: [{ host: node.host, port: node.port }],
  });
}

test('a consumer lags, catches up and its offsets are reset once it is gone', async () => {
  await using bench = await startTestBench();
  const screen = await fill(bench, 10);
  const client = clientOf(bench);
  const consumer = new GroupConsumer(client, { groupId: 'g', topics: ['t'] });
  const lag = screen.listen('group.lag', { cluster, groupId: 'g', sinceMs: 0 });
  const first = await consumer.poll(4);
  expect(first.length).toBe(4);
  await consumer.commit(first);

  const rows = screen.listen('groups.watch', { cluster });
  const row = (await rows.until(({ value }) => value[0]?.members === 1 && value[0].lag !== null)).value[0];
  expect(row).toMatchObject({ groupId: 'g', state: 'Stable', topics: ['t'], type: 'classic' });
  const detail = await screen
    .listen('group.watch', { cluster, groupId: 'g' })
    .until(({ value }) => value?.members.length === 1);
  expect(detail.value!.members[0].assignment).toEqual([{ topic: 't', partitions: [0, 1] }]);
  expect(detail.value!.protocol).toBe('range');

  const reset = { cluster, groupId: 'g', topic: 't', partitions: [], to: { kind: 'earliest' as const } };
  const refused = await screen
    .call('groups.resetOffsets', { ...reset, preview: false })
    .catch((error) => error);
  expect((refused as Refused).error).toMatchObject({ code: 'active-group', kafka: 'NON_EMPTY_GROUP' });
  expect((refused as Refused).error.message).toContain('Stable with 1 member');

  while (
    (await consumer.poll(100).then(async (records) => (await consumer.commit(records), records))).length > 0
  );
  await rows.until(({ value }) => value[0]?.lag === 0);
  const samples = await lag.until((news) => news.some(({ total }) => total === 0));
  expect(samples.at(-1)!.partitions).toEqual({ 't-0': 0, 't-1': 0 });
  await consumer.close();
  await rows.until(({ value }) => value[0]?.state === 'Empty');

  const plan = await screen.call('groups.resetOffsets', {
    ...reset,
    to: { kind: 'timestamp', timestampMs: 1_004 },
    preview: true,
  });
  expect(plan).toEqual({
    blockedBy: null,
    rows: [
      { topic: 't', partition: 0, before: 5, after: 2, problem: null },
      { topic: 't', partition: 1, before: 5, after: 2, problem: null },
    ],
  });
  await rows.until(({ value }) => value[0]?.lag === 0); // a preview changes nothing
  await screen.call('groups.resetOffsets', {
    ...reset,
    partitions: [1],
    to: { kind: 'offset', offset: 99 },
    preview: false,
  });
  await screen.call('groups.resetOffsets', { ...reset, partitions: [0], preview: false });
  await rows.until(({ value }) => value[0]?.lag === 5);
  await screen.call('groups.delete', { cluster, groupId: 'g' });
  await rows.until(({ value }) => value.length === 0);
  client.close();
});

test('a reset by shift, by time ago, from another group, from a list; members are shown the door', async () => {
  await using bench = await startTestBench();
  const screen = await fill(bench, 10);
  const client = clientOf(bench);
  await commitOffsets(client, 'other', [{ topic: 't', partition: 1, offset: 3 }]);
  await commitOffsets(client, 'g', [{ topic: 't', partition: 0, offset: 4 }]);
  const rows = async (to: ResetTo, topic: string | null = null) => {
    const input = { cluster, groupId: 'g', topic, partitions: [], to, preview: true };
    const plan = await screen.call('groups.resetOffsets', input);
    return plan.rows.map(({ partition, before, after, problem }) =>
      `${partition}: ${before}→${after} ${problem ?? ''}`.trim(),
    );
  };
  expect(await rows({ kind: 'shift', by: -3 })).toEqual([
    '0: 4→1',
    '1: null→null Never committed: nothing to shift.',
  ]);
  expect(await rows({ kind: 'shift', by: 99 })).toContain('0: 4→5');
  expect(await rows({ kind: 'group', groupId: 'other' })).toEqual([
    "0: 4→null 'other' never committed it.",
    '1: null→3',
  ]);
  // All records are of 1970: none is that young.
  expect(await rows({ kind: 'duration', ms: 60_000 })).toEqual(['0: 4→5', '1: null→5']);
  const list: ResetTo = { kind: 'list', offsets: [{ topic: 't', partition: 1, offset: 2 }] };
  expect(await rows(list)).toEqual(['1: null→2']);
  expect(await rows(list, 't')).toEqual(['0: 4→null It is not in the list.', '1: null→2']);
  await screen.call('groups.resetOffsets', {
    cluster,
    groupId: 'g',
    topic: null,
    partitions: [],
    to: list,
    preview: false,
  });
  const watch = screen.listen('group.watch', { cluster, groupId: 'g' });
  const committed = (value: GroupDetail | null) => value?.partitions.map((one) => one.committedOffset).join();
  await watch.until(({ value }) => committed(value) === '4,2');
  await screen.call('groups.deleteOffsets', { cluster, groupId: 'g', topic: 't', partitions: [0] });
  // The partition is shown still, as never committed.
  await watch.until(({ value }) => committed(value) === ',2');

  const consumer = new GroupConsumer(client, { groupId: 'g', topics: ['t'] });
  await consumer.poll(1);
  const joined = await watch.until(({ value }) => value?.members.length === 1);
  const plan = await screen.call('groups.resetOffsets', {
    cluster,
    groupId: 'g',
    topic: 't',
    partitions: [],
    to: { kind: 'latest' },
    preview: true,
  });
  expect(plan.blockedBy).toEqual({ state: 'Stable', members: 1 });
  const [member] = joined.value!.members;
  await screen.call('groups.removeMember', {
    cluster,
    groupId: 'g',
    memberId: member.memberId,
    instanceId: null,
  });
  await watch.until(({ value }) => value?.state === 'Empty');
  client.close();
});

test('a commit beyond the end is no lag of 0, and partitions that were never committed are not in the sum', async () => {
  await using bench = await startTestBench();
  const screen = await fill(bench, 10);
  const client = clientOf(bench);
  await commitOffsets(client, 'g', [{ topic: 't', partition: 0, offset: 50 }]);
  await commitOffsets(client, 'late', [{ topic: 't', partition: 0, offset: 1 }]);
  const groups = screen.listen('groups.watch', { cluster });
  const all = (rows: readonly { beyondEnd: number; lag: number | null }[]) =>
    rows.some(({ beyondEnd }) => beyondEnd > 0) && rows.some(({ lag }) => lag !== null);
  const { value } = await groups.until((event) => event.value.length === 2 && all(event.value));
  expect(
    value.map((row) => `${row.groupId} ${row.lag} ${row.unknownLags} ${row.beyondEnd}`).toSorted(),
  ).toEqual(['g null 2 1', 'late 4 1 0']);
  const detail = await screen
    .listen('group.watch', { cluster, groupId: 'g' })
    .until((event) => event.value !== null);
  expect(detail.value!.partitions[0]).toMatchObject({ lag: null, beyondEnd: 45 });
  // It is nobody's lag, and a person should see to it.
  const seen = await screen
    .listen('overview.watch', { cluster })
    .until((event) => event.value.attention.length > 0);
  expect(seen.value.attention).toEqual([{ kind: 'beyond-end', subject: 'g', count: 1, target: '/groups/g' }]);
  expect(seen.value.totalLag).toBe(4);
  client.close();
});

test('the sample stream fills every screen, keeps the process, and leaves nothing behind', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const watch = screen.listen('sample.watch', { cluster });
  expect(await watch.until(() => true)).toMatchObject({ running: false, exists: false });
  await screen.call('sample.start', { cluster });
  expect(bench.keepAlive).toBe(true);
  await watch.until(({ sent, consumed }) => sent >= 60 && consumed >= 10);
  const groups = screen.listen('groups.watch', { cluster });
  const lagging = await groups.until(({ value }) => (value[0]?.lag ?? 0) > 10 && value[0].members === 1);
  expect(lagging.value[0].groupId).toBe('sample-slow-consumer');
  const read = screen.listen('messages.read', {
    cluster,
    topic: 'sample-orders',
    partitions: [],
    from: { kind: 'newest', count: 20 },
    limit: 20,
    filter: { text: '', clauses: [], script: '' },
    until: null,
    invisible: false,
    isolation: 'read_committed',
  });
  const events = await read.ended;
  const rows = events.flatMap((event) => (event.kind === 'rows' ? event.rows : []));
  expect(rows.length).toBe(20);
  expect(
    rows.every(
      ({ value, key, headers }) =>
        value.format === 'json' && key.text.startsWith('c-') && headers.length === 2,
    ),
  ).toBe(true);
  const topics = screen.listen('topics.watch', { cluster });
  await topics.until(({ value }) => (value[0]?.recordsInPerSecond ?? 0) > 0);
  // A workbench that knows nothing of it finds what an earlier one left, and can take it away.
  await using later = await startTestBench({ node: bench.node, databasePath: ':memory:' });
  const found = later.screen().listen('sample.watch', { cluster });
  expect(await found.until(({ exists }) => exists)).toMatchObject({ running: false, sent: 0 });
  await screen.call('sample.remove', { cluster });
  await found.until(({ exists }) => !exists);
  expect(bench.keepAlive).toBe(false);
  await topics.until(({ value }) => value.every(({ internal }) => internal));
  await groups.until(({ value }) => value.length === 0);
});

test('the last known state is there at once after a start, greyed, though no node answers', async () => {
  const node = await startTestNode();
  const databasePath = `${node.dataDirectory}.sqlite`;
  {
    await using bench = await startTestBench({ node, databasePath });
    const screen = await fill(bench, 4);
    await screen.listen('topics.watch', { cluster }).until(({ value }) => value[0]?.records === 4);
  }
  await node.stop();
  await using bench = await startTestBench({ node, databasePath });
  const screen = bench.screen();
  bench.tell({
    kind: 'nodes',
    nodes: [{ ...nodeProcess(node), status: 'dead', reason: 'killed by SIGKILL' }],
  });
  const startMs = performance.now();
  const topics = await screen.listen('topics.watch', { cluster }).until(() => true);
  expect(performance.now() - startMs).toBeLessThan(500);
  expect(topics).toMatchObject({ stale: true, value: [{ name: 't', records: 4 }] });
  const state = await screen
    .listen('connection.watch', { cluster })
    .until((event) => event.state === 'disconnected');
  expect(state.reason).toContain('ECONNREFUSED');
  const overview = await screen.listen('overview.watch', { cluster }).until(() => true);
  expect(overview).toMatchObject({
    stale: true,
    value: { nodes: [{ status: 'dead' }], attention: [{ kind: 'node-down', subject: 'node 1' }] },
  });
  const failed = await screen
    .call('messages.partitionOf', { ...onTopic, key: { kind: 'null' } })
    .catch((error: Refused) => error.error);
  expect(failed).toMatchObject({ code: 'disconnected', message: 'No broker of the cluster answers.' });
});

test('facts come with a backlog, and nodes are told what to send only while somebody looks', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const facts = screen.listen('facts.watch', { cluster, count: 10 });
  const news = await facts.until((event) => event.some(({ kind }) => kind === 'quorum-changed'));
  expect(news.every(({ node }) => node === 1)).toBe(true);
  bench.tell({ kind: 'facts', node: 1, facts: news as never }); // a backlog told twice
  facts.cancel();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const again = await screen.listen('facts.watch', { cluster, count: 1_000 }).until(() => true);
  expect(again.length).toBe(new Set(again.map(({ sequence }) => sequence)).size);
  const told = bench.asked.filter(({ kind }) => kind === 'watch-nodes');
  expect(told.slice(0, 2)).toEqual([
    { kind: 'watch-nodes', facts: true, state: false },
    { kind: 'watch-nodes', facts: false, state: false },
  ]);
});
