import { expect, test } from 'vitest';
import { LogScript } from '../sim/log-script.ts';
import { DEFAULT_LOG_CONFIG, type LogConfig } from './log-config.ts';
import { rollReason } from './roll-rule.ts';

function check(config: Partial<LogConfig>, story: string): void {
  const { played, written } = LogScript.compare(config, story);
  expect(played).toBe(written);
}

const TINY: Partial<LogConfig> = { segmentBytes: 400, indexIntervalBytes: 1 };

test('batches get offsets and are read back whole', () => {
  check(
    {},
    `append 3 → 0..2
     append 1 codec=gzip → 3..3
     append 2 codec=lz4 → 4..5
     state → start 0 lso 0 hw 0 end 6
     read 0 → nothing
     read 0 upto=6 → 0..5
     hw 4
     read 1 → 0..3
     read 4 → nothing
     read 5 upto=6 → 4..5
     read 6 → nothing
     read 7 → out-of-range
     read 0 max=10 → 0..2
     read 0 max=10 exact → nothing
     hw end
     read 3 max=200 → 3..3`,
  );
});

test('a clean stop and a crash both give back what was appended', () => {
  for (const end of ['stop', 'crash']) {
    check(
      {},
      `append 3 pid=5 seq=0 → 0..2
       append 3 pid=5 seq=3 → 3..5
       hw end
       ${end}
       state → start 0 lso ${end === 'stop' ? 6 : 0} hw ${end === 'stop' ? 6 : 0} end 6
       producers → 5/0 seq 5
       append 3 pid=5 seq=3 → duplicate 3..5
       append 3 pid=5 seq=6 → 6..8
       read 4 upto=9 → 3..8`,
    );
  }
});

test('the clean-shutdown marker is believed once', () => {
  check(
    {},
    `append 3 → 0..2
     stop
     facts → none
     crash
     facts → log-recovered end 3 cut 0`,
  );
});

test('segments roll by size, by record time and by wall time', () => {
  check(
    TINY,
    `append 1 size=200 → 0..0
     append 1 size=200 → 1..1
     append 1 size=10 → 2..2
     segments → 0..0 1..2
     facts → segment-rolled 0 (size)`,
  );
  check(
    { segmentMs: 1000 },
    `append 1 ts=5000 → 0..0
     append 1 ts=6000 → 1..1
     append 1 ts=6001 → 2..2
     segments → 0..1 2..2
     facts → segment-rolled 0 (time)
     append 1 ts=-1 → 3..3
     wait 1001
     append 1 ts=-1 → 4..4
     segments → 0..1 2..3 4..4`,
  );
});

test('a full index makes the segment roll', () => {
  check(
    { segmentIndexBytes: 24, indexIntervalBytes: 0 },
    `append 1 ts=1 → 0..0
     append 1 ts=2 → 1..1
     append 1 ts=3 → 2..2
     segments → 0..1 2..2
     facts → segment-rolled 0 (index full)`,
  );
});

test('reads cross segments one at a time', () => {
  check(
    TINY,
    `append 2 size=150 → 0..1
     append 2 size=150 → 2..3
     append 2 size=150 → 4..5
     hw end
     segments → 0..1 2..3 4..5
     read 0 → 0..1
     read 2 → 2..3
     read 5 → 4..5
     stop
     read 3 → 2..3
     crash
     read 1 upto=6 → 0..1`,
  );
});

test('a lookup by timestamp finds the first record that is not older', () => {
  const story = `append 3 ts=100 step=10 → 0..2
     append 3 ts=50 step=10 → 3..5
     append 3 ts=200 step=10 codec=zstd → 6..8
     append 2 ts=150 step=0 → 9..10
     time 0 → 0 at 100 epoch 0
     time 101 → 1 at 110 epoch 0
     time 121 → 6 at 200 epoch 0
     time 205 → 7 at 210 epoch 0
     time 221 → none
     max-time → 8 at 220`;
  check({}, story);
  check(TINY, story);
  check({ indexIntervalBytes: 0 }, `${story}\nstop\ntime 121 → 6 at 200 epoch 0\nmax-time → 8 at 220`);
  check({ indexIntervalBytes: 0 }, `${story}\ncrash\ntime 121 → 6 at 200 epoch 0\nmax-time → 8 at 220`);
});

test('the newest record is one of those that are left', () => {
  const story = `append 3 ts=100 step=10 → 0..2
     append 3 ts=300 step=-10 → 3..5
     append 3 ts=200 step=10 → 6..8
     append 2 ts=150 step=0 → 9..10
     hw end
     max-time → 3 at 300
     start 4
     max-time → 4 at 290
     start 6
     max-time → 8 at 220
     start 9
     max-time → 9 at 150
     start 11
     max-time → none`;
  check({}, story);
  check(TINY, story);
});

test('segments of a compacted topic are closed in time for max.compaction.lag.ms', () => {
  const config = { ...DEFAULT_LOG_CONFIG, maxCompactionLagMs: 100 };
  const segment = {
    baseOffset: 0,
    sizeBytes: 10,
    indexIsFull: false,
    firstTimestampMs: 1_000,
    createdMs: 0,
    rollJitterMs: 0,
  };
  const reason = (compact: boolean, maxTimestampMs: number) =>
    rollReason(
      segment,
      { sizeBytes: 10, lastOffset: 9, maxTimestampMs },
      { ...config, cleanupPolicy: { compact, delete: !compact } },
      0,
    );
  expect([reason(true, 1_100), reason(true, 1_101), reason(false, 1_101)]).toEqual([
    undefined,
    'time',
    undefined,
  ]);
});

