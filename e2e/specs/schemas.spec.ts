import { startTestRegistry } from '../../src-main/workbench/registry/test-kit.ts';
import { expect, test as base } from '../fixtures/launch.ts';
import { createTopic, send, writeValue } from '../steps/messages.ts';
import {
  connectRegistry,
  encodeByTopic,
  openSubject,
  registerSubject,
  writeSchema,
} from '../steps/schemas.ts';
import { readAll } from '../steps/records.ts';
import { choose, inFront, openScreen, showTab } from '../steps/screens.ts';
import { startSchemaRegistry } from '../targets/index.ts';
import type { SchemaRegistry } from '../targets/index.ts';

/** A real registry where Java is; the report names which it was. */
const test = base.extend<{ registry: SchemaRegistry }>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from this pattern
  registry: async ({}, use, info) => {
    await using registry = await startSchemaRegistry();
    info.annotations.push({ type: 'registry', description: registry.name });
    console.log(`    registry: ${registry.name}`);
    await use(registry);
  },
});
test.describe.configure({ timeout: 240_000 });
test.use({ nodes: 1 });

const order = (...more: object[]) =>
  JSON.stringify({
    type: 'record',
    name: 'Order',
    namespace: 'shop',
    fields: [{ name: 'id', type: 'long' }, { name: 'city', type: 'string' }, ...more],
  });

test('connect a registry, send with a schema, read it decoded, evolve it, and live through its outage', async ({
  product: { page },
  registry,
}) => {
  await connectRegistry(page, registry.url);
  await openScreen(page, 'schemas');
  await choose(page, 'compatibility', /^BACKWARD\b(?!_)/);
  await page.getByTestId('level-dialog').getByRole('button', { name: 'Change the compatibility' }).click();
  await expect(inFront(page, 'compatibility')).toContainText('BACKWARD');
  await registerSubject(page, 'orders-value', order());
  await openScreen(page, 'schemas');
  await expect(
    inFront(page, 'schemas-table').getByRole('row').filter({ hasText: 'orders-value' }),
  ).toContainText('Avro');

  // A text that does not fit is refused before it is sent; one that does is stored and read again.
  await createTopic(page, 'orders', 1);
  await inFront(page, 'send-message').click();
  await encodeByTopic(page);
  await writeValue(page, '{}');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.type('{"', { delay: 50 });
  await expect(page.locator('.suggest-widget')).toContainText('city');
  await page.keyboard.press('Escape');
  await writeValue(page, '{"id": "one", "city": "Seoul"}');
  await inFront(page, 'send').click();
  await expect(inFront(page, 'screen-editor').getByTestId('error').first()).toContainText(
    'id must be a whole number, not "one"',
  );
  await writeValue(page, '{"id": 9007199254740993, "city": "Seoul"}');
  await send(page);
  await showTab(page, 'orders');
  await choose(page, 'read-from', /oldest|beginning/i);
  const table = inFront(page, 'messages-table');
  await expect(table).toContainText('{"id":9007199254740993,"city":"Seoul"}');
  await table.getByText('Seoul').click();
  await expect(inFront(page, 'decoder')).toContainText('avro');
  await expect(inFront(page, 'schema-of')).toContainText('orders-value version 1');

  // An incompatible change is named and not made; a compatible one becomes version 2, and differs as shown.
  await openSubject(page, 'orders-value');
  await inFront(page, 'register-version').click();
  await writeSchema(page, order({ name: 'note', type: 'string' }));
  const dialog = page.getByTestId('register-dialog');
  await dialog.getByRole('button', { name: 'Register', exact: true }).click();
  const result = dialog.getByTestId('check-result');
  await expect(result).toHaveAttribute('data-outcome', 'incompatible');
  await expect(result).toContainText('BACKWARD');
  await expect(result.getByRole('listitem').first()).toContainText(/note|fields\/2/);
  await writeSchema(page, order({ name: 'note', type: 'string', default: '' }));
  await dialog.getByTestId('check-schema').click();
  await expect(result).toHaveAttribute('data-outcome', 'compatible');
  await dialog.getByRole('button', { name: 'Register', exact: true }).click();
  await dialog.waitFor({ state: 'detached', timeout: 20_000 });
  await expect(inFront(page, 'version')).toContainText('2');
  await choose(page, 'compare', '1');
  await expect(inFront(page, 'text-diff')).toContainText('note');

  // A level of its own stands in the list.
  await choose(page, 'compatibility', /^FULL\b(?!_)/);
  await page.getByTestId('level-dialog').getByRole('button', { name: 'Change the compatibility' }).click();
  await expect(inFront(page, 'compatibility')).toContainText('FULL');
  await openScreen(page, 'schemas');
  await expect(inFront(page, 'own-level')).toHaveText('FULL');

  // While it is away its screen says so and keeps what it knew, and records say why they are bytes.
  await registry.pause();
  await openScreen(page, 'schemas');
  await expect(inFront(page, 'registry-outage')).toContainText('does not answer', { timeout: 40_000 });
  await expect(inFront(page, 'schemas-table')).toContainText('orders-value');
  await registry.resume();
  await expect(inFront(page, 'registry-outage')).toHaveCount(0, { timeout: 40_000 });
});

