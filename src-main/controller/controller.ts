import { type Image, MetadataBuilder, type MetadataRecord } from '../metadata/index.ts';
import {
  AllocateProducerIds,
  AlterConfigs,
  AlterPartition,
  AlterPartitionReassignments,
  type Api,
  AssignReplicasToDirs,
  BrokerHeartbeat,
  BrokerRegistration,
  ControllerRegistration,
  CreatePartitions,
  CreateTopics,
  DeleteTopics,
  ElectLeaders,
  IncrementalAlterConfigs,
  ListPartitionReassignments,
  type RequestOf,
  type ResponseInput,
  UnregisterBroker,
  UpdateFeatures,
} from '../protocol/index.ts';
import { alterPartition } from './alter-partition.ts';
import { alterPartitionReassignments } from './alter-partition-reassignments.ts';
import { assignReplicasToDirs } from './assign-replicas-to-dirs.ts';
import { fence, fenceExpired, heartbeat, registerBroker } from './brokers.ts';
import { incrementalAlterConfigs, legacyAlterConfigs } from './configs.ts';
import { createPartitions } from './create-partitions.ts';
import { createTopics } from './create-topics.ts';
import { deleteTopics } from './delete-topics.ts';
import { Duties } from './duties.ts';
import { electLeaders } from './elect-leaders.ts';
import { metadataVersionOf } from './features.ts';
import { listPartitionReassignments } from './list-partition-reassignments.ts';
import { Liveness } from './liveness.ts';
import { allocateProducerIds } from './producer-ids.ts';
import { registerController, unregisterBroker } from './registrations.ts';
import { TopicCollisions } from './topic-names.ts';
import type { CommandContext, ControllerSettings, ControllerState, Decision } from './types.ts';
import { updateFeatures } from './update-features.ts';

type Handler = (state: ControllerState, body: any, context: CommandContext) => Decision<any>;

/** By API key. */
const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [CreateTopics.key, createTopics],
  [DeleteTopics.key, deleteTopics],
  [CreatePartitions.key, createPartitions],
  [IncrementalAlterConfigs.key, incrementalAlterConfigs],
  [AlterConfigs.key, legacyAlterConfigs],
  [BrokerRegistration.key, registerBroker],
  [BrokerHeartbeat.key, heartbeat],
  [UnregisterBroker.key, unregisterBroker],
  [ControllerRegistration.key, registerController],
  [AlterPartition.key, alterPartition],
  [ElectLeaders.key, electLeaders],
  [AlterPartitionReassignments.key, alterPartitionReassignments],
  [ListPartitionReassignments.key, listPartitionReassignments],
  [AssignReplicasToDirs.key, assignReplicasToDirs],
  [UpdateFeatures.key, updateFeatures],
  [AllocateProducerIds.key, allocateProducerIds],
]);

/**
 * The active controller: decides by records, and changes only by replaying them. One lives for one leadership; when
 * that is lost the driver drops it, and with it everything that was not committed.
 */
export class Controller {
  readonly #state: ControllerState;
  readonly #duties: Duties;

  /** `image`: everything in the log, which a new leader knows to be committed before it decides anything. */
  constructor(image: Image, settings: ControllerSettings, nowMs: number) {
    const metadata = new MetadataBuilder(image);
    const liveness = new Liveness(settings.brokerSessionTimeoutMs);
    for (const { id, fenced } of metadata.brokers.values()) {
      // An earlier process of this very node has ended, or we could not hold its log dirs.
      if (!fenced && id !== settings.nodeId) liveness.heard(id, nowMs);
    }
    this.#state = { metadata, liveness, settings, names: new TopicCollisions(metadata.topicsByName.keys()) };
    this.#duties = new Duties(this.#state, nowMs);
  }

  /** Whether `command` takes this API. */
  static serves(api: Api): boolean {
    return HANDLERS.has(api.key);
  }

  /** What a request leads to. Nothing is changed before `replay`. */
  command<A extends Api>(api: A, body: RequestOf<A>, context: CommandContext): Decision<ResponseInput<A>> {
    const handler = HANDLERS.get(api.key);
    if (handler === undefined) throw new RangeError(`${api.name} is not a controller's request`);
    return handler(this.#state, body, context);
  }

  replay(record: MetadataRecord): void {
    const { metadata, liveness, names } = this.#state;
    if (record.type === 'TopicRecord') names.add(record.name);
    if (record.type === 'RemoveTopicRecord') names.remove(metadata.topicsById.get(record.topicId)?.name);
    metadata.apply(record);
    if (record.type === 'UnregisterBrokerRecord') liveness.forget(record.brokerId);
  }

  /** The broker in this process is alive as long as we are: no heartbeats, no session. */
  pinBroker(brokerId: number): void {
    this.#state.liveness.pin(brokerId);
  }

  /** Fences a broker that is known to be gone, if that epoch is still its present one. */
  brokerGone(brokerId: number, brokerEpoch: number): Decision<null> {
    const broker = this.#state.metadata.brokers.get(brokerId);
    const isCurrent = broker !== undefined && broker.epoch === brokerEpoch && !broker.fenced;
    return { records: isCurrent ? fence(this.#state, broker) : [], response: null };
  }

  /** The finalized level, which decides how records are written. */
  get metadataVersion(): number {
    return metadataVersionOf(this.#state.metadata);
  }

  /** What is due: sessions that are over, elections. Ask again at `wakeAtMs`, and after each decision. */
  expire(nowMs: number): Decision<null> {
    const fenced = fenceExpired(this.#state, nowMs);
    const records = fenced.length > 0 ? fenced : this.#duties.perform(nowMs);
    return { records, response: null };
  }

  get wakeAtMs(): number {
    return Math.min(this.#state.liveness.nextDeadlineMs, this.#duties.nextDeadlineMs);
  }
}
