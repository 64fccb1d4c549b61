import { expect, test } from 'vitest';
import { seededRandom } from '../base/index.ts';
import { LogScript, LogWorld } from '../sim/log-script.ts';
import type { DiskOperation } from '../sim/memory-disk.ts';
import { batchPositions, readRecords } from '../wire/index.ts';
import type { LogConfig } from './log-config.ts';
import type { PartitionLog } from './partition-log.ts';

function check(config: Partial<LogConfig>, story: string): void {
  const { played, written } = LogScript.compare(config, story);
  expect(played).toBe(written);
}

const TINY: Partial<LogConfig> = { segmentBytes: 400, indexIntervalBytes: 1 };
/** Two segments of two batches each; batch sizes differ so that positions are telling. */
const FOUR_BATCHES = `append 1 size=100 ts=10 → 0..0
  append 1 size=110 ts=20 → 1..1
  append 1 size=120 ts=30 leader=1 → 2..2
  append 1 size=130 ts=40 leader=1 → 3..3`;

test('a torn tail is cut at the last whole batch', () => {
  check(TINY, `${FOUR_BATCHES}\ncut 2.log -1\ncrash\nread 2 upto=4 → 2..2\nstate → start 0 lso 0 hw 0 end 3`);
  check(TINY, `${FOUR_BATCHES}\ncut 2.log 5\ncrash\nstate → start 0 lso 0 hw 0 end 2\nepochs → 0@0`);
});

test('the active segment of a node that was killed has no indexes yet: nothing to warn of, nor to read twice', () => {
  const story = `${FOUR_BATCHES}\nflush`.replaceAll(/ → .*/g, '');
  const script = new LogScript(TINY);
  script.run(story);
  script.run('crash');
  expect(script.world.messages.filter((message) => message.includes('index'))).toEqual([]);
  expect(script.run('read 3 upto=9')).toBe('read 3 upto=9 → 3..3');
});

test('a transaction that recovery saw to its end is stable below the high watermark of the checkpoint', () => {
  const script = new LogScript({});
  script.run('append 2 pid=5 seq=0 txn');
  script.run('commit pid=5');
  script.run('append 1 pid=6 seq=0 txn');
  const { disk } = script.world;
  disk.tamper('/data-1/replication-offset-checkpoint', Buffer.from('0\n1\nt 0 4\n'));
  script.run('crash');
  expect(script.run('state')).toBe('state → start 0 lso 3 hw 4 end 4');
});

test('a damaged batch ends the log, and every later segment goes', () => {
  check(
    TINY,
    `${FOUR_BATCHES}
     damage 0.log -1
     crash
     state → start 0 lso 0 hw 0 end 1
     segments → 0..0
     append 2 leader=2 → 1..2
     read 1 upto=9 → 1..2`,
  );
});

test('flushed records that were cut do not come back with a power loss, in place of those that followed', () => {
  check(
    TINY,
    `${FOUR_BATCHES}
     flush
     truncate 1
     append 1 size=140 ts=50 leader=2 → 1..1
     power
     state → start 0 lso 0 hw 0 end 1
     epochs → 0@0`,
  );
  check(
    TINY,
    `${FOUR_BATCHES}
     flush
     restart-at 2
     append 1 size=140 ts=50 leader=2 → 2..2
     power
     state → start 2 lso 2 hw 2 end 2
     segments → 2..1`,
  );
});

test('the index files of an active segment name nothing that was cut: not for a reader who comes after a kill', () => {
  const indexes = (script: LogScript) =>
    script
      .step('files')
      .split(' ')
      .filter((file) => file.includes('index'))
      .map((file) => file.replace(/^0+/, ''));
  const script = new LogScript({ indexIntervalBytes: 1 });
  script.run(`${FOUR_BATCHES}\nstop`.replaceAll(/ → .*/g, ''));
  expect(indexes(script)).toEqual(['.index:24', '.timeindex:36']);
  script.run('truncate 3\nappend 1 size=130 ts=50 leader=2');
  expect(indexes(script)).toEqual(['.index:16', '.timeindex:24']);
  script.run('stop');
  expect(indexes(script)).toEqual(['.index:24', '.timeindex:36']);
  // A crash tears the tail off: the files of the stop before would go on naming it when others are in its place.
  script.run('append 1 size=90 ts=60 leader=2\ncut 0.log 300\ncrash\nappend 1 size=130 ts=70 leader=3');
  expect(indexes(script)).toEqual(['.index:0', '.timeindex:12']);
});

