// A cluster with a schema registry, as a screen sees it: what is read, what is sent, and the subjects themselves.
import { expect, test } from 'vitest';
import {
  type MessageRow,
  PLAIN_REGISTRY,
  type PayloadInput,
  type ReadRequest,
  type SendRequest,
} from '../contract/index.ts';
import { readSchema, type SchemaText } from './decoding/index.ts';
import { startTestRegistry, type TestRegistry } from './registry/test-kit.ts';
import { startTestBench, type TestBench, type TestScreen } from './test-kit.ts';

const ORDER = {
  kind: 'avro',
  text: JSON.stringify({
    type: 'record',
    name: 'Order',
    fields: [
      { name: 'id', type: 'long' },
      { name: 'city', type: 'string' },
    ],
  }),
} as const;
const SHIP = {
  kind: 'protobuf',
  text: `syntax = "proto3";
import "common/place.proto";
message Truck { string plate = 1; }
message Ship { message Crew { string captain = 1; common.Place home = 2; } }`,
} as const;
const PLACE = 'syntax = "proto3"; package common; message Place { string city = 1; }';

async function withRegistry(bench: TestBench, there: TestRegistry): Promise<TestScreen> {
  const screen = bench.screen();
  const [local] = await screen.listen('connections.watch', {}).until(() => true);
  await screen.call('connections.save', {
    id: 'local',
    settings: { ...local.settings, registry: { ...PLAIN_REGISTRY, url: there.url } },
    secrets: {},
  });
  await screen.call('topics.create', {
    cluster: 'local',
    name: 'orders',
    partitions: 1,
    replicationFactor: 1,
    configs: {},
  });
  return screen;
}

const message = (value: PayloadInput, more: Partial<SendRequest> = {}): SendRequest => ({
  cluster: 'local',
  topic: 'orders',
  partition: null,
  key: { kind: 'null' },
  value,
  headers: [],
  timestampMs: null,
  compression: 'none',
  acks: 'all',
  ...more,
});
const bytes = (...parts: Buffer[]): PayloadInput => ({
  kind: 'base64',
  base64: Buffer.concat(parts).toString('base64'),
});
const framed = (id: number, ...rest: Buffer[]) => {
  const prefix = Buffer.alloc(5);
  prefix.writeInt32BE(id, 1);
  return bytes(prefix, ...rest);
};
const encode = async (
  schema: Omit<SchemaText, 'references'> & Partial<SchemaText>,
  json: object,
  path?: number[],
) => (await readSchema({ references: [], ...schema })).encode(JSON.stringify(json), path);

async function rows(screen: TestScreen, more: Partial<ReadRequest> = {}): Promise<MessageRow[]> {
  const events = await screen.listen('messages.read', {
    cluster: 'local',
    topic: 'orders',
    partitions: [],
    from: { kind: 'oldest' },
    limit: 100,
    filter: { text: '', clauses: [], script: '' },
    isolation: 'read_uncommitted',
    until: null,
    invisible: false,
    ...more,
  }).ended;
  return events.flatMap((event) => (event.kind === 'rows' ? event.rows : []));
}

