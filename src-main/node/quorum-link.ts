import {
  ControllerUnavailableError,
  type ControllerLink,
  type Requester,
} from '../broker/controller-link.ts';
import type { Env } from '../env/index.ts';
import { type Api, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import { openEnvelope, requestEnvelope } from './quorum-envelope.ts';
import type { QuorumPeers } from './quorum-peers.ts';

export interface QuorumLinkParts {
  readonly nodeId: number;
  /** -1: none known. */
  leaderId(): number;
  /** The controller in this process; rejects with ControllerUnavailableError when it is not the active one. */
  locally<A extends Api>(api: A, body: RequestOf<A>): Promise<ResponseInput<A>>;
  /** Whether a request may wait for a leader to be elected. */
  mayWait(): boolean;
}

/** Between two attempts (retry.backoff.ms would be 100, which is long beside an election). */
const RETRY_MS = 20;
/** request.timeout.ms */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The active controller wherever it is: in this process, or over the network. What clients may ask as well goes in an
 * Envelope with their principal (KIP-590), what only brokers ask goes as it is. While nobody leads it waits and asks
 * again, since clients take NOT_CONTROLLER for a reason to look for another broker.
 */
export class QuorumLink implements ControllerLink {
  readonly #env: Env;
  readonly #peers: QuorumPeers;
  readonly #parts: QuorumLinkParts;

  constructor(env: Env, peers: QuorumPeers, parts: QuorumLinkParts) {
    this.#env = env;
    this.#peers = peers;
    this.#parts = parts;
  }

  async request<A extends Api>(
    api: A,
    body: RequestOf<A>,
    requester: Requester,
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): Promise<ResponseInput<A>> {
    const { clock } = this.#env;
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    for (;;) {
      const leftMs = deadlineMs - clock.monotonicMs();
      const tried = await this.#attempt(api, body, requester, Math.max(leftMs, RETRY_MS));
      if (tried !== undefined) return tried;
      if (!this.#parts.mayWait() || leftMs <= RETRY_MS) throw noController();
      await new Promise<void>((resolve) => clock.schedule(RETRY_MS, resolve));
    }
  }

  /** Undefined when this was not, or is not any more, the active controller: nothing was decided, or nobody knows. */
  async #attempt<A extends Api>(
    api: A,
    body: RequestOf<A>,
    requester: Requester,
    timeoutMs: number,
  ): Promise<ResponseInput<A> | undefined> {
    const { nodeId, leaderId, locally } = this.#parts;
    const leader = leaderId();
    if (leader < 0) return undefined;
    if (leader === nodeId) {
      try {
        return await locally(api, body);
      } catch (error) {
        if (error instanceof ControllerUnavailableError) return undefined;
        throw error;
      }
    }
    try {
      const answer = await this.#remotely(leader, api, body, requester, timeoutMs);
      return (answer as { errorCode?: number }).errorCode === ErrorCode.NOT_CONTROLLER ? undefined : answer;
    } catch {
      // Refused, broken off, late: the quorum knows sooner or later who leads now.
      return undefined;
    }
  }

  async #remotely<A extends Api>(
    leader: number,
    api: A,
    body: RequestOf<A>,
    requester: Requester,
    timeoutMs: number,
  ): Promise<ResponseInput<A>> {
    if (!api.listeners.includes('broker')) {
      return this.#peers.request(leader, 'requests', api, body as never, { timeoutMs }) as Promise<
        ResponseInput<A>
      >;
    }
    const connection = await this.#peers.connection(leader, 'requests', timeoutMs);
    const version = Math.min(requester.apiVersion, connection.versionOf(api));
    const { api: envelope, body: sealed } = requestEnvelope(api, version, body, requester);
    const answer = await connection.request(envelope, sealed, { timeoutMs });
    return openEnvelope(api, version, answer) as ResponseInput<A>;
  }
}

function noController(): ControllerUnavailableError {
  return new ControllerUnavailableError(
    ErrorCode.NOT_CONTROLLER,
    'There is no active controller at the moment.',
  );
}