const COMPACTED: Partial<LogConfig> = { ...TINY, cleanupPolicy: { delete: false, compact: true } };
const RECOVERY_POINTS = '/data-1/recovery-point-offset-checkpoint';

test('a log that no checkpoint names yet ends where its first segment has lost its tail, compacted or not', () => {
  for (const config of [TINY, COMPACTED]) {
    const script = new LogScript(config);
    expect(script.world.disk.readFile(RECOVERY_POINTS)?.toString()).toBe('0\n0\n');
    script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
    expect(script.world.disk.readFile(RECOVERY_POINTS)?.toString()).toBe('0\n0\n');
    script.run('cut 0.log 0\ncrash');
    expect(script.run('state\nsegments')).toBe('state → start 0 lso 0 hw 0 end 0\nsegments → 0..-1');
  }
});

/** Three segments of which the middle one is gone with all its files, as after a cleaning; nothing says up to where. */
function withGap(config: Partial<LogConfig>, checkpoint: Buffer | undefined): LogScript {
  const script = new LogScript(config);
  script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
  script.run('append 1 size=90\nappend 1 size=90');
  expect(script.step('segments')).toBe('0..1 2..3 4..5');
  script.manager.shutdown(7);
  const { disk } = script.world;
  for (const [path] of [...disk.files(`${script.log.directory}/`)])
    if (path.includes('/00000000000000000002.')) disk.tamper(path, undefined);
  disk.tamper(RECOVERY_POINTS, checkpoint);
  return script;
}

test('a transaction that began in records that retention took is open after a power loss, too', async () => {
  const script = new LogScript({ retentionMs: -1 });
  script.run('append 1 pid=5 seq=0 txn\nroll\nappend 1\nhw end\nstart 1\nretain\nroll\nappend 1\nflush');
  script.step('wait 61000');
  await new Promise((resolve) => setTimeout(resolve));
  expect(script.world.disk.readFile(RECOVERY_POINTS)?.toString()).toBe('0\n1\nt 0 3\n');
  script.step('power');
  expect(script.run('segments\nproducers')).toBe('segments → 1..1 2..2\nproducers → 5/0 seq 0 open from 0');
});

test('the gaps of a compacted log stay when the checkpoint of recovery points is lost, and after the next crash', () => {
  for (const checkpoint of [undefined, Buffer.alloc(0), Buffer.from('0\n2\nt 0 6\n'), Buffer.alloc(8)]) {
    for (const end of ['clean', 'crash']) {
      const script = withGap(COMPACTED, checkpoint);
      if (end === 'clean') script.reopen();
      else {
        script.world.disk.tamper('/data-1/.kafka_cleanshutdown', undefined);
        script.reopen();
        expect(script.world.disk.readFile(RECOVERY_POINTS)?.toString()).toBe('0\n1\nt 0 6\n');
      }
      for (const next of ['state', 'crash\nstate', 'power\nstate'])
        expect(script.run(next), end).toBe(`${next} → start 0 lso 0 hw 0 end 6`);
      expect(script.run('read 1 upto=9\nread 4 upto=9')).toBe('read 1 upto=9 → 1..1\nread 4 upto=9 → 4..5');
    }
  }
});

test('what was cut counts as cleaned no more, and the checkpoint says so before anything is written there (crash seed 397)', () => {
  const CLEANED = '/data-1/cleaner-offset-checkpoint';
  const script = new LogScript(COMPACTED);
  script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
  script.manager.shutdown(7);
  script.world.disk.tamper(CLEANED, Buffer.from('0\n2\ngone 0 7\nt 0 9\n'));
  script.reopen();
  // It ends at 4, and a log that is no more may be made anew under its name.
  expect(script.world.disk.readFile(CLEANED)?.toString()).toBe('0\n1\nt 0 4\n');
  script.step('truncate 1');
  expect(script.world.disk.readFile(CLEANED)?.toString()).toBe('0\n1\nt 0 1\n');
});

