// A cluster with a schema registry, as a screen sees it: what is read, what is sent, and the subjects themselves.
import { expect, test } from 'vitest';
import {
  type MessageRow,
  PLAIN_CONNECTION,
  PLAIN_REGISTRY,
  type PayloadInput,
  type ReadRequest,
  type SendRequest,
} from '../contract/index.ts';
import { readSchema, type SchemaText } from './decoding/index.ts';
import { startTestRegistry, type TestRegistry } from './registry/test-kit.ts';
import { type Refused, startTestBench, type TestBench, type TestScreen } from './test-kit.ts';

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
  const outage = screen.listen('schemas.outage', { cluster: 'local' });
  expect(await outage.until(() => true)).toBeNull();
  await there.pause();
  const [lost, plain] = await rows(screen);
  expect(lost.value).toMatchObject({ format: 'binary', text: expect.stringMatching(/^00000000010/) });
  expect(lost.value.problem).toMatch(
    /^Schema 1: The schema registry at http.* does not answer: .*ECONNREFUSED/,
  );
  expect(plain.value).toMatchObject({ format: 'json', text: '{"plain": true}' });
  expect(plain.value.problem).toBeUndefined();
  expect(await outage.until((reason) => reason !== null)).toContain('ECONNREFUSED');
  await there.resume();
  // It is looked after by itself, and not only when somebody reads again.
  let told = 0;
  await outage.until((reason) => reason === null && told++ > 0);
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

const AS_TOPIC = {
  strategy: 'topic',
  name: '',
  version: null,
  messageType: null,
  framing: 'prefix',
} as const;

test('a text is encoded as it is sent, by the strategy that names its schema, and refused before where it does not fit', async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  there.add('orders-value', 'AVRO', ORDER.text);
  const next = JSON.parse(ORDER.text);
  next.fields.push(
    { name: 'note', type: ['null', 'string'], default: null },
    {
      name: 'price',
      type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 },
      default: '\u0000',
    },
  );
  const second = there.add('orders-value', 'AVRO', JSON.stringify(next));
  there.add('place', 'PROTOBUF', PLACE);
  const place = { name: 'common/place.proto', subject: 'place', version: 1 };
  const ship = there.add('Ship.Crew', 'PROTOBUF', SHIP.text, [place]);
  const key = there.add(
    'orders-Key',
    'JSON',
    '{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}',
  );
  const send = (text: string, schema: object = {}, more: Partial<SendRequest> = {}) =>
    screen.call('messages.send', message({ kind: 'schema', text, schema: { ...AS_TOPIC, ...schema } }, more));

  await send('{"id": 1, "city": "Seoul", "note": "안녕", "price": 12.5}');
  await send('{"id": 2, "city": "Busan"}', { version: 1 });
  await send('{"captain": "Kim", "home": {"city": "Jeju"}}', { strategy: 'record', name: 'Ship.Crew' });
  await send(
    '{"id": 3, "city": "Seoul"}',
    { framing: 'header' },
    {
      key: {
        kind: 'schema',
        text: '{"n": 1}',
        schema: { ...AS_TOPIC, strategy: 'topic-record', name: 'Key' },
      },
    },
  );
  expect((await rows(screen)).map(({ value }) => [value.text, value.schemaId])).toEqual([
    ['{"id":1,"city":"Seoul","note":"안녕","price":12.50}', second],
    ['{"id":2,"city":"Busan"}', 1],
    ['{"captain":"Kim","home":{"city":"Jeju"}}', ship],
    ['{"id":3,"city":"Seoul","note":null,"price":0.00}', there.guidOf(second)],
  ]);
  expect((await rows(screen))[3].key).toMatchObject({
    text: '{"n": 1}',
    decoder: 'json-schema',
    schemaId: key,
  });

  const refusal = async (text: string, schema: object = {}) =>
    send(text, schema).then(
      () => 'sent',
      (error: Refused) => `${error.error.code}: ${error.error.message}`,
    );
  expect(await refusal('{"id": "one", "city": "x"}')).toBe(
    'invalid-input: The value does not fit orders-value version 2: id must be a whole number, not "one".',
  );
  expect(await refusal('{"id": 1}')).toContain('city is missing and has no default');
  expect(await refusal('{"id": 1,}')).toContain('it is no JSON');
  expect(await refusal('{"captain": 5}', { strategy: 'record', name: 'Ship.Crew' })).toContain(
    'Ship.Crew.captain',
  );
  expect(await refusal('{}', { strategy: 'subject', name: 'Ship.Crew', messageType: 'Boat' })).toContain(
    "no message 'Boat'; it has Truck, Ship, Ship.Crew",
  );
  expect(await refusal('{}', { strategy: 'subject', name: 'nowhere' })).toBe(
    "not-found: The registry has no subject 'nowhere'.",
  );
  expect(await refusal('{}', { version: 9 })).toContain("no version 9 of 'orders-value'");
  expect((await rows(screen)).length).toBe(4);

  const shown = await screen.call('schemas.encode', {
    cluster: 'local',
    topic: 'orders',
    part: 'value',
    input: { kind: 'schema', text: '{"id": 1, "city": ""}', schema: { ...AS_TOPIC, version: 1 } },
  });
  expect(shown).toEqual({ base64: 'AAAAAAECAA==', sizeBytes: 7, subject: 'orders-value', version: 1, id: 1 });
  const editor = await screen.call('schemas.editorSchema', {
    cluster: 'local',
    topic: 'orders',
    part: 'value',
    schema: AS_TOPIC,
  });
  expect(editor).toMatchObject({ subject: 'orders-value', version: 2, kind: 'avro', types: ['Order'] });
  expect(JSON.parse(editor.text).definitions.Order).toMatchObject({
    required: ['id', 'city'],
    additionalProperties: false,
  });
});

