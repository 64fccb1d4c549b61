import type { LogDir } from './replicas.ts';

/** One broker of a cluster in which some are Sluice's and some Apache Kafka's. */
export interface MixedBroker {
  readonly id: number;
  /** For messages: `kafka 4`. */
  readonly name: string;
  readonly port: number;
  readonly logDir: string;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, where nobody else does. It may serve only later. */
  revive(): Promise<void>;
}

/** Brokers of both kinds under controllers of one. */
export interface MixedCluster {
  /** In the table: who joins whom. */
  readonly name: string;
  /** Replicas of each partition, the preferred leader first: every broker leads, and follows one of the other kind. */
  readonly assignment: readonly (readonly number[])[];
  /** Empty before `start`. */
  brokers(): readonly MixedBroker[];
  /** Resolves when all brokers serve; with what is worth to be told of it. */
  start(): Promise<string>;
  /** Clean stop of everything. */
  stop(): Promise<void>;
  /** Whatever has happened: nothing is left running. */
  end(): Promise<void>;
}

export function bootstrapOf(cluster: MixedCluster): string {
  return cluster
    .brokers()
    .map(({ port }) => `127.0.0.1:${port}`)
    .join(',');
}

export function logDirsOf(cluster: MixedCluster): LogDir[] {
  return cluster.brokers().map(({ name, logDir }) => ({ owner: name, path: logDir }));
}
