import { expect, test } from 'vitest';
import type { SendRequest } from '../contract/index.ts';
import { type Refused, startTestBench } from './test-kit.ts';

const cluster = 'local';
const onTopic = { cluster, topic: 't' };
const record: SendRequest = {
  ...onTopic,
  partition: 0,
  key: { kind: 'null' },
  value: { kind: 'text', text: 'v' },
  headers: [],
  timestampMs: null,
  compression: 'none',
  acks: 'all',
};
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no refusal',
    (error: Refused) => error.error,
  );

test('a topic grows, is configured, purged and described', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const create = { cluster, name: 't', partitions: 1, replicationFactor: -1, configs: {} };
  await screen.call('topics.create', { ...create, validateOnly: true });
  await screen.call('topics.create', create);
  expect(await refusal(screen.call('topics.create', create))).toMatchObject({
    code: 'kafka',
    kafka: 'TOPIC_ALREADY_EXISTS',
    nextStep: 'Choose another name, or open the topic that exists.',
  });
  expect(
    await refusal(screen.call('topics.create', { ...create, name: 'u', replicationFactor: 3 })),
  ).toMatchObject({
    kafka: 'INVALID_REPLICATION_FACTOR',
  });
  await screen.call('topics.addPartitions', { ...onTopic, totalPartitions: 3 });

  await screen.call('topics.alterConfigs', { ...onTopic, changes: { 'retention.ms': '60000' } });
  const retention = async () =>
    (await screen.call('topics.configs', onTopic)).find(({ name }) => name === 'retention.ms')!;
  expect(await retention()).toMatchObject({ value: '60000', source: 'topic', type: 'long', readOnly: false });
  expect((await retention()).documentation).toBeTruthy();
  expect((await retention()).synonyms[0]).toMatchObject({ source: 'topic' });
  await screen.call('topics.alterConfigs', { ...onTopic, changes: { 'retention.ms': null } });
  expect((await retention()).source).not.toBe('topic');
  expect(
    await refusal(screen.call('topics.alterConfigs', { ...onTopic, changes: { 'retention.ms': 'soon' } })),
  ).toMatchObject({ kafka: 'INVALID_CONFIG' });

  for (let index = 0; index < 5; index++) await screen.call('messages.send', record);
  const detail = screen.listen('topic.watch', onTopic);
  await detail.until(
    ({ value }) => value?.partitions[0]?.highWatermark === 5 && value.partitions.length === 3,
  );
  expect(
    await refusal(screen.call('topics.purge', { ...onTopic, partitions: [7], to: { kind: 'end' } })),
  ).toMatchObject({
    code: 'invalid-input',
    message: "'partitions' names 7; t has partitions 0 to 2.",
  });
  await screen.call('topics.purge', { ...onTopic, partitions: [], to: { kind: 'end' } });
  const purged = await detail.until(({ value }) => value?.partitions[0]?.startOffset === 5);
  expect(purged.value).toMatchObject({ records: 0, groups: [] });
  expect(purged.value!.partitions[0]).toMatchObject({ leader: 1, isr: [1], problem: null });
  expect(purged.value!.partitions[0].lastAppendMs).toBeGreaterThan(0);

  const broker = await screen.call('brokers.configs', { cluster, nodeId: 1 });
  expect(broker.find(({ name }) => name === 'log.retention.hours')).toBeDefined();
  await screen.call('topics.delete', onTopic);
  await detail.until(({ value }) => value === null);
});

test('sending: where a key goes is told before, bad input is refused, what is sent is remembered', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  await screen.call('topics.create', {
    cluster,
    name: 't',
    partitions: 5,
    replicationFactor: 1,
    configs: {},
  });
  const key = { kind: 'text', text: 'customer-1' } as const;
  const told = await screen.call('messages.partitionOf', { ...onTopic, key });
  expect(await screen.call('messages.send', { ...record, partition: null, key })).toMatchObject({
    partition: told.partition,
    offset: 0,
  });
  expect(await screen.call('messages.partitionOf', { ...onTopic, key: { kind: 'null' } })).toEqual({
    partition: null,
    partitions: 5,
  });
  const cases: [Partial<SendRequest>, string][] = [
    [{ partition: 5 }, "'partition' is 5; t has 0 to 4."],
    [{ key: { kind: 'base64', base64: '%%' } }, "'key' is not base64."],
    [
      { headers: [{ name: 'h', value: { kind: 'base64', base64: 'a' } }] },
      "'headers.0.value' is not base64.",
    ],
    [{ compression: 'zip' as never }, "'compression' must be one of none, gzip, snappy, lz4, zstd."],
  ];
  for (const [change, message] of cases)
    expect(await refusal(screen.call('messages.send', { ...record, ...change }))).toMatchObject({
      code: 'invalid-input',
      message,
    });
  expect(await refusal(screen.call('messages.send', { ...record, topic: 'nowhere' }))).toMatchObject({
    code: 'not-found',
    message: "There is no topic 'nowhere'.",
  });
  for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const value = { kind: 'base64', base64: Buffer.from([0, 255, 7]).toString('base64') } as const;
    const { offset, partition } = await screen.call('messages.send', {
      ...record,
      compression,
      value,
      timestampMs: 5,
    });
    const detail = await screen.call('messages.detail', { ...onTopic, partition, offset });
    expect(detail).toMatchObject({
      timestampMs: 5,
      timestampType: 'create',
      value: { format: 'binary', text: '00ff07' },
      batch: { compression, crcValid: true, producerId: -1, control: false },
    });
  }
  const none = await screen.call('messages.send', { ...record, partition: 1, acks: 'none' });
  expect(none).toMatchObject({ partition: 1, offset: -1 });
  expect(
    await refusal(screen.call('messages.detail', { ...onTopic, partition: 2, offset: 99 })),
  ).toMatchObject({
    code: 'not-found',
    said: { code: 'record.ahead' },
  });
});
