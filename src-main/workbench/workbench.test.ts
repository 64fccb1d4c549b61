import { expect, test } from 'vitest';
import { startTestBench } from './test-kit.ts';

const cluster = 'local';

test('a screen sees a cluster, makes a topic, sends to it and reads it back', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  expect(await screen.call('app.info', null)).toMatchObject({ firstRun: true, platform: 'test' });

  const overview = screen.listen('overview.watch', { cluster });
  const fresh = await overview.until(({ stale, value }) => !stale && value.quorum !== null);
  expect(fresh.value).toMatchObject({
    clusterId: bench.node.config.clusterId,
    kafkaVersion: '4.3',
    controllerId: 1,
    nodes: [{ id: 1, status: 'running', port: bench.node.port }],
    topics: 0,
    attention: [],
  });

  const topics = screen.listen('topics.watch', { cluster });
  await screen.call('topics.create', {
    cluster,
    name: 'orders',
    partitions: 3,
    replicationFactor: 1,
    configs: { 'retention.ms': '3600000' },
  });
  const listed = await topics.until(({ value }) =>
    value.some(({ retentionMs }) => retentionMs === 3_600_000),
  );
  expect(listed.value[0]).toMatchObject({ name: 'orders', partitions: 3, replicationFactor: 1, records: 0 });

  const live = screen.listen('messages.read', {
    cluster,
    topic: 'orders',
    partitions: [],
    from: { kind: 'live' },
    limit: 1,
    filter: { text: '', clauses: [], script: '' },
    isolation: 'read_uncommitted',
    until: null,
    invisible: false,
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const value = '{"id":9007199254740993}';
  const sent = await screen.call('messages.send', {
    cluster,
    topic: 'orders',
    partition: null,
    key: { kind: 'text', text: 'customer-7' },
    value: { kind: 'text', text: value },
    headers: [{ name: 'trace', value: { kind: 'null' } }],
    timestampMs: null,
    compression: 'lz4',
    acks: 'all',
  });
  expect(sent.offset).toBe(0);
  const rows = await live.until((event) => event.kind === 'rows');
  expect(rows).toMatchObject({
    rows: [
      {
        partition: sent.partition,
        offset: 0,
        key: { text: 'customer-7' },
        value: { format: 'json', text: value },
      },
    ],
  });
  live.cancel();

  const detail = await screen.call('messages.detail', {
    cluster,
    topic: 'orders',
    partition: sent.partition,
    offset: 0,
  });
  expect(detail.batch).toMatchObject({ compression: 'lz4', crcValid: true, records: 1 });
  expect(Buffer.from(detail.valueBase64!, 'base64').toString()).toBe(value);

  const files = await screen.call('topics.files', { cluster, topic: 'orders' });
  expect(files.filter(({ name }) => name.endsWith('.log')).length).toBe(3);
  await screen.call('topics.delete', { cluster, topic: 'orders' });
  await topics.until(({ value: rest }) => rest.length === 0 && topics.events.length > 2);
  expect(await screen.call('app.info', null)).toMatchObject({ firstRun: false });
});