test('a batch behind a gap stays when a power loss left zeros, or a torn batch, behind it (crash seed 160)', () => {
  const torn = Buffer.concat([Buffer.alloc(8), Buffer.from([0, 0, 0, 100]), Buffer.alloc(100, 7)]);
  for (const tail of [Buffer.alloc(200), torn, torn.subarray(0, 60)]) {
    const script = new LogScript({ ...COMPACTED, segmentBytes: 4000 });
    script.run('append 2 size=100\nfollower 1 base=5 leader=0\nflush');
    const path = `${script.log.directory}/00000000000000000000.log`;
    script.world.disk.tamper(path, Buffer.concat([script.world.disk.readFile(path)!, tail]));
    expect(script.run('crash\nstate')).toBe('crash\nstate → start 0 lso 0 hw 0 end 6');
  }
});

test('where nobody compacts, a gap ends the log', () => {
  const script = withGap(TINY, undefined);
  script.world.disk.tamper('/data-1/.kafka_cleanshutdown', undefined);
  script.reopen();
  expect(script.step('state')).toBe('start 0 lso 0 hw 0 end 2');
});

test('segments below the recovery point are not looked through, the one that holds it is', () => {
  check(
    TINY,
    `${FOUR_BATCHES}
     stop
     damage 0.log -1
     crash
     state → start 0 lso 0 hw 0 end 4
     damage 2.log -1
     crash
     state → start 0 lso 0 hw 0 end 3`,
  );
});

test('damage in a closed segment that producers must be read from does not keep the log from being opened', () => {
  check(
    TINY,
    `${FOUR_BATCHES}
     stop
     damage 0.log 9
     delete 2.snapshot
     crash
     state → start 0 lso 0 hw 0 end 4
     read 2 upto=9 → 2..3`,
  );
});

test('indexes: missing, cut or damaged ones are built again', () => {
  const good = `segments → 0..1 2..3
     time 15 → 1 at 20 epoch 0
     time 35 → 3 at 40 epoch 1
     read 1 upto=4 → 1..1
     read 3 upto=4 → 3..3`;
  for (const damage of [
    'delete 0.index',
    'delete 0.timeindex',
    'cut 0.index 3',
    'cut 0.timeindex 5',
    'damage 0.index 0',
    'damage 0.timeindex 0',
    'delete 2.index',
    'delete 2.timeindex',
    'cut 2.index 3',
    'cut 2.timeindex 5',
    'damage 2.index 0',
  ]) {
    const config = { ...TINY, indexIntervalBytes: 0 };
    const script = new LogScript(config);
    script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
    script.run('stop');
    script.manager.shutdown(1);
    script.step(damage);
    script.reopen();
    expect(script.run(good.replaceAll(/ → .*/g, '')), damage).toBe(good.replaceAll(/^\s+/gm, ''));
  }
});

test('files that interrupted deletions and cleanings leave behind', () => {
  const script = new LogScript(TINY);
  script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
  script.manager.shutdown(1);
  const path = (name: string) => `${script.log.directory}/${name}`;
  const segment = script.world.disk.readFile(path('00000000000000000000.log'))!;
  for (const name of [
    '00000000000000000009.log.deleted',
    '00000000000000000007.log.cleaned',
    '00000000000000000008.log.swap',
    '00000000000000000005.timeindex',
  ]) {
    script.world.disk.tamper(path(name), segment);
  }
  script.reopen();
  expect(script.run('segments\nstate')).toBe('segments → 0..1 2..3\nstate → start 0 lso 0 hw 0 end 4');
  expect(script.step('files')).not.toMatch(/deleted|cleaned|swap|0005/);
});