test('a log start inside a batch hides the records before it', () => {
  check(
    {},
    `append 5 ts=100 step=1 → 0..4
     append 5 ts=200 step=1 → 5..9
     hw end
     start 3
     start 3 → no
     start 11 → no
     state → start 3 lso 10 hw 10 end 10
     read 2 → out-of-range
     read 3 → 0..9
     time 0 → 3 at 103 epoch 0
     stop
     state → start 3 lso 10 hw 10 end 10
     facts → log-start-advanced 3 (delete-records)`,
  );
});

test('leader epochs end where the next one begins', () => {
  check(
    {},
    `append 2 leader=1 → 0..1
     append 2 leader=1 → 2..3
     epoch 3
     append 1 leader=4 → 4..4
     end-of 0 → 0 ends at 0
     end-of 1 → 1 ends at 4
     end-of 2 → 1 ends at 4
     end-of 3 → 1 ends at 4
     end-of 4 → 4 ends at 5
     end-of 9 → -1 ends at -1
     epochs → 1@0 4@4
     crash
     epochs → 1@0 4@4
     truncate 4
     epochs → 1@0
     stop
     end-of 1 → 1 ends at 4`,
  );
});

test('truncation drops batches, segments, epochs and producer state behind the offset', () => {
  check(
    TINY,
    `append 2 size=150 pid=5 seq=0 → 0..1
     append 2 size=150 pid=5 seq=2 leader=1 → 2..3
     append 2 size=150 pid=5 seq=4 leader=2 → 4..5
     hw 5
     truncate 4
     state → start 0 lso 4 hw 4 end 4
     segments → 0..1 2..3 4..3
     producers → 5/0 seq 3
     epochs → 0@0 1@2
     append 2 size=150 pid=5 seq=4 leader=3 → 4..5
     truncate 3
     segments → 0..1 2..2
     state → start 0 lso 3 hw 3 end 3
     producers → 5/0 seq 1
     append 1 leader=4 → 3..3
     read 2 upto=4 → 3..3
     crash
     state → start 0 lso 0 hw 0 end 4
     facts → segment-rolled 0 (size), segment-rolled 2 (size), log-truncated 6 to 4 (script), log-truncated 6 to 3 (script), log-recovered end 4 cut 0`,
  );
});

test('a follower may start anew at its leader’s start', () => {
  check(
    {},
    `append 5 → 0..4
     restart-at 100
     state → start 100 lso 100 hw 100 end 100
     follower 2 base=100 leader=7 → 100..101
     epochs → 7@100
     stop
     state → start 100 lso 100 hw 100 end 102
     files → 00000000000000000100.index:0 00000000000000000100.log:125 00000000000000000100.timeindex:12 leader-epoch-checkpoint:10 partition.metadata:44`,
  );
});

test('a follower refuses batches that do not go on where its log ends', () => {
  check(
    {},
    `follower 3 base=0 → 0..2
     follower 3 base=2 → t-0: batch at 2, the log goes on at 3
     follower 3 base=10 → 10..12
     state → start 0 lso 0 hw 0 end 13
     read 3 upto=13 → 10..12
     read 5 upto=13 → 10..12`,
  );
});

test('retention by time removes whole segments, the active one after a roll, none beyond the high watermark', () => {
  check(
    { ...TINY, retentionMs: 1000 },
    `append 2 size=150 → 0..1
     append 2 size=150 → 2..3
     append 2 size=150 → 4..5
     wait 1001
     retain → 0 gone
     hw 3
     retain → 1 gone
     state → start 2 lso 3 hw 3 end 6
     hw end
     facts → segment-rolled 0 (size), segment-rolled 2 (size), log-start-advanced 2 (retention), segment-deleted 0 (retention time)
     retain → 2 gone
     state → start 6 lso 6 hw 6 end 6
     segments → 6..5
     stop
     state → start 6 lso 6 hw 6 end 6`,
  );
});

test('retention by size keeps at least the bytes asked for; deleted files go after their delay', () => {
  check(
    { ...TINY, retentionBytes: 500, fileDeleteDelayMs: 5000 },
    `append 2 size=150 → 0..1
     append 2 size=150 → 2..3
     append 2 size=150 → 4..5
     hw end
     retain → 1 gone
     segments → 2..3 4..5
     files → 00000000000000000000.index.deleted:0 00000000000000000000.log.deleted:389 00000000000000000000.timeindex.deleted:12 00000000000000000002.index:0 00000000000000000002.log:389 00000000000000000002.snapshot:10 00000000000000000002.timeindex:12 00000000000000000004.log:389 00000000000000000004.snapshot:10 leader-epoch-checkpoint:8 partition.metadata:44
     wait 5001
     retain → 0 gone
     files → 00000000000000000002.index:0 00000000000000000002.log:389 00000000000000000002.snapshot:10 00000000000000000002.timeindex:12 00000000000000000004.log:389 00000000000000000004.snapshot:10 leader-epoch-checkpoint:8 partition.metadata:44`,
  );
});

test('deleted records let segments go whatever the policy', () => {
  check(
    { ...TINY, cleanupPolicy: { delete: false, compact: true }, retentionMs: 1 },
    `append 2 size=150 → 0..1
     append 2 size=150 → 2..3
     hw end
     wait 10000
     retain → 0 gone
     start 2
     retain → 1 gone
     segments → 2..3`,
  );
});
