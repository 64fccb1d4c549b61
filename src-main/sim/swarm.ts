import { type CodecName } from '../wire/index.ts';
import type { NetworkOptions } from './network.ts';
import { Chance } from './random.ts';

export type FaultKind =
  | 'kill'
  | 'stop'
  | 'pause'
  | 'power loss'
  | 'disk full'
  | 'disk errors'
  | 'slow syncs'
  | 'wipe'
  | 'corruption'
  | 'metadata corruption'
  | 'partition'
  | 'one-way partition'
  | 'isolation'
  | 'clog'
  | 'flap'
  | 'clock jump'
  | 'client kill';

/** What one seed means: drawn once, printed with the result. */
export interface SwarmOptions {
  readonly nodes: number;
  /** Of each node, and of each consumer; undefined: no racks, and everybody reads from leaders. */
  readonly racks: readonly string[] | undefined;
  /** Nodes hear at once that a process has ended, as the product's supervisor tells them. */
  readonly supervised: boolean;
  readonly partitions: number;
  readonly producers: number;
  readonly consumers: number;
  /** Somebody makes and deletes topics, moves partitions and elects leaders. */
  readonly admin: boolean;
  /** Clients that commit groups' offsets. */
  readonly committers: number;
  /** Records to send in the safety phase. */
  readonly sends: number;
  readonly sendIntervalMs: number;
  readonly maxInFlight: number;
  readonly maxBatchRecords: number;
  readonly valueBytes: number;
  readonly codec: CodecName;
  readonly readCommitted: boolean;
  readonly fetchSessions: boolean;
  readonly segmentBytes: number;
  /** Every record is synced before it counts, so that acknowledged records survive a power loss of all nodes. */
  readonly flushAlways: boolean;
  /** `metadata.log.max.snapshot.interval.ms` */
  readonly metadataSnapshotMs: number;
  /** `replica.lag.time.max.ms`; with less than a broker's session, leaders throw laggards out by themselves. */
  readonly replicaLagMs: number;
  readonly faultIntervalMs: number;
  readonly faults: Partial<Readonly<Record<FaultKind, number>>>;
  /** How much faster or slower than true time the nodes' clocks may run. */
  readonly clockDrift: number;
  readonly network: NetworkOptions;
}

/** How many of a hundred seeds have so many nodes. */
const NODES = { 1: 12, 2: 6, 3: 50, 4: 8, 5: 14, 6: 4, 7: 6 } as const;

/** Faults that one node survives with nothing lost, given what is synced. */
const SAFE_ALONE: readonly FaultKind[] = [
  'kill',
  'stop',
  'pause',
  'disk full',
  'disk errors',
  'slow syncs',
  'partition',
  'one-way partition',
  'clog',
  'flap',
  'clock jump',
  'client kill',
];
const NEEDS_REPLICAS: readonly FaultKind[] = ['corruption', 'isolation'];
/** A voter may be lost for good only where the others are still most of them. */
const NEEDS_VOTERS: readonly FaultKind[] = ['wipe', 'metadata corruption'];

/** Different seeds stress different things: each fault kind is off, rare or frequent, sizes and delays vary. */
export function drawSwarm(seed: number, fixed: { readonly nodes?: number } = {}): SwarmOptions {
  const chance = new Chance(seed, 'swarm');
  const drawn = Number(chance.weighted(NODES));
  const nodes = fixed.nodes ?? drawn;
  const flushAlways = chance.hits(0.4);
  const kinds = [...SAFE_ALONE];
  if (flushAlways || nodes >= 2) kinds.push('power loss');
  if (nodes >= 2) kinds.push(...NEEDS_REPLICAS);
  if (nodes >= 3) kinds.push(...NEEDS_VOTERS);
  const faults: Partial<Record<FaultKind, number>> = {};
  for (const kind of kinds) if (chance.hits(0.6)) faults[kind] = chance.pick([1, 1, 4]);
  faults.kill ??= 1;
  const slow = chance.hits(0.3);
  return {
    nodes,
    racks: chance.hits(0.4) ? Array.from({ length: nodes }, () => chance.pick(['a', 'b', 'c'])) : undefined,
    supervised: chance.hits(0.7),
    partitions: chance.whole(1, 4),
    producers: chance.whole(1, 4),
    consumers: chance.whole(1, 3),
    sends: chance.whole(2_000, 2_500),
    sendIntervalMs: chance.pick([5, 20, 60]),
    maxInFlight: chance.pick([1, 5, 5]),
    maxBatchRecords: chance.pick([1, 5, 50]),
    valueBytes: chance.pick([8, 500, 6_000]),
    codec: chance.weighted({ none: 8, gzip: 1, zstd: 1 }),
    readCommitted: chance.hits(0.5),
    fetchSessions: chance.hits(0.5),
    // Kafka allows no smaller ones than 1 MiB (KIP-1030).
    segmentBytes: chance.pick([1_048_576, 1_048_576, 1_073_741_824]),
    flushAlways,
    metadataSnapshotMs: chance.pick([5_000, 3_600_000]),
    faultIntervalMs: chance.pick([300, 1_000]),
    faults,
    clockDrift: chance.pick([0, 0.001, 0.1]),
    network: {
      latencyMs: slow ? { least: 1, mean: 10 } : { least: 0.05, mean: 0.3 },
      breakProbability: chance.pick([0, 0, 0.0005, 0.005]),
      cutProbability: chance.pick([0, 0.05, 0.5]),
      windowBytes: chance.pick([4_096, 65_536, 1_048_576]),
    },
    committers: chance.whole(0, 2),
    replicaLagMs: chance.pick([1_500, 30_000]),
    admin: chance.hits(0.5),
  };
}
