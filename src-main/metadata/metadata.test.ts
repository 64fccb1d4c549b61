import { expect, test } from 'vitest';
import { randomBetween, type RandomSource, seededRandom, uuidFromBytes } from '../base/index.ts';
import {
  decodeMetadataRecord,
  emptyImage,
  encodeMetadataRecord,
  type Image,
  imageRecords,
  type MetadataBuilder,
  MetadataLoader,
  type MetadataRecord,
  type MetadataRecordInput,
  partitionRecord,
  recordVersionAt,
} from './index.ts';
import { MetadataBuilder as Builder } from './index.ts';

const LEVEL = 30;

function onDisk(record: MetadataRecordInput): MetadataRecord {
  return decodeMetadataRecord(encodeMetadataRecord(record, recordVersionAt(LEVEL, record.type)));
}

function idOf(number: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(number, 4);
  return uuidFromBytes(bytes);
}

/** A log as a busy cluster would write it: each record fits what came before. */
function randomLog(random: RandomSource, length: number): MetadataRecord[] {
  const state: MetadataBuilder = new Builder(emptyImage());
  const log: MetadataRecord[] = [];
  let ids = 0;
  const pick = <T>(items: readonly T[]) => items[randomBetween(random, 0, items.length - 1)];
  const write = (record: MetadataRecordInput) => {
    const decoded = onDisk(record);
    state.apply(decoded);
    log.push(decoded);
  };
  write({ type: 'FeatureLevelRecord', name: 'metadata.version', featureLevel: LEVEL });
  while (log.length < length) {
    const topics = [...state.topicsById.values()];
    const brokers = [...state.brokers.values()];
    const dice = random();
    if (dice < 0.08 || brokers.length === 0) {
      const brokerId = randomBetween(random, 1, 4);
      write({
        type: 'RegisterBrokerRecord',
        brokerId,
        incarnationId: idOf(++ids),
        brokerEpoch: log.length,
        endPoints: [{ name: 'PLAINTEXT', host: 'localhost', port: 9092, securityProtocol: 0 }],
        features: [{ name: 'metadata.version', minSupportedVersion: 7, maxSupportedVersion: LEVEL }],
        rack: random() < 0.5 ? null : 'red',
        logDirs: [idOf(10_000 + brokerId)],
      });
    } else if (dice < 0.16) {
      const { id, epoch } = pick(brokers);
      const fenced = random() < 0.5 ? -1 : 1;
      write({ type: 'BrokerRegistrationChangeRecord', brokerId: id, brokerEpoch: epoch, fenced });
    } else if (dice < 0.18) {
      const { id, epoch } = pick(brokers);
      write({ type: 'UnregisterBrokerRecord', brokerId: id, brokerEpoch: epoch });
    } else if (dice < 0.4 || topics.length === 0) {
      const topicId = idOf(++ids);
      write({ type: 'TopicRecord', name: `topic-${ids}`, topicId });
      for (let partition = 0; partition < randomBetween(random, 1, 4); partition++) {
        const replicas = [1, 2, 3];
        const directories = replicas.map((id) => idOf(10_000 + id));
        const empty = { removingReplicas: [], addingReplicas: [], elr: [], lastKnownElr: [] };
        const epochs = { leaderRecoveryState: 0, leaderEpoch: 0, partitionEpoch: 0 };
        const image = { partition, replicas, isr: replicas, leader: 1, directories, ...empty, ...epochs };
        write(partitionRecord(topicId, image));
      }
    } else if (dice < 0.65) {
      const topic = pick(topics);
      if (topic.partitions.length === 0) continue;
      const elr = random() < 0.2 ? { eligibleLeaderReplicas: [2], lastKnownElr: [3] } : {};
      write({
        type: 'PartitionChangeRecord',
        topicId: topic.id,
        partitionId: pick(topic.partitions).partition,
        leader: pick([-2, -1, 1, 2]),
        isr: pick([null, [1], [2, 3]]),
        ...elr,
      });
    } else if (dice < 0.7) write({ type: 'RemoveTopicRecord', topicId: pick(topics).id });
    else if (dice < 0.72) write({ type: 'ClearElrRecord', topicName: pick(['', pick(topics).name]) });
    else if (dice < 0.9) {
      const [resourceType, resourceName] = pick([
        [2, pick(topics).name],
        [4, pick(['', '1'])],
        [32, 'group'],
      ] as const);
      const value = random() < 0.3 ? null : String(randomBetween(random, 1, 9));
      write({ type: 'ConfigRecord', resourceType, resourceName, name: pick(['a', 'b']), value });
    } else if (dice < 0.94) {
      write({ type: 'ProducerIdsRecord', brokerId: 1, nextProducerId: state.nextProducerId + 1000 });
    } else {
      const value = random();
      const entity = [{ entityType: 'user', entityName: pick(['ann', 'bob', null]) }];
      write({ type: 'ClientQuotaRecord', entity, key: 'producer_byte_rate', value, remove: random() < 0.3 });
    }
  }
  return log;
}

