import type { Uuid } from '../base/index.ts';
import type { BrokerConfig, BrokerLayers } from '../config/index.ts';
import type { GroupCoordinator } from '../coordinator/index.ts';
import type { Env } from '../env/index.ts';
import type { MetadataImage } from '../metadata/index.ts';
import type { Api } from '../protocol/index.ts';
import type { ControllerLink } from './controller-link.ts';
import type { FetchSessions } from './fetch-sessions.ts';
import type { ProducerIds } from './producer-ids.ts';
import type { ReplicaManager } from './replica-manager.ts';

/** What handlers work with: the node's parts, and its metadata as of now. */
export interface Broker {
  readonly env: Env;
  readonly nodeId: number;
  readonly clusterId: Uuid;
  /** The committed metadata; each call may give a newer one. */
  image(): MetadataImage;
  /** Of the quorum: no record of metadata has it. */
  readonly kraftVersion: number;
  /** In force now: dynamic settings change it. */
  readonly config: BrokerConfig;
  readonly layers: BrokerLayers;
  /** The active controller, for requests that change metadata. */
  readonly controller: ControllerLink;
  readonly replicas: ReplicaManager;
  readonly groups: GroupCoordinator;
  readonly fetchSessions: FetchSessions;
  readonly producerIds: ProducerIds;
  /** What is served on a listener. */
  apis(listener: string): readonly Api[];
}
