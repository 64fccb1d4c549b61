/** Does to a follower's log what its leader's answers ask for. Decisions are those of `replica/follow.ts`. */
import type { Env } from '../env/index.ts';
import { BadBatchesError } from '../log/index.ts';
import type { Fetch, ResponseOf } from '../protocol/index.ts';
import { type LeaderRange, stepAfter, stepOutOfRange } from '../replica/index.ts';
import { batchSizeBytes } from '../wire/index.ts';
import type { HostedPartition, Partition } from './partition.ts';
import type { ReplicaManager } from './replica-manager.ts';

export type FetchedRow = ResponseOf<typeof Fetch>['responses'][number]['partitions'][number];

/** - fetch-on: ask for what comes next; the others as in `FollowStep`; gone: there is no log any more. */
export type Followed = 'fetch-on' | 'ask-offsets' | 'back-off' | 'wait-for-image' | 'gone';

/** Base offset and length of a batch: less of it says nothing about its size. */
const BATCH_PREFIX_BYTES = 12;

/** A leader may cut the last batch off: only whole ones are appended. */
function wholeBatches(records: Buffer): Buffer {
  let end = 0;
  while (end + BATCH_PREFIX_BYTES <= records.length) {
    const size = batchSizeBytes(records, end);
    if (size <= BATCH_PREFIX_BYTES || end + size > records.length) break;
    end += size;
  }
  return records.subarray(0, end);
}

export function followAnswer(
  env: Env,
  replicas: ReplicaManager,
  partition: Partition,
  row: FetchedRow,
): Followed {
  const outcome = replicas.attempt(partition, (log): Followed => {
    const step = stepAfter(row, log);
    if (step.kind === 'append') return append(env, replicas, partition as HostedPartition, row);
    if (step.kind !== 'truncate') return step.kind;
    // Below what was committed here something was lost that somebody may have seen: never in silence.
    if (step.toOffset < log.highWatermark)
      env.log.warn(
        `${log.topic}-${log.partition} is cut to ${step.toOffset}, below its high watermark ${log.highWatermark}: its leader of epoch ${partition.image.leaderEpoch} does not have more`,
      );
    log.truncateTo(step.toOffset, `parted ways with leader epoch ${row.divergingEpoch.epoch}`);
    return 'fetch-on';
  });
  return typeof outcome === 'number' ? (partition.log === undefined ? 'gone' : 'back-off') : outcome;
}

function append(env: Env, replicas: ReplicaManager, partition: HostedPartition, row: FetchedRow): Followed {
  const { log } = partition;
  const records = row.records === null ? undefined : wholeBatches(row.records);
  if (records !== undefined && records.length > 0) {
    try {
      log.appendAsFollower(records);
    } catch (error) {
      if (!(error instanceof BadBatchesError)) throw error;
      env.log.warn(`what the leader sent cannot be appended: ${error.message}`);
      return 'back-off';
    }
  }
  replicas.quotas.took(partition, records?.length ?? 0);
  replicas.commits.followedTo(partition, Math.min(row.highWatermark, log.endOffset), records?.length ?? 0);
  log.advanceStart(Math.min(row.logStartOffset, log.highWatermark), 'leader');
  return 'fetch-on';
}

/** The leader said where its log lies, after it had none of what was asked for. */
export function followRange(
  env: Env,
  replicas: ReplicaManager,
  partition: Partition,
  leader: LeaderRange,
): Followed {
  const outcome = replicas.attempt(partition, (log): Followed => {
    const step = stepOutOfRange(leader, log);
    switch (step.kind) {
      case 'truncate':
        env.log.warn(
          `${log.topic}-${log.partition} is cut from ${log.endOffset} to ${step.toOffset}: the leader ends at ${leader.endOffset} in epoch ${leader.latestEpoch}`,
        );
        log.truncateTo(step.toOffset, 'the leader does not have more');
        return 'fetch-on';
      case 'start-anew':
        log.truncateFullyAndStartAt(step.atOffset);
        return 'fetch-on';
      case 'fetch-on':
        return 'fetch-on';
    }
  });
  return typeof outcome === 'number' ? (partition.log === undefined ? 'gone' : 'back-off') : outcome;
}
