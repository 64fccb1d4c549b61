import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TopicConfig } from '../config/index.ts';
import type { Env } from '../env/index.ts';
import { formatDirectory, LogManager } from '../log/index.ts';
import {
  emptyImage,
  Image,
  type MetadataDelta,
  type PartitionImage,
  type TopicImage,
} from '../metadata/index.ts';
import { ReplicaManager } from './replica-manager.ts';

const CLUSTER = '51h5ZQipRaqwIR2fI4ZhQA';
export const TOPIC_ID = 'a1B2c3D4e5F6g7H8i9J0kA';

/** A partition with replicas on nodes 1, 2 and 3, all in sync, led by 1 in epoch 1. */
export function partitionImage(partition: number, change: Partial<PartitionImage> = {}): PartitionImage {
  return {
    partition,
    replicas: [1, 2, 3],
    isr: [1, 2, 3],
    removingReplicas: [],
    addingReplicas: [],
    leader: 1,
    leaderRecoveryState: 0,
    leaderEpoch: 1,
    partitionEpoch: 0,
    directories: [],
    elr: [],
    lastKnownElr: [],
    ...change,
  };
}

/** Node 1, its replicas of one topic, and the images that say what becomes of that. */
export function nodeWithReplicas(env: Env, configOf: () => TopicConfig) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-replicas-'));
  formatDirectory(env, folder, { nodeId: 1, clusterId: CLUSTER });
  const logs = LogManager.open(env, { directories: [folder], nodeId: 1, clusterId: CLUSTER, configOf });
  const replicas = new ReplicaManager(env, {
    nodeId: 1,
    logs,
    configOf,
    onPlaceChanged: () => {},
    onDirectoryOffline: () => {},
  });
  let topic: TopicImage | undefined;
  const image = () =>
    new Image(
      Object.assign(emptyImage(), {
        topicsByName: new Map(topic === undefined ? [] : [[topic.name, topic]]),
        topicsById: new Map(topic === undefined ? [] : [[topic.id, topic]]),
      }),
    );
  return {
    replicas,
    image,
    topic: () => topic,
    /** The topic becomes another one, or goes. */
    apply(after: TopicImage | undefined, changedPartitions: number[]): void {
      const before = topic;
      topic = after;
      const changedTopics: MetadataDelta['changedTopics'] = [{ before, after, changedPartitions }];
      const delta = { changedTopics, changedConfigs: [], changedBrokers: [] };
      replicas.apply(image(), delta);
    },
    close(): void {
      replicas.stop();
      logs.abandon();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
