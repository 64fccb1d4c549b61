// Made-up orders of a made-up shop, for the sample stream. Pure.
import { type RandomSource, randomBetween } from '../../base/index.ts';

export interface SampleRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
}

const CUSTOMERS = [
  ['c-1001', 'Mina Park', 'Seoul', 'KR'],
  ['c-1002', 'Jonas Weber', 'Leipzig', 'DE'],
  ['c-1003', 'Aisha Bello', 'Lagos', 'NG'],
  ['c-1004', 'Lucía Torres', 'Valencia', 'ES'],
  ['c-1005', 'Tom Okafor', 'Leeds', 'GB'],
  ['c-1006', '김도윤', '부산', 'KR'],
  ['c-1007', 'Elif Kaya', 'İzmir', 'TR'],
  ['c-1008', 'Noah Tremblay', 'Québec', 'CA'],
  ['c-1009', 'Sofia Rossi', 'Torino', 'IT'],
  ['c-1010', 'Ravi Menon', 'Kochi', 'IN'],
  ['c-1011', 'Hana Novak', 'Brno', 'CZ'],
  ['c-1012', '이서연', '대전', 'KR'],
] as const;

const PRODUCTS = [
  ['lamp-desk', 'Desk lamp', 38_90],
  ['mug-stone', 'Stoneware mug', 14_50],
  ['chair-oak', 'Oak chair', 189_00],
  ['rug-wool', 'Wool rug', 240_00],
  ['pot-iron', 'Iron pot', 79_95],
  ['shelf-ash', 'Ash shelf', 120_00],
  ['clock-wall', 'Wall clock', 45_00],
  ['vase-blue', 'Blue vase', 29_90],
  ['knife-chef', "Chef's knife", 64_00],
  ['board-cut', 'Cutting board', 33_00],
] as const;

const CHANNELS = ['web', 'web', 'web', 'app', 'app', 'store'] as const;

const pick = <T>(random: RandomSource, items: readonly T[]): T =>
  items[randomBetween(random, 0, items.length - 1)];

/** The `number`-th order, placed at `atMs`. The key is the customer, so a customer's orders stay in order. */
export function sampleOrder(random: RandomSource, number: number, atMs: number): SampleRecord {
  const [id, name, city, country] = pick(random, CUSTOMERS);
  const channel = pick(random, CHANNELS);
  const items = Array.from({ length: randomBetween(random, 1, 4) }, () => {
    const [sku, title, cents] = pick(random, PRODUCTS);
    return { sku, title, quantity: randomBetween(random, 1, 3), price: cents / 100 };
  });
  const total = items.reduce((sum, { quantity, price }) => sum + Math.round(quantity * price * 100), 0) / 100;
  const order = {
    orderId: `o-${String(number).padStart(7, '0')}`,
    placedAt: new Date(atMs).toISOString(),
    customer: { id, name, city, country },
    channel,
    items,
    total,
    currency: 'EUR',
    gift: random() < 0.1,
  };
  return {
    key: id,
    value: JSON.stringify(order),
    headers: [
      { key: 'source', value: channel },
      {
        key: 'trace-id',
        value: Math.floor(random() * 0xffffffff)
          .toString(16)
          .padStart(8, '0'),
      },
    ],
  };
}

const CYCLE_MS = 40_000;
const BURST_MS = 5_000;

/** Orders a second at a moment of the stream: about 20, and five times as many in a burst of each cycle. */
export function ordersPerSecond(elapsedMs: number): number {
  const inCycle = elapsedMs % CYCLE_MS;
  return inCycle >= CYCLE_MS - BURST_MS ? 100 : 20;
}

const CONSUMER_CYCLE_MS = 75_000;
const CATCH_UP_MS = 20_000;

/** What the slow consumer manages: less than what comes, until it wakes up and catches up for a while. */
export function consumedPerSecond(elapsedMs: number): number {
  return elapsedMs % CONSUMER_CYCLE_MS >= CONSUMER_CYCLE_MS - CATCH_UP_MS ? 150 : 12;
}
