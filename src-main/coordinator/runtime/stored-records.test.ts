import { expect, test } from 'vitest';
import { buildBatch, buildTransactionMarker } from '../../wire/index.ts';
import { StoredRecords } from './stored-records.ts';

/** `a=1` is a plain record, `7:a=1` one of producer 7's transaction, `7!` commits that and `7?` aborts it. */
function read(story: string): string {
  const batches = story.split(' ').map((word) => {
    const [, producer, end, key, value] = /^(?:(\d+)(?::|([!?])))?(?:(\w+)=(\w+))?$/.exec(word)!;
    const producerId = Number(producer ?? -1);
    const common = { timestamp: 1, producerId, producerEpoch: producerId < 0 ? -1 : 0 };
    if (end !== undefined)
      return buildTransactionMarker(end === '!' ? 'commit' : 'abort', { ...common, coordinatorEpoch: 0 });
    const record = { key: Buffer.from(key), value: Buffer.from(value) };
    const transactional = producer !== undefined;
    return buildBatch([record], { ...common, transactional, baseSequence: transactional ? 0 : -1 });
  });
  const stored = new StoredRecords((key, value) => `${String(key)}=${String(value)}`);
  const seen: string[] = [];
  // As a log is read: in pieces that know nothing of each other.
  for (const batch of batches) stored.read([batch], (record) => seen.push(record));
  return seen.join(' ');
}

test.each([
  ['a=1 b=2', 'a=1 b=2'],
  ['7:a=1 b=2 7!', 'b=2 a=1'],
  ['7:a=1 b=2 7?', 'b=2'],
  ['7:a=1 7:b=2 7! 7:a=3 7? 7:a=4', 'a=1 b=2'],
  ['7:a=1 8:a=2 8! 7!', 'a=2 a=1'],
  // A later commit outside of the transaction is the newer one, whenever that ends.
  ['7:a=1 7:b=1 a=2 7!', 'a=2 b=1'],
  ['7! a=1', 'a=1'],
])('%s: what counts is %s', (story, expected) => expect(read(story)).toBe(expected));