test('a finished cleaning is completed: the swap segment takes the place of what it covers', () => {
  const script = new LogScript(TINY);
  script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
  script.run('append 1 size=90\nappend 1 size=90');
  expect(script.step('segments')).toBe('0..1 2..3 4..5');
  script.manager.shutdown(1);
  const { disk } = script.world;
  const read = (base: number) => disk.readFile(`${script.log.directory}/0000000000000000000${base}.log`)!;
  disk.tamper(`${script.log.directory}/00000000000000000000.log.swap`, Buffer.concat([read(0), read(2)]));
  script.reopen();
  expect(script.run('segments\nread 0 upto=6 max=9999\nread 4 upto=6')).toBe(
    'segments → 0..3 4..5\nread 0 upto=6 max=9999 → 0..3\nread 4 upto=6 → 4..5',
  );
});

/** The log after a clean stop, and the time index of its first segment. `path('0.log')` is that segment. */
function stoppedOnFourBatches() {
  const script = new LogScript(TINY);
  script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
  script.manager.shutdown(1);
  const { disk } = script.world;
  const path = (name: string) => `${script.log.directory}/0000000000000000000${name}`;
  return { script, disk, path, index: disk.readFile(path('0.timeindex'))! };
}

test('a cleaning that has left nothing of a segment leaves none of its indexes either', () => {
  const { script, disk, path, index } = stoppedOnFourBatches();
  expect(index.length).toBeGreaterThan(0);
  disk.tamper(path('0.log.swap'), Buffer.alloc(0));
  script.reopen();
  // Crash seed 514: the index of what had been cleaned away was taken for proof of a lost end.
  expect(script.run('read 0 upto=4 max=9999')).toBe('read 0 upto=4 max=9999 → 2..3');
  expect(disk.readFile(path('0.timeindex'))?.length ?? 0).toBe(0);
});

test('an index of a finished cleaning that a crash left behind its segment comes after it', () => {
  const { script, disk, path, index } = stoppedOnFourBatches();
  disk.tamper(path('0.timeindex.swap'), index);
  disk.remove(path('0.timeindex'));
  disk.tamper(path('7.timeindex.swap'), index);
  script.reopen();
  expect(script.step('files')).not.toContain('swap');
  expect(disk.readFile(path('0.timeindex'))).toEqual(index);
});

test('a truncation lowers the recovery point on disk before anything new is written', () => {
  const script = new LogScript(TINY);
  script.run(`${FOUR_BATCHES.replaceAll(/ → .*/g, '')}\nstop\ntruncate 1\nappend 1 leader=7`);
  const checkpoint = script.world.disk.readFile('/data-1/recovery-point-offset-checkpoint');
  expect(checkpoint?.toString()).toBe('0\n1\nt 0 1\n');
});

test('damaged small files cost at most a scan', () => {
  for (const [file, expected] of [
    ['leader-epoch-checkpoint', 'epochs → 0@0 1@2'],
    ['4.snapshot', 'producers → none'],
  ]) {
    for (const damage of [`damage ${file} 0`, `cut ${file} 1`, `delete ${file}`]) {
      if (damage === 'delete leader-epoch-checkpoint') continue;
      const script = new LogScript(TINY);
      script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
      script.manager.shutdown(1);
      script.step(damage);
      script.reopen();
      expect(script.run(`state\n${expected.split(' → ')[0]}`), damage).toBe(
        `state → start 0 lso 0 hw 0 end 4\n${expected}`,
      );
    }
  }
});

test('after a crash the batches tell the epochs, whatever their file says', () => {
  for (const wrong of ['0\n1\n4 0\n', '0\n2\n0 0\n5 2\n', '0\n2\n0 0\n1 1\n', '0\n2\n3 0\n1 2\n', '0\n0\n']) {
    const script = new LogScript({});
    script.run(FOUR_BATCHES.replaceAll(/ → .*/g, ''));
    script.world.disk.tamper(`${script.log.directory}/leader-epoch-checkpoint`, Buffer.from(wrong));
    expect(script.run('crash\nepochs'), JSON.stringify(wrong)).toBe('crash\nepochs → 0@0 1@2');
  }
});

