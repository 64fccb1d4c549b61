/**
 * How fast the codecs are on the messages that matter. Run with `node src-main/protocol/codec.bench.ts`; prints
 * thousands of operations per second, the best of several rounds.
 */
import { type Message, Reader, Writer } from '../wire/index.ts';
import { Fetch, Metadata, OffsetCommit, Produce } from './index.ts';

const TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAABQ';
const BATCH = Buffer.alloc(16_384, 1);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

const cases: readonly [name: string, schema: Message<any>, version: number, value: any][] = [
  [
    'Metadata v12 response, 40 partitions',
    Metadata.response,
    12,
    {
      brokers: upTo(3).map((nodeId) => ({ nodeId, host: 'localhost', port: 9092 + nodeId })),
      clusterId: 'cluster',
      controllerId: 1,
      topics: [
        {
          errorCode: 0,
          name: 'orders',
          topicId: TOPIC_ID,
          partitions: upTo(40).map((partitionIndex) => ({
            errorCode: 0,
            partitionIndex,
            leaderId: 1,
            leaderEpoch: 3,
            replicaNodes: [1, 2, 3],
            isrNodes: [1, 2, 3],
            offlineReplicas: [],
          })),
        },
      ],
    },
  ],
  [
    'Fetch v13 request, 10 partitions',
    Fetch.request,
    13,
    {
      maxWaitMs: 500,
      minBytes: 1,
      topics: [
        {
          topicId: TOPIC_ID,
          partitions: upTo(10).map((partition) => ({
            partition,
            fetchOffset: 123_456,
            partitionMaxBytes: 1 << 20,
          })),
        },
      ],
    },
  ],
  [
    'Fetch v13 response, 10 partitions',
    Fetch.response,
    13,
    {
      errorCode: 0,
      responses: [
        {
          topicId: TOPIC_ID,
          partitions: upTo(10).map((partitionIndex) => ({
            partitionIndex,
            errorCode: 0,
            highWatermark: 5_000_000_000,
            lastStableOffset: 5_000_000_000,
            logStartOffset: 0,
            abortedTransactions: null,
            records: BATCH,
          })),
        },
      ],
    },
  ],
  [
    'Fetch v11 response, 10 partitions',
    Fetch.response,
    11,
    {
      errorCode: 0,
      responses: [
        {
          topic: 'orders',
          partitions: upTo(10).map((partitionIndex) => ({
            partitionIndex,
            errorCode: 0,
            highWatermark: 5_000_000_000,
            lastStableOffset: 5_000_000_000,
            logStartOffset: 0,
            abortedTransactions: null,
            records: BATCH,
          })),
        },
      ],
    },
  ],
  [
    'Produce v9 request, 3 partitions',
    Produce.request,
    9,
    {
      transactionalId: null,
      acks: -1,
      timeoutMs: 30_000,
      topicData: [{ name: 'orders', partitionData: upTo(3).map((index) => ({ index, records: BATCH })) }],
    },
  ],
  [
    'OffsetCommit v8 request, 10 partitions',
    OffsetCommit.request,
    8,
    {
      groupId: 'billing',
      generationIdOrMemberEpoch: 4,
      memberId: 'consumer-1-0f8fad5b-d9cb-469f-a165-70867728950e',
      topics: [
        {
          name: 'orders',
          partitions: upTo(10).map((partitionIndex) => ({
            partitionIndex,
            committedOffset: 1000,
            committedLeaderEpoch: 3,
            committedMetadata: '',
          })),
        },
      ],
    },
  ],
];

/** Runs per millisecond of our own processor time, which neighbours on the machine disturb less than the clock. */
function bestRate(run: () => void): number {
  let best = 0;
  for (let round = 0; round < 12; round++) {
    const before = process.cpuUsage();
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < 60) for (let index = 0; index < 50; index++, count++) run();
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (1000 * count) / (user + system));
  }
  return best;
}

for (const [name, schema, version, value] of cases) {
  const codec = schema.codec(version);
  const encode = () => {
    const writer = new Writer();
    codec.encode(writer, value);
    return writer.finish();
  };
  const bytes = Buffer.concat(encode());
  const encodes = bestRate(encode);
  const decodes = bestRate(() => codec.decode(new Reader(bytes)));
  console.log(
    `${name.padEnd(40)} encode ${encodes.toFixed(0).padStart(6)}  decode ${decodes.toFixed(0).padStart(6)}`,
  );
}
