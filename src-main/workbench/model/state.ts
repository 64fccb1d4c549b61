/** What the workbench knows of a cluster, in facets that are asked for and grow old independently. */
import type { GroupMember, PartitionMetadata } from '../../client/index.ts';

export interface BrokerState {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface TopicState {
  readonly name: string;
  readonly id: string;
  readonly internal: boolean;
  readonly partitions: readonly PartitionMetadata[];
}

export interface MetadataFacet {
  readonly clusterId: string;
  readonly controllerId: number;
  /** Level of metadata.version; -1: unknown. */
  readonly metadataVersion: number;
  readonly brokers: readonly BrokerState[];
  /** By name, in the order of names. */
  readonly topics: ReadonlyMap<string, TopicState>;
}

/** Where the log of one partition stands, by its leader. Null: unknown. */
export interface PartitionOffsets {
  readonly startOffset: number | null;
  readonly lastStableOffset: number | null;
  readonly highWatermark: number | null;
  readonly endOffset: number | null;
  readonly sizeBytes: number | null;
  readonly lastAppendMs: number | null;
  readonly problem: string | null;
}

/** By topic; index = partition. */
export type OffsetsFacet = ReadonlyMap<string, readonly PartitionOffsets[]>;

export interface TopicSettings {
  readonly retentionMs: number | null;
  readonly cleanupPolicy: string;
  readonly minInSyncReplicas: number;
}
export type SettingsFacet = ReadonlyMap<string, TopicSettings>;

export interface DirectoryState {
  readonly path: string;
  readonly usedBytes: number;
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly offline: string | null;
}
/** By broker id. */
export type DirectoriesFacet = ReadonlyMap<number, readonly DirectoryState[]>;

export interface CommittedState {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string | null;
  readonly problem: string | null;
  /** The high watermark, asked for after this commit was seen, where the one known till then was below it. */
  readonly endOffset?: number | null;
}

export interface GroupState {
  readonly groupId: string;
  readonly state: string;
  readonly type: string;
  readonly protocolType: string;
  readonly protocol: string;
  readonly coordinator: number;
  /** Null: the group could not be described. */
  readonly members: readonly GroupMember[] | null;
  readonly committed: readonly CommittedState[];
  readonly problem: string | null;
}
export type GroupsFacet = ReadonlyMap<string, GroupState>;

export interface Facets {
  metadata: MetadataFacet;
  offsets: OffsetsFacet;
  settings: SettingsFacet;
  directories: DirectoriesFacet;
  groups: GroupsFacet;
}
export type FacetName = keyof Facets;

export const NO_FACETS: Facets = {
  metadata: { clusterId: '', controllerId: -1, metadataVersion: -1, brokers: [], topics: new Map() },
  offsets: new Map(),
  settings: new Map(),
  directories: new Map(),
  groups: new Map(),
};

/** A facet as JSON: maps become lists of entries, since a topic may be called anything. */
export function facetToJson<N extends FacetName>(name: N, value: Facets[N]): unknown {
  if (name === 'metadata') {
    const metadata = value as MetadataFacet;
    return { ...metadata, topics: [...metadata.topics.values()] };
  }
  return [...(value as ReadonlyMap<unknown, unknown>)];
}

/** The facet that was saved as this JSON; undefined when it has another shape. */
export function facetFromJson<N extends FacetName>(name: N, json: unknown): Facets[N] | undefined {
  if (name === 'metadata') {
    const { topics, ...rest } = json as MetadataFacet & { topics: TopicState[] };
    if (!Array.isArray(topics) || !Array.isArray(rest.brokers)) return undefined;
    return { ...rest, topics: new Map(topics.map((topic) => [topic.name, topic])) } as unknown as Facets[N];
  }
  return Array.isArray(json) ? (new Map(json as [string, never][]) as unknown as Facets[N]) : undefined;
}
