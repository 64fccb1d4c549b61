/** Bytes put together by hand from the protocol's rules, so that an error on both sides cannot hide. */
import { expect, test } from 'vitest';
import { Reader } from '../wire/index.ts';
import {
  type Api,
  ApiVersions,
  ConsumerProtocolAssignment,
  decodeConsumerProtocol,
  encodeConsumerProtocol,
  encodeRequestFrame,
  encodeResponseFrame,
  Fetch,
  Metadata,
  Produce,
  requestHeaderVersionOf,
  ConsumerProtocolSubscription,
} from './index.ts';

const TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAABQ';
const TOPIC_ID_HEX = '00000000000000000000000000000005';
const BATCH = Buffer.from('beef', 'hex');
const HEADER = { correlationId: 7, clientId: 'me' };
const HEADER_V1 = '00000007' + '00026d65';
const HEADER_V2 = HEADER_V1 + '00';

/** Length, then the parts. */
function framed(...parts: string[]): string {
  const body = parts.join('');
  return (body.length / 2).toString(16).padStart(8, '0') + body;
}

function hexOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('hex');
}

function decodeBody(api: Api, direction: 'request' | 'response', version: number, hex: string): unknown {
  const reader = new Reader(Buffer.from(hex, 'hex'));
  const body: unknown = api[direction].codec(version).decode(reader);
  expect(reader.remaining).toBe(0);
  return body;
}

test('ApiVersions request v3: flexible header, compact body', () => {
  const body = '046b6166' + '02' + '31' + '00';
  const hex = framed('0012', '0003', HEADER_V2, body);
  const request = { clientSoftwareName: 'kaf', clientSoftwareVersion: '1' };
  expect(hexOf(encodeRequestFrame(ApiVersions, 3, HEADER, request))).toBe(hex);
  expect(decodeBody(ApiVersions, 'request', 3, body)).toEqual(request);
});

test('ApiVersions response v3: its header stays at version 0, features are tagged', () => {
  const feature = '02' + ('056b2e7631' + '0001' + '0001' + '00');
  const body =
    '0000' +
    ('02' + '0012' + '0000' + '0004' + '00') +
    '00000000' +
    '02' +
    ('01' + '08' + '0000000000000005') +
    ('02' + '0b' + feature);
  const response = {
    errorCode: 0,
    apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }],
    finalizedFeaturesEpoch: 5,
    finalizedFeatures: [{ name: 'k.v1', maxVersionLevel: 1, minVersionLevel: 1 }],
  };
  expect(hexOf(encodeResponseFrame(ApiVersions, 3, 7, response))).toBe(framed('00000007', body));
  expect(decodeBody(ApiVersions, 'response', 3, body)).toMatchObject(response);
});

test('Metadata request v0 and v1: an empty list and null both mean all topics', () => {
  expect(hexOf(encodeRequestFrame(Metadata, 0, HEADER, { topics: [] }))).toBe(
    framed('0003', '0000', HEADER_V1, '00000000'),
  );
  expect(hexOf(encodeRequestFrame(Metadata, 1, HEADER, { topics: null }))).toBe(
    framed('0003', '0001', HEADER_V1, 'ffffffff'),
  );
});

test('Produce request v9: names; v13: ids', () => {
  const topics = {
    name: 'a',
    topicId: TOPIC_ID,
    partitionData: [{ index: 1, records: BATCH }],
  };
  const request = { transactionalId: null, acks: -1, timeoutMs: 1000, topicData: [topics] };
  const start = '00' + 'ffff' + '000003e8' + '02';
  const end = '02' + ('00000001' + '03beef' + '00') + '00' + '00';
  const v9 = start + '0261' + end;
  const v13 = start + TOPIC_ID_HEX + end;
  expect(hexOf(encodeRequestFrame(Produce, 9, HEADER, request))).toBe(framed('0000', '0009', HEADER_V2, v9));
  expect(hexOf(encodeRequestFrame(Produce, 13, HEADER, request))).toBe(
    framed('0000', '000d', HEADER_V2, v13),
  );
  expect(decodeBody(Produce, 'request', 9, v9)).toMatchObject({ topicData: [{ name: 'a' }] });
  expect(decodeBody(Produce, 'request', 13, v13)).toMatchObject({ topicData: [{ topicId: TOPIC_ID }] });
});

test('Produce request v3: classic lengths, header version 1', () => {
  const request = {
    transactionalId: null,
    acks: 1,
    timeoutMs: 1000,
    topicData: [{ name: 'a', partitionData: [{ index: 1, records: BATCH }] }],
  };
  const body =
    'ffff' + '0001' + '000003e8' + '00000001' + '000161' + '00000001' + '00000001' + '00000002beef';
  expect(hexOf(encodeRequestFrame(Produce, 3, HEADER, request))).toBe(
    framed('0000', '0003', HEADER_V1, body),
  );
});