test('subjects: the list with what is known, versions, compatibility, a change that is refused, deletion in two steps', async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  const cluster = 'local';
  there.add('orders-value', 'AVRO', ORDER.text);
  there.add(':.lab:notes', 'JSON', '{"type":"object"}');
  const list = screen.listen('schemas.watch', { cluster });
  const named = await list.until(
    ({ value }) => value!.subjects.every(({ latest }) => latest !== null) && value!.subjects.length === 2,
  );
  expect(named).toMatchObject({
    stale: false,
    value: {
      compatibility: 'BACKWARD',
      outage: null,
      subjects: [
        {
          subject: ':.lab:notes',
          context: '.lab',
          name: 'notes',
          latest: { version: 1, kind: 'json-schema' },
        },
        {
          subject: 'orders-value',
          context: '.',
          deleted: false,
          latest: { version: 1, id: 1, kind: 'avro', compatibility: null },
        },
      ],
    },
  });
  const more = (field: object) => {
    const schema = JSON.parse(ORDER.text);
    return {
      subject: 'orders-value',
      kind: 'avro' as const,
      text: JSON.stringify({ ...schema, fields: [...schema.fields, field] }),
      references: [],
    };
  };
  const bare = more({ name: 'note', type: 'string' });
  const check = await screen.call('schemas.check', { cluster, draft: bare });
  expect(check).toMatchObject({ problem: null, compatible: false, level: 'BACKWARD', existing: null });
  expect(check.messages[0]).toContain("'note'");
  await expect(screen.call('schemas.register', { cluster, draft: bare })).rejects.toMatchObject({
    error: { code: 'registry', message: expect.stringContaining('incompatible') },
  });
  expect(
    await screen.call('schemas.check', { cluster, draft: { ...bare, text: '{"type": "recrod"}' } }),
  ).toMatchObject({
    problem: expect.stringContaining('recrod'),
  });
  expect(await screen.call('schemas.check', { cluster, draft: { ...bare, text: ORDER.text } })).toMatchObject(
    { existing: 1 },
  );
  const filled = more({ name: 'note', type: 'string', default: '' });
  expect(await screen.call('schemas.check', { cluster, draft: filled })).toMatchObject({ compatible: true });
  expect(await screen.call('schemas.register', { cluster, draft: filled })).toMatchObject({ version: 2 });
  await list.until(({ value }) => value!.subjects.some(({ latest }) => latest?.version === 2));
  await screen.call('schemas.setCompatibility', { cluster, subject: 'orders-value', level: 'NONE' });
  // The list tells who has a level of its own.
  await list.until(({ value }) => value!.subjects.some(({ latest }) => latest?.compatibility === 'NONE'));
  expect(await screen.call('schemas.subject', { cluster, subject: 'orders-value' })).toEqual({
    subject: 'orders-value',
    versions: [
      { version: 2, deleted: false },
      { version: 1, deleted: false },
    ],
    compatibility: { level: 'NONE', own: true },
  });
  there.add('parcels', 'AVRO', '{"type":"record","name":"Parcel","fields":[{"name":"of","type":"Order"}]}', [
    { name: 'Order', subject: 'orders-value', version: 1 },
  ]);
  const referred = await screen.call('schemas.version', { cluster, subject: 'orders-value', version: 1 });
  expect(referred).toMatchObject({
    types: ['Order'],
    referencedBy: [{ subject: 'parcels', version: 1 }],
    problem: null,
  });
  const deletion = { cluster, subject: 'orders-value', version: null, permanent: false, preview: true };
  expect(await screen.call('schemas.delete', deletion)).toEqual({
    versions: [1, 2],
    blockedBy: [{ subject: 'parcels', version: 1 }],
    softFirst: [],
  });
  const one = { ...deletion, version: 2, preview: false };
  expect((await screen.call('schemas.delete', one)).versions).toEqual([2]);
  expect((await screen.call('schemas.delete', { ...one, preview: true, permanent: true })).versions).toEqual([
    2,
  ]);
  await screen.call('schemas.delete', { ...one, permanent: true });
  expect((await screen.call('schemas.subject', { cluster, subject: 'orders-value' })).versions).toEqual([
    { version: 1, deleted: false },
  ]);

  await there.pause();
  await screen.call('schemas.retry', { cluster });
  const gone = await list.until(({ stale }) => stale);
  expect(gone.value).toMatchObject({ outage: { problem: 'refused' }, subjects: [{}, {}, {}] });
  await there.resume();
  await list.until(({ stale, asOfMs }) => !stale && asOfMs > gone.asOfMs);
  const late = await withReadOnly(screen, there.url);
  await expect(screen.call('schemas.register', { cluster: late, draft: filled })).rejects.toMatchObject({
    error: { code: 'read-only' },
  });
  const [none] = await screen.listen('connections.watch', {}).until(() => true);
  await screen.call('connections.save', {
    id: 'local',
    settings: { ...none.settings, registry: null },
    secrets: {},
  });
  await list.until(({ value }) => value === null);
  await expect(screen.call('schemas.subject', { cluster, subject: 'a' })).rejects.toMatchObject({
    error: { code: 'no-registry' },
  });
});

async function withReadOnly(screen: TestScreen, url: string): Promise<string> {
  const settings = { ...PLAIN_CONNECTION, name: 'locked', bootstrapServers: '127.0.0.1:1', readOnly: true };
  const registry = { ...PLAIN_REGISTRY, url };
  return (
    await screen.call('connections.save', { id: null, settings: { ...settings, registry }, secrets: {} })
  ).id;
}
