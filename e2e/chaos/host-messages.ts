/** The channel between a chaos run and the host process of its cluster. */
import type { NodeProcess } from '../../src-main/cluster/index.ts';
import type { QuorumInside } from '../../src-main/node/messages.ts';
import type { Service } from './network.ts';

/** What the host process is told first. */
export interface HostStart {
  readonly dataDirectory: string;
  readonly nodes: number;
  /** Kafka port of node 1. Null: the cluster has its ports. */
  readonly clientPort: number | null;
  /** Where node `from` finds the listeners of node `to`: port of a proxy. */
  readonly proxies: readonly { from: number | 'clients'; to: number; service: Service; port: number }[];
  /** For every node: ports of the listener at which the others find it, by the other's id. */
  readonly brokerListenerPorts: readonly { to: number; from: number; port: number }[];
  /** server.properties lines that differ from the product's. */
  readonly properties: Readonly<Record<string, string>>;
  /** Facts of all nodes are appended to it, one JSON object a line. */
  readonly factsPath: string;
  /** Added to what this process counts as starts of a node, so that a life has one number in the whole run. */
  readonly livesBefore: number;
  /** How often a node's disk was emptied, by its id. */
  readonly disks: Readonly<Record<number, number>>;
}

export type NodeAction = 'start' | 'stop' | 'kill';

export type ToHost =
  | ({ readonly kind: 'start' } & HostStart)
  | { readonly kind: 'node'; readonly id: number; readonly action: NodeAction; readonly node: number }
  /** What a node knows of the quorum. */
  | { readonly kind: 'quorum'; readonly id: number; readonly node: number }
  /** Its disk has been emptied. */
  | { readonly kind: 'wiped'; readonly node: number }
  | { readonly kind: 'stop' };

export type FromHost =
  /** Where a node listens in truth, told before anybody can know. */
  | { readonly kind: 'ports'; readonly node: number; readonly client: number; readonly controller: number }
  | { readonly kind: 'nodes'; readonly nodes: readonly NodeProcess[] }
  | { readonly kind: 'ready' }
  | { readonly kind: 'controller'; readonly node: number; readonly epoch: number }
  | { readonly kind: 'done'; readonly id: number; readonly error: string | null }
  | { readonly kind: 'quorum'; readonly id: number; readonly quorum: QuorumInside | null }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'say'; readonly line: string };