function replayed(log: readonly MetadataRecord[], nextBatchSize: () => number): Image {
  const loader = new MetadataLoader();
  for (let at = 0; at < log.length;) {
    const end = Math.min(at + nextBatchSize(), log.length);
    loader.apply(log.slice(at, end), end, 1);
    if (nextBatchSize() > 2) loader.publish();
    at = end;
  }
  loader.publish();
  return loader.image;
}

test.each([1, 2, 3, 4, 5, 6])(
  'an image is the replay of its log, however it is cut into batches (seed %i)',
  (seed) => {
    const random = seededRandom(seed);
    const log = randomLog(random, 400);
    const whole = replayed(log, () => log.length);
    expect(replayed(log, () => 1)).toEqual(whole);
    expect(replayed(log, () => randomBetween(random, 1, 20))).toEqual(whole);
  },
);

test.each([1, 2, 3, 4, 5, 6])('a snapshot builds the image it was made of (seed %i)', (seed) => {
  const image = replayed(randomLog(seededRandom(seed), 400), () => 7);
  const records = [...imageRecords(image)].map(onDisk);
  expect(records[0]).toMatchObject({ type: 'FeatureLevelRecord', name: 'metadata.version' });
  const loader = new MetadataLoader();
  loader.apply(records, image.endOffset, image.epoch);
  loader.publish();
  expect(loader.image).toEqual(image);
});

test('an image does not change once it is published', () => {
  const log = randomLog(seededRandom(9), 300);
  const loader = new MetadataLoader();
  const published: { image: Image; text: string }[] = [];
  log.forEach((record, index) => {
    loader.apply([record], index + 1, 1);
    if (index % 10 > 0) return;
    loader.publish();
    published.push({ image: loader.image, text: textOf(loader.image) });
  });
  for (const { image, text } of published) expect(textOf(image)).toBe(text);
});

function textOf(image: Image): string {
  return JSON.stringify([...imageRecords(image)]);
}

test('a delta names what differs, and nothing else', () => {
  const log = randomLog(seededRandom(11), 400);
  const loader = new MetadataLoader();
  for (let at = 0; at < log.length; at += 8) {
    const before = loader.image;
    loader.apply(log.slice(at, at + 8), at + 8, 1);
    const built = loader.publish();
    const { image: after, delta } = built!;
    for (const { before: old, after: current } of delta.changedTopics) {
      expect(old === undefined || before.topicsById.get(old.id) === old).toBe(true);
      expect(current === undefined || after.topicsById.get(current.id) === current).toBe(true);
    }
    const named = new Set(delta.changedTopics.map((change) => (change.before ?? change.after)!.id));
    for (const id of new Set([...before.topicsById.keys(), ...after.topicsById.keys()])) {
      if (!named.has(id)) expect(after.topicsById.get(id)).toBe(before.topicsById.get(id));
    }
    for (const id of new Set([...before.brokers.keys(), ...after.brokers.keys()])) {
      if (!delta.changedBrokers.includes(id)) expect(after.brokers.get(id)).toBe(before.brokers.get(id));
    }
  }
});

test('a metadata transaction shows nothing before its end, and an aborted one nothing at all', () => {
  const loader = new MetadataLoader();
  const topic = (name: string, number: number) =>
    onDisk({ type: 'TopicRecord', name, topicId: idOf(number) });
  loader.apply([onDisk({ type: 'BeginTransactionRecord', name: 'test' }), topic('a', 1)], 2, 1);
  expect(loader.publish()).toBeUndefined();
  expect(loader.inTransaction).toBe(true);
  loader.apply([onDisk({ type: 'EndTransactionRecord' })], 3, 1);
  expect([...loader.publish()!.image.topicsByName.keys()]).toEqual(['a']);
  loader.apply([onDisk({ type: 'BeginTransactionRecord' }), topic('b', 2)], 5, 1);
  loader.apply([onDisk({ type: 'AbortTransactionRecord', reason: 'test' })], 6, 1);
  expect(loader.publish()).toBeUndefined();
  expect([...loader.image.topicsByName.keys()]).toEqual(['a']);
  expect(loader.image.endOffset).toBe(6);
});
