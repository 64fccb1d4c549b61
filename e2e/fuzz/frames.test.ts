import { expect, test } from 'vitest';
import { apis } from '../../src-main/protocol/index.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { planConnection } from './connection-plan.ts';
import { MUTATION_NAMES, MUTATIONS, validRequest } from './frames.ts';
import { countEstablished } from './tcp-table.ts';

const advertised = apis.map((api) => ({ api, minVersion: api.minVersion, maxVersion: api.maxVersion }));
const pools = { topics: ['t'], topicIds: [], groups: ['g'] };

test('sound requests of every API can be encoded, with their length and header', () => {
  const random = new SeededRandom(5);
  for (const one of advertised) {
    for (let round = 0; round < 20; round++) {
      const { frame, version } = validRequest([one], 7, random, pools);
      expect(frame.readInt32BE(0), one.api.name).toBe(frame.length - 4);
      expect([frame.readInt16BE(4), frame.readInt16BE(6), frame.readInt32BE(8)]).toEqual([
        one.api.key,
        version,
        7,
      ]);
    }
  }
});

test.each(MUTATION_NAMES)('%s: never empty, never a frame as it was', (name) => {
  const random = new SeededRandom(11);
  let changed = 0;
  for (let round = 0; round < 50; round++) {
    const { frame } = validRequest(advertised, 1, random, pools);
    const spoiled = MUTATIONS[name](Buffer.from(frame), random);
    expect(spoiled.length).toBeGreaterThan(0);
    if (!spoiled.equals(frame)) changed++;
  }
  // A flipped byte may be the byte that was there.
  expect(changed).toBeGreaterThan(45);
});

test('seed and number give the same connection again', () => {
  const plan = (seed: number, index: number) =>
    JSON.stringify(planConnection(index, { seed, advertised, pools }));
  // Batches carry the time at which they were made, so compare a connection that sends none.
  const index = Array.from({ length: 100 }, (_, i) => i).find((i) => !plan(3, i).includes('Produce'))!;
  expect(plan(3, index)).toBe(plan(3, index));
  expect(plan(3, index)).not.toBe(plan(4, index));
});

test('established connections are counted by the port of the node’s side', () => {
  const table = `  sl  local_address rem_address   st tx_queue
   0: 0100007F:2384 00000000:0000 0A 00000000
   1: 0100007F:2384 0100007F:B9D2 01 00000000
   2: 0100007F:B9D2 0100007F:2384 01 00000000
   3: 0100007F:2384 0100007F:B9D4 06 00000000
   4: 0000000000000000FFFF00000100007F:2384 0000000000000000FFFF00000100007F:B9D6 01 00000000`;
  expect(countEstablished(table, 0x2384)).toBe(2);
});