test('an epoch file that contradicts the batches is written anew, also in what no recovery looks through', () => {
  const batches = 'append 2\nappend 2 leader=1\nappend 2 leader=1\nappend 2 leader=4\nappend 2 leader=4';
  const right = '0\n3\n0 0\n1 2\n4 6\n';
  for (const wrong of [
    '0\n3\n0 0\n1 3\n4 6\n',
    '0\n3\n0 0\n1 4\n4 6\n',
    '0\n3\n0 0\n1 1\n4 6\n',
    '0\n3\n0 0\n3 2\n4 6\n',
    '0\n3\n0 0\n1 2\n4 8\n',
    '0\n3\n0 0\n1 2\n4 4\n',
    '0\n3\n0 0\n1 2\n5 6\n',
    '0\n2\n1 2\n4 6\n',
    '0\n2\n0 0\n1 2\n',
    '0\n0\n',
  ]) {
    for (const ending of ['stop', 'crash']) {
      const script = new LogScript(TINY);
      script.run(`${batches}\nflush`);
      const path = `${script.log.directory}/leader-epoch-checkpoint`;
      if (ending === 'stop') script.manager.shutdown(1);
      script.world.disk.tamper(path, Buffer.from(wrong));
      if (ending === 'stop') script.reopen();
      else script.step('crash');
      expect(script.step('epochs'), `${ending} ${JSON.stringify(wrong)}`).toBe('0@0 1@2 4@6');
      expect(script.world.disk.readFile(path)?.toString()).toBe(right);
    }
  }
});

test('where an epoch began before its first batch, which compaction may have taken, its file is believed', () => {
  const script = new LogScript({});
  script.run('append 1\nfollower 1 base=5 leader=1');
  script.world.disk.tamper(
    `${script.log.directory}/leader-epoch-checkpoint`,
    Buffer.from('0\n2\n0 0\n1 3\n'),
  );
  expect(script.run('crash\nepochs')).toBe('crash\nepochs → 0@0 1@3');
});

test('with flush.messages what recovery finds survives a power loss, before it counts', () => {
  for (const [flushMessages, end] of [
    [1, 3],
    [3, 3],
    [4, 0],
    [Infinity, 0],
  ] as const) {
    // Three records that the process had written when it died, none of them flushed.
    const script = new LogScript({});
    script.run('append 1\nappend 1\nappend 1');
    script.world.disk.crashProcess();
    script.reopen({ flushMessages });
    expect(script.log.endOffset).toBe(3);
    script.step('power');
    expect(script.log.endOffset, `${flushMessages}`).toBe(end);
  }
});

test('after a recovery that flushed, a clean end leaves indexes that survive a power loss', () => {
  const script = new LogScript({ flushMessages: 1, indexIntervalBytes: 1 });
  script.run('append 1 ts=10\nappend 1 ts=20\nappend 1 ts=30');
  script.step('crash');
  script.manager.shutdown(1);
  const filesOf = () => script.step('files');
  const written = filesOf();
  script.world.disk.losePower();
  expect(filesOf()).toBe(written);
});

test('where the recovery point is, the indexes of every segment before it have come to the disk', () => {
  const story = 'append 1 pid=5 seq=0 txn\nabort pid=5\nappend 1 ts=99';
  const aborted = (script: LogScript) =>
    script.run('power\nstate\naborted 0 9\nmax-time').split('\n').slice(1);
  const whole = [
    'state → start 0 lso 0 hw 0 end 3',
    'aborted 0 9 → 5 from 0',
    `max-time → 0 at ${new LogWorld().wallMs}`,
  ];
  // Rolled after a cut: what is written then stores the recovery point at once.
  const cut = new LogScript({});
  cut.run(`${story}\nappend 1\ntruncate 3\nroll`);
  expect(aborted(cut)).toEqual(whole);
  // Flushed before it was rolled; another log writes the checkpoint before the segment is written back.
  const rolled = new LogScript({});
  rolled.run(`${story}\nflush\nroll`);
  const { manager, log } = rolled;
  expect(log.recoveryPoint).toBe(2);
  const other = manager.create('u', 0, log.topicId, log.config);
  other.appendAsFollower(rolled.batch(1, new Map()));
  other.flush();
  other.truncateTo(0, 'test');
  expect(rolled.world.disk.readFile(RECOVERY_POINTS)?.toString()).toBe('0\n2\nt 0 2\nu 0 0\n');
  expect(aborted(rolled)).toEqual(whole);
});

