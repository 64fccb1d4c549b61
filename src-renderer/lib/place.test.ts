import { expect, test } from 'vitest';
import {
  addressIn,
  addressOf,
  canonicalAddress,
  closePlaces,
  openPlace,
  parseAddress,
  setTabs,
  useNavigation,
} from './place.ts';

test.each([
  ['/topics', { cluster: null, path: ['topics'], query: {} }],
  [
    '#/topics/a%2Fb?tab=files&from=',
    { cluster: null, path: ['topics', 'a/b'], query: { tab: 'files', from: '' } },
  ],
  ['', { cluster: null, path: [], query: {} }],
  ['/topics/100%', { cluster: null, path: ['topics', '100%'], query: {} }],
  ['#/@st%20/topics?a=1', { cluster: 'st ', path: ['topics'], query: { a: '1' } }],
  ['/@local', { cluster: 'local', path: [], query: {} }],
])('%s is understood', (address, place) => expect(parseAddress(address)).toEqual(place));

test('what is written is read back', () => {
  const address = addressOf(['topics', '주문 / 1?'], { tab: 'messages', from: undefined, filter: 'a&b=c' });
  expect(parseAddress(address)).toEqual({
    cluster: null,
    path: ['topics', '주문 / 1?'],
    query: { tab: 'messages', filter: 'a&b=c' },
  });
});

test.each([
  ['local', '/topics?a=1', '/@local/topics?a=1', '/topics?a=1'],
  ['local', '/@other/topics', '/@local/topics', '/topics'],
  ['local', '/@other', '/@local', ''],
  ['b 1', '/topics', '/@b%201/topics', '/@b%201/topics'],
  ['b', '/@c/topics?a=1', '/@b/topics?a=1', '/@b/topics?a=1'],
])('in %s %s is %s', (cluster, address, inside, canonical) => {
  expect(addressIn(cluster, address)).toBe(inside);
  expect(canonicalAddress(inside)).toBe(canonical);
  expect(canonicalAddress(canonical)).toBe(canonical);
});

test('a link means the cluster in view, unless it names one', () => {
  const opened: string[] = [];
  setTabs(
    (address) => opened.push(address),
    (prefix) => opened.push(`close ${prefix}`),
  );
  useNavigation.setState({ cluster: 'b' });
  openPlace('/topics');
  openPlace(addressIn('local', '/topics'));
  closePlaces(addressIn('local', '/topics/a'));
  closePlaces(addressIn('c', ''));
  useNavigation.setState({ cluster: 'local' });
  openPlace('/topics');
  openPlace(addressIn('c', '/topics'));
  expect(opened).toEqual(['/@b/topics', '/topics', 'close /topics/a', 'close /@c', '/topics', '/@c/topics']);
});
