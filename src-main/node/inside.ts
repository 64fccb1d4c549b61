/** Answers to questions about a node's inside that the Kafka protocol cannot ask (InsideCalls). */
import type { ReplicaManager } from '../broker/index.ts';
import type { Env } from '../env/index.ts';
import type { PartitionLog } from '../log/index.ts';
import type { Server } from '../net/index.ts';
import type { ControllerDriver } from './controller-driver.ts';
import type { QuorumVoter } from './controller-types.ts';
import type { InsideCallName, InsideCalls } from './messages.ts';

export interface InsideParts {
  readonly env: Env;
  readonly replicas: ReplicaManager;
  readonly servers: readonly Server[];
  readonly controller: ControllerDriver;
}

type Output<Name extends InsideCallName> = InsideCalls[Name]['output'];

/** Throws for a call that there is not. */
export function answerInside(
  parts: InsideParts,
  name: InsideCallName,
  input: unknown,
): Output<InsideCallName> {
  switch (name) {
    case 'segments':
      return segments(parts, input as InsideCalls['segments']['input']);
    case 'offsets':
      return offsets(parts, input as InsideCalls['offsets']['input']);
    case 'connections':
      return connections(parts);
    case 'replication':
      return replication(parts, input as InsideCalls['replication']['input']);
    case 'quorum':
      return quorum(parts);
    default:
      throw new Error(`a node cannot answer ${String(name)}`);
  }
}

/** Segment files are named by the offset of their first record, in 20 digits. */
const SEGMENT_FILE = /^(\d{20})\.(\w+)$/;

function filesOf(env: Env, log: PartitionLog): Output<'segments'>[number][] {
  const known = new Map(log.segments().map((segment) => [segment.baseOffset, segment]));
  const files = [];
  for (const { name, kind } of env.disk.list(log.directory) ?? []) {
    const stat = kind === 'file' ? env.disk.stat(`${log.directory}/${name}`) : undefined;
    if (stat === undefined) continue;
    const [, digits, suffix] = SEGMENT_FILE.exec(name) ?? [];
    const segment = digits === undefined ? undefined : known.get(Number(digits));
    const records = suffix === 'log' ? segment : undefined;
    files.push({
      partition: log.partition,
      directory: log.directory,
      name,
      sizeBytes: stat.sizeBytes,
      modifiedMs: stat.modifiedMs,
      baseOffset: digits === undefined ? null : Number(digits),
      nextOffset: records?.nextOffset ?? null,
      maxTimestampMs: records === undefined || records.maxTimestampMs < 0 ? null : records.maxTimestampMs,
      active: segment?.active ?? false,
    });
  }
  return files;
}

function segments({ env, replicas }: InsideParts, input: { topic: string }): Output<'segments'> {
  return replicas
    .partitionsOf(input.topic)
    .flatMap(({ log }) => (log === undefined ? [] : filesOf(env, log)));
}

function offsets({ replicas }: InsideParts, input: InsideCalls['offsets']['input']): Output<'offsets'> {
  const partitions =
    input.topics === null
      ? [...replicas.all()]
      : input.topics.flatMap((topic) => replicas.partitionsOf(topic));
  return partitions.flatMap(({ topic, index, log, lastAppendMs }) =>
    log === undefined
      ? []
      : [
          {
            topic,
            partition: index,
            startOffset: log.startOffset,
            lastStableOffset: log.lastStableOffset,
            highWatermark: log.highWatermark,
            endOffset: log.endOffset,
            sizeBytes: log.sizeBytes,
            lastAppendMs,
          },
        ],
  );
}

function connections({ servers }: InsideParts): Output<'connections'> {
  return servers.flatMap((server) =>
    [...server.connections].map((connection) => ({
      id: connection.id,
      listener: connection.listener,
      remote: `${connection.remoteHost}:${connection.remotePort}`,
      clientId: connection.clientId,
      softwareName: connection.softwareName,
      softwareVersion: connection.softwareVersion,
      requests: connection.requests,
      bytesIn: connection.bytesIn,
      bytesOut: connection.bytesOut,
    })),
  );
}

function replication(
  { env, replicas }: InsideParts,
  input: InsideCalls['replication']['input'],
): Output<'replication'> {
  const partition = replicas.get(input.topic, input.partition);
  if (partition?.log === undefined) return null;
  const { log, leader, config, image } = partition;
  const nowMs = env.clock.monotonicMs();
  return {
    leaderEpoch: image.leaderEpoch,
    startOffset: log.startOffset,
    highWatermark: log.highWatermark,
    endOffset: log.endOffset,
    led:
      leader === undefined
        ? null
        : {
            isr: leader.isr,
            minInSyncReplicas: config.minInsyncReplicas,
            maxLagMs: replicas.maxLagMs,
            askedIsr: leader.pending?.members.map(({ brokerId }) => brokerId) ?? null,
            followers: [...leader.followers.values()].map(
              ({ id, endOffset, leaderEndAtFetch, lastFetchMs, lastCaughtUpMs }) => ({
                id,
                endOffset,
                // No fetch of this epoch has told yet where the leader's log ended.
                fetchedAgoMs: leaderEndAtFetch === Infinity ? null : nowMs - lastFetchMs,
                caughtUpAgoMs: lastCaughtUpMs === -Infinity ? null : nowMs - lastCaughtUpMs,
              }),
            ),
          },
  };
}

function quorum({ env, controller }: InsideParts): Output<'quorum'> {
  const { voters, observers, ...view } = controller.quorum();
  const { role, leadership } = controller.raft.raft;
  const wallMs = env.clock.wallMs();
  const ago = (atMs: number) => (atMs < 0 ? null : Math.max(0, wallMs - atMs));
  const replica = ({ id, directoryId, endOffset, lastFetchMs, lastCaughtUpMs }: QuorumVoter) => ({
    id,
    directoryId,
    endOffset,
    fetchedAgoMs: ago(lastFetchMs),
    caughtUpAgoMs: ago(lastCaughtUpMs),
  });
  return {
    role,
    ...view,
    grantedBy: leadership?.grantingVoters.map(({ id }) => id) ?? null,
    voters: voters.map(replica),
    observers: observers.map(replica),
  };
}
