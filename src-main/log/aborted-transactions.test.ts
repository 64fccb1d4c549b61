import { expect, test } from 'vitest';
import { LogScript } from '../sim/log-script.ts';
import {
  batchBaseOffset,
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchPositions,
  batchProducerId,
  ControlRecordType,
  controlRecordType,
  readRecords,
} from '../wire/index.ts';
import type { PartitionLog } from './partition-log.ts';

/** Three closed segments; transactions end in others than they began in, and producers begin again. */
const STORY = `append 1 pid=5 seq=0 txn
  append 1 pid=6 seq=0 txn
  append 1
  abort pid=5
  roll
  append 1 pid=5 seq=1 txn
  commit pid=6
  append 1 pid=7 seq=0 txn
  abort pid=7
  append 1 pid=6 seq=1 txn
  roll
  append 1 pid=6 seq=2 txn
  abort pid=6
  commit pid=5
  append 1 pid=7 seq=1 txn
  abort pid=7
  roll
  append 1
  hw end`;
/** What readers of committed records must not be given. */
const ABORTED = [0, 6, 8, 9, 12];

function stopped(): LogScript {
  const script = new LogScript({});
  script.run(STORY.replaceAll(/^ +/gm, ''));
  script.manager.shutdown(1);
  return script;
}

/** The offsets that a consumer leaves out, as Apache Kafka's Fetcher goes about it, reading `maxBytes` at a time. */
function leftOut(log: PartitionLog, from: number, maxBytes: number): number[] {
  const found: number[] = [];
  for (let offset = from; offset < log.lastStableOffset;) {
    const slice = log.read(offset, { maxBytes, upperBound: log.lastStableOffset, atLeastOneBatch: true });
    if (slice === 'out-of-range' || slice.sizeBytes === 0) throw new Error(`nothing at ${offset}`);
    const coming = log.abortedTransactions(offset, slice.nextOffset);
    const aborted = new Set<number>();
    for (const chunk of slice.chunks) {
      for (const at of batchPositions(chunk)) {
        while (coming.length > 0 && coming[0].firstOffset <= batchLastOffset(chunk, at))
          aborted.add(coming.shift()!.producerId);
        const producerId = batchProducerId(chunk, at);
        if (batchIsControl(chunk, at)) {
          const [marker] = readRecords(chunk, at);
          if (controlRecordType(marker.key) === ControlRecordType.ABORT) aborted.delete(producerId);
        } else if (batchIsTransactional(chunk, at) && aborted.has(producerId))
          found.push(batchBaseOffset(chunk, at));
      }
    }
    offset = slice.nextOffset;
    slice.release();
  }
  return found;
}

test('whatever happens to a transaction index, readers leave out what was aborted and nothing else', () => {
  const pristine = stopped();
  const { disk } = pristine.world;
  const paths = [...disk.files(`${pristine.log.directory}/`)]
    .map(([path]) => path)
    .filter((path) => path.endsWith('.txnindex'));
  expect(paths.map((path) => path.slice(-16))).toEqual([
    '0000000.txnindex',
    '0000004.txnindex',
    '0000009.txnindex',
  ]);
  let repaired = 0;
  let tried = 0;
  const tryDamage = (path: string, content: Buffer | undefined) => {
    const whole = disk.readFile(path)!;
    disk.tamper(path, content);
    for (const maxBytes of [1, 200, 1e6]) {
      for (const from of maxBytes === 1 ? [0] : [0, 4, 7]) {
        disk.tamper(path, content);
        pristine.world.messages.length = 0;
        pristine.reopen();
        const expected = ABORTED.filter((offset) => offset >= from);
        expect(leftOut(pristine.log, from, maxBytes), `${path} from ${from}`).toEqual(expected);
        tried++;
        if (pristine.world.messages.some((message) => message.includes(path))) repaired++;
        pristine.manager.shutdown(1);
      }
    }
    disk.tamper(path, whole);
  };
  for (const path of paths) {
    const whole = disk.readFile(path)!;
    for (let at = 0; at < whole.length; at++)
      for (const bit of [0x01, 0x10, 0x80]) {
        const flipped = Buffer.from(whole);
        flipped[at] ^= bit;
        tryDamage(path, flipped);
      }
    for (let size = 0; size < whole.length; size += 17) tryDamage(path, whole.subarray(0, size));
    tryDamage(path, Buffer.alloc(whole.length));
    tryDamage(path, Buffer.alloc(34));
    tryDamage(path, Buffer.concat([whole, whole]));
    tryDamage(path, disk.readFile(paths[(paths.indexOf(path) + 1) % paths.length]));
    tryDamage(path, undefined);
  }
  expect(tried).toBeGreaterThan(3_000);
  // The rest is in fields that nobody who asked has used.
  expect(repaired).toBeGreaterThan(tried / 2);
});

test('an index that was built again is the one of before', () => {
  for (const content of [undefined, Buffer.alloc(34)]) {
    const script = stopped();
    const { disk } = script.world;
    const path = `${script.log.directory}/00000000000000000009.txnindex`;
    const whole = disk.readFile(path)!;
    disk.tamper(path, content);
    script.reopen();
    expect(script.step('aborted 9 20')).toBe('6 from 8, 7 from 12');
    expect(disk.readFile(path)).toEqual(whole);
    expect(script.world.messages.filter((message) => message.includes(path))).toEqual([
      expect.stringMatching(
        /lacks the aborted transaction of producer 6 that ends at 10: building it again$/,
      ),
    ]);
  }
});

test('what was appended since the start is not looked through', () => {
  const script = new LogScript({});
  script.run(STORY.replaceAll(/^ +/gm, ''));
  // No marker can be read any more, and nobody tries.
  const path = `${script.log.directory}/00000000000000000000.log`;
  script.world.disk.tamper(path, Buffer.alloc(script.world.disk.readFile(path)!.length));
  expect(script.step('aborted 0 20')).toBe('5 from 0, 7 from 6, 6 from 8, 7 from 12');
});

test('a damaged index of the active segment keeps nobody from appending, cutting, rolling or stopping', () => {
  const story = 'append 1 pid=5 seq=0 txn\nabort pid=5\nappend 1 pid=6 seq=0 txn';
  for (const step of ['abort pid=6', 'truncate 2', 'roll', 'read 0']) {
    const script = new LogScript({});
    script.run(story);
    script.manager.shutdown(1);
    script.step('cut 0.txnindex 20');
    script.reopen();
    script.step(step);
    script.step('stop');
    const expected = step === 'abort pid=6' ? '5 from 0, 6 from 2' : '5 from 0';
    expect(script.step('aborted 0 9'), step).toBe(expected);
  }
});
