import { expect, test } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import { consumedPerSecond, ordersPerSecond, sampleOrder } from './orders.ts';

test('an order adds up and belongs to its key', () => {
  const random = seededRandom(5);
  for (let number = 1; number <= 100; number++) {
    const { key, value, headers } = sampleOrder(random, number, 1_750_000_000_000);
    const order = JSON.parse(value);
    const cents = order.items.reduce(
      (sum: number, item: { quantity: number; price: number }) =>
        sum + Math.round(item.quantity * item.price * 100),
      0,
    );
    expect([order.customer.id, Math.round(order.total * 100)]).toEqual([key, cents]);
    expect(headers.map((header) => header.key)).toEqual(['source', 'trace-id']);
  }
});

test('more comes than is consumed, until the consumer catches up', () => {
  let lag = 0;
  let highest = 0;
  const lows: number[] = [];
  for (let second = 0; second < 600; second++) {
    lag = Math.max(0, lag + ordersPerSecond(second * 1_000) - consumedPerSecond(second * 1_000));
    highest = Math.max(highest, lag);
    if (lag === 0 && second > 10) lows.push(second);
  }
  expect(highest).toBeGreaterThan(500);
  expect(lows.length).toBeGreaterThan(5);
});
