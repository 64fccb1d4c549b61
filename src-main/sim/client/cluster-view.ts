import { ZERO_UUID } from '../../base/index.ts';
import type { Endpoint, Env } from '../../env/index.ts';
import { ClientConnection } from '../../net/index.ts';
import { type Api, Metadata, type RequestInput, type ResponseOf } from '../../protocol/index.ts';
import type { Chance } from '../random.ts';

export interface ClientOptions {
  readonly clientId: string;
  readonly bootstrap: readonly Endpoint[];
  readonly requestTimeoutMs: number;
  readonly retryBackoffMs: number;
}

/** The request never left us. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

export interface PartitionView {
  /** -1: none at the moment. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export interface TopicView {
  readonly name: string;
  readonly id: string;
  readonly partitions: readonly PartitionView[];
}

/** What a client knows of the cluster, and its connections: one per broker, opened when first used. */
export class ClusterView {
  readonly env: Env;
  readonly options: ClientOptions;
  readonly chance: Chance;
  readonly #brokers = new Map<number, Endpoint>();
  readonly #topics = new Map<string, TopicView>();
  readonly #connections = new Map<string, Promise<ClientConnection>>();
  /** Addresses that did not answer when they were asked last. */
  readonly #silent = new Set<string>();
  #refreshing: Promise<void> | undefined;
  #closed = false;

  constructor(env: Env, chance: Chance, options: ClientOptions) {
    this.env = env;
    this.chance = chance;
    this.options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  knows(brokerId: number): boolean {
    return this.#brokers.has(brokerId);
  }

  topic(name: string): TopicView | undefined {
    return this.#topics.get(name);
  }

  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.env.clock.schedule(delayMs, resolve));
  }

  backOff(): Promise<void> {
    return this.pause(this.options.retryBackoffMs * this.chance.between(0.8, 1.2));
  }

  /** Sends to one broker. Rejects when there is no connection to it, or no answer in time. */
  async request<A extends Api>(
    to: number | 'any',
    api: A,
    body: RequestInput<A>,
    timeoutMs = this.options.requestTimeoutMs,
  ): Promise<ResponseOf<A>> {
    const endpoint = to === 'any' ? this.#anyBroker() : this.#brokers.get(to);
    if (endpoint === undefined) throw new NotSentError(`broker ${to} is not known`);
    const address = addressOf(endpoint);
    const connection = await this.#connectionTo(endpoint).catch((cause: unknown) => {
      this.#silent.add(address);
      throw new NotSentError('no connection', { cause });
    });
    try {
      const answer = await connection.request(api, body, { timeoutMs });
      this.#silent.delete(address);
      return answer;
    } catch (error) {
      this.#silent.add(address);
      throw error;
    }
  }

  /** One that answered last time; when all are silent, any. Kafka's clients choose so, too (leastLoadedNode). */
  #anyBroker(): Endpoint {
    const all = [...this.options.bootstrap, ...this.#brokers.values()];
    const answering = all.filter((endpoint) => !this.#silent.has(addressOf(endpoint)));
    if (answering.length > 0) return this.chance.pick(answering);
    this.#silent.clear();
    return this.chance.pick(all);
  }

  #connectionTo(endpoint: Endpoint): Promise<ClientConnection> {
    const address = addressOf(endpoint);
    const known = this.#connections.get(address);
    if (known !== undefined) return known;
    const opening = this.#open(endpoint, () => {
      if (this.#connections.get(address) === opening) this.#connections.delete(address);
    });
    this.#connections.set(address, opening);
    return opening;
  }

  async #open(endpoint: Endpoint, gone: () => void): Promise<ClientConnection> {
    const { clientId, requestTimeoutMs } = this.options;
    try {
      const connection = await ClientConnection.connect(this.env, endpoint, {
        clientId,
        requestTimeoutMs,
        connectTimeoutMs: requestTimeoutMs,
      });
      connection.onClose(gone);
      await connection.negotiate();
      if (this.#closed) connection.close();
      return connection;
    } catch (error) {
      // Behind the caller's back: the entry is there only once this has begun.
      queueMicrotask(gone);
      throw error;
    }
  }

  /** Asks any broker what there is. Those who ask at the same time share one request; failures are tried again later. */
  refresh(topic: string): Promise<void> {
    this.#refreshing ??= this.#refresh(topic).finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh(topic: string): Promise<void> {
    try {
      const answer = await this.request('any', Metadata, {
        topics: [{ name: topic, topicId: ZERO_UUID }],
        allowAutoTopicCreation: false,
        includeTopicAuthorizedOperations: false,
      });
      for (const { nodeId, host, port } of answer.brokers) this.#brokers.set(nodeId, { host, port });
      for (const { errorCode, name, topicId, partitions } of answer.topics) {
        if (errorCode !== 0 || name === null) continue;
        const views: PartitionView[] = [];
        for (const { partitionIndex, leaderId, leaderEpoch } of partitions) {
          // An answer from a broker that is behind must not take us back to an old leader.
          const known = this.#topics.get(name)?.partitions[partitionIndex];
          const older = known !== undefined && leaderEpoch < known.leaderEpoch;
          views[partitionIndex] = older ? known : { leaderId, leaderEpoch };
        }
        this.#topics.set(name, { name, id: topicId, partitions: views });
      }
    } catch {
      // The next one asks somebody else.
    }
  }

  /** Ends all connections: requests that wait are rejected. */
  close(): void {
    this.#closed = true;
    for (const opening of this.#connections.values()) {
      opening.then(
        (connection) => connection.close(),
        () => {},
      );
    }
  }
}

function addressOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}
