// A cluster with a schema registry, as a screen sees it: what is read, what is sent, and the subjects themselves.
import { expect, test } from 'vitest';
import {
  type BatchRequest,
  type MessageRow,
  PLAIN_CONNECTION,
  PLAIN_REGISTRY,
  type PayloadInput,
  type ReadRequest,
  type SendRequest,
} from '../contract/index.ts';
import { readSchema, type SchemaText } from './decoding/index.ts';
import { startTestRegistry, type TestRegistry } from './registry/test-kit.ts';
import { jobEnded, type Refused, startTestBench, type TestBench, type TestScreen } from './test-kit.ts';

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

const TICKET = {
  kind: 'avro',
  text: JSON.stringify({
    type: 'record',
    name: 'Ticket',
    fields: [
      { name: 'id', type: 'long' },
      { name: 'code', type: 'string' },
      { name: 'note', type: ['null', 'string'], default: null },
      { name: 'paid', type: 'boolean', default: false },
    ],
  }),
} as const;

async function sourceOf(screen: TestScreen, text: string): Promise<string> {
  const { source } = await screen.call('producing.openSource', null);
  await screen.call('producing.addToSource', { source, base64: Buffer.from(text).toString('base64') });
  return source;
}

const batchOf = (source: string, change: Partial<BatchRequest> = {}): BatchRequest => ({
  cluster: 'local',
  topic: 'orders',
  source,
  format: 'jsonl',
  shape: 'message',
  csv: null,
  options: { compression: 'none', acks: 'all' },
  transaction: false,
  onError: 'stop',
  ...change,
});

test('a batch is encoded line by line: what does not fit is named with its line, and it goes on there', async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  const id = there.add('orders-value', 'AVRO', ORDER.text);
  const keyId = there.add('orders-key', 'AVRO', '"string"');
  const ship = there.add('Truck', 'PROTOBUF', 'syntax = "proto3"; message Truck { string plate = 1; }');
  const lines = Array.from({ length: 2_500 }, (_, at) =>
    JSON.stringify({ key: `k-${at}`, value: { id: at, city: 'Seoul' } }),
  );
  lines[1] = '{"key":"k-1","value":{"id":9007199254740993,"city":""},"headers":{"a":"1"}}';
  lines[2] = '{"key":null,"value":null}';
  lines[2_100] = '{"key":"x","value":{"id":"one","city":"Seoul"}}';
  lines[2_200] = '{"key":"x","valueBase64":"AA=="}';
  const schemas = { key: AS_TOPIC, value: AS_TOPIC };
  const request = batchOf(await sourceOf(screen, lines.join('\n')), { schemas });
  const preview = await screen.call('producing.batchPreview', request);
  // Shown as it is written; the size is what is sent.
  expect(preview.messages[0]).toMatchObject({
    key: '"k-0"',
    value: '{"id":0,"city":"Seoul"}',
    sizeBytes: 21,
  });
  const { job } = await screen.call('producing.batch', request);
  const stopped = await jobEnded(screen, job);
  expect(stopped).toMatchObject({
    state: 'failed',
    sent: 2_100,
    resumeLine: 2_101,
    error: {
      message:
        'Line 2101 cannot be encoded. The value does not fit orders-value version 1: id must be a whole number, not "one".',
      said: { code: 'job.unfitLine', values: { line: 2_101 } },
    },
  });
  await screen.call('jobs.resume', { job, onError: 'skip' });
  const done = await jobEnded(screen, job);
  expect(done).toMatchObject({ state: 'done', sent: 2_498, failed: 2 });
  expect(done.problems).toMatchObject([
    { place: '2101', said: { code: 'encode.unfit' } },
    { place: '2201', message: "'valueBase64' is bytes, which a schema does not encode" },
  ]);
  const read = await rows(screen, { limit: 10_000 });
  expect(read).toHaveLength(2_498);
  expect(read[0]).toMatchObject({
    key: { text: '"k-0"', decoder: 'avro', schemaId: keyId },
    value: { text: '{"id":0,"city":"Seoul"}', decoder: 'avro', schemaId: id },
  });
  expect(read[1]).toMatchObject({
    value: { text: '{"id":9007199254740993,"city":""}' },
    headers: [{ name: 'a', value: { text: '1' } }],
  });
  expect(read[2]).toMatchObject({ key: { format: 'null' }, value: { format: 'null' } });
  const ids = read.flatMap(({ value }) => (value.format === 'null' ? [] : JSON.parse(value.text).id));
  expect(new Set(ids).size).toBe(ids.length);

  // Values of Protobuf, an array element each; the record's name says the subject.
  const array = batchOf(await sourceOf(screen, '[{"plate":"12가"},{"wheels":4}]'), {
    format: 'json',
    shape: 'value',
    schemas: { value: { ...AS_TOPIC, strategy: 'record', name: 'Truck' } },
    onError: 'skip',
  });
  const trucks = await jobEnded(screen, (await screen.call('producing.batch', array)).job);
  expect(trucks).toMatchObject({ state: 'done', sent: 1, failed: 1, problems: [{ place: '2' }] });
  expect((await rows(screen, { limit: 10_000 })).at(-1)!.value).toMatchObject({
    text: '{"plate":"12가"}',
    schemaId: ship,
  });

  // What there is no schema for is refused before anything is begun.
  const late = batchOf(await sourceOf(screen, '{"value":{"id":5,"city":"x"}}'), {
    schemas: { value: AS_TOPIC },
  });
  await expect(
    screen.call('producing.batch', { ...late, schemas: { value: { ...AS_TOPIC, version: 7 } } }),
  ).rejects.toThrow("The registry has no version 7 of 'orders-value'.");
});