test('records are read with the schemas that they name, before them or in a header, and filtered by what they say', async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  there.add('place', 'PROTOBUF', PLACE);
  const order = there.add('orders-value', 'AVRO', ORDER.text);
  const place = { name: 'common/place.proto', subject: 'place', version: 1 };
  const ship = there.add('ships-value', 'PROTOBUF', SHIP.text, [place]);
  const note = there.add('notes-value', 'JSON', '{"type":"object"}');
  const references = [{ name: place.name, text: PLACE }];
  const send = (value: PayloadInput, headers: SendRequest['headers'] = []) =>
    screen.call('messages.send', message(value, { headers }));
  await send(framed(order, await encode(ORDER, { id: 2 ** 40, city: 'Seoul' })));
  const crew = await encode({ ...SHIP, references }, { captain: 'Kim', home: { city: 'Busan' } }, [1, 0]);
  // Two indexes: the second message, and in it the first.
  await send(framed(ship, Buffer.from([4, 2, 0]), crew));
  await send(framed(note, Buffer.from('{"any": 1}')));
  const guid = Buffer.from(there.guidOf(order).replaceAll('-', ''), 'hex');
  await send(bytes(await encode(ORDER, { id: 7, city: 'Jeju' })), [
    { name: '__value_schema_id', value: bytes(Buffer.from([1]), guid) },
  ]);
  await send({ kind: 'text', text: 'plain' });
  await send(framed(99, Buffer.from([1])));

  const all = await rows(screen);
  expect(all.map(({ value }) => [value.text, value.decoder, value.schemaId])).toEqual([
    ['{"id":1099511627776,"city":"Seoul"}', 'avro', order],
    ['{"captain":"Kim","home":{"city":"Busan"}}', 'protobuf', ship],
    ['{"any": 1}', 'json-schema', note],
    ['{"id":7,"city":"Jeju"}', 'avro', there.guidOf(order)],
    ['plain', undefined, undefined],
    ['000000006301', undefined, undefined],
  ]);
  expect(all[5].value.problem).toBe('Schema 99: The schema registry says 404: Schema not found');

  const filtered = async (text: string, path?: string, operand = '') => {
    const clauses = path === undefined ? [] : [{ on: 'value' as const, path, test: 'is' as const, operand }];
    return (await rows(screen, { filter: { text, clauses, script: '' } })).map(({ offset }) => offset);
  };
  expect(await filtered('', 'home.city', 'Busan')).toEqual([1]);
  expect(await filtered('', 'id', '1099511627776')).toEqual([0]);
  expect(await filtered('1099511627776')).toEqual([0]);
  expect(await filtered('seoul')).toEqual([0]);
  const scripted = await rows(screen, { filter: { text: '', clauses: [], script: 'value.city === "Jeju"' } });
  expect(scripted.map(({ offset }) => offset)).toEqual([3]);

  const detail = await screen.call('messages.detail', {
    cluster: 'local',
    topic: 'orders',
    partition: 0,
    offset: 1,
  });
  expect(detail.value).toMatchObject({ decoder: 'protobuf', schemaId: ship });
  expect(detail.explained.value.find(({ decoder }) => decoder === 'avro')).toMatchObject({
    outcome: 'no',
    reason: `schema ${ship} is protobuf`,
  });
});

test('without its registry a record is shown as bytes and says why, and is read when it is back', async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  const id = there.add('orders-value', 'AVRO', ORDER.text);
  await screen.call('messages.send', message(framed(id, await encode(ORDER, { id: 1, city: 'Seoul' }))));
  await screen.call('messages.send', message({ kind: 'text', text: '{"plain": true}' }));
  await there.pause();
  const [lost, plain] = await rows(screen);
  expect(lost.value).toMatchObject({ format: 'binary', text: expect.stringMatching(/^00000000010/) });
  expect(lost.value.problem).toMatch(
    /^Schema 1: The schema registry at http.* does not answer: .*ECONNREFUSED/,
  );
  expect(plain.value).toMatchObject({ format: 'json', text: '{"plain": true}' });
  expect(plain.value.problem).toBeUndefined();
  await there.resume();
  await screen.call('connections.retry', { id: 'local' });
  expect((await rows(screen))[0].value).toMatchObject({ decoder: 'avro', text: '{"id":1,"city":"Seoul"}' });
});

test("Kafka's own topics are read as what they are", async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  await screen.call('messages.send', message({ kind: 'text', text: 'one' }));
  await screen.call('groups.resetOffsets', {
    cluster: 'local',
    groupId: 'readers',
    topic: 'orders',
    partitions: [0],
    to: { kind: 'latest' },
    preview: false,
  });
  const found = await rows(screen, { topic: '__consumer_offsets' });
  const commit = found.find(({ key }) => key.text.includes('OffsetCommit'))!;
  expect(commit.key.decoder).toBe('internal');
  expect(JSON.parse(commit.key.text)).toMatchObject({ group: 'readers', topic: 'orders', partition: 0 });
  expect(JSON.parse(commit.value.text)).toMatchObject({ offset: 1 });
  expect(there.asked.filter((line) => line.includes('/schemas/'))).toEqual([]);
});
