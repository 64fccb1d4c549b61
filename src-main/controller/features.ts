import { type FeatureRange, METADATA_VERSION, type MetadataBuilder } from '../metadata/index.ts';

/** Finalized when a cluster is formatted: 4.3's metadata.version. */
export const LATEST_METADATA_VERSION = 30;
/** KIP-966: replicas that left the ISR while it was below min ISR may still be elected. */
export const ELR_VERSION = 'eligible.leader.replicas.version';

/** KIP-853: whether voters are records of the log. */
export const KRAFT_VERSION = 'kraft.version';

/**
 * The feature levels that this release can run with. Features that are not built are not named, so nobody can
 * finalize them; kraft.version is kept by raft's control records, not by FeatureLevelRecords.
 */
export const SUPPORTED_FEATURES: ReadonlyMap<string, FeatureRange> = new Map([
  [METADATA_VERSION, { min: 7, max: LATEST_METADATA_VERSION }],
  [KRAFT_VERSION, { min: 0, max: 1 }],
  [ELR_VERSION, { min: 0, max: 1 }],
]);

/**
 * Features that are not built, by the highest level whose traces in a log are read past here: a cluster for which
 * Apache Kafka finalized them opens, less what needs them. Nobody can raise them here.
 */
const TOLERATED_LEVELS: ReadonlyMap<string, number> = new Map([
  ['group.version', 1],
  ['transaction.version', 2],
  ['share.version', 1],
  ['streams.version', 1],
]);

/** The ranges that a broker and a controller of this release register with where these levels are finalized. */
export function registeredFeatures(finalized: ReadonlyMap<string, number>): Map<string, FeatureRange> {
  const ranges = new Map(SUPPORTED_FEATURES);
  for (const [name, max] of TOLERATED_LEVELS) {
    if (!ranges.has(name) && (finalized.get(name) ?? 0) > 0) ranges.set(name, { min: 0, max });
  }
  return ranges;
}

/** What `kafka-storage format` would finalize, less what is not built. */
export const FORMAT_FEATURES: ReadonlyMap<string, number> = new Map([
  [METADATA_VERSION, LATEST_METADATA_VERSION],
  [ELR_VERSION, 1],
]);

/** The metadata.version that a feature needs from its first level on. */
export const NEEDED_METADATA_VERSION: ReadonlyMap<string, number> = new Map([[ELR_VERSION, 23]]);

export function metadataVersionOf(metadata: Pick<MetadataBuilder, 'features'>): number {
  return metadata.features.get(METADATA_VERSION) ?? LATEST_METADATA_VERSION;
}

/** Whether partitions have eligible leader replicas. */
export function keepsElr(metadata: Pick<MetadataBuilder, 'features'>): boolean {
  return (metadata.features.get(ELR_VERSION) ?? 0) > 0;
}

/** A finalized level that a process with these ranges could not run with, as a sentence. */
export function unsupportedFeature(
  finalized: ReadonlyMap<string, number>,
  ranges: ReadonlyMap<string, FeatureRange>,
): string | undefined {
  for (const [name, level] of finalized) {
    const range = ranges.get(name);
    if (range === undefined || level < range.min || level > range.max) {
      const can = range === undefined ? 'does not know it' : `supports ${range.min} to ${range.max}`;
      return `The cluster runs with ${name} ${level}, the broker ${can}.`;
    }
  }
  return undefined;
}