test('lines of a CSV become records by the names of its columns, typed as the schema has them', async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  there.add('orders-value', 'AVRO', TICKET.text);
  there.add('orders-key', 'JSON', '{"type":"string"}');
  const csv = [
    'id,code,note,paid,when',
    '9007199254740993,007,,true,1000',
    '2,"a ""b""",null,,2000',
    'three,c,,,3000',
  ].join('\n');
  const mapping = {
    delimiter: ',',
    hasHeader: true,
    key: 1,
    value: 'row',
    headers: null,
    partition: null,
    timestamp: 4,
    emptyIsNull: true,
  } as const;
  const request = batchOf(await sourceOf(screen, csv), {
    format: 'csv',
    csv: mapping,
    schemas: { key: AS_TOPIC, value: AS_TOPIC },
    onError: 'skip',
  });
  const preview = await screen.call('producing.batchPreview', request);
  expect(preview.problems).toMatchObject([{ place: '4', said: { code: 'encode.unfit' } }]);
  const { job } = await screen.call('producing.batch', request);
  expect(await jobEnded(screen, job)).toMatchObject({ state: 'done', sent: 2, failed: 1 });
  expect(
    (await rows(screen)).map(({ key, value, timestampMs }) => [key.text, value.text, timestampMs]),
  ).toEqual([
    ['"007"', '{"id":9007199254740993,"code":"007","note":null,"paid":true}', 1_000],
    ['"a \\"b\\""', '{"id":2,"code":"a \\"b\\"","note":"null","paid":false}', 2_000],
  ]);
  // Without a schema a whole line is an object of texts.
  const plain = batchOf(await sourceOf(screen, 'id,code\n1,x\n'), {
    format: 'csv',
    csv: { ...mapping, key: null, timestamp: null },
  });
  expect((await screen.call('producing.batchPreview', plain)).messages[0].value).toBe(
    '{"id":"1","code":"x"}',
  );
});

test('a template with variables is encoded message by message, at its rate, and is kept with its schema', async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  const id = there.add('orders-value', 'AVRO', ORDER.text);
  const template = {
    key: null,
    value: '{"id": {{sequence}}, "city": "{{location.city}}"}',
    headers: [{ name: 'n', value: '{{sequence}}' }],
    partition: null,
    schemas: { value: { ...AS_TOPIC, framing: 'header' as const } },
  };
  const place = { cluster: 'local', topic: 'orders' };
  expect(await screen.call('producing.saveTemplate', { ...place, name: 'cities', template })).toMatchObject([
    { template },
  ]);
  const generation = { seed: 3, firstSequence: 10 };
  const { messages } = await screen.call('producing.preview', { ...place, template, generation, count: 2 });
  expect(messages[0].value).toMatch(/^\{"id": 10, "city": "\S.*"\}$/);
  expect(messages[0].headers.map(({ name }) => name)).toEqual(['n', '__value_schema_id']);
  const load = {
    ...place,
    template,
    generation,
    options: { compression: 'none', acks: 'all' },
    messagesPerSecond: 2_000,
    stop: { kind: 'count', count: 300 },
  } as const;
  const { job } = await screen.call('producing.load', load);
  expect(await jobEnded(screen, job)).toMatchObject({ state: 'done', sent: 300, failed: 0 });
  const read = await rows(screen, { limit: 1_000 });
  expect(read[0].value).toMatchObject({
    decoder: 'avro',
    text: messages[0].value!.replaceAll(/(?<=[:,]) /g, ''),
    schemaId: there.guidOf(id),
  });
  expect(read.map(({ value }) => JSON.parse(value.text).id).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 300 }, (_, at) => at + 10),
  );
  const bad = { ...template, value: '{"id": "{{sequence}}", "city": ""}' };
  const refused = { error: { said: { code: 'encode.unfit' } } };
  await expect(
    screen.call('producing.preview', { ...place, template: bad, generation, count: 1 }),
  ).rejects.toMatchObject(refused);
  await expect(screen.call('producing.load', { ...load, template: bad })).rejects.toMatchObject(refused);
});

