import { expect, test } from 'vitest';
import { LogScript, LogWorld } from '../sim/log-script.ts';
import { drawOldLog, OLD_PRODUCER_ID, type OldLog, oldSegmentFiles } from '../sim/overflowed-segment.ts';
import { batchBaseOffset, batchLastOffset, batchMaxTimestampMs, batchPositions } from '../wire/index.ts';
import type { LogConfig } from './log-config.ts';

const DIRECTORY = '/data-1';
const FOLDER = `${DIRECTORY}/t-0`;
const CONFIG: Partial<LogConfig> = {
  indexIntervalBytes: 100,
  segmentBytes: 100_000,
  cleanupPolicy: { delete: false, compact: true },
};
const INT32_MAX = 2 ** 31 - 1;

const nameOf = (baseOffset: number, kind: string) =>
  `${FOLDER}/${String(baseOffset).padStart(20, '0')}.${kind}`;

interface Beside {
  readonly clean: boolean;
  /** Of the checkpoint; undefined: it is lost. */
  readonly recoveryPoint: number | undefined;
  /** Without the segment behind it. Default false. */
  readonly isLast?: boolean;
}

/** A stopped node, whose log `t-0` is the old one now. */
function holding(old: OldLog, { clean, recoveryPoint, isLast = false }: Beside): LogScript {
  const script = new LogScript(CONFIG);
  script.manager.shutdown(7);
  const { disk } = script.world;
  for (const [path] of [...disk.files(`${FOLDER}/`)]) if (/\d{20}\./.test(path)) disk.tamper(path, undefined);
  const segments = isLast
    ? [[0, old.closed] as const]
    : [[0, old.closed] as const, [old.activeBase, old.active] as const];
  for (const [base, batches] of segments)
    for (const [kind, bytes] of Object.entries(oldSegmentFiles(base, batches, CONFIG.indexIntervalBytes!)))
      disk.tamper(nameOf(base, kind), bytes as Buffer);
  disk.tamper(nameOf(0, 'txnindex'), old.transactionIndex);
  disk.tamper(`${FOLDER}/leader-epoch-checkpoint`, Buffer.from('0\n1\n0 0\n'));
  const checkpoint = (name: string, offset: number | undefined) =>
    disk.tamper(
      `${DIRECTORY}/${name}-offset-checkpoint`,
      offset === undefined ? undefined : Buffer.from(`0\n1\nt 0 ${offset}\n`),
    );
  checkpoint('recovery-point', recoveryPoint);
  checkpoint('replication', isLast ? old.activeBase : old.endOffset);
  if (!clean) disk.tamper(`${DIRECTORY}/.kafka_cleanshutdown`, undefined);
  return script;
}

/** Base offsets and bytes of the `.log` files. */
function logFiles(script: LogScript): { base: number; bytes: Buffer }[] {
  return [...script.world.disk.files(`${FOLDER}/`)]
    .filter(([path]) => path.endsWith('.log'))
    .map(([path, bytes]) => ({ base: Number(/(\d{20})\.log$/.exec(path)![1]), bytes }))
    .sort((a, b) => a.base - b.base);
}

/** Every batch is found by its last offset and by its time, and by the reader of the one before. */
function expectReadable(script: LogScript, batches: readonly Buffer[]): void {
  let nextOffset = 0;
  for (const batch of batches) {
    const [first, last] = [batchBaseOffset(batch, 0), batchLastOffset(batch, 0)];
    for (const offset of new Set([nextOffset, first, last])) {
      const slice = script.log.read(offset, { maxBytes: 1, upperBound: Infinity, atLeastOneBatch: true });
      if (slice === 'out-of-range') throw new Error(`${offset} is out of range`);
      expect([offset, slice.baseOffset, slice.nextOffset]).toEqual([offset, first, last + 1]);
      slice.release();
    }
    nextOffset = last + 1;
  }
  expect(script.log.endOffset).toBe(nextOffset);
  const newest = Math.max(...batches.map((batch) => batchMaxTimestampMs(batch, 0)));
  expect(script.log.offsetOfMaxTimestamp()?.timestampMs).toBe(newest);
}