test('a log that begins before its start did has its epochs again, though the file knows none of them', () => {
  const script = new LogScript(TINY);
  script.run(`${FOUR_BATCHES.replaceAll(/ → .*/g, '')}\nhw end\nroll\nstart 4`);
  script.manager.shutdown(1);
  expect(script.world.disk.readFile('/data-1/t-0/leader-epoch-checkpoint')?.toString()).toBe('0\n1\n1 4\n');
  for (const lost of ['log-start-offset-checkpoint', '.kafka_cleanshutdown'])
    script.world.disk.tamper(`/data-1/${lost}`, undefined);
  script.reopen();
  expect(script.run('state\nepochs')).toBe('state → start 0 lso 4 hw 4 end 4\nepochs → 0@0 1@2');
});

test('damaged checkpoints of the log dir are taken as empty', () => {
  for (const name of [
    'recovery-point-offset-checkpoint',
    'log-start-offset-checkpoint',
    'replication-offset-checkpoint',
  ]) {
    for (const text of ['', '0\n5\nt 0 3\n', '1\n0\n', '0\n1\nt x y\n']) {
      const script = new LogScript(TINY);
      script.run(`${FOUR_BATCHES.replaceAll(/ → .*/g, '')}\nhw end\nstart 1`);
      script.manager.shutdown(1);
      script.world.disk.tamper(`/data-1/${name}`, Buffer.from(text));
      script.reopen();
      const start = name.startsWith('log-start') ? 0 : 1;
      const highWatermark = name.startsWith('replication') ? start : 4;
      expect(script.step('state'), `${name} ${JSON.stringify(text)}`).toBe(
        `start ${start} lso ${highWatermark} hw ${highWatermark} end 4`,
      );
    }
  }
});

test('a log that ends before its start begins there, empty', () => {
  check(
    TINY,
    `${FOUR_BATCHES}
     hw end
     start 3
     stop
     cut 2.log 0
     crash
     state → start 3 lso 3 hw 3 end 3
     append 1 → 3..3`,
  );
});

/** Everything that the log holds, as `offset:value size`, read through the public door. */
function contents(log: PartitionLog): string[] {
  const found: string[] = [];
  for (let offset = log.startOffset; offset < log.endOffset;) {
    const slice = log.read(offset, { maxBytes: 1000, upperBound: Infinity, atLeastOneBatch: true });
    if (slice === 'out-of-range' || slice.sizeBytes === 0) throw new Error(`nothing at ${offset}`);
    for (const chunk of slice.chunks) {
      for (const at of batchPositions(chunk)) {
        for (const record of readRecords(chunk, at)) found.push(`${record.offset}:${record.key?.toString()}`);
      }
    }
    offset = slice.nextOffset;
    slice.release();
  }
  return found;
}

class Killed extends Error {}

/** What is done again and again, to be cut short at every single change of the disk. */
const LIFE = [
  'append 2 pid=5 seq=0 size=90',
  'append 2 pid=5 seq=2 size=90 leader=1',
  'hw end',
  'append 1 pid=6 seq=0 txn size=50 leader=1',
  'append 2 pid=5 seq=4 size=90 leader=2',
  'flush',
  'abort pid=6',
  'append 2 pid=5 seq=6 codec=lz4 size=90 leader=2',
  'hw end',
  'append 2 pid=5 seq=8 size=190 leader=2',
  'flush',
  'start 3',
  'wait 61000',
  'append 2 pid=5 seq=10 size=90 leader=3',
  'hw end',
  'retain',
  'append 2 pid=5 seq=12 size=90 leader=3',
  'stop',
  'append 2 pid=5 seq=14 size=90 leader=4',
];
const LIFE_CONFIG: Partial<LogConfig> = { segmentBytes: 500, indexIntervalBytes: 100 };

