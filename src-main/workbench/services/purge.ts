/** Deleting records (KIP-107), and what would go before it is done. */
import {
  deleteRecords,
  describeConfigs,
  listOffsets,
  OffsetSpec,
  outcomeOf,
  partitionName,
} from '../../client/index.ts';
import { type PurgedPartition, type PurgePlan, type PurgeTo, say } from '../../contract/index.ts';
import type { Cluster } from '../model/index.ts';
import { type Failure, failure } from '../router/index.ts';
import { changing } from './changing.ts';
import { knownPartitions } from './known-partitions.ts';

/** To DeleteRecords this is the high watermark of the moment. */
const HIGH_WATERMARK = -1;

/** What a purge would do to each partition; one that cannot say keeps its problem to itself. `wanted` empty: all. */
export async function planPurge(
  cluster: Cluster,
  topic: string,
  wanted: readonly number[],
  to: PurgeTo,
): Promise<PurgePlan> {
  const { client } = cluster;
  const partitions = await knownPartitions(cluster, topic, wanted);
  const look = (timestamp: number) =>
    listOffsets(
      client,
      partitions.map((partition) => ({ topic, partition, timestamp })),
    );
  const [starts, ends, byTime, policy] = await Promise.all([
    look(OffsetSpec.earliest),
    look(OffsetSpec.latest),
    to.kind === 'timestamp' ? look(to.timestampMs) : [],
    cleanupPolicy(cluster, topic),
  ]);
  return {
    forbiddenBy: policy.split(',').includes('delete') ? null : { cleanupPolicy: policy },
    partitions: partitions.map((partition, index): PurgedPartition => {
      const results = [starts[index], ends[index], ...(to.kind === 'timestamp' ? [byTime[index]] : [])];
      const failed = results.find((result) => 'error' in result);
      if (failed !== undefined && 'error' in failed)
        return { partition, ...NOTHING_KNOWN, problem: failed.error.message };
      const [startOffset, endOffset, timeOffset = -1] = results.map((result) =>
        'value' in result ? result.value.offset : -1,
      );
      const newStartOffset = newStart(to, startOffset, endOffset, timeOffset);
      const records = newStartOffset - startOffset;
      const sizeBytes = cluster.facets.offsets.get(topic)?.[partition]?.sizeBytes ?? null;
      const share = endOffset === startOffset ? 0 : records / (endOffset - startOffset);
      const estimatedBytes = sizeBytes === null ? null : Math.round(sizeBytes * share);
      return { partition, startOffset, endOffset, newStartOffset, records, estimatedBytes, problem: null };
    }),
  };
}

const NOTHING_KNOWN = {
  startOffset: null,
  endOffset: null,
  newStartOffset: null,
  records: null,
  estimatedBytes: null,
};

/** Never below the start nor above the end. `timeOffset` -1: no record is that late, so that all are older. */
export function newStart(to: PurgeTo, startOffset: number, endOffset: number, timeOffset: number): number {
  const asked = to.kind === 'end' ? endOffset : to.kind === 'offset' ? to.offset : timeOffset;
  const offset = to.kind === 'timestamp' && timeOffset < 0 ? endOffset : asked;
  return Math.min(endOffset, Math.max(startOffset, offset));
}

async function cleanupPolicy({ client }: Cluster, topic: string): Promise<string> {
  const [answer] = await describeConfigs(client, [{ type: 'topic', name: topic, keys: ['cleanup.policy'] }]);
  return answer?.configs.find(({ name }) => name === 'cleanup.policy')?.value ?? '';
}

/** Deletes what the plan says at this moment. What was refused is named; the other partitions are done all the same. */
export async function purge(
  cluster: Cluster,
  topic: string,
  wanted: readonly number[],
  to: PurgeTo,
): Promise<void> {
  const { client } = cluster;
  const plan = await planPurge(cluster, topic, wanted, to);
  if (plan.forbiddenBy !== null) throw forbidden(topic, plan.forbiddenBy.cleanupPolicy);
  const doomed = plan.partitions
    .filter(({ records }) => records === null || records > 0)
    // A partition that could not be asked is left alone unless everything goes.
    .filter(({ newStartOffset }) => to.kind === 'end' || newStartOffset !== null);
  let results: Awaited<ReturnType<typeof deleteRecords>> = [];
  const isDone = async () => {
    const places = doomed.map(({ partition }) => ({ topic, partition, timestamp: OffsetSpec.earliest }));
    const starts = await listOffsets(client, places);
    return starts.every(
      (start, index) => 'value' in start && start.value.offset >= (doomed[index].newStartOffset ?? Infinity),
    );
  };
  await changing(
    cluster,
    { facets: ['metadata', 'offsets'], see: say('see.partitions'), isDone },
    async () => {
      results = await deleteRecords(
        client,
        doomed.map(({ partition, newStartOffset }) => ({
          topic,
          partition,
          offset: to.kind === 'end' ? HIGH_WATERMARK : newStartOffset!,
        })),
      );
      // What nobody knows of one partition is more than what is known of the others.
      const open = results.find((result) => 'error' in result && outcomeOf(result.error) === 'unknown');
      if (open !== undefined && 'error' in open) throw open.error;
    },
  );
  const failed = results.filter((result) => 'error' in result && outcomeOf(result.error) !== 'unknown');
  const [first] = failed;
  if (first === undefined || !('error' in first)) return;
  if (failed.length === 1 || failed.length === plan.partitions.length) throw first.error;
  const detail = failed
    .map((each) => `${partitionName(each)}: ${'error' in each && each.error.message}`)
    .join('\n');
  throw failure(
    'refused',
    say('purge.some', {
      failed: failed.length,
      all: plan.partitions.length,
      reason: first.error.message,
    }),
    say('purge.some.next'),
    { detail },
  );
}

function forbidden(topic: string, policy: string): Failure {
  return failure('kafka', say('purge.forbidden', { topic, policy }), say('purge.forbidden.next'), {
    kafka: 'POLICY_VIOLATION',
  });
}