const SEEDS = Array.from({ length: 24 }, (_unused, seed) => seed);
const BESIDE: readonly ((old: OldLog) => Beside)[] = [
  (old) => ({ clean: true, recoveryPoint: old.endOffset }),
  () => ({ clean: true, recoveryPoint: undefined }),
  (old) => ({ clean: false, recoveryPoint: old.endOffset }),
  () => ({ clean: false, recoveryPoint: 0 }),
  () => ({ clean: false, recoveryPoint: undefined }),
  (old) => ({ clean: true, recoveryPoint: old.activeBase, isLast: true }),
  (old) => ({ clean: false, recoveryPoint: old.activeBase, isLast: true }),
  () => ({ clean: false, recoveryPoint: undefined, isLast: true }),
];

test('an old segment is parted where an offset does not fit, whatever stands beside it', () => {
  for (const seed of SEEDS) {
    const old = drawOldLog(seed, { overflows: 1 + (seed % 3), wallMs: 1_000_000 });
    for (const besideOf of BESIDE) {
      const beside = besideOf(old);
      const script = holding(old, beside);
      script.reopen();
      const label = `seed ${seed}, ${JSON.stringify(beside)}`;
      const batches = beside.isLast === true ? old.closed : [...old.closed, ...old.active];
      const files = logFiles(script);
      const parts = beside.isLast === true ? files : files.slice(0, -1);
      expect(parts.length, label).toBeGreaterThan(1);
      expect(Buffer.concat(parts.map(({ bytes }) => bytes)).equals(Buffer.concat(old.closed)), label).toBe(
        true,
      );
      for (const { base, bytes } of parts)
        for (const at of batchPositions(bytes)) {
          expect(batchBaseOffset(bytes, at), label).toBeGreaterThanOrEqual(base);
          expect(batchLastOffset(bytes, at) - base, label).toBeLessThanOrEqual(INT32_MAX);
        }
      // No part begins sooner than it must.
      for (const [index, { bytes }] of parts.entries())
        if (index > 0)
          expect(batchLastOffset(bytes, 0) - parts[index - 1].base, label).toBeGreaterThan(INT32_MAX);
      expectReadable(script, batches);
      const first = batchBaseOffset(old.closed[0], 0);
      expect(script.step(`aborted 0 ${script.log.endOffset}`), label).toBe(
        `${OLD_PRODUCER_ID} from ${first}`,
      );
      expect(
        [...script.world.disk.files(`${FOLDER}/`)].filter(([path]) => /\.(cleaned|swap)$/.test(path)),
      ).toEqual([]);
      // Nothing is left to do, after a stop, a kill, or with nothing but the files.
      const { endOffset } = script.log;
      for (const end of ['stop', 'crash', 'power']) {
        script.world.messages.length = 0;
        script.step(end);
        expect(logFiles(script), `${label}, ${end}`).toEqual(files);
        expect(script.log.endOffset, `${label}, ${end}`).toBe(endOffset);
        expect(script.world.messages.filter((message) => message.includes('parted'))).toEqual([]);
      }
      script.step('append 2 leader=1');
      expect(script.log.endOffset, label).toBe(endOffset + 2);
    }
  }
});

test('the parts have the indexes that such segments have', () => {
  const old = drawOldLog(5, { overflows: 2, wallMs: 1_000_000 });
  const script = holding(old, { clean: true, recoveryPoint: old.endOffset });
  script.reopen();
  const { disk } = script.world;
  for (const { base, bytes } of logFiles(script).slice(0, -1)) {
    const batches = batchPositions(bytes);
    const ends = [...batches].map((at) => batchLastOffset(bytes, at));
    const index = disk.readFile(nameOf(base, 'index'))!;
    for (let at = 0; at < index.length; at += 8) expect(ends).toContain(base + index.readInt32BE(at));
    const times = disk.readFile(nameOf(base, 'timeindex'))!;
    for (let at = 0; at < times.length; at += 12) expect(ends).toContain(base + times.readInt32BE(at + 8));
  }
});

test('a base offset that is damaged parts nothing: recovery ends the log there, as ever', () => {
  for (const clean of [true, false]) {
    const script = new LogScript({ ...CONFIG, segmentBytes: 400 });
    script.run('append 1 size=100\nappend 1 size=100\nappend 1 size=100\nappend 1 size=100\nhw end');
    expect(script.step('segments')).toBe('0..1 2..3');
    script.manager.shutdown(7);
    for (const [base, offset] of [
      [0, 1],
      [2, 3],
    ]) {
      const world = new LogWorld(script.world.disk.clone());
      const bytes = Buffer.from(world.disk.readFile(nameOf(base, 'log'))!);
      const at = [...batchPositions(bytes)][1];
      expect(batchBaseOffset(bytes, at)).toBe(offset);
      bytes[at] ^= 0x08;
      world.disk.tamper(nameOf(base, 'log'), bytes);
      if (!clean) world.disk.tamper(`${DIRECTORY}/.kafka_cleanshutdown`, undefined);
      new LogScript({ ...CONFIG, segmentBytes: 400 }, world);
      expect(world.messages.filter((message) => message.includes('parted'))).toEqual([]);
      const names = [...world.disk.files(`${FOLDER}/`)]
        .map(([path]) => path)
        .filter((path) => path.endsWith('.log'));
      expect(names).toEqual([nameOf(0, 'log'), nameOf(2, 'log')]);
    }
  }
});

