import { expect, test } from 'vitest';
import { LogScript } from '../sim/log-script.ts';
import type { LogConfig } from './log-config.ts';
import { decodeProducerSnapshot, encodeProducerSnapshot } from './producer-snapshot.ts';
import { ProducerStates } from './producer-state.ts';

function check(story: string, config: Partial<LogConfig> = {}): void {
  const { played, written } = LogScript.compare(config, story);
  expect(played).toBe(written);
}

test('each of the last five batches may be sent again, the one before them not', () => {
  check(
    `append 2 pid=5 seq=0 → 0..1
     append 2 pid=5 seq=2 → 2..3
     append 2 pid=5 seq=4 → 4..5
     append 2 pid=5 seq=6 → 6..7
     append 2 pid=5 seq=8 → 8..9
     append 2 pid=5 seq=0 → duplicate 0..1
     append 2 pid=5 seq=8 → duplicate 8..9
     append 2 pid=5 seq=10 → 10..11
     append 2 pid=5 seq=2 → duplicate 2..3
     append 2 pid=5 seq=0 → refused 45: sequence 0 of producer 5: the last one was 11
     append 1 pid=5 seq=2 → refused 45: sequence 2 of producer 5: the last one was 11
     state → start 0 lso 0 hw 0 end 12`,
  );
});

test('gaps, epochs and unknown producers', () => {
  check(
    `append 2 pid=5 seq=7 → 0..1
     append 2 pid=5 seq=10 → refused 45: sequence 10 of producer 5: the last one was 8
     append 1 pid=5 seq=9 → 2..2
     append 1 pid=5 epoch=1 seq=10 → refused 45: sequence 10 of producer 5: a new epoch must begin at sequence 0
     append 1 pid=5 epoch=1 seq=0 → 3..3
     append 1 pid=5 epoch=0 seq=10 → refused 47: epoch 0 of producer 5 is not newer than the 1 seen last
     append 1 pid=6 seq=3 txn tv=2 → refused 45: sequence 3 of producer 6: an unknown producer must begin at sequence 0
     append 1 pid=6 seq=3 txn → 4..4
     producers → 5/1 seq 0, 6/0 seq 3 open from 4`,
  );
});

test('sequences wrap from 2^31-1 to 0, inside a batch and between batches', () => {
  check(
    `append 3 pid=5 seq=2147483645 → 0..2
     append 2 pid=5 seq=0 → 3..4
     append 3 pid=6 seq=2147483646 → 5..7
     append 1 pid=6 seq=1 → 8..8
     append 3 pid=6 seq=2147483646 → duplicate 5..7
     stop
     append 1 pid=6 seq=1 → duplicate 8..8
     append 1 pid=6 seq=2 → 9..9`,
  );
});

test('after a crash and after a clean stop the last five are still known', () => {
  check(
    `append 1 pid=5 seq=0 → 0..0
     append 1 pid=5 seq=1 → 1..1
     crash
     append 1 pid=5 seq=0 → duplicate 0..0
     stop
     append 1 pid=5 seq=1 → duplicate 1..1
     append 1 pid=5 seq=0 → duplicate 0..0`,
  );
});

test('what a snapshot does not tell is looked up: five batches, of this producer and its epoch', () => {
  check(
    `append 1 pid=5 seq=0 → 0..0
     append 2 pid=5 epoch=1 seq=0 → 1..2
     append 1 pid=6 seq=0 → 3..3
     append 1 pid=5 epoch=1 seq=2 → 4..4
     roll
     append 3 → 5..7
     append 1 pid=6 seq=1 → 8..8
     append 1 pid=5 epoch=1 seq=3 → 9..9
     append 1 pid=5 epoch=1 seq=4 → 10..10
     append 1 pid=5 epoch=1 seq=5 → 11..11
     append 1 pid=5 epoch=1 seq=6 → 12..12
     stop
     append 1 pid=5 epoch=1 seq=9 → refused 45: sequence 9 of producer 5: the last one was 6
     append 1 pid=5 epoch=1 seq=2 → duplicate 4..4
     append 1 pid=5 epoch=1 seq=5 → duplicate 11..11
     append 2 pid=5 epoch=1 seq=0 → refused 45: sequence 0 of producer 5: the last one was 6
     append 1 pid=6 seq=0 → duplicate 3..3
     append 1 pid=5 epoch=1 seq=7 → 13..13
     append 1 pid=5 epoch=1 seq=2 → refused 45: sequence 2 of producer 5: the last one was 7
     append 1 pid=5 epoch=1 seq=3 → duplicate 9..9`,
  );
});

test('a batch that lies far behind the one that a snapshot tells of is found', () => {
  const others = Array.from({ length: 300 }, (_, i) => `append 100 → ${1 + i * 100}..${100 + i * 100}`);
  check(
    `append 1 pid=5 seq=0 → 0..0
     ${others.join('\n     ')}
     append 1 pid=5 seq=1 → 30001..30001
     stop
     append 1 pid=5 seq=0 → duplicate 0..0`,
    { segmentBytes: 100_000 },
  );
});

