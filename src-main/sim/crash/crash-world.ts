import type { Uuid } from '../../base/index.ts';
import type { Disk, Env, FactBody } from '../../env/index.ts';
import { DEFAULT_LOG_CONFIG, formatDirectory, type LogConfig, LogManager } from '../../log/index.ts';
import { stillEnv } from '../still-env.ts';

export const DATA_DIRECTORY = '/data';
const CLUSTER_ID = 'clusterAAAAAAAAAAAAAAw';
const NODE_ID = 1;
const CLEANER_BACKOFF_MS = 15_000;

const BASE: LogConfig = {
  ...DEFAULT_LOG_CONFIG,
  indexIntervalBytes: 100,
  timestampAfterMaxMs: Infinity,
  retentionMs: -1,
};

/** Topics by what their logs are asked to do. */
export const TOPICS: Readonly<Record<string, LogConfig>> = {
  // The system writes back when it likes.
  deleted: { ...BASE, segmentBytes: 700, retentionBytes: 1500 },
  compacted: {
    ...BASE,
    segmentBytes: 600,
    cleanupPolicy: { delete: false, compact: true },
    minCleanableDirtyRatio: 0.01,
  },
  // What is acknowledged was synced (flush=fsync).
  synced: { ...BASE, segmentBytes: 900, flushMessages: 1 },
  // Made and removed again and again.
  fleeting: { ...BASE, segmentBytes: 2000 },
};

/** An env over any disk, whose time stands still until told otherwise. */
export class CrashWorld {
  nowMs: number;
  readonly disk: Disk;
  readonly env: Env;
  readonly messages: string[] = [];
  readonly facts: FactBody[] = [];
  onFact: (fact: FactBody) => void = () => {};

  constructor(disk: Disk, seed: number, nowMs = 1_000_000) {
    this.disk = disk;
    this.nowMs = nowMs;
    const note = (message: string) => void this.messages.push(message);
    this.env = stillEnv({
      disk,
      seed,
      nowMs: () => this.nowMs,
      schedule: (delayMs, action) => {
        if (delayMs === 0) queueMicrotask(action);
        return { cancel() {} };
      },
      log: { info: note, warn: note, error: note },
      facts: {
        report: (fact) => {
          this.facts.push(fact);
          this.onFact(fact);
        },
      },
    });
  }

  /** Opens the log dir, and makes it first where there is none yet. */
  openLogs(): LogManager {
    formatDirectory(this.env, DATA_DIRECTORY, { nodeId: NODE_ID, clusterId: CLUSTER_ID });
    return LogManager.open(this.env, {
      directories: [DATA_DIRECTORY],
      nodeId: NODE_ID,
      clusterId: CLUSTER_ID,
      configOf: (topic) => TOPICS[topic],
      cleaner: { enabled: true, backoffMs: CLEANER_BACKOFF_MS, keyMemoryBytes: 100_000 },
    });
  }
}

export function topicIdOf(count: number): Uuid {
  return `topic${String(count).padStart(16, 'A')}A` as Uuid;
}