test('where the batches of such a segment contradict each other or the next one, it stays as it is', () => {
  const old = drawOldLog(3, { overflows: 1, wallMs: 1_000_000 });
  for (const moved of [0, old.activeBase]) {
    const script = holding(old, { clean: true, recoveryPoint: old.endOffset });
    const bytes = Buffer.concat(old.closed);
    bytes.writeBigInt64BE(BigInt(moved), [...batchPositions(bytes)].at(-1)!);
    script.world.disk.tamper(nameOf(0, 'log'), bytes);
    script.reopen();
    expect(script.world.messages.filter((message) => message.includes('parted'))).toEqual([]);
    expect(logFiles(script)[0].bytes.equals(bytes)).toBe(true);
  }
});

test('damage behind an offset that does not fit is left for recovery to find', () => {
  const old = drawOldLog(11, { overflows: 1, wallMs: 1_000_000 });
  const jump = old.closed.findIndex((batch) => batchLastOffset(batch, 0) > INT32_MAX);
  expect(jump).toBeLessThan(old.closed.length - 1);
  const script = holding(old, { clean: false, recoveryPoint: 0 });
  const { disk } = script.world;
  const bytes = Buffer.from(disk.readFile(nameOf(0, 'log'))!);
  bytes[bytes.length - 1] ^= 1;
  disk.tamper(nameOf(0, 'log'), bytes);
  script.reopen();
  expectReadable(script, old.closed.slice(0, -1));
});

test('a follower whose leader leaves out more offsets than a segment can hold begins one where they go on', () => {
  const FAR = 2 ** 31 + 5;
  const script = new LogScript(CONFIG);
  expect(
    script.run(`
      follower 1 base=${FAR}
      segments
      follower 2 base=${FAR + 10}
      follower 1 base=${3 * FAR}
      segments
      read 0 upto=${4 * FAR}
      read ${FAR + 20} upto=${4 * FAR}`),
  ).toBe(`follower 1 base=2147483653 → 2147483653..2147483653
segments → 0..2147483652 2147483653..2147483653
follower 2 base=2147483663 → 2147483663..2147483664
follower 1 base=6442450959 → 6442450959..6442450959
segments → 0..2147483652 2147483653..6442450958 6442450959..6442450959
read 0 upto=8589934612 → 2147483653..2147483664
read 2147483673 upto=8589934612 → 6442450959..6442450959`);
  for (const end of ['crash', 'stop', 'power'])
    expect(script.run(`flush\n${end}\nstate\nproducers`)).toBe(
      `flush\n${end}\nstate → start 0 lso 0 hw 0 end 6442450960\nproducers → none`,
    );
});

test('batches that no segment can hold together are appended one by one', () => {
  const FAR = 2 ** 31 + 5;
  const script = new LogScript(CONFIG);
  const batches = [0, FAR, FAR + 1, 2 * FAR].map((base) => {
    const batch = script.batch(1, new Map());
    batch.writeBigInt64BE(BigInt(base), 0);
    batch.writeInt32BE(0, 12);
    return batch;
  });
  expect(script.log.appendAsFollower(Buffer.concat(batches))).toMatchObject({
    baseOffset: 0,
    lastOffset: 2 * FAR,
    records: 4,
  });
  expect(script.step('segments')).toBe('0..2147483652 2147483653..4294967305 4294967306..4294967306');
  expectReadable(script, batches);
});

test('without power before anything was flushed, a follower loses no more than what it had not flushed', () => {
  const FAR = 2 ** 31 + 5;
  const script = new LogScript(CONFIG);
  // The roll behind which there is a gap has flushed what lies before it.
  script.run(`follower 1 base=0\nfollower 1 base=${FAR}\npower`);
  expect(script.step('segments')).toBe(`0..0`);
  script.run(`follower 1 base=${FAR}\nflush\npower`);
  expect(script.step('read 1 upto=1e12')).toBe(`${FAR}..${FAR}`);
});
