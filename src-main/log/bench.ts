// Append and read speed of a partition's log beside plain file writes and reads of the same bytes in the same run.
//   node src-main/log/bench.ts [folder] [--json]
import { nodeEnv } from '../env/node/index.ts';
import { buildBatch } from '../wire/index.ts';
import type { Env, File } from '../env/index.ts';
import { BufferPool } from './buffer-pool.ts';
import { loadPartition } from './load-partition.ts';
import { DEFAULT_LOG_CONFIG } from './log-config.ts';
import { OpenFiles } from './open-files.ts';
import type { PartitionLog } from './partition-log.ts';

const TOTAL_BYTES = 512 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
const ROUNDS = 3;

interface Result {
  readonly recordBytes: number;
  readonly batchBytes: number;
  readonly appendMBps: number;
  readonly appendRecordsPerSecond: number;
  readonly plainWriteMBps: number;
  readonly readMBps: number;
  readonly plainReadMBps: number;
}

function openLog(env: Env, directory: string): PartitionLog {
  env.disk.makeDirectory(directory);
  const context = {
    env,
    files: new OpenFiles(env.disk),
    pool: new BufferPool(),
    removeLater: () => {},
    offsetsMoved: () => {},
    storeRecoveryPoint: () => {},
    failed: (error: Error) => {
      throw error;
    },
  };
  return loadPartition(context, {
    topic: 'bench',
    partition: 0,
    topicId: 'AAAAAAAAAAAAAAAAAAAABg',
    directory,
    config: { ...DEFAULT_LOG_CONFIG, maxMessageBytes: 2 * READ_BYTES, timestampBeforeMaxMs: 1e15 },
    clean: true,
    recoveryPoint: 0,
    startOffset: 0,
    highWatermark: 0,
  });
}

function seconds(env: Env, action: () => void): number {
  const startMs = env.clock.monotonicMs();
  action();
  return (env.clock.monotonicMs() - startMs) / 1000;
}

function measure(env: Env, folder: string, recordBytes: number, batchBytes: number): Result {
  const count = Math.floor(batchBytes / recordBytes);
  const value = Buffer.alloc(recordBytes - 12, 'v');
  const timestamp = env.clock.wallMs();
  const template = buildBatch(
    Array.from({ length: count }, () => ({ key: null, value })),
    { timestamp },
  );
  const batches = Math.floor(TOTAL_BYTES / template.length);
  // As many buffers as a socket would bring: the log writes into them, and none is warm in the cache.
  const incoming = Array.from({ length: Math.max(4, Math.floor((8 * READ_BYTES) / template.length)) }, () =>
    Buffer.from(template),
  );
  const bytes = batches * template.length;
  const log = openLog(env, `${folder}/log-${recordBytes}-${batchBytes}`);
  const appendSeconds = seconds(env, () => {
    for (let index = 0; index < batches; index++) {
      const batch = incoming[index % incoming.length];
      batch.writeBigInt64BE(0n, 0);
      const outcome = log.appendAsLeader(batch, { leaderEpoch: 0, origin: 'client' });
      if (outcome.kind !== 'appended') throw new Error(JSON.stringify(outcome));
    }
  });
  const readSeconds = seconds(env, () => {
    for (let offset = 0; offset < log.endOffset;) {
      const slice = log.read(offset, { maxBytes: READ_BYTES, upperBound: Infinity, atLeastOneBatch: true });
      if (slice === 'out-of-range') throw new Error(`out of range at ${offset}`);
      offset = slice.nextOffset;
      slice.release();
    }
  });
  log.abandon();
  const path = `${folder}/plain-${recordBytes}-${batchBytes}`;
  const file = env.disk.open(path, 'create');
  const plainWriteSeconds = seconds(env, () => {
    for (let index = 0; index < batches; index++) {
      file.write([incoming[index % incoming.length]], index * template.length);
    }
  });
  const plainReadSeconds = seconds(env, () => readPlain(file, bytes));
  file.close();
  env.disk.removeDirectory(`${folder}/log-${recordBytes}-${batchBytes}`);
  env.disk.remove(path);
  const megabytes = bytes / 1e6;
  return {
    recordBytes,
    batchBytes,
    appendMBps: megabytes / appendSeconds,
    appendRecordsPerSecond: (batches * count) / appendSeconds,
    plainWriteMBps: megabytes / plainWriteSeconds,
    readMBps: megabytes / readSeconds,
    plainReadMBps: megabytes / plainReadSeconds,
  };
}

function readPlain(file: File, bytes: number): void {
  const target = Buffer.allocUnsafeSlow(READ_BYTES);
  for (let position = 0; position < bytes; position += READ_BYTES) {
    file.read(target, 0, Math.min(READ_BYTES, bytes - position), position);
  }
}

/** The median of the rounds by append speed. */
function median(results: Result[]): Result {
  return results.sort((a, b) => a.appendMBps - b.appendMBps)[Math.floor(results.length / 2)];
}

const options = process.argv.slice(2);
const folder = `${options.find((option) => !option.startsWith('--')) ?? '/tmp'}/sluice-log-bench-${process.pid}`;
const env = nodeEnv();
env.disk.makeDirectory(folder);
try {
  const results: Result[] = [];
  for (const [recordBytes, batchBytes] of [
    [1024, 16 * 1024],
    [1024, 1024 * 1024],
    [100, 16 * 1024],
    [100, 1024 * 1024],
  ]) {
    results.push(median(Array.from({ length: ROUNDS }, () => measure(env, folder, recordBytes, batchBytes))));
  }
  if (options.includes('--json')) console.log(JSON.stringify(results));
  else {
    console.table(
      results.map((result) => ({
        record: result.recordBytes,
        batch: result.batchBytes,
        'append MB/s': Math.round(result.appendMBps),
        'records/s': Math.round(result.appendRecordsPerSecond),
        'plain write MB/s': Math.round(result.plainWriteMBps),
        ratio: (result.appendMBps / result.plainWriteMBps).toFixed(2),
        'read MB/s': Math.round(result.readMBps),
        'plain read MB/s': Math.round(result.plainReadMBps),
        'read ratio': (result.readMBps / result.plainReadMBps).toFixed(2),
      })),
    );
  }
} finally {
  env.disk.removeDirectory(folder);
}
