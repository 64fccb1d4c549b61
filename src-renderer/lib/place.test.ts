import { expect, test } from 'vitest';
import { addressOf, parseAddress } from './place.ts';

test.each([
  ['/topics', { path: ['topics'], query: {} }],
  ['#/topics/a%2Fb?tab=files&from=', { path: ['topics', 'a/b'], query: { tab: 'files', from: '' } }],
  ['', { path: [], query: {} }],
  ['/topics/100%', { path: ['topics', '100%'], query: {} }],
])('%s is understood', (address, place) => expect(parseAddress(address)).toEqual(place));

test('what is written is read back', () => {
  const address = addressOf(['topics', '주문 / 1?'], { tab: 'messages', from: undefined, filter: 'a&b=c' });
  expect(parseAddress(address)).toEqual({
    path: ['topics', '주문 / 1?'],
    query: { tab: 'messages', filter: 'a&b=c' },
  });
});
