/** Writing to a connected Apache Kafka: batches in a transaction, and records sent on from the local cluster. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_CLUSTER } from '../../src-main/contract/index.ts';
import { allRows, type Isolation, jobEnded, type TestScreen } from '../../src-main/workbench/test-kit.ts';
import { apacheKafkaIfHere } from '../tools/index.ts';
import { type Staging, startStaging } from './staging.ts';

const jars = await apacheKafkaIfHere();
const options = { compression: 'zstd', acks: 'all' } as const;

describe.runIf('found' in jars)('a connected Apache Kafka', () => {
  let staging: Staging;
  let screen: TestScreen;
  let remote: string;

  beforeAll(async () => {
    if (!('found' in jars)) return;
    staging = await startStaging(jars.found);
    ({ screen, remote } = staging);
  }, 120_000);
  afterAll(() => staging[Symbol.asyncDispose]());

  const makeTopic = (cluster: string, name: string, partitions: number) =>
    screen.call('topics.create', { cluster, name, partitions, replicationFactor: 1, configs: {} });

  const ended = (id: string) => jobEnded(screen, id);
  const rowsOf = (topic: string, isolation: Isolation) =>
    allRows(screen, { cluster: remote, topic, isolation });

  async function sendBatch(lines: readonly string[]): Promise<string> {
    const { source } = await screen.call('producing.openSource', null);
    const base64 = Buffer.from(lines.join('\n')).toString('base64');
    await screen.call('producing.addToSource', { source, base64 });
    const { job } = await screen.call('producing.batch', {
      cluster: remote,
      topic: 'whole',
      source,
      format: 'jsonl',
      shape: 'value',
      csv: null,
      options,
      transaction: true,
      onError: 'stop',
    });
    return job;
  }

  test('a batch in a transaction becomes visible as a whole, or not at all', async () => {
    await makeTopic(remote, 'whole', 3);
    const lines = Array.from({ length: 5_000 }, (_, at) => `{"at":${at}}`);
    expect(await ended(await sendBatch(lines))).toMatchObject({ error: null, state: 'done', sent: 5_000 });
    // Apache Kafka answers a commit before the markers are in all partitions.
    const seen = () => rowsOf('whole', 'read_committed');
    await expect.poll(async () => (await seen()).length, { timeout: 10_000 }).toBe(5_000);
    expect(new Set((await seen()).map(({ value }) => value.text))).toEqual(new Set(lines));

    const job = await sendBatch([...lines, 'no json']);
    expect(await ended(job)).toMatchObject({ state: 'failed', sent: 0, resumeLine: 1 });
    expect(await seen()).toHaveLength(5_000);
    expect((await rowsOf('whole', 'read_uncommitted')).length).toBe(10_000);
    await screen.call('jobs.resume', { job, onError: 'skip' });
    expect(await ended(job)).toMatchObject({ state: 'done', sent: 5_000, failed: 1 });
    await expect.poll(async () => (await seen()).length, { timeout: 10_000 }).toBe(10_000);
  }, 90_000);

  test('records of the local cluster are sent on to it byte for byte', async () => {
    await makeTopic(LOCAL_CLUSTER, 'dlq', 1);
    await makeTopic(remote, 'orders', 4);
    const bytes = Buffer.from([0, 255, 128]).toString('base64');
    await screen.call('messages.send', {
      cluster: LOCAL_CLUSTER,
      topic: 'dlq',
      partition: 0,
      key: { kind: 'base64', base64: bytes },
      value: { kind: 'base64', base64: bytes },
      headers: [
        { name: 'raw', value: { kind: 'base64', base64: bytes } },
        { name: 'none', value: { kind: 'null' } },
      ],
      timestampMs: 1_700_000_000_000,
      compression: 'none',
      acks: 'all',
    });
    const { job } = await screen.call('producing.redrive', {
      cluster: LOCAL_CLUSTER,
      topic: 'dlq',
      source: { kind: 'selection', records: [{ partition: 0, offset: 0 }] },
      target: { cluster: remote, topic: 'orders', topicHeader: null },
      keepPartition: true,
      keepTimestamp: true,
      provenance: false,
      removeHeaders: [],
      options,
    });
    expect(await ended(job)).toMatchObject({ error: null, state: 'done', sent: 1, cluster: remote });
    const place = { cluster: remote, topic: 'orders', partition: 0, offset: 0 };
    expect(await screen.call('messages.detail', place)).toMatchObject({
      keyBase64: bytes,
      valueBase64: bytes,
      headersBase64: [bytes, null],
      timestampMs: 1_700_000_000_000,
      batch: { compression: 'zstd' },
    });
  }, 60_000);
});
