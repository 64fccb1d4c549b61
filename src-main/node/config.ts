import type { Uuid } from '../base/index.ts';

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';

export interface ListenerConfig {
  /** Kafka's listener name, upper case. */
  readonly name: string;
  /** Addresses to bind; the first decides the port when it is 0. A host that this machine lacks (::1) may be skipped. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly advertised: { readonly host: string; readonly port: number };
  readonly protocol: SecurityProtocol;
}

/** Kafka's process.roles. A broker without a controller follows the quorum as an observer. */
export type ProcessRoles = 'broker,controller' | 'broker';

export interface ControllerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  /**
   * Directory id of the log dir with its metadata log, drawn once when the cluster is made: all controllers must
   * format the same voters. A quorum of one may leave it to the node.
   */
  readonly directoryId?: Uuid;
}

/** All that a node is told. It comes from the supervisor (cluster.json), a test or the simulator. */
export interface NodeConfig {
  readonly nodeId: number;
  readonly clusterId: Uuid;
  /** Default: both. */
  readonly processRoles?: ProcessRoles;
  readonly rack: string | null;
  /** Kafka log.dirs, absolute; the first holds the metadata log. Formatted at the first start. */
  readonly dataDirectories: readonly string[];
  /** For clients and other brokers; the first is the inter-broker listener. */
  readonly listeners: readonly ListenerConfig[];
  /** A node that is a broker only binds nothing here: of its controllers' listener it knows the name. */
  readonly controllerListener: ListenerConfig;
  /**
   * Where the controllers are now: wins over endpoints stored in the metadata log. Includes this node, unless it is a
   * broker only.
   */
  readonly controllers: readonly ControllerAddress[];
  /** Static broker configuration, as server.properties has it (names and texts of Kafka). */
  readonly properties: Readonly<Record<string, string>>;
  /**
   * No process of this cluster ran when this one was started, as the supervisor made sure: brokers registered in the
   * metadata log of before are gone, and nobody waits for the end of their sessions.
   */
  readonly coldStart?: boolean;
  /**
   * Processes of before that have certainly ended, by the broker epoch they were registered with, this node's own former
   * ones included. Nobody may have been there to hear of it: all nodes can die together.
   */
  readonly endedBrokers?: readonly { readonly id: number; readonly brokerEpoch: number }[];
}

export function isBrokerOnly({ processRoles }: NodeConfig): boolean {
  return processRoles === 'broker';
}
