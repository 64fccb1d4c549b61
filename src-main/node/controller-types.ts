import type { Uuid } from '../base/index.ts';
import type { ControllerLink } from '../broker/controller-link.ts';
import type { EndpointImage, MetadataDelta, MetadataImage } from '../metadata/types.ts';

/** What a node knows about itself when its quorum starts. */
export interface ControllerOptions {
  /** Of the log dirs that are there, in the order of `config.dataDirectories`. The first holds the metadata log. */
  readonly directoryIds: readonly Uuid[];
  /** Drawn anew by every process; tells its registrations from those of the process before. */
  readonly incarnationId: Uuid;
  /**
   * Where other controllers and brokers reach this one: the controller listener with its real port. Undefined where
   * there is none, on a broker only.
   */
  readonly controllerEndpoint: EndpointImage | undefined;
  /** The broker has an epoch, or another one: its registration is in the image. */
  readonly onRegistered?: ((brokerEpoch: number) => void) | undefined;
  /** The metadata log failed: the node must be abandoned. Without it the error is thrown, and ends the process. */
  readonly onFailure?: (error: unknown) => void;
}

/** What the co-located broker says about itself when it joins (BrokerRegistration, without the request). */
export interface LocalBroker {
  /** Advertised endpoints with the real ports. */
  readonly endpoints: readonly EndpointImage[];
  /** What the clean-shutdown marker said; -1 without one. */
  readonly previousBrokerEpoch: number;
  /** Of the log dirs that work; default: all that it has. */
  readonly directoryIds?: readonly Uuid[];
}

export interface QuorumVoter {
  readonly id: number;
  readonly directoryId: Uuid;
  /** As the leader knows it; -1 elsewhere. */
  readonly endOffset: number;
  /** Wall time; -1 when unknown. */
  readonly lastFetchMs: number;
  readonly lastCaughtUpMs: number;
}

/** The quorum as this node sees it (DescribeQuorum). */
export interface QuorumView {
  /** -1: none known. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** -1 until the first commit of this process. */
  readonly highWatermark: number;
  readonly endOffset: number;
  readonly voters: readonly QuorumVoter[];
  readonly observers: readonly QuorumVoter[];
}

export type ImageListener = (image: MetadataImage, delta: MetadataDelta) => void;

/** A node's part of the quorum, its controller and its image. */
export interface ControllerHandle {
  /** Requests to the active controller; answered when committed. */
  readonly link: ControllerLink;
  /** The committed metadata as of now. */
  image(): MetadataImage;
  /** Called after every commit that changed something, in order. Returns what ends the subscription. */
  onImage(listener: ImageListener): () => void;
  quorum(): QuorumView;
  /** 1 where the voters are records of the log, 0 where the settings name them (KIP-853). */
  readonly kraftVersion: number;
  /** Registers the co-located broker, fenced. Resolves with its epoch when that is committed and in the image. */
  registerBroker(broker: LocalBroker): Promise<number>;
  /** The broker serves now: it may lead. Resolves when that is committed and in the image. */
  unfenceBroker(): Promise<void>;
  /** Log dirs that take no new replicas: all that do not (KIP-1066). */
  reportCordonedDirectories(directoryIds: readonly Uuid[]): void;
  /** A log dir failed: leaderships on it move away. `directoryIds` are all that are offline. */
  reportOfflineDirectories(directoryIds: readonly Uuid[]): void;
  /** Moves leaderships away and fences the broker; resolves when it may stop. Never longer than it takes to commit. */
  shutDownBroker(): Promise<void>;
  /** Of the registration of this process; -1 before. */
  readonly brokerEpoch: number;
  /** A leader that stops says so to the other voters; resolves when they know, or after a moment. */
  handOver(): Promise<void>;
  /**
   * Somebody who saw it says that the process of another node has ended. Its broker is fenced at once when it is
   * still registered with that epoch, and nobody waits for its silence when it led the quorum. Null: unknown. Nothing
   * happens where `sluice.fast.failover` is false.
   */
  peerExited(nodeId: number, brokerEpoch: number | null): void;
  /** Ends the quorum's part: nothing is written after it returns. Pending requests are rejected. */
  stop(): void;
}