interface Lived {
  readonly script: LogScript;
  /** Answers to the appends that were acknowledged, `0..1` and so on. */
  readonly acknowledged: string[];
  /** The end of the log at the last flush that returned. */
  flushedTo: number;
  /** Number of changes seen. */
  changes: number;
}

/** Lives until change number `killAt`; `torn` lets a part of that write happen. */
function live(killAt: number, torn: (operation: DiskOperation) => number | undefined): Lived {
  const script = new LogScript(LIFE_CONFIG, new LogWorld());
  const lived: Lived = { script, acknowledged: [], flushedTo: 0, changes: 0 };
  const hook = (operation: DiskOperation) => {
    if (lived.changes++ !== killAt) return undefined;
    const part = torn(operation);
    if (part !== undefined) {
      // The rest of this write, and everything after it, never happens.
      script.world.disk.hook = () => {
        throw new Killed();
      };
      return part;
    }
    throw new Killed();
  };
  script.world.disk.hook = hook;
  try {
    for (const line of LIFE) {
      const answer = script.step(line);
      if (line.startsWith('append') || line.startsWith('abort')) lived.acknowledged.push(answer);
      if (line === 'flush' || line === 'stop') lived.flushedTo = script.log.endOffset;
    }
  } catch (error) {
    if (!(error instanceof Killed) && (error as { code?: string }).code !== 'EIO') throw error;
  }
  return lived;
}

function lastOffset(answers: readonly string[]): number {
  return Math.max(-1, ...answers.map((answer) => Number(answer.split('..').at(-1))));
}

/** After the end of the process: a prefix that holds all that was acknowledged, and a log that goes on. */
function checkSurvivors(lived: Lived, mustHold: number, label: string, whole: readonly string[]): void {
  const { script } = lived;
  script.reopen();
  const { log } = script;
  expect(log.endOffset, label).toBeGreaterThanOrEqual(mustHold);
  const found = contents(log);
  const first = whole.findIndex((record) => Number(record.split(':')[0]) >= log.startOffset);
  const expected = whole.filter(
    (record, index) => index >= first && Number(record.split(':')[0]) < log.endOffset,
  );
  const visible = found.filter((record) => Number(record.split(':')[0]) >= log.startOffset);
  if (visible.length > 0) expect(visible, label).toEqual(expected);
  expect(script.step('append 1 leader=9'), label).toBe(`${log.endOffset - 1}..${log.endOffset - 1}`);
}

test('the process dies at every single change of the disk: acknowledged records are there, in order', () => {
  const reference = live(Infinity, () => undefined);
  const whole = wholeLife();
  expect(reference.changes).toBeGreaterThan(80);
  for (let killAt = 0; killAt < reference.changes; killAt++) {
    for (const torn of [
      () => undefined,
      (operation: DiskOperation) =>
        operation.kind === 'write' ? Math.floor(operation.sizeBytes / 2) : undefined,
    ]) {
      const lived = live(killAt, torn);
      lived.script.world.disk.crashProcess();
      checkSurvivors(lived, lastOffset(lived.acknowledged) + 1, `killed at change ${killAt}`, whole);
    }
  }
});

test('the power goes at every single change of the disk: flushed records are there, in order', () => {
  const random = seededRandom(3);
  const reference = live(Infinity, () => undefined);
  const whole = wholeLife();
  for (let killAt = 0; killAt < reference.changes; killAt++) {
    const lived = live(killAt, () => undefined);
    lived.script.world.disk.losePower((unsyncedBytes) => Math.floor(random() * (unsyncedBytes + 1)));
    checkSurvivors(lived, lived.flushedTo, `no power at change ${killAt}`, whole);
  }
});

/** The records of an undisturbed life with nothing deleted. */
function wholeLife(): string[] {
  const script = new LogScript({ ...LIFE_CONFIG, segmentBytes: 1e6 });
  for (const line of LIFE)
    if (!line.startsWith('start') && line !== 'retain' && line !== 'stop') script.step(line);
  return contents(script.log);
}
