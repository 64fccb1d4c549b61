/** Segments whose offsets do not fit their indexes: Apache Kafka and Sluice part them alike, and what Sluice leaves is sound. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeEnv } from '../../../src-main/env/node/index.ts';
import { DEFAULT_LOG_CONFIG, formatDirectory, LogManager } from '../../../src-main/log/index.ts';
import { drawOldLog, type OldLog, oldSegmentFiles } from '../../../src-main/sim/overflowed-segment.ts';
import { batchBaseOffset } from '../../../src-main/wire/index.ts';
import { besideKafka, expectEqual, expectTrue } from '../check.ts';
import type { Check } from '../check.ts';
import { expectDumpAccepts } from './dump.ts';
import type { StorageClient } from './storage-client.ts';

const CHECK_TIMEOUT_MS = 120_000;
const LOGS = 8;
const WALL_MS = 1_700_000_000_000;
const OWNER = { nodeId: 1, clusterId: 'c3BsaXQtYnktYm90aEFBQQ' };
const CONFIG = {
  ...DEFAULT_LOG_CONFIG,
  indexIntervalBytes: 100,
  cleanupPolicy: { delete: false, compact: true },
};

export class Splitting {
  readonly #client: StorageClient;
  readonly #dir: string;
  readonly #logs = oldLogs();

  constructor(client: StorageClient, dir: string) {
    this.#client = client;
    this.#dir = join(dir, 'split');
  }

  checks(): Check[] {
    const check = besideKafka('offsets too far for a segment', CHECK_TIMEOUT_MS);
    return [
      check('after a clean stop both part it alike', () => this.#compares('clean')),
      check('after a crash both part it alike', () => this.#compares('crash')),
      check('DumpLogSegments accepts what Sluice leaves', () => this.#dumps()),
    ];
  }

  async #compares(end: 'clean' | 'crash'): Promise<string> {
    let parts = 0;
    let batches = 0;
    for (const [number, old] of this.#logs.entries()) {
      const kafkaFolder = join(this.#dir, `kafka-${end}-${number}`, 'compacted-0');
      makeOldLog(kafkaFolder, old);
      await this.#client.split(kafkaFolder, 0);
      const logDir = this.#sluiceDir(end, number);
      openInSluice(logDir, old, end);
      const expected = await this.#client.batches(kafkaFolder);
      expectEqual(`log ${number}`, await this.#client.batches(join(logDir, 'compacted-0')), expected);
      const segments = expected.filter((line) => line.startsWith('segment'));
      // The active one stays as it is.
      expectTrue(`log ${number} was not parted`, segments.length > 2);
      parts += segments.length - 1;
      batches += expected.length - segments.length;
    }
    return `${this.#logs.length} segments became ${parts}; ${batches} batches where Kafka has them`;
  }

  #dumps(): Promise<string> {
    const logDirs = ['clean', 'crash'].flatMap((end) =>
      this.#logs.map((_old, number) => this.#sluiceDir(end, number)),
    );
    for (const logDir of logDirs) {
      const left = readdirSync(join(logDir, 'compacted-0')).filter((name) => /\.(cleaned|swap)$/.test(name));
      expectEqual(`left over in ${logDir}`, left, []);
    }
    return expectDumpAccepts(this.#client, logDirs);
  }

  #sluiceDir(end: string, number: number): string {
    return join(this.#dir, `sluice-${end}-${number}`, 'data-1');
  }

  async end(): Promise<void> {}
}

/** Apache Kafka begins the first part at its first batch, and not where the segment began: here that is the same. */
function oldLogs(): OldLog[] {
  const logs: OldLog[] = [];
  for (let seed = 0; logs.length < LOGS; seed++) {
    const old = drawOldLog(seed, { overflows: 1 + (seed % 3), wallMs: WALL_MS });
    if (batchBaseOffset(old.closed[0]!, 0) === 0) logs.push(old);
  }
  return logs;
}

function makeOldLog(folder: string, old: OldLog): void {
  mkdirSync(folder, { recursive: true });
  const segments = [
    { base: 0, batches: old.closed },
    { base: old.activeBase, batches: old.active },
  ];
  for (const { base, batches } of segments) {
    const files = oldSegmentFiles(base, batches, CONFIG.indexIntervalBytes);
    for (const [kind, bytes] of Object.entries(files)) writeFileSync(join(folder, nameOf(base, kind)), bytes);
  }
  writeFileSync(join(folder, nameOf(0, 'txnindex')), old.transactionIndex);
  writeFileSync(join(folder, 'leader-epoch-checkpoint'), '0\n1\n0 0\n');
}

/** A node of Sluice on the log, from its start to its clean end. */
function openInSluice(logDir: string, old: OldLog, end: 'clean' | 'crash'): void {
  const env = nodeEnv();
  mkdirSync(logDir, { recursive: true });
  formatDirectory(env, logDir, OWNER);
  const folder = join(logDir, 'compacted-0');
  makeOldLog(folder, old);
  writeFileSync(join(folder, 'partition.metadata'), 'version: 0\ntopic_id: topicAAAAAAAAAAAAAAAAw\n');
  const recoveryPoint = end === 'clean' ? old.endOffset : 0;
  writeFileSync(join(logDir, 'recovery-point-offset-checkpoint'), `0\n1\ncompacted 0 ${recoveryPoint}\n`);
  writeFileSync(join(logDir, 'replication-offset-checkpoint'), `0\n1\ncompacted 0 ${old.endOffset}\n`);
  if (end === 'clean') writeFileSync(join(logDir, '.kafka_cleanshutdown'), '{"version":0,"brokerEpoch":1}');
  const logs = LogManager.open(env, { directories: [logDir], ...OWNER, configOf: () => CONFIG });
  expectTrue(`${logDir} ends early`, logs.get('compacted', 0)?.endOffset === old.endOffset);
  logs.shutdown(2);
}

function nameOf(baseOffset: number, kind: string): string {
  return `${String(baseOffset).padStart(20, '0')}.${kind}`;
}
