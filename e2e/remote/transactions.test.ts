/** Producers and transactions of a connected Apache Kafka: what is open, what hangs, and how that is ended. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_CLUSTER, PLAIN_CONNECTION } from '../../src-main/contract/index.ts';
import { allRows, type TestScreen } from '../../src-main/workbench/test-kit.ts';
import { beginTransaction, leaveHanging } from '../targets/index.ts';
import { apacheKafkaIfHere } from '../tools/index.ts';
import { type Staging, startStaging } from './staging.ts';

const jars = await apacheKafkaIfHere();
const ID = '<b>payments</b> 1';

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

  const makeTopic = (name: string) =>
    screen.call('topics.create', { cluster: remote, name, partitions: 2, replicationFactor: 1, configs: {} });
  const listed = async () => {
    const watch = screen.listen('transactions.watch', { cluster: remote });
    const { value } = await watch.until((event) => event.value !== null);
    watch.cancel();
    return value!;
  };
  const committed = (topic: string) =>
    allRows(screen, { cluster: remote, topic, isolation: 'read_committed' });

  test('a transaction that is open has a producer, a coordinator and an age, does not hang, and cannot be aborted', async () => {
    await makeTopic('open');
    const place = { topic: 'open', partition: 1 };
    const { end } = await beginTransaction(staging.bootstrapServers, place, ID);
    const { producers, failed } = await screen.call('transactions.producers', {
      cluster: remote,
      topic: 'open',
    });
    expect(failed).toEqual([]);
    expect(producers).toMatchObject([
      { partition: 1, lastSequence: 0, transactionStartOffset: 0, hangs: false },
    ]);
    expect(Math.abs(producers[0].lastTimestampMs! - Date.now())).toBeLessThan(60_000);

    const { transactions, silent } = await listed();
    expect(silent).toEqual([]);
    const { producerId, producerEpoch } = producers[0];
    expect(transactions).toMatchObject([
      {
        transactionalId: ID,
        coordinator: 1,
        state: 'Ongoing',
        producerId,
        timeoutMs: 900_000,
        partitions: [place],
      },
    ]);
    expect(Math.abs(transactions[0].startedMs! - Date.now())).toBeLessThan(60_000);

    expect((await screen.call('transactions.findHanging', { cluster: remote })).hanging).toEqual([]);
    const abort = { cluster: remote, ...place, producerId, producerEpoch, startOffset: 0 };
    await expect(screen.call('transactions.abort', abort)).rejects.toThrow(/a coordinator looks after it/);
    await end('commit');
    // The producer is answered before the markers are in the partitions.
    await expect.poll(() => committed('open')).toHaveLength(1);
    await expect
      .poll(async () => (await listed()).transactions)
      .toMatchObject([{ transactionalId: ID, startedMs: null }]);
  }, 60_000);

  test('a transaction that hangs is found, stops read_committed, and is aborted; a read-only connection refuses', async () => {
    await makeTopic('stuck');
    const place = { topic: 'stuck', partition: 0 };
    const producerId = await leaveHanging(staging.bootstrapServers, place, 'orphan');
    await screen.call('messages.send', {
      cluster: remote,
      ...place,
      key: { kind: 'null' },
      value: { kind: 'text', text: 'behind it' },
      headers: [],
      timestampMs: null,
      compression: 'none',
      acks: 'all',
    });
    expect(await committed('stuck')).toEqual([]);

    const found = await screen.call('transactions.findHanging', { cluster: remote });
    expect(found.failed).toEqual([]);
    expect(found.hanging).toMatchObject([
      { ...place, producerId, startOffset: 0, transactionalId: 'orphan' },
    ]);
    const { producerEpoch } = found.hanging[0];
    const { producers } = await screen.call('transactions.producers', { cluster: remote, topic: 'stuck' });
    expect(producers).toMatchObject([{ producerId, transactionStartOffset: 0, hangs: true }]);
    const abort = { cluster: remote, ...place, producerId, producerEpoch, startOffset: 0 };
    // One record of the producer goes; what somebody else wrote behind it waits with it.
    const loss = await screen.call('transactions.loss', abort);
    expect(loss).toMatchObject({ records: 1, heldBack: 2, complete: true });
    expect(Math.abs(loss.newestMs! - Date.now())).toBeLessThan(60_000);
    await expect(screen.call('transactions.abort', { ...abort, startOffset: 1 })).rejects.toThrow(
      /hangs any more/,
    );

    const settings = { ...PLAIN_CONNECTION, name: 'staging', bootstrapServers: staging.bootstrapServers };
    await screen.call('connections.save', {
      id: remote,
      settings: { ...settings, readOnly: true },
      secrets: {},
    });
    await expect(screen.call('transactions.abort', abort)).rejects.toThrow(/read-only/);
    await screen.call('connections.save', { id: remote, settings, secrets: {} });

    await screen.call('transactions.abort', abort);
    expect((await screen.call('transactions.findHanging', { cluster: remote })).hanging).toEqual([]);
    await expect
      .poll(async () => (await committed('stuck')).map(({ value }) => value.text))
      .toEqual(['behind it']);
    await expect(screen.call('transactions.abort', abort)).rejects.toThrow(/hangs any more/);
  }, 90_000);

  test('our own node says that it has no transactions, and tells its producers', async () => {
    const watch = screen.listen('transactions.watch', { cluster: LOCAL_CLUSTER });
    await expect(watch.ended).rejects.toThrow(/unsupported/);
    await screen.call('topics.create', {
      cluster: LOCAL_CLUSTER,
      name: 'orders',
      partitions: 1,
      replicationFactor: 1,
      configs: {},
    });
    expect(await screen.call('transactions.producers', { cluster: LOCAL_CLUSTER, topic: 'orders' })).toEqual({
      producers: [],
      failed: [],
      undecided: null,
    });
  });
});
