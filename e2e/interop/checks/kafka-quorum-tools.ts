import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../support/processes.ts';
import { ascending, expectEqual, expectMatch, expectTrue, nodeIds } from '../check.ts';
import type { Check, CheckContext } from '../check.ts';
import { kafkaShell, linesOf, rowOf, runTool } from './kafka-tools.ts';

const ELR_FEATURE = 'eligible.leader.replicas.version';

/** Apache Kafka's tools that look at the quorum, its log and the features, and change them. */
export const kafkaQuorumToolChecks: readonly Check[] = [
  {
    client: 'kafka-metadata-quorum',
    name: 'describe --status and --replication, of brokers and controllers',
    needs: ['kafka'],
    async run(context) {
      const status = await quorumStatus(context);
      const voterIds = ascending(status.voters.map(({ id }) => id));
      expectEqual('voters', voterIds, nodeIds(context));
      expectTrue(`leader ${status.leaderId}`, voterIds.includes(status.leaderId));
      expectTrue(`high watermark ${status.highWatermark}`, status.highWatermark > 0);
      const directories = new Set(status.voters.map(({ directoryId }) => directoryId));
      expectEqual('directory ids', directories.size, context.nodes);
      for (const { endpoints } of status.voters)
        expectMatch('endpoint', endpoints[0]!, /^CONTROLLER:\/\/.+:\d+$/);

      const replicas = await replication(context, ['--bootstrap-controller', controllersOf(status)]);
      expectEqual('replicas', ascending(replicas.map(({ id }) => id)), nodeIds(context));
      const leaders = replicas.filter((replica) => replica.status === 'Leader').map(({ id }) => id);
      expectEqual('leader by the controllers', leaders, [status.leaderId]);
      const rest = replicas.filter((replica) => replica.status !== 'Leader');
      expectTrue(
        'the others follow',
        rest.every((replica) => replica.status === 'Follower'),
      );
      expectTrue(
        'log end offsets',
        replicas.every(({ endOffset }) => endOffset >= status.highWatermark),
      );
      return `leader ${status.leaderId} of ${voterIds.join(', ')}, high watermark ${status.highWatermark}`;
    },
  },
  {
    client: 'kafka-metadata-quorum',
    name: 'remove-controller, add-controller',
    needs: ['kafka'],
    minNodes: 3,
    needsStarted: true,
    async run(context) {
      const { leaderId, voters } = await quorumStatus(context);
      const controllers = ['--bootstrap-controller', controllersOf({ voters })];
      const { id, directoryId } = voters.find((voter) => voter.id !== leaderId)!;
      const remove = ['--controller-id', String(id), '--controller-directory-id', directoryId];
      const tool = 'kafka-metadata-quorum';
      const removed = await runTool(context, tool, [...controllers, 'remove-controller', ...remove]);
      expectMatch(
        'remove',
        removed,
        new RegExp(`Removed\\s+KRaft controller ${id} with directory id ${directoryId}`),
      );
      const without = await quorumStatus(context);
      expectTrue(`${id} is still a voter`, !without.voters.some((voter) => voter.id === id));
      expectTrue(`${id} does not observe`, without.observerIds.includes(id));

      // The properties of the node are what the tool needs: Apache Kafka could run on them.
      const properties = join(context.started!.dataDir, `node-${id}`, 'server.properties');
      const added = await runTool(context, tool, [
        ...controllers,
        '--command-config',
        properties,
        'add-controller',
      ]);
      expectMatch('add', added, new RegExp(`Added controller ${id} with directory id ${directoryId}`));
      await waitUntil('three voters', async () => (await quorumStatus(context)).voters.length === 3);
      return `${id} removed, an observer, added again`;
    },
  },
  {
    client: 'kafka-features',
    name: 'describe, downgrade, upgrade, refusal',
    needs: ['kafka'],
    async run(context) {
      const sh = kafkaShell(context);
      const described = await features(context);
      const metadataVersion = described.get('metadata.version');
      expectEqual('metadata.version', metadataVersion?.finalized, '4.3-IV0');
      expectEqual('kraft.version', described.get('kraft.version')?.finalized, '1');
      expectEqual(ELR_FEATURE, described.get(ELR_FEATURE)?.finalized, '1');

      const down = await sh(`kafka-features downgrade --feature ${ELR_FEATURE}=0`);
      expectMatch('downgrade', down, new RegExp(`${ELR_FEATURE} was downgraded to 0`));
      const up = await sh(`kafka-features upgrade --feature ${ELR_FEATURE}=1`);
      expectMatch('upgrade', up, new RegExp(`${ELR_FEATURE} was upgraded to 1`));
      const refused = await sh(`kafka-features upgrade --feature ${ELR_FEATURE}=9`, { acceptedCodes: [1] });
      expectMatch('refusal', refused, new RegExp(`Could not upgrade ${ELR_FEATURE} to 9`));
      expectEqual('afterwards', (await features(context)).get(ELR_FEATURE)?.finalized, '1');
      return `metadata.version ${metadataVersion!.finalized}, ${ELR_FEATURE} 1, 0 and 1 again`;
    },
  },
  {
    client: 'kafka-cluster',
    name: 'cluster-id, list-endpoints of brokers and controllers, unregister a stranger',
    needs: ['kafka'],
    async run(context) {
      const server = ['--bootstrap-server', context.bootstrapServers];
      const id = expectMatch(
        'cluster-id',
        await runTool(context, 'kafka-cluster', ['cluster-id', ...server]),
        /Cluster ID: ([\w-]{22})/,
      )[1]!;
      const status = await quorumStatus(context);
      expectEqual('cluster id', id, status.clusterId);
      const listed = async (from: readonly string[]) => {
        const output = await runTool(context, 'kafka-cluster', ['list-endpoints', ...from]);
        return linesOf(output)
          .slice(1)
          .map((line) => rowOf(line));
      };
      const brokers = await listed([...server, '--include-fenced-brokers']);
      expectEqual(
        'brokers',
        brokers.map(([broker]) => Number(broker)),
        nodeIds(context),
      );
      expectTrue(
        'all unfenced',
        brokers.every((fields) => fields.includes('unfenced')),
      );
      const controllers = await listed(['--bootstrap-controller', controllersOf(status)]);
      expectEqual(
        'controllers',
        controllers.map(([controller]) => Number(controller)),
        nodeIds(context),
      );
      const ports = brokers.map(([, host, port]) => `${host}:${port}`);
      expectEqual('endpoints', ports.toSorted(), context.bootstrapServers.split(',').toSorted());
      const unregister = ['unregister', ...server, '--id', '4711'];
      const refused = await runTool(context, 'kafka-cluster', unregister, { acceptedCodes: [1] });
      expectMatch('unregister', refused, /BrokerIdNotRegisteredException/);
      return `${id}, ${brokers.length} brokers and controllers`;
    },
  },
  {
    client: 'kafka-broker-api-versions',
    name: 'every node, with versions that the tool can use',
    needs: ['kafka'],
    async run(context) {
      const output = await kafkaShell(context)('kafka-broker-api-versions');
      const ids = [...output.matchAll(/^\S+:\d+ \(id: (\d+) rack: .*isFenced: false\) -> \($/gm)].map(
        ([, id]) => Number(id),
      );
      expectEqual('nodes', ascending(ids), nodeIds(context));
      for (const api of ['Produce(0): 0 to 13', 'Fetch(1): 4 to 18', 'DescribeQuorum(55): 0 to 2']) {
        const count = output.split(api).length - 1;
        expectEqual(api, count, context.nodes);
      }
      expectTrue('a version that the tool cannot use', !output.includes('NONE'));
      const usable = output.match(/\[usable: \d+\]/g)!.length / context.nodes;
      return `${context.nodes} nodes with ${usable} APIs each`;
    },
  },
  {
    client: 'kafka-dump-log',
    name: 'the metadata log, the first snapshot and bootstrap.checkpoint, decoded',
    needs: ['kafka'],
    needsStarted: true,
    async run(context) {
      const topic = context.unique('tool-dump');
      await kafkaShell(context)(`kafka-topics --create --topic ${topic}`);
      const logDir = join(context.started!.dataDir, 'node-1', 'data-1');
      const folder = join(logDir, '__cluster_metadata-0');
      const names = (await readdir(folder)).filter((name) => /\.(log|checkpoint)$/.test(name));
      const files = [...names.map((name) => join(folder, name)), join(logDir, 'bootstrap.checkpoint')];
      const dumped = await runTool(context, 'kafka-dump-log', [
        '--cluster-metadata-decoder',
        '--files',
        files.join(','),
      ]);
      const wanted = {
        'leader change': /LeaderChange: \{"version":\d+,"leaderId":\d/,
        voters: /KRaftVoters \{"version":0,"voters":\[\{"voterId":1,/,
        'kraft.version': /KRaftVersion \{"version":0,"kRaftVersion":1\}/,
        'a broker': /"type":"REGISTER_BROKER_RECORD","version":4,"data":\{"brokerId":1,/,
        'a controller': /"type":"REGISTER_CONTROLLER_RECORD"/,
        'the topic': new RegExp(`"type":"TOPIC_RECORD","version":0,"data":\\{"name":"${topic}"`),
        'a partition': /"type":"PARTITION_RECORD","version":2,"data":\{"partitionId":0,/,
        'a snapshot’s ends': /SnapshotHeader[\s\S]*SnapshotFooter/,
        'a bootstrap feature': /KRaft bootstrap snapshot[\s\S]*"name":"metadata.version","featureLevel":30/,
      };
      for (const [what, pattern] of Object.entries(wanted)) expectMatch(what, dumped, pattern);
      const batches = dumped.match(/^baseOffset: .*$/gm)!;
      const damaged = batches.filter((line) => !/isvalid: true/.test(line));
      expectEqual('batches that are not valid', damaged, []);
      expectTrue(`a record could not be decoded: ${dumped}`, !/Error at|Could not|Skipping/i.test(dumped));
      return `${batches.length} batches in ${files.length} files, all valid and decoded`;
    },
  },
];

interface QuorumStatus {
  clusterId: string;
  leaderId: number;
  highWatermark: number;
  voters: { id: number; directoryId: string; endpoints: string[] }[];
  observerIds: number[];
}

async function quorumStatus(context: CheckContext): Promise<QuorumStatus> {
  const output = await kafkaShell(context)('kafka-metadata-quorum describe --status');
  const field = (name: string) =>
    expectMatch('status', output, new RegExp(`^${name}:\\s+(.*)$`, 'm'))[1]!.trim();
  return {
    clusterId: field('ClusterId'),
    leaderId: Number(field('LeaderId')),
    highWatermark: Number(field('HighWatermark')),
    voters: JSON.parse(field('CurrentVoters')) as QuorumStatus['voters'],
    observerIds: (JSON.parse(field('CurrentObservers')) as { id: number }[]).map(({ id }) => id),
  };
}

/** For --bootstrap-controller. */
function controllersOf({ voters }: Pick<QuorumStatus, 'voters'>): string {
  return voters.map(({ endpoints }) => endpoints[0]!.replace('CONTROLLER://', '')).join(',');
}

interface QuorumReplica {
  id: number;
  endOffset: number;
  status: string;
}

async function replication(context: CheckContext, from: readonly string[]): Promise<QuorumReplica[]> {
  const output = await runTool(context, 'kafka-metadata-quorum', [...from, 'describe', '--replication']);
  const [titles, ...rows] = linesOf(output).map((line) => rowOf(line));
  const columns = 'NodeId DirectoryId LogEndOffset Lag LastFetchTimestamp LastCaughtUpTimestamp Status';
  expectEqual('columns', titles?.join(' '), columns);
  return rows.map((row) => ({ id: Number(row[0]), endOffset: Number(row[2]), status: row[6]! }));
}

async function features(context: CheckContext): Promise<Map<string, { finalized: string }>> {
  const output = await kafkaShell(context)('kafka-features describe');
  const pattern =
    /^Feature: (\S+)\s+SupportedMinVersion: \S+\s+SupportedMaxVersion: \S+\s+FinalizedVersionLevel: (\S+)/gm;
  return new Map(
    [...output.matchAll(pattern)].map(([, name, finalized]) => [name!, { finalized: finalized! }]),
  );
}