test('without the registry messages work on, and are decoded when it is back', async ({
  product: { page },
  registry,
}) => {
  await connectRegistry(page, registry.url);
  await registerSubject(page, 'orders-value', order());
  await createTopic(page, 'orders', 1);
  await inFront(page, 'send-message').click();
  await encodeByTopic(page);
  await writeValue(page, '{"id": 1, "city": "Busan"}');
  await send(page);
  // What this life of the workbench has read once it knows; a changed connection asks anew.
  await registry.pause();
  await page.getByTestId('rail-connections').click();
  await inFront(page, 'connections-table')
    .getByRole('row')
    .filter({ hasText: 'local' })
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Schema registry of the local cluster' }).click();
  await page.getByTestId('connection-dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByTestId('connection-dialog').waitFor({ state: 'detached' });
  await showTab(page, 'orders');
  await choose(page, 'read-from', /oldest|beginning/i);
  const row = inFront(page, 'messages-table').getByRole('row').nth(1);
  await expect(row).toContainText('0000000', { timeout: 20_000 });
  await row.click();
  await expect(inFront(page, 'detail')).toContainText('does not answer');
  await expect(inFront(page, 'registry-bar')).toContainText('does not answer');
  await registry.resume();
  await expect(inFront(page, 'messages-table')).toContainText('Busan', { timeout: 30_000 });
  await expect(inFront(page, 'registry-bar')).toHaveCount(0);
});

test('deleting shows what goes; a read-only connection offers no change', async ({
  product: { page, ready },
  registry,
}) => {
  await connectRegistry(page, registry.url);
  await registerSubject(page, 'gone-value', order());
  await page.getByTestId('rail-connections').click();
  await page.getByTestId('add-connection').filter({ visible: true }).click();
  const connection = page.getByTestId('connection-dialog');
  await connection.getByTestId('connection-name').fill('locked');
  await connection.getByTestId('connection-bootstrap').fill(ready.bootstrapServers);
  await connection.getByTestId('registry-url').fill(registry.url);
  await connection.getByTestId('connection-read-only').click();
  await connection.getByRole('button', { name: 'Save', exact: true }).click();
  await connection.waitFor({ state: 'detached' });

  await openSubject(page, 'gone-value');
  await inFront(page, 'delete-version').click();
  const dialog = page.getByTestId('delete-dialog');
  await expect(dialog.getByTestId('deletion-plan')).toContainText('Version 1 will be deleted');
  await dialog.getByRole('button', { name: 'Delete softly' }).click();
  await dialog.waitFor({ state: 'detached', timeout: 20_000 });

  await page.getByTestId('cluster-button').click();
  await page.getByRole('menuitem', { name: /^locked\b/ }).click();
  await openScreen(page, 'schemas');
  await expect(inFront(page, 'read-only')).toBeVisible();
  await expect(inFront(page, 'register')).toBeDisabled();
  await expect(inFront(page, 'compatibility')).toBeDisabled();
});

test('a CSV and a load are encoded with a schema line by line, and a decoded record is edited and sent again', async ({
  product: { page, ready },
  registry,
}) => {
  await connectRegistry(page, registry.url);
  await registerSubject(
    page,
    'orders-value',
    order({ name: 'note', type: ['null', 'string'], default: null }),
  );
  await createTopic(page, 'orders', 1);
  await inFront(page, 'send-message').click();
  await encodeByTopic(page);

  // The whole line of a CSV is a record by the names of its columns; what does not fit stops it, named by its line.
  await inFront(page, 'tab-batch').click();
  const csv = ['id,city,note', '9007199254740993,Seoul,', '2,"",x', 'three,Busan,', '4,Jeju,'].join('\n');
  await page
    .getByTestId('batch-file')
    .last()
    .setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await choose(page, 'csv-value', 'the whole line, by its names');
  await expect(inFront(page, 'schema-ready-value')).toContainText('orders-value version 1');
  await expect(inFront(page, 'screen-editor')).toContainText('id must be a whole number, not "three"');
  await expect(inFront(page, 'planned')).toContainText('{"id":9007199254740993,"city":"Seoul","note":null}');
  await inFront(page, 'start-batch').click();
  await expect(inFront(page, 'job')).toContainText('Line 4 cannot be encoded. The value does not fit');
  await inFront(page, 'job-skip').click();
  await expect(inFront(page, 'job')).toHaveAttribute('data-state', 'done');
  await expect(inFront(page, 'job')).toContainText('3 sent');

  // A template keeps its schema, and each message of a load is encoded.
  await inFront(page, 'tab-message').click();
  await writeValue(page, '{"id": {{sequence}}, "city": "{{location.city}}"}');
  await inFront(page, 'tab-generate').click();
  await expect(inFront(page, 'planned')).toContainText('{"id": 1, "city": "');
  await inFront(page, 'rate').fill('200');
  await inFront(page, 'stop-amount').fill('40');
  await inFront(page, 'start-load').click();
  await expect(inFront(page, 'job')).toContainText('40 of 40 sent');

  // A decoded record opens as JSON with its schema. Untouched it is the same bytes; edited it is encoded again.
  await showTab(page, 'orders');
  await choose(page, 'read-from', /oldest|beginning/i);
  await inFront(page, 'messages-table').getByText('9007199254740993').click();
  await inFront(page, 'resend').click();
  await expect(inFront(page, 'value-editor')).toContainText('9007199254740993');
  await expect(inFront(page, 'schema-ready-value')).toContainText('orders-value version 1');
  await expect(inFront(page, 'schema-version')).toContainText('1');
  await send(page);
  await writeValue(page, '{"id": 9007199254740993, "city": "", "note": ""}');
  await send(page);
  const read = await readAll(ready.bootstrapServers, 'orders', 45);
  const [stored, , , again, edited] = read.toSpliced(3, 40).map(({ value }) => value!);
  expect(again).toEqual(stored);
  // city is "" (a length of 0), note the second branch of its union and "".
  expect(edited).toEqual(Buffer.concat([stored.subarray(0, 13), Buffer.from([0, 2, 0])]));
  expect(read.every(({ value }) => value!.subarray(0, 5).equals(stored.subarray(0, 5)))).toBe(true);
});

test('an older version, or a subject by the record’s name: the record tells which schema it was written with', async ({
  product: { page },
}) => {
  await using registry = await startTestRegistry();
  registry.add('orders-value', 'AVRO', order());
  registry.add('orders-value', 'AVRO', order({ name: 'note', type: 'string', default: '' }));
  registry.add('shop.Order', 'AVRO', order({ name: 'express', type: 'boolean', default: false }));
  await connectRegistry(page, registry.url);
  await createTopic(page, 'orders', 1);
  await inFront(page, 'send-message').click();
  await encodeByTopic(page);
  const ready = inFront(page, 'schema-ready-value');
  await expect(ready).toContainText('orders-value version 2');
  // The latest wants what the older one does not have.
  await writeValue(page, '{"id": 1, "city": "Seoul"}');
  await choose(page, 'schema-version', '1');
  await expect(ready).toContainText('orders-value version 1');
  await send(page);
  await choose(page, 'schema-value', /by the record/);
  await inFront(page, 'schema-name-value').fill('shop.Order');
  await expect(ready).toContainText('shop.Order version 1');
  await writeValue(page, '{"id": 2, "city": "Busan", "express": true}');
  await send(page);

  await showTab(page, 'orders');
  await choose(page, 'read-from', /oldest|beginning/i);
  const table = inFront(page, 'messages-table');
  await table.getByText('Seoul').click();
  await expect(inFront(page, 'schema-of')).toContainText('orders-value version 1');
  await table.getByText('Busan').click();
  await expect(inFront(page, 'schema-of')).toContainText('shop.Order version 1');
});

const WRITTEN = [
  {
    kind: 'AVRO',
    topic: 'avro',
    schema: order({
      name: 'state',
      type: { type: 'enum', name: 'State', symbols: ['NEW', 'PAID'] },
      default: 'NEW',
    }),
    wrong: '{"id": "one", "city": "Seoul"}',
    told: 'Expected "integer"',
  },
  {
    kind: 'JSON',
    topic: 'json',
    schema: JSON.stringify({
      type: 'object',
      properties: {
        id: { type: 'integer' },
        city: { type: 'string', minLength: 2 },
        state: { enum: ['NEW', 'PAID'] },
      },
      required: ['id'],
      additionalProperties: false,
    }),
    wrong: '{"id": 1, "stray": 2}',
    told: 'Property stray is not allowed',
  },
  {
    kind: 'PROTOBUF',
    topic: 'proto',
    schema:
      'syntax = "proto3"; package shop; message Order { int64 id = 1; string city = 2; State state = 3; enum State { NEW = 0; PAID = 1; } }',
    wrong: '{"id": 1, "city": 3}',
    told: 'Expected "string"',
  },
] as const;

test('while a value is typed the schema of the registry completes it and marks what does not fit, in every format', async ({
  product: { page, ready },
  registry,
}) => {
  await connectRegistry(page, registry.url);
  const suggestions = page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  const type = (text: string) => page.keyboard.type(text, { delay: 40 });
  for (const { kind, topic, schema, wrong, told } of WRITTEN) {
    await register(registry.url, `${topic}-value`, kind, schema);
    await createTopic(page, topic, 1);
    await inFront(page, 'send-message').click();
    await encodeByTopic(page);
    const editor = inFront(page, 'value-editor');
    const marked = editor.locator('.squiggly-warning');

    // A property is completed with a value of its type, in which typing goes on; an enum offers its choices.
    await writeValue(page, '{}');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await type('{"ci');
    await expect(suggestions).toHaveText(['city']);
    await page.keyboard.press('Enter');
    await expect(editor).toContainText('{"city": ""}');
    await type('Seoul');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await type(', "id": 7, "state": ');
    await page.keyboard.press('Control+Space');
    await suggestions.filter({ hasText: 'PAID' }).click();
    await expect(editor).toContainText('{"city": "Seoul", "id": 7, "state": "PAID"}');
    await expect(marked).toHaveCount(0);
    await send(page);

    // What does not fit is marked where it stands, with the reason; what fits again is not.
    await writeValue(page, wrong);
    await expect(marked).toHaveCount(1);
    await marked.hover({ force: true });
    await expect(page.locator('.monaco-hover').filter({ visible: true })).toContainText(told);
    await writeValue(page, '{"city": "Busan", "id": 8}');
    await expect(marked).toHaveCount(0);
    await send(page);
    expect(await readAll(ready.bootstrapServers, topic, 2)).toHaveLength(2);
  }

  // A version that is registered here meanwhile counts at once.
  await openSubject(page, 'avro-value');
  await inFront(page, 'register-version').click();
  await writeSchema(page, order({ name: 'parcel', type: 'string', default: '' }));
  const dialog = page.getByTestId('register-dialog');
  await dialog.getByRole('button', { name: 'Register', exact: true }).click();
  await dialog.waitFor({ state: 'detached', timeout: 20_000 });
  await showTab(page, 'Editor of avro');
  await expect(inFront(page, 'schema-ready-value')).toContainText('avro-value version 2', {
    timeout: 40_000,
  });
  await inFront(page, 'value-editor').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await type('{"p');
  await expect(suggestions).toHaveText(['parcel']);
  await page.keyboard.press('Escape');

  // A key is checked as well.
  await register(registry.url, 'avro-key', 'AVRO', '{"type":"int"}');
  await inFront(page, 'key').fill('seven');
  await choose(page, 'schema-key', /by the topic/);
  const form = page.locator('.editor-form').filter({ visible: true });
  await expect(form.locator('.field-error')).toContainText('The key does not fit avro-key version 1');
  await inFront(page, 'key').fill('7');
  await expect(form.locator('.field-error')).toHaveCount(0);
  await expect(inFront(page, 'partition-preview')).toHaveText('This key hits partition 0 of 1.');
});

/** As a build of some service registers its schema. */
async function register(url: string, subject: string, schemaType: string, schema: string): Promise<void> {
  const answer = await fetch(`${url}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema, schemaType }),
  });
  expect(answer.status).toBe(200);
}