test('a decoded record says the schema it was written with, and is encoded to the same bytes again', async () => {
  await using there = await startTestRegistry();
  await using bench = await startTestBench();
  const screen = await withRegistry(bench, there);
  const everything = JSON.stringify({
    type: 'record',
    name: 'Everything',
    fields: [
      { name: 'id', type: 'long' },
      { name: 'note', type: ['null', 'string'] },
      { name: 'raw', type: 'bytes' },
      { name: 'tags', type: { type: 'map', values: 'int' } },
      { name: 'lines', type: { type: 'array', items: ['string', 'long', 'null'] } },
      { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
      { name: 'state', type: { type: 'enum', name: 'State', symbols: ['NEW', 'OLD'] } },
      { name: 'half', type: 'double' },
    ],
  });
  there.add('other', 'AVRO', everything);
  const first = there.add('orders-value', 'AVRO', everything);
  there.add('orders-value', 'AVRO', everything.replace('"OLD"', '"OLD","GONE"'));
  there.add('place', 'PROTOBUF', PLACE);
  const place = { name: 'common/place.proto', subject: 'place', version: 1 };
  there.add('ships', 'PROTOBUF', SHIP.text, [place]);
  const values = [
    '{"id":9223372036854775807,"note":null,"raw":"\\u0000ÿ","tags":{},"lines":[],"price":0.10,"state":"NEW","half":0.1}',
    '{"id":-1,"note":"","raw":"","tags":{"a":1},"lines":["",9007199254740993,null],"price":-12.50,"state":"OLD","half":"NaN"}',
  ];
  const own = { ...AS_TOPIC, version: 1 };
  const crew = {
    ...AS_TOPIC,
    strategy: 'subject',
    name: 'ships',
    messageType: 'Ship.Crew',
    framing: 'header',
  } as const;
  for (const text of values)
    await screen.call('messages.send', message({ kind: 'schema', text, schema: own }));
  await screen.call(
    'messages.send',
    message(
      { kind: 'schema', text: '{"captain":"Kim"}', schema: crew },
      {
        headers: [
          { name: 'none', value: { kind: 'null' } },
          { name: '', value: { kind: 'text', text: '' } },
        ],
      },
    ),
  );
  await screen.call('messages.send', message({ kind: 'text', text: 'plain' }));
  const at = (offset: number) => ({ cluster: 'local', topic: 'orders', partition: 0, offset });
  for (const offset of [0, 1, 2]) {
    const stored = await screen.call('messages.detail', at(offset));
    const schemas = await screen.call('messages.schemas', at(offset));
    expect(schemas).toEqual({ key: null, value: offset < 2 ? own : { ...crew, version: 1 } });
    // What was decoded, encoded again with nothing kept: headers stay, and the one that names the schema is not doubled.
    await screen.call(
      'messages.send',
      message(
        { kind: 'schema', text: stored.value.text, schema: schemas.value! },
        {
          headers: stored.headers.map(({ name }, index) => {
            const base64 = stored.headersBase64[index];
            return { name, value: base64 === null ? { kind: 'null' } : { kind: 'base64', base64 } };
          }),
        },
      ),
    );
    const again = await screen.call('messages.detail', at(offset + 4));
    expect(again.valueBase64).toBe(stored.valueBase64);
    expect(again.headers.map(({ name }) => name)).toEqual(stored.headers.map(({ name }) => name));
    expect(again.headersBase64).toEqual(stored.headersBase64);
    expect(again.value).toEqual(stored.value);
  }
  expect((await screen.call('messages.detail', at(0))).value).toMatchObject({
    text: values[0],
    schemaId: first,
  });
  expect(await screen.call('messages.schemas', at(3))).toEqual({ key: null, value: null });
});
