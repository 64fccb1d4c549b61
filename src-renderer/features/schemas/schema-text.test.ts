import { expect, test } from 'vitest';
import { BEGINNINGS, parseReferences, readable, referencesText } from './schema-text.ts';

test('references are lines, both ways', () => {
  const references = [
    { name: 'common/place.proto', subject: ':.lab:place value', version: 12 },
    { name: 'shop.Money', subject: 'money', version: 1 },
  ];
  expect(parseReferences(`\n${referencesText(references)}\n`)).toEqual(references);
  expect(parseReferences('')).toEqual([]);
  for (const wrong of ['a', 'a = b', 'a = b 0', 'a = b x', '= b 1'])
    expect(parseReferences(wrong)).toBeNull();
});

test('a schema is laid out, and what is no JSON stays as it is', () => {
  expect(readable('avro', '{"type":"long"}')).toBe('{\n  "type": "long"\n}');
  expect(readable('avro', '{"type":')).toBe('{"type":');
  expect(readable('protobuf', BEGINNINGS.protobuf)).toBe(BEGINNINGS.protobuf);
});
