import { expect, test } from 'vitest';
import { resolvePlace, screens } from './screens.tsx';

test.each([
  ['/topics', 'topics', {}, 'topics'],
  ['#/topics/orders?tab=files', 'topic', { topic: 'orders' }, 'topics/orders'],
  ['/topics/orders/send?partition=1', 'editor', { topic: 'orders' }, 'topics/orders/send'],
  ['/topics/%EC%A3%BC%EB%AC%B8', 'topic', { topic: '주문' }, 'topics/%EC%A3%BC%EB%AC%B8'],
  ['/groups/a%2Fb', 'group', { group: 'a/b' }, 'groups/a%2Fb'],
  ['/dev/components', 'components', {}, 'dev/components'],
  ['/@b%201/topics/orders', 'topic', { topic: 'orders' }, '@b%201/topics/orders'],
  ['/@b/transactions?tab=hanging', 'transactions', {}, '@b/transactions'],
  ['/@local/topics', 'topics', {}, 'topics'],
  ['/@b/settings', 'settings', {}, 'settings'],
])('%s is the %s screen', (address, id, params, tabId) => {
  const place = resolvePlace(address)!;
  expect([place.screen.id, place.params, place.tabId]).toEqual([id, params, tabId]);
});

test.each(['', '/', '/nowhere', '/topics/a/b/c', '/@b', '#code=abc'])('%j is no place', (address) => {
  expect(resolvePlace(address)).toBeNull();
});

test('the rail has at most nine numbered screens, and no two screens share a path', () => {
  expect(screens.filter((screen) => screen.rail === 'main').length).toBeLessThanOrEqual(9);
  expect(new Set(screens.map((screen) => screen.path)).size).toBe(screens.length);
});
