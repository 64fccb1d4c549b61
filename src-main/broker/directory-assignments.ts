/** Tells the controller where replicas of this node lie, when the metadata has it otherwise (AssignmentsManager, KIP-858). */
import type { Uuid } from '../base/index.ts';
import type { Env } from '../env/index.ts';
import type { MetadataDelta, MetadataImage, PartitionImage, TopicImage } from '../metadata/index.ts';
import { AssignReplicasToDirs, ErrorCode, type RequestOf } from '../protocol/index.ts';
import { type ControllerLink, ControllerUnavailableError } from './controller-link.ts';

/** Partitions of one request (AssignReplicasToDirsRequest.MAX_ASSIGNMENTS_PER_REQUEST). */
const MAX_PER_REQUEST = 2_250;
const RETRY_BACKOFF_MS = 100;

type Directories = RequestOf<typeof AssignReplicasToDirs>['directories'];

export interface DirectoryAssignmentsOptions {
  readonly nodeId: number;
  readonly controller: ControllerLink;
  /** Of this process; -1 while it is not registered. */
  brokerEpoch(): number;
  /** The id of the log dir in which this node has the partition; undefined where it has none. */
  directoryOf(topic: TopicImage, partition: number): Uuid | undefined;
}

interface Place {
  readonly topicId: Uuid;
  readonly partition: number;
  readonly directoryId: Uuid;
}

export class DirectoryAssignments {
  readonly #env: Env;
  readonly #options: DirectoryAssignmentsOptions;
  /** What the controller has to be told, by topic id and partition. */
  readonly #told = new Map<string, Place>();
  #busy = false;
  #stopped = false;

  constructor(env: Env, options: DirectoryAssignmentsOptions) {
    this.#env = env;
    this.#options = options;
  }

  /** Looks at all replicas: at the start, when log dirs may have been replaced. */
  start(image: MetadataImage): void {
    for (const topic of image.topicsById.values())
      for (const partition of topic.partitions) this.#check(topic, partition);
  }

  /** Looks at what has changed. */
  apply(delta: MetadataDelta): void {
    for (const { after, changedPartitions } of delta.changedTopics) {
      if (after === undefined) continue;
      for (const index of changedPartitions) this.#check(after, after.partitions[index]);
    }
  }

  /** A replica has moved to another log dir, or is damaged and has none any more. */
  moved(image: MetadataImage, topic: string, partition: number): void {
    const found = image.topicsByName.get(topic);
    if (found?.partitions[partition] !== undefined) this.#check(found, found.partitions[partition]);
  }

  stop(): void {
    this.#stopped = true;
  }

  #check(topic: TopicImage, { partition, replicas, directories }: PartitionImage): void {
    const at = replicas.indexOf(this.#options.nodeId);
    if (at < 0) return;
    const directoryId = this.#options.directoryOf(topic, partition);
    const key = `${topic.id}-${partition}`;
    if (directoryId === undefined || directories[at] === directoryId) {
      this.#told.delete(key);
      return;
    }
    this.#told.set(key, { topicId: topic.id, partition, directoryId });
    if (this.#busy) return;
    this.#busy = true;
    queueMicrotask(() => void this.#tellAll());
  }

  /** Until the controller knows everything; what it was told is forgotten when the image says so. */
  async #tellAll(): Promise<void> {
    while (this.#told.size > 0 && !this.#stopped) {
      const places = [...this.#told].slice(0, MAX_PER_REQUEST);
      if (await this.#tell(places.map(([, place]) => place)))
        for (const [key, place] of places) if (this.#told.get(key) === place) this.#told.delete(key);
      if (this.#told.size > 0)
        await new Promise<void>((resolve) => this.#env.clock.schedule(RETRY_BACKOFF_MS, resolve));
    }
    this.#busy = false;
  }

  /** Whether the controller took it, as far as it can be taken. */
  async #tell(places: readonly Place[]): Promise<boolean> {
    const { nodeId: brokerId, controller, brokerEpoch } = this.#options;
    const body = { brokerId, brokerEpoch: brokerEpoch() as never, directories: byDirectory(places) };
    const requester = { principal: 'User:ANONYMOUS', clientId: `broker-${brokerId}`, apiVersion: 0 };
    try {
      const { errorCode } = await controller.request(AssignReplicasToDirs, body, requester);
      // Below that level of metadata.version nobody wants to know.
      return errorCode === ErrorCode.NONE || errorCode === ErrorCode.UNSUPPORTED_VERSION;
    } catch (error) {
      if (!(error instanceof ControllerUnavailableError)) throw error;
      return false;
    }
  }
}

function byDirectory(places: readonly Place[]): Directories {
  const directories = new Map<Uuid, Map<Uuid, { partitionIndex: number }[]>>();
  for (const { directoryId, topicId, partition } of places) {
    const topics = directories.get(directoryId) ?? new Map<Uuid, { partitionIndex: number }[]>();
    directories.set(directoryId, topics);
    const partitions = topics.get(topicId) ?? [];
    topics.set(topicId, partitions);
    partitions.push({ partitionIndex: partition });
  }
  return [...directories].map(([id, topics]) => ({
    id,
    topics: [...topics].map(([topicId, partitions]) => ({ topicId, partitions })),
  }));
}
