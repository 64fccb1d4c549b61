/** The compaction view of a topic of our own cluster, from the leaders' disks. */
import { describeConfigs } from '../../client/index.ts';
import { type CompactedPartition, type CompactionView, inEnglish, say } from '../../contract/index.ts';
import { type DiskReader, inspectCheckpoints, SegmentMap } from '../../log/inspect/index.ts';
import { type Cluster, compactionState } from '../model/index.ts';
import { localOnly } from '../router/index.ts';
import { normalPath } from './paths.ts';

const KEYS = ['cleanup.policy', 'min.cleanable.dirty.ratio', 'min.compaction.lag.ms'] as const;
/** More of a partition is not counted: its headers would have to be walked. */
const COUNTED_BYTES_MAX = 256 * 1024 * 1024;
const HEADERS_PER_SLICE = 1_000;

export async function compactionOf(
  cluster: Cluster,
  disk: DiskReader,
  topic: string,
): Promise<CompactionView> {
  const { client, host, facets } = cluster;
  if (host === null) throw localOnly(say('local.compaction'));
  const [answer] = await describeConfigs(client, [{ type: 'topic', name: topic, keys: KEYS }]);
  const value = (key: (typeof KEYS)[number]) => answer?.configs.find(({ name }) => name === key)?.value ?? '';
  const minRatio = Number(value('min.cleanable.dirty.ratio'));
  const minLagMs = Number(value('min.compaction.lag.ms'));
  const cleanupPolicy = value('cleanup.policy');
  const partitions = facets.metadata.topics.get(topic)?.partitions ?? [];
  const leaders = new Set(partitions.map(({ leader }) => leader));
  const files = new Map(
    await Promise.all(
      [...leaders]
        .filter((id) => id >= 0)
        .map(
          async (id) =>
            [id, await host.inside(id, 'segments', { topic }).catch((error: Error) => error)] as const,
        ),
    ),
  );
  const compacted: CompactedPartition[] = [];
  for (const { partition, leader } of partitions) {
    const found = files.get(leader);
    if (found === undefined || found instanceof Error) {
      const problem = found?.message ?? inEnglish(say('kafka.LEADER_NOT_AVAILABLE'));
      compacted.push({ ...NOTHING, partition, nodeId: leader, problem });
      continue;
    }
    const logs = found.filter((file) => file.partition === partition && file.baseOffset !== null);
    const directory = logs[0] === undefined ? null : normalPath(logs[0].directory);
    const cleanedUpTo = directory === null ? null : inspectCheckpoints(disk, directory).cleanedUpTo;
    const segments = logs.map((file) => ({
      ...file,
      baseOffset: file.baseOffset!,
      nextOffset: file.nextOffset ?? file.baseOffset!,
    }));
    const state = compactionState(segments, { cleanedUpTo, minLagMs, nowMs: client.env.clock.wallMs() });
    const { cleanBytes, cleanableBytes, notYetBytes, dirtyRatio } = state;
    const names = segments
      .filter((one) => state.clean.includes(one))
      .map(({ name }) => `${directory}/${name}`);
    compacted.push({
      partition,
      nodeId: leader,
      cleanedUpTo,
      cleanBytes,
      cleanableBytes,
      notYetBytes,
      dirtyRatio,
      due: dirtyRatio !== null && dirtyRatio > minRatio,
      survivors:
        names.length === 0 || cleanBytes > COUNTED_BYTES_MAX
          ? null
          : { records: await recordsIn(disk, names), offsets: cleanedOffsets(state.clean) },
      problem: null,
    });
  }
  return {
    compacts: cleanupPolicy.split(',').includes('compact'),
    cleanupPolicy,
    minCleanableDirtyRatio: minRatio,
    minCompactionLagMs: minLagMs,
    partitions: compacted,
  };
}

const NOTHING = {
  cleanedUpTo: null,
  cleanBytes: 0,
  cleanableBytes: 0,
  notYetBytes: 0,
  dirtyRatio: null,
  due: false,
  survivors: null,
};

function cleanedOffsets(clean: readonly { baseOffset: number; nextOffset: number }[]): number {
  return clean.reduce((sum, { baseOffset, nextOffset }) => sum + nextOffset - baseOffset, 0);
}

/** By their batches' headers, a slice at a time, so that other screens are answered in between. */
async function recordsIn(disk: DiskReader, paths: readonly string[]): Promise<number> {
  let records = 0;
  for (const path of paths) {
    const map = new SegmentMap(disk, path);
    while (map.advance(HEADERS_PER_SLICE) && !map.done) await new Promise((resolve) => setImmediate(resolve));
    records += map.records;
  }
  return records;
}
