import type { MetadataImage } from '../metadata/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { brokerEndpoint } from './endpoints.ts';

export interface NodeEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

/** Collects where new leaders are, so that a client need not ask for metadata first (KIP-951). */
export class LeaderHints {
  readonly #image: MetadataImage;
  readonly #listener: string;
  readonly #endpoints = new Map<number, NodeEndpoint>();

  constructor(image: MetadataImage, listener: string) {
    this.#image = image;
    this.#listener = listener;
  }

  /** The leader as the image has it, for errors that a stale client sees; undefined for all others. */
  of(
    errorCode: number,
    topic: string,
    partition: number,
  ): { leaderId: number; leaderEpoch: number } | undefined {
    if (errorCode !== ErrorCode.NOT_LEADER_OR_FOLLOWER && errorCode !== ErrorCode.FENCED_LEADER_EPOCH)
      return undefined;
    const image = this.#image.topicsByName.get(topic)?.partitions[partition];
    if (image === undefined) return undefined;
    const { leader, leaderEpoch } = image;
    const endpoint = leader < 0 ? undefined : brokerEndpoint(this.#image, leader, this.#listener);
    if (endpoint !== undefined) {
      const { host, port } = endpoint;
      const rack = this.#image.brokers.get(leader)?.rack ?? null;
      this.#endpoints.set(leader, { nodeId: leader, host, port, rack });
    }
    return { leaderId: leader, leaderEpoch };
  }

  get nodeEndpoints(): NodeEndpoint[] {
    return [...this.#endpoints.values()];
  }
}
