import { expect, test } from 'vitest';
import { randomBetween, seededRandom } from '../base/index.ts';
import { LogScript } from '../sim/log-script.ts';
import {
  batchBaseOffset,
  batchLastOffset,
  batchPositions,
  batchSizeBytes,
  readRecords,
} from '../wire/index.ts';

interface KnownBatch {
  readonly first: number;
  readonly last: number;
  readonly sizeBytes: number;
  readonly timestamps: readonly number[];
}

/** What the log must say, worked out from a plain list of its batches. */
function expectedRead(
  batches: readonly KnownBatch[],
  offset: number,
  maxBytes: number,
  upperBound: number,
): string {
  const start = batches.findIndex((batch) => batch.last >= offset);
  let said = '';
  let sizeBytes = 0;
  for (const batch of start < 0 ? [] : batches.slice(start)) {
    if (batch.last >= upperBound || (sizeBytes > 0 && sizeBytes + batch.sizeBytes > maxBytes)) break;
    sizeBytes += batch.sizeBytes;
    said = said === '' ? `${batch.first}..${batch.last}` : said.replace(/\d+$/, String(batch.last));
  }
  return said === '' ? 'nothing' : said;
}

/** A read stops at the end of a segment: the answer must be the beginning of what a whole log would give. */
function agrees(said: string, expected: string): boolean {
  if (said === expected) return true;
  const [from, to] = said.split('..').map(Number);
  const [expectedFrom, expectedTo] = expected.split('..').map(Number);
  return from === expectedFrom && to < expectedTo;
}

test('reads and lookups through the indexes find what a walk over the batches finds', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = seededRandom(seed);
    const script = new LogScript({
      segmentBytes: randomBetween(random, 2_000, 20_000),
      indexIntervalBytes: [0, 300, 4096][seed % 3],
    });
    const batches: KnownBatch[] = [];
    let next = 0;
    for (let count = 0; count < 200; count++) {
      if (random() < 0.03) script.step('roll');
      if (random() < 0.02) next += randomBetween(random, 1, 50);
      const records = randomBetween(random, 1, 5);
      const size = randomBetween(random, 0, 400);
      const codec = ['none', 'none', 'gzip', 'lz4'][randomBetween(random, 0, 3)];
      const timestamp = 1000 + count * 10 + randomBetween(random, -200, 200);
      script.step(`follower ${records} base=${next} size=${size} codec=${codec} ts=${timestamp} step=3`);
      next += records;
      const timestamps = Array.from({ length: records }, (_unused, index) => timestamp + 3 * index);
      batches.push({ first: next - records, last: next - 1, sizeBytes: 0, timestamps });
    }
    fillSizes(script, batches);
    for (const restart of ['', 'stop', 'crash']) {
      if (restart !== '') script.step(restart);
      for (let round = 0; round < 200; round++) {
        const offset = randomBetween(random, 0, next - 1);
        const upperBound =
          random() < 0.5 ? next : batches[randomBetween(random, 0, batches.length - 1)].first;
        const maxBytes = randomBetween(random, 1, 3000);
        const said = script.step(`read ${offset} max=${maxBytes} upto=${upperBound}`);
        const expected =
          offset >= upperBound ? 'nothing' : expectedRead(batches, offset, maxBytes, upperBound);
        expect(
          agrees(said, expected),
          `seed ${seed}: read ${offset} ${maxBytes} ${upperBound}: ${said} / ${expected}`,
        ).toBe(true);
        const target = randomBetween(random, 700, 3300);
        const first = batches
          .flatMap((batch) =>
            batch.timestamps.map((timestamp, index) => ({ timestamp, offset: batch.first + index })),
          )
          .find((record) => record.timestamp >= target);
        const time = first === undefined ? 'none' : `${first.offset} at ${first.timestamp} epoch 0`;
        expect(script.step(`time ${target}`), `seed ${seed}: time ${target}`).toBe(time);
      }
    }
  }
});

/** Walks the whole log once by reading from batch to batch. */
function fillSizes(script: LogScript, batches: KnownBatch[]): void {
  const { log } = script;
  let known = 0;
  for (let offset = 0; offset < log.endOffset;) {
    const slice = log.read(offset, { maxBytes: 1e6, upperBound: Infinity, atLeastOneBatch: true });
    if (slice === 'out-of-range') throw new Error(`out of range at ${offset}`);
    for (const chunk of slice.chunks) {
      for (const at of batchPositions(chunk)) {
        const batch = batches[known];
        expect([batchBaseOffset(chunk, at), batchLastOffset(chunk, at)]).toEqual([batch.first, batch.last]);
        expect([...readRecords(chunk, at)].map((record) => record.timestamp)).toEqual(batch.timestamps);
        batches[known++] = { ...batch, sizeBytes: batchSizeBytes(chunk, at) };
      }
    }
    offset = slice.nextOffset;
    slice.release();
  }
  expect(known).toBe(batches.length);
}