test('Produce response v10: a new leader and its endpoint as tags', () => {
  const response = {
    responses: [
      {
        name: 'a',
        partitionResponses: [
          {
            index: 0,
            errorCode: 6,
            baseOffset: -1,
            currentLeader: { leaderId: 2, leaderEpoch: 9 },
          },
        ],
      },
    ],
    nodeEndpoints: [{ nodeId: 2, host: 'h', port: 9093 }],
  };
  const minusOne = 'ffffffffffffffff';
  const partition =
    '00000000' +
    '0006' +
    minusOne +
    minusOne +
    minusOne +
    '01' +
    '00' +
    ('01' + '00' + '09' + '00000002' + '00000009' + '00');
  const endpoint = '02' + ('00000002' + '0268' + '00002385' + '00' + '00');
  const body = '02' + '0261' + '02' + partition + '00' + '00000000' + ('01' + '00' + '0d' + endpoint);
  expect(hexOf(encodeResponseFrame(Produce, 10, 7, response))).toBe(framed('00000007', '00', body));
  expect(decodeBody(Produce, 'response', 10, body)).toMatchObject(response);
});

test('Fetch request v18: a follower with its state, directory and high watermark in tags', () => {
  const request = {
    replicaState: { replicaId: 3, replicaEpoch: 4 },
    maxWaitMs: 500,
    minBytes: 1,
    topics: [
      {
        topicId: TOPIC_ID,
        partitions: [
          {
            partition: 0,
            fetchOffset: 8,
            partitionMaxBytes: 1024,
            replicaDirectoryId: TOPIC_ID,
            highWatermark: 6,
          },
        ],
      },
    ],
  };
  const partition =
    '00000000' +
    'ffffffff' +
    '0000000000000008' +
    'ffffffff' +
    'ffffffffffffffff' +
    '00000400' +
    ('02' + ('00' + '10' + TOPIC_ID_HEX) + ('01' + '08' + '0000000000000006'));
  const body =
    '000001f4' +
    '00000001' +
    '7fffffff' +
    '00' +
    '00000000' +
    'ffffffff' +
    ('02' + TOPIC_ID_HEX + '02' + partition + '00') +
    '01' +
    '01' +
    ('01' + '01' + '0d' + '00000003' + '0000000000000004' + '00');
  expect(hexOf(encodeRequestFrame(Fetch, 18, HEADER, request))).toBe(framed('0001', '0012', HEADER_V2, body));
  expect(decodeBody(Fetch, 'request', 18, body)).toMatchObject({ ...request, replicaId: -1 });
});

test('Fetch request v18 of a consumer: no tags, and the high watermark it does not send is unlimited', () => {
  const partition =
    '00000000' + 'ffffffff' + '0000000000000008' + 'ffffffff' + 'ffffffffffffffff' + '00000400' + '00';
  const body =
    '000001f4' +
    '00000001' +
    '7fffffff' +
    '01' +
    '00000000' +
    'ffffffff' +
    ('02' + TOPIC_ID_HEX + '02' + partition + '00') +
    '01' +
    '01' +
    '00';
  expect(decodeBody(Fetch, 'request', 18, body)).toMatchObject({
    isolationLevel: 1,
    replicaState: { replicaId: -1, replicaEpoch: -1 },
    topics: [{ partitions: [{ highWatermark: Infinity, fetchOffset: 8 }] }],
  });
});

test('Fetch response v13: records as they lie in the log, in several slices', () => {
  const response = {
    errorCode: 0,
    responses: [
      {
        topicId: TOPIC_ID,
        partitions: [
          {
            partitionIndex: 0,
            errorCode: 0,
            highWatermark: 9,
            lastStableOffset: 9,
            logStartOffset: 0,
            abortedTransactions: null,
            records: [BATCH, BATCH],
          },
        ],
      },
    ],
  };
  const partition =
    '00000000' +
    '0000' +
    '0000000000000009' +
    '0000000000000009' +
    '0000000000000000' +
    '00' +
    'ffffffff' +
    '05beefbeef' +
    '00';
  const body = '00000000' + '0000' + '00000000' + ('02' + TOPIC_ID_HEX + '02' + partition + '00') + '00';
  expect(hexOf(encodeResponseFrame(Fetch, 13, 7, response))).toBe(framed('00000007', '00', body));
});

test('headers by key and version', () => {
  expect([
    requestHeaderVersionOf(18, 2),
    requestHeaderVersionOf(18, 3),
    requestHeaderVersionOf(17, 1),
  ]).toEqual([1, 2, 1]);
  // A version of the future has the flexible header, which is what lets ApiVersions answer it with error 35.
  expect(requestHeaderVersionOf(18, 99)).toBe(2);
  for (const key of [-1, 4, 7, 93, 32767])
    expect(() => requestHeaderVersionOf(key, 0)).toThrow(`api key ${key}`);
});

test('a subscription of a version from the future is read as the newest known', () => {
  const known = encodeConsumerProtocol(ConsumerProtocolSubscription, 3, { topics: ['a'], rackId: 'r' });
  expect(known.toString('hex')).toBe(
    '0003' + '00000001' + '000161' + 'ffffffff' + '00000000' + 'ffffffff' + '000172',
  );
  const future = Buffer.concat([Buffer.from('0009', 'hex'), known.subarray(2), Buffer.from('ff', 'hex')]);
  expect(decodeConsumerProtocol(ConsumerProtocolSubscription, future)).toMatchObject({
    topics: ['a'],
    rackId: 'r',
  });
  const assignment = encodeConsumerProtocol(ConsumerProtocolAssignment, 0, { assignedPartitions: [] });
  expect(assignment.toString('hex')).toBe('0000' + '00000000' + 'ffffffff');
});