test('what was cut off or deleted is not found', () => {
  check(
    `append 1 pid=5 seq=0 → 0..0
     append 1 pid=5 seq=1 → 1..1
     append 1 pid=5 seq=2 → 2..2
     append 1 pid=5 seq=3 → 3..3
     hw end
     start 1
     stop
     truncate 3
     append 1 pid=5 seq=3 → 3..3
     append 1 pid=5 seq=1 → duplicate 1..1
     append 1 pid=5 seq=0 → refused 45: sequence 0 of producer 5: the last one was 3`,
  );
});

test('the last stable offset waits for the earliest open transaction, and for its marker to be committed', () => {
  check(
    `append 2 → 0..1
     append 2 pid=5 seq=0 txn → 2..3
     append 2 pid=6 seq=0 txn → 4..5
     append 2 → 6..7
     hw end
     state → start 0 lso 2 hw 8 end 8
     commit pid=5 → 8
     state → start 0 lso 2 hw 8 end 9
     hw end
     state → start 0 lso 4 hw 9 end 9
     abort pid=6 → 9
     hw end
     state → start 0 lso 10 hw 10 end 10
     aborted 0 10 → 6 from 4
     aborted 0 4 → none
     aborted 10 20 → none`,
  );
});

test('aborted transactions come back in ascending first offset, after stop and crash too', () => {
  const story = `append 1 pid=5 seq=0 txn → 0..0
     append 1 pid=6 seq=0 txn → 1..1
     append 1 pid=7 seq=0 txn → 2..2
     abort pid=7 → 3
     abort pid=5 → 4
     append 1 pid=7 seq=1 txn → 5..5
     abort pid=6 → 6
     abort pid=7 → 7
     hw end
     aborted 0 8 → 5 from 0, 6 from 1, 7 from 2, 7 from 5
     aborted 4 8 → 5 from 0, 6 from 1, 7 from 5`;
  for (const end of ['stop', 'crash', 'roll\nstop', 'roll\ncrash']) {
    check(`${story}\n${end}\naborted 0 8 → 5 from 0, 6 from 1, 7 from 2, 7 from 5`);
  }
  check(story, { segmentBytes: 200, indexIntervalBytes: 0 });
});

test('an open transaction stays open over a stop and a crash', () => {
  for (const end of ['stop', 'crash']) {
    check(
      `append 1 → 0..0
       append 1 pid=5 seq=0 txn → 1..1
       roll
       append 1 → 2..2
       ${end}
       hw end
       state → start 0 lso 1 hw 3 end 3
       abort pid=5 → 3
       hw end
       state → start 0 lso 4 hw 4 end 4
       aborted 0 9 → 5 from 1`,
    );
  }
});

test('markers are fenced by epoch and by coordinator', () => {
  check(
    `append 1 pid=5 epoch=3 seq=0 txn → 0..0
     commit pid=5 epoch=2 → refused 47: epoch 2 of producer 5 is not newer than the 3 seen last
     commit pid=5 epoch=3 tv=2 → refused 47: epoch 3 of producer 5 is not newer than the 3 seen last
     commit pid=5 epoch=4 tv=2 coordinator=6 → 1
     commit pid=5 epoch=4 tv=2 coordinator=6 → 2
     commit pid=5 epoch=5 coordinator=5 → refused 52: coordinator epoch 5 of producer 5 is older than 6
     append 1 pid=5 epoch=4 seq=1 → refused 45: sequence 1 of producer 5: the last one was -1
     append 1 pid=5 epoch=4 seq=0 → 3..3`,
  );
});

test('plain batches of a producer with an open transaction are refused', () => {
  check(
    `append 1 pid=5 seq=0 txn → 0..0
     append 1 pid=5 seq=1 → refused 48: producer 5 has a transaction open, this batch is outside of it`,
  );
});

test('silent producers are forgotten, but not with a transaction open', () => {
  check(
    `append 1 pid=5 seq=0 → 0..0
     append 1 pid=6 seq=0 txn → 1..1
     wait 1000
     append 1 pid=7 seq=0 → 2..2
     expire 1000 → 1 gone
     producers → 6/0 seq 0 open from 1, 7/0 seq 0`,
  );
});

test('a damaged snapshot is passed over for an older one and the batches', () => {
  check(
    `append 1 pid=5 seq=0 → 0..0
     roll
     append 1 pid=5 seq=1 → 1..1
     stop
     damage 2.snapshot 12
     stop
     producers → 5/0 seq 1
     append 1 pid=5 seq=1 → duplicate 1..1`,
  );
});

test('snapshots hold what they held', () => {
  const states = new ProducerStates(99);
  states.load({
    producerId: 2 ** 40,
    producerEpoch: 3,
    batches: [
      { firstSequence: 2147483647, lastSequence: 1, lastOffset: 98, offsetDelta: 2, timestampMs: 77 },
    ],
    isPartial: true,
    lastTimestampMs: 77,
    coordinatorEpoch: 4,
    transactionFirstOffset: 90,
  });
  states.load({
    producerId: 1,
    producerEpoch: 0,
    batches: [],
    isPartial: false,
    lastTimestampMs: -1,
    coordinatorEpoch: -1,
    transactionFirstOffset: -1,
  });
  const bytes = encodeProducerSnapshot(states.entries());
  expect(decodeProducerSnapshot(bytes)).toEqual([...states.entries()]);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] ^= 1;
    expect(() => decodeProducerSnapshot(damaged), `byte ${at}`).toThrow();
  }
});
