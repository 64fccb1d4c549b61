import { expect, test } from 'vitest';
import { seededRandom } from '../base/index.ts';
import { CowMap } from './cow-map.ts';

test('copies one after the other are what a Map would be, and leave those before alone', () => {
  const random = seededRandom(7);
  let map: ReadonlyMap<number, string> = new Map();
  const expected = new Map<number, string>();
  const before: { map: ReadonlyMap<number, string>; entries: [number, string][] }[] = [];
  for (let round = 0; round < 400; round++) {
    const writer = new CowMap(map);
    for (let writes = Math.floor(random() * 4); writes > 0; writes--) {
      const key = Math.floor(random() * 60);
      if (random() < 0.3) {
        writer.delete(key);
        expected.delete(key);
      } else {
        writer.set(key, `${round}`);
        expected.set(key, `${round}`);
      }
    }
    map = writer.current;
    before.push({ map, entries: [...expected].sort(([a], [b]) => a - b) });
  }
  for (const { map: each, entries } of before) {
    expect([...each].sort(([a], [b]) => a - b)).toEqual(entries);
    expect(each.size).toBe(entries.length);
    expect([...each.keys()].every((key) => each.has(key))).toBe(true);
    expect([...each.values()]).toEqual([...each.keys()].map((key) => each.get(key)));
  }
});
