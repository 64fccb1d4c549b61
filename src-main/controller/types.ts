import type { RandomSource, Uuid } from '../base/index.ts';
import type { Properties } from '../config/index.ts';
import type { MetadataBuilder, MetadataRecordInput } from '../metadata/index.ts';
import type { Liveness } from './liveness.ts';
import type { TopicCollisions } from './topic-names.ts';

/** What a command leads to: records that are appended as one batch, and the answer once they are committed. */
export interface Decision<R> {
  readonly records: readonly MetadataRecordInput[];
  readonly response: R;
}

/** Why something asked for is not done: the client's business, never a throw. */
export interface Refusal {
  readonly errorCode: number;
  readonly message: string;
}

export function isRefusal(value: object): value is Refusal {
  return 'errorCode' in value && 'message' in value;
}

export function refusal(errorCode: number, message: string): Refusal {
  return { errorCode, message };
}

/** How often each key occurs: requests may name a thing only once. */
export function countBy<T>(items: Iterable<T>, keyOf: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

export interface ControllerSettings {
  readonly clusterId: Uuid;
  readonly nodeId: number;
  /** server.properties of this node: defaults of new topics, bounds of configurations. */
  readonly properties: Properties;
  /** Of the quorum: kept by raft, and the same for as long as one leads. */
  readonly kraftVersion: number;
  /** broker.session.timeout.ms */
  readonly brokerSessionTimeoutMs: number;
  readonly random: RandomSource;
  readonly newUuid: () => Uuid;
}

/** What the managers decide upon: the metadata including what is not committed yet, and who is alive. */
export interface ControllerState {
  readonly metadata: MetadataBuilder;
  readonly liveness: Liveness;
  readonly settings: ControllerSettings;
  /** Names of all topics. */
  readonly names: TopicCollisions;
}

export interface CommandContext {
  readonly nowMs: number;
  /** Where the first record of the decision will be in the log. */
  readonly nextOffset: number;
}

/** One user's operation may not write more records than this (QuorumController.MAX_RECORDS_PER_USER_OP). */
export const MAX_RECORDS_PER_OPERATION = 10_000;
