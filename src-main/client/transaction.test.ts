import { expect, test } from 'vitest';
import { ZERO_UUID } from '../base/index.ts';
import { AddPartitionsToTxn, EndTxn, FindCoordinator, InitProducerId, Produce } from '../protocol/index.ts';
import { batchIsTransactional, buildBatch } from '../wire/index.ts';
import { produce, Transaction } from './index.ts';
import { FakeCluster } from './test-kit.ts';

/** A cluster whose broker 2 coordinates transactions; notes what it is asked for that matters here. */
function scripted() {
  const cluster = new FakeCluster([1, 2]);
  cluster.topic('t', [], []);
  const asked: string[] = [];
  cluster.answer(FindCoordinator, (body: any) => {
    asked.push(`find ${body.keyType}`);
    const found = { nodeId: 2, host: '127.0.0.1', port: 2, errorCode: 0, errorMessage: null };
    return { ...found, coordinators: [{ ...found, key: 'tx' }] } as never;
  });
  cluster.answer(InitProducerId, (body: any) => {
    asked.push(`init ${body.transactionalId} ${body.transactionTimeoutMs}`);
    return { errorCode: 0, producerId: 77, producerEpoch: 3 } as never;
  });
  let busy = 1;
  cluster.answer(AddPartitionsToTxn, (body: any) => {
    asked.push(`add ${body.v3AndBelowProducerId} ${JSON.stringify(body.v3AndBelowTopics)}`);
    const results = body.v3AndBelowTopics.map(({ name, partitions }: any) => ({
      name,
      resultsByPartition: partitions.map((partitionIndex: number) => ({
        partitionIndex,
        partitionErrorCode: busy > 0 ? 51 : 0,
      })),
    }));
    busy--;
    return { errorCode: 0, resultsByTransaction: [], resultsByTopicV3AndBelow: results } as never;
  });
  cluster.answer(Produce, (body: any) => {
    const { index, records } = body.topicData[0].partitionData[0];
    asked.push(`produce ${body.transactionalId} ${index} ${batchIsTransactional(records, 0)}`);
    return {
      responses: [
        { name: 't', topicId: ZERO_UUID, partitionResponses: [{ index, errorCode: 0, baseOffset: 0 }] },
      ],
    } as never;
  });
  cluster.answer(EndTxn, (body: any) => {
    asked.push(`end ${body.producerId}/${body.producerEpoch} ${body.committed}`);
    return { errorCode: 0, producerId: 77, producerEpoch: 4 } as never;
  });
  return { cluster, asked };
}

test('a transaction adds its partitions once, waits for a busy coordinator, and ends at the coordinator', async () => {
  const { cluster, asked } = scripted();
  const client = cluster.client();
  const transaction = await Transaction.begin(client, 'tx', { timeoutMs: 9_000 });
  expect(transaction.isEmpty).toBe(true);
  const batch = buildBatch([{ key: null, value: Buffer.from('v') }], {
    timestamp: 1,
    transactional: true,
    baseSequence: 0,
    ...transaction.identity,
  });
  for (const partition of [0, 1, 0]) {
    await transaction.addPartitions([{ topic: 't', partition }]);
    await produce(client, { topic: 't', partition }, batch, { acks: 'all', idempotent: true, transaction });
  }
  await transaction.end('commit');
  expect(asked).toEqual([
    'find 1',
    'init tx 9000',
    'add 77 [{"name":"t","partitions":[0]}]',
    'add 77 [{"name":"t","partitions":[0]}]',
    'produce tx 0 true',
    'add 77 [{"name":"t","partitions":[1]}]',
    'produce tx 1 true',
    'produce tx 0 true',
    'end 77/3 true',
  ]);
  expect(
    cluster.requests
      .filter((request) => /EndTxn|AddPartitions/.test(request))
      .every((one) => one.startsWith('2 ')),
  ).toBe(true);
});

test('one that nothing was written to is not ended', async () => {
  const { cluster, asked } = scripted();
  const transaction = await Transaction.begin(cluster.client(), 'tx', { timeoutMs: 9_000 });
  await transaction.end('abort');
  expect(asked).toEqual(['find 1', 'init tx 9000']);
});
