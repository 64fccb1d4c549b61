import { AllocateProducerIds, ErrorCode } from '../protocol/index.ts';
import type { ControllerLink } from './controller-link.ts';

export interface ProducerIdsOptions {
  readonly nodeId: number;
  /** Of this process' registration. */
  brokerEpoch(): number;
}

/** The next block is asked for when this share of the present one is left, so that nobody has to wait for it. */
const PREFETCH_SHARE = 0.1;

/** Hands out producer ids from blocks of the controller (KIP-730): unique over restarts and brokers. */
export class ProducerIds {
  readonly #controller: ControllerLink;
  readonly #options: ProducerIdsOptions;
  #next = 0;
  #end = 0;
  #following: { start: number; length: number } | undefined;
  #request: Promise<number> | undefined;

  constructor(controller: ControllerLink, options: ProducerIdsOptions) {
    this.#controller = controller;
    this.#options = options;
  }

  /** A new id, or the error that stands in the way: `{ errorCode }` is retriable. */
  async take(): Promise<{ producerId: number } | { errorCode: number }> {
    while (this.#next === this.#end) {
      if (this.#following !== undefined) {
        this.#next = this.#following.start;
        this.#end = this.#next + this.#following.length;
        this.#following = undefined;
        break;
      }
      const errorCode = await this.#fetchBlock();
      if (errorCode !== ErrorCode.NONE) return { errorCode: ErrorCode.COORDINATOR_LOAD_IN_PROGRESS };
    }
    const producerId = this.#next++;
    // A failure shows itself again when the block is used up.
    if (this.#following === undefined && this.#end - this.#next < 1000 * PREFETCH_SHARE)
      void this.#fetchBlock();
    return { producerId };
  }

  #fetchBlock(): Promise<number> {
    this.#request ??= this.#allocate().finally(() => (this.#request = undefined));
    return this.#request;
  }

  async #allocate(): Promise<number> {
    const { nodeId } = this.#options;
    try {
      const block = await this.#controller.request(
        AllocateProducerIds,
        { brokerId: nodeId, brokerEpoch: this.#options.brokerEpoch() },
        {
          principal: 'User:ANONYMOUS',
          clientId: `broker-${nodeId}`,
          apiVersion: AllocateProducerIds.maxVersion,
        },
      );
      if (block.errorCode !== ErrorCode.NONE) return block.errorCode;
      this.#following = { start: Number(block.producerIdStart), length: block.producerIdLen };
      return ErrorCode.NONE;
    } catch {
      // The link rejects while there is no controller; the producer asks again.
      return ErrorCode.NOT_CONTROLLER;
    }
  }
}
