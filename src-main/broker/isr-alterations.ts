/** Carries the ISR changes that leaders on this node want to the controller: one AlterPartition at a time for all. */
import type { Env } from '../env/index.ts';
import { AlterPartition, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import type { IsrRequest } from '../replica/index.ts';
import { type ControllerLink, ControllerUnavailableError } from './controller-link.ts';
import type { LedPartition } from './partition.ts';

/** Kafka's AlterPartitionManager: 50 ms between attempts. */
const RETRY_BACKOFF_MS = 50;
/** v3 names broker epochs beside the ids. */
const API_VERSION = 3;

interface Wanted {
  readonly partition: LedPartition;
  /** The state that asked; an answer to a leadership that has ended since is of no use. */
  readonly leader: LedPartition['leader'];
  readonly request: IsrRequest;
}

type Answer = NonNullable<ResponseInput<typeof AlterPartition>['topics']>[number];

export interface IsrAlterationsOptions {
  readonly nodeId: number;
  readonly controller: ControllerLink;
  /** Of this process; -1 while it is not registered. */
  brokerEpoch(): number;
  /** The controller answered: the ISR may be another one, and the high watermark free to move. */
  onSettled(partition: LedPartition): void;
}

export class IsrAlterations {
  readonly #env: Env;
  readonly #options: IsrAlterationsOptions;
  #queue: Wanted[] = [];
  #busy = false;
  #stopped = false;

  constructor(env: Env, options: IsrAlterationsOptions) {
    this.#env = env;
    this.#options = options;
  }

  /** What the leader of a partition asks for. All that is asked before the request leaves goes in one. */
  propose(partition: LedPartition, request: IsrRequest): void {
    this.#queue.push({ partition, leader: partition.leader, request });
    if (this.#busy) return;
    this.#busy = true;
    queueMicrotask(() => void this.#sendAll());
  }

  stop(): void {
    this.#stopped = true;
    this.#queue = [];
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0 && !this.#stopped) {
      const again = await this.#send(this.#queue.splice(0));
      if (again.length === 0) continue;
      this.#queue.push(...again);
      await new Promise<void>((resolve) => this.#env.clock.schedule(RETRY_BACKOFF_MS, resolve));
    }
    this.#busy = false;
  }

  /** Returns what must be sent again. */
  async #send(batch: readonly Wanted[]): Promise<Wanted[]> {
    const wanted = batch.filter(
      ({ partition, leader, request }) => partition.leader === leader && leader.pending === request,
    );
    if (wanted.length === 0) return [];
    const { nodeId, controller, brokerEpoch } = this.#options;
    const body = { brokerId: nodeId, brokerEpoch: brokerEpoch(), topics: byTopic(wanted) };
    try {
      const answer = await controller.request(AlterPartition, body, {
        principal: 'User:ANONYMOUS',
        clientId: `broker-${nodeId}`,
        apiVersion: API_VERSION,
      });
      if (answer.errorCode !== ErrorCode.NONE) return wanted;
      return this.#settle(wanted, answer.topics ?? []);
    } catch (error) {
      if (!(error instanceof ControllerUnavailableError)) throw error;
      return wanted;
    }
  }

  #settle(wanted: readonly Wanted[], topics: readonly Answer[]): Wanted[] {
    const again: Wanted[] = [];
    for (const one of wanted) {
      const { partition, leader, request } = one;
      const answer = topics
        .find(({ topicId }) => topicId === partition.topicId)
        ?.partitions.find(({ partitionIndex }) => partitionIndex === partition.index);
      if (answer === undefined) {
        again.push(one);
        continue;
      }
      const { errorCode, leaderEpoch, partitionEpoch, isr, leaderRecoveryState = 0 } = answer;
      const outcome = leader.answered(request, {
        errorCode,
        leaderEpoch,
        partitionEpoch,
        isr: [...isr],
        leaderRecoveryState,
      });
      if (outcome === 'retry') again.push(one);
      else if (partition.leader === leader) this.#options.onSettled(partition);
    }
    return again;
  }
}

function byTopic(wanted: readonly Wanted[]): RequestOf<typeof AlterPartition>['topics'] {
  const topics = new Map<string, RequestOf<typeof AlterPartition>['topics'][number]>();
  for (const { partition, request } of wanted) {
    const { topicId, index: partitionIndex } = partition;
    const { leaderEpoch, partitionEpoch, members } = request;
    let topic = topics.get(topicId);
    if (topic === undefined) topics.set(topicId, (topic = { topicId, partitions: [] }));
    topic.partitions.push({
      partitionIndex,
      leaderEpoch,
      newIsr: [],
      newIsrWithEpochs: [...members],
      // A leader that asks for replicas beside it has recovered.
      leaderRecoveryState: 0,
      partitionEpoch,
    });
  }
  return [...topics.values()];
}
