import { expect, test } from 'vitest';
import { seededRandom } from '../base/index.ts';
import {
  decodeMetadataRecord,
  encodeMetadataRecord,
  featureRecords,
  type Image,
  imageRecords,
  MetadataLoader,
  type MetadataRecordInput,
  recordVersionAt,
} from '../metadata/index.ts';
import { activationRecords, Controller, FORMAT_FEATURES } from './index.ts';

// A log as several leaders leave it to each other, with a metadata transaction open in between (KIP-868).

const BOOTSTRAP: MetadataRecordInput[] = [...featureRecords(FORMAT_FEATURES)];
const topic = (name: string, number: number): MetadataRecordInput => ({
  type: 'TopicRecord',
  name,
  topicId: `AAAAAAAAAAAAAAAAAAAA${number}A`,
});
const begin: MetadataRecordInput = { type: 'BeginTransactionRecord', name: 'test' };
const end: MetadataRecordInput = { type: 'EndTransactionRecord' };

class Log {
  #loader = new MetadataLoader();
  #endOffset = 0;

  append(...records: readonly MetadataRecordInput[]): this {
    const onDisk = records.map((record) =>
      decodeMetadataRecord(encodeMetadataRecord(record, recordVersionAt(30, record.type))),
    );
    this.#endOffset += records.length;
    this.#loader.apply(onDisk, this.#endOffset, 1);
    this.#loader.publish();
    return this;
  }

  get image(): Image {
    return this.#loader.image;
  }

  get topics(): string {
    return [...this.image.topicsByName.keys()].join(' ');
  }

  /** Another controller leads from here on. Returns what it decides upon. */
  activate(): { controller: Controller; records: readonly MetadataRecordInput[] } {
    const { image } = this;
    const random = seededRandom(1);
    const newUuid = () => 'AAAAAAAAAAAAAAAAAAAAAA';
    const settings = {
      clusterId: 'c',
      nodeId: 1,
      properties: {},
      kraftVersion: 1,
      brokerSessionTimeoutMs: 9000,
      random,
      newUuid,
    };
    const controller = new Controller(image, settings, 0);
    const records = activationRecords({
      isEmpty: image.features.size === 0,
      inTransaction: this.#loader.inTransaction,
      bootstrap: BOOTSTRAP,
      minInsyncReplicas: 2,
    });
    this.append(...records);
    return { controller, records };
  }

  /** Starts again from a snapshot of the present image; undefined while none may be taken. */
  snapshot(): Log | undefined {
    if (this.#loader.inTransaction) return undefined;
    const log = new Log();
    log.append(...imageRecords(this.image));
    return log;
  }
}

const types = (records: readonly MetadataRecordInput[]) =>
  records.map(({ type }) => type.replace(/(Transaction)?Record$/, '')).join(' ');

test('an empty log begins with the bootstrap records, all or none, and with min.insync.replicas for all', () => {
  const log = new Log();
  const { records } = log.activate();
  expect(types(records)).toBe('Begin FeatureLevel FeatureLevel Config End');
  expect(Object.fromEntries(log.image.features)).toEqual(Object.fromEntries(FORMAT_FEATURES));
  expect(log.image.configs('broker', '').get('min.insync.replicas')).toBe('2');
  expect(types(log.activate().records)).toBe('');
});

test('bootstrap records that another controller did not finish are written again', () => {
  const log = new Log().append(begin, BOOTSTRAP[0]);
  expect(types(log.activate().records)).toBe('Abort Begin FeatureLevel FeatureLevel Config End');
  expect(Object.fromEntries(log.image.features)).toEqual(Object.fromEntries(FORMAT_FEATURES));
});

test('what another controller left open is aborted: nobody ever saw it', () => {
  const log = new Log().append(...BOOTSTRAP, topic('a', 1), begin, topic('b', 2));
  expect(log.topics).toBe('a');
  const { controller, records } = log.activate();
  expect(types(records)).toBe('Abort');
  log.append(topic('c', 3));
  expect(log.topics).toBe('a c');
  // The names of what was aborted are free, for the controller as well.
  expect(() =>
    controller.replay({ type: 'TopicRecord', name: 'b', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  ).not.toThrow();
});

test('a snapshot waits for the end of a transaction, and holds all of it', () => {
  const log = new Log().append(...BOOTSTRAP, begin, topic('a', 1));
  expect(log.snapshot()).toBeUndefined();
  log.append(topic('b', 2), end, begin, topic('c', 3));
  expect(log.topics).toBe('a b');
  expect(log.snapshot()).toBeUndefined();
  log.append({ type: 'AbortTransactionRecord', reason: 'test' });
  const restarted = log.snapshot()!;
  expect(restarted.topics).toBe('a b');
  expect(types(restarted.activate().records)).toBe('');
});

test('brackets that do not fit are damage', () => {
  expect(() => new Log().append(end)).toThrow('never began');
  expect(() => new Log().append({ type: 'AbortTransactionRecord', reason: null })).toThrow('never began');
  expect(() => new Log().append(begin, begin)).toThrow('within another');
});
