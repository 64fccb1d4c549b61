import { expect, test } from 'vitest';
import { EMPTY_DRAFT, sendRequestOf, type Draft } from './draft.ts';
import { withSchemas } from './schema-input.ts';
import { OWN_SUBJECT, subjectOf } from './schema-store.ts';

const sent = (draft: Partial<Draft>) => {
  const whole = { ...EMPTY_DRAFT, ...draft };
  const { key, value } = withSchemas(sendRequestOf('local', 'orders', whole), whole);
  return { key, value };
};

test('a text is sent with the schema that was chosen for it; null and untouched bytes as they are', () => {
  const schemas = { key: OWN_SUBJECT, value: { ...OWN_SUBJECT, version: 2 } };
  expect(sent({ key: '1', value: '{}', schemas })).toEqual({
    key: { kind: 'schema', text: '1', schema: OWN_SUBJECT },
    value: { kind: 'schema', text: '{}', schema: { ...OWN_SUBJECT, version: 2 } },
  });
  expect(sent({ key: null, tombstone: true, schemas })).toEqual({
    key: { kind: 'null' },
    value: { kind: 'null' },
  });
  const binary = { key: null, value: 'AA==' };
  expect(sent({ binary, schemas: { value: OWN_SUBJECT } }).value).toEqual({ kind: 'base64', base64: 'AA==' });
  expect(sent({ key: 'k', value: 'v', schemas: { value: null } })).toEqual({
    key: { kind: 'text', text: 'k' },
    value: { kind: 'text', text: 'v' },
  });
});

test('what was encoded is sent as the bytes it was until text or schema is another', () => {
  const schema = { ...OWN_SUBJECT, version: 2 };
  const draft: Partial<Draft> = {
    key: '"k"',
    value: '{"id": 1}',
    kept: {
      key: { text: '"k"', base64: 'AAAAAAECaw==', schema: OWN_SUBJECT },
      value: { text: '{"id": 1}', base64: 'AAAAAAIC', schema },
    },
    schemas: { key: { ...OWN_SUBJECT }, value: { ...schema } },
  };
  const key = { kind: 'base64', base64: 'AAAAAAECaw==' };
  expect(sent(draft)).toEqual({ key, value: { kind: 'base64', base64: 'AAAAAAIC' } });
  expect(sent({ ...draft, value: '{"id": 2}' })).toEqual({
    key,
    value: { kind: 'schema', text: '{"id": 2}', schema },
  });
  const other = { ...schema, version: 1 };
  expect(sent({ ...draft, schemas: { ...draft.schemas, value: other } }).value).toEqual({
    kind: 'schema',
    text: '{"id": 1}',
    schema: other,
  });
  // Without a schema it is the text, and not what was made of it.
  expect(sent({ ...draft, schemas: { key: null, value: null } })).toEqual({
    key: { kind: 'text', text: '"k"' },
    value: { kind: 'text', text: '{"id": 1}' },
  });
});

test.each([
  ['topic', '', 'orders-value'],
  ['record', 'shop.Order', 'shop.Order'],
  ['topic-record', 'shop.Order', 'orders-shop.Order'],
  ['subject', 'anything', 'anything'],
] as const)('by %s the subject of %j is %s', (strategy, name, subject) => {
  expect(subjectOf('orders', 'value', { ...OWN_SUBJECT, strategy, name })).toBe(subject);
});
