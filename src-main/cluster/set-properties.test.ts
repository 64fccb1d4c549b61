import { expect, test } from 'vitest';
import { changedProperties, type KeptProperty, parseSetProperty, propertiesOf } from './set-properties.ts';

const set = (line: string) =>
  line.split(' ').map((text) => {
    const parsed = parseSetProperty(text);
    if (typeof parsed === 'string') throw new Error(parsed);
    return parsed;
  });
const kept = (line: string) => changedProperties([], set(line));
const written = (properties: readonly KeptProperty[]) =>
  properties.map(({ node, name, value }) => `${node === null ? '' : `${node}:`}${name}=${value}`).join(' ');

test.each([
  ['a=1', 'b=2', 'a=1 b=2'],
  ['a=1', 'a=2', 'a=2'],
  ['a=1', '2:a=2', 'a=1 2:a=2'],
  ['a=1 b=2', 'a=', 'b=2'],
  ['2:a=1', 'a=', '2:a=1'],
  ['a=x=y', 'b=1', 'a=x=y b=1'],
])('%s, then %s: %s', (before, change, after) => {
  expect(written(changedProperties(kept(before), set(change)))).toBe(after);
});

test('a node has its own value before that of all', () => {
  const properties = kept('2:broker.rack=b broker.rack=a num.partitions=3');
  expect(propertiesOf(1, properties)).toEqual({ 'broker.rack': 'a', 'num.partitions': '3' });
  expect(propertiesOf(2, properties)).toEqual({ 'broker.rack': 'b', 'num.partitions': '3' });
});

test.each([
  ['nonsense', 'takes [NODE:]KEY=VALUE, not nonsense'],
  ['0:a=1', 'takes [NODE:]KEY=VALUE, not 0:a=1'],
  ['=1', 'takes [NODE:]KEY=VALUE, not =1'],
  ['node.id=7', 'node.id is decided by Sluice, and cannot be set'],
  ['2:listeners=X', 'listeners is decided by Sluice, and cannot be set'],
])('%s is refused: %s', (text, message) => expect(parseSetProperty(text)).toBe(message));
