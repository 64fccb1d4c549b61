import { join } from 'node:path';
import {
  describeFeatures,
  describeLogDirectories,
  moveToLogDirectory,
  partitionName,
} from '../../client/index.ts';
import {
  type FeaturesView,
  type FeatureView,
  type NodeLogDirectory,
  type Procedures,
  say,
} from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { followFile } from '../files/follow-file.ts';
import type { Cluster } from '../model/index.ts';
import { localOnly, onCluster, onNode, partition, procedure, stream, topicName, z } from '../router/index.ts';
import { alterBrokerConfigs, brokerConfigs } from './broker-configs.ts';
import { changing } from './changing.ts';

type NodeVerb = 'start' | 'stop' | 'kill' | 'pause' | 'resume';
type OnNode = Procedures['nodes.start']['input'];

const LOG_BYTES = 512 * 1024;
const moveInput = z.extend(onNode, {
  topic: topicName,
  partition,
  path: z.string().check(z.minLength(1), z.maxLength(4_096)),
});

const alterInput = z.extend(onNode, {
  scope: z.enum(['broker', 'cluster']),
  changes: z.record(z.string(), z.nullable(z.string())),
});

export function nodesService(bench: Bench) {
  const act =
    (kind: `${NodeVerb}-node`) =>
    async ({ cluster, nodeId: node }: OnNode) => {
      const { host } = bench.cluster(cluster);
      if (host === null) throw localOnly(say('local.nodes'));
      await host.control({ kind, node });
      return null;
    };
  return {
    'nodes.start': procedure<'nodes.start'>(onNode, act('start-node')),
    'nodes.stop': procedure<'nodes.stop'>(onNode, act('stop-node')),
    'nodes.kill': procedure<'nodes.kill'>(onNode, act('kill-node')),
    'nodes.pause': procedure<'nodes.pause'>(onNode, act('pause-node')),
    'nodes.resume': procedure<'nodes.resume'>(onNode, act('resume-node')),

    'nodes.features': procedure<'nodes.features'>(onCluster, ({ cluster }) =>
      features(bench.cluster(cluster)),
    ),

    'nodes.logDirectories': procedure<'nodes.logDirectories'>(onNode, async ({ cluster, nodeId }) =>
      (await describeLogDirectories(bench.cluster(cluster).client, nodeId)).map(
        ({ path, error, totalBytes, usableBytes, partitions }): NodeLogDirectory => ({
          path,
          problem: error?.message ?? null,
          totalBytes: totalBytes < 0 ? null : totalBytes,
          usableBytes: usableBytes < 0 ? null : usableBytes,
          replicas: partitions,
        }),
      ),
    ),

    'nodes.moveReplica': procedure<'nodes.moveReplica'>(
      moveInput,
      async ({ cluster: id, nodeId, path, ...place }) => {
        const cluster = bench.cluster(id);
        const { client } = cluster;
        const isDone = async () =>
          (await describeLogDirectories(client, nodeId)).some(
            (directory) =>
              directory.path === path &&
              directory.partitions.some((one) => partitionName(one) === partitionName(place)),
          );
        await changing(cluster, { facets: ['directories'], see: say('see.logDirs'), isDone }, () =>
          moveToLogDirectory(client, nodeId, path, [place]),
        );
        return null;
      },
    ),

    'nodes.log': stream<'nodes.log'>(onNode, async ({ cluster, nodeId }, outlet) => {
      if (bench.cluster(cluster).host === null) throw localOnly(say('local.nodeLog'));
      // Where the supervisor has each node print to.
      const path = join(bench.start.dataDirectory, `node-${nodeId}`, 'node.log');
      const options = { clock: bench.env.clock, signal: outlet.signal, lastBytes: LOG_BYTES };
      await followFile(path, options, (news) => outlet.send(news));
    }),

    'brokers.configs': procedure<'brokers.configs'>(onNode, ({ cluster, nodeId }) =>
      brokerConfigs(bench.cluster(cluster), nodeId),
    ),

    'brokers.alterConfigs': procedure<'brokers.alterConfigs'>(
      alterInput,
      async ({ cluster, nodeId, ...change }, signal) => {
        await alterBrokerConfigs(bench.cluster(cluster), nodeId, change, signal);
        return null;
      },
    ),
  };
}

/** Of all brokers; one that does not answer is named and leaves the others alone. */
async function features({ client }: Cluster): Promise<FeaturesView> {
  const { brokers } = await client.refreshMetadata();
  const answers = await Promise.all(
    [...brokers.keys()]
      .toSorted((a, b) => a - b)
      .map(async (id) => {
        const answer = await describeFeatures(client, id).catch((error: Error) => error);
        return { id, answer };
      }),
  );
  const finalized = new Map<string, number>();
  const supported = new Map<string, FeatureView['brokers'][number][]>();
  const silent: { id: number; reason: string }[] = [];
  for (const { id, answer } of answers) {
    if (answer instanceof Error) {
      silent.push({ id, reason: answer.message });
      continue;
    }
    for (const { name, level } of answer.finalized) finalized.set(name, level);
    for (const { name, min, max } of answer.supported)
      supported.set(name, [...(supported.get(name) ?? []), { id, min, max }]);
  }
  const names = new Set([...finalized.keys(), ...supported.keys()]);
  return {
    silent,
    features: [...names].toSorted().map((name) => ({
      name,
      finalizedLevel: finalized.get(name) ?? null,
      brokers: supported.get(name) ?? [],
    })),
  };
}
