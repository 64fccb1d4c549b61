/** What every service works with: the clusters, the store, and what the host has told. */
import type { WorkbenchStart } from '../cluster/messages.ts';
import type { KafkaClient } from '../client/index.ts';
import type { ClusterId } from '../contract/index.ts';
import type { Env } from '../env/index.ts';
import type { HostLink } from './host-link.ts';
import type { Connections } from './connections/index.ts';
import type { Cluster } from './model/index.ts';
import type { Vault } from './secrets/index.ts';
import type { Alerts } from './alerts/index.ts';
import type { Store } from './store/index.ts';

export interface Bench {
  readonly env: Env;
  readonly start: WorkbenchStart;
  readonly platform: string;
  readonly store: Store;
  readonly host: HostLink;
  readonly connections: Connections;
  readonly vault: Vault;
  /** Throws a Failure 'not-found'. */
  cluster(id: ClusterId): Cluster;
  /** A client of the local cluster under a name of its own, as brokers and groups show it. */
  connect(clientId: string): KafkaClient;
  /** Rules on lag and their state; made when first asked for, and at the start where there is a rule. */
  alerts(): Promise<Alerts>;
  /** While any reason holds, the host keeps this process although no screen is open. */
  keepAlive(reason: string, keep: boolean): void;
}
