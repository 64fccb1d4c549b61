import type { Endpoint, Env } from '../env/index.ts';

export interface PeerWatchParts {
  /** Where the process of that node listens as long as it lives; none: nobody knows. */
  endpointsOf(nodeId: number): readonly Endpoint[];
  /** Of its newest registration; null when it has none. */
  brokerEpochOf(nodeId: number): number | null;
  /** The process that had this broker epoch has ended. */
  gone(nodeId: number, brokerEpoch: number | null): void;
}

/** A process that ends closes all it has, though not in one instant. */
const PATIENCE_MS = 100;
const AGAIN_MS = 20;

/**
 * Finds out whether a node's process has ended when a connection to it breaks. A mere reset is no death: only when
 * nobody listens at any of its endpoints any more, within a moment, is it gone. What is gone is the process that was
 * registered before the look, since a process keeps its ports from before its registration to its end; one that has
 * taken its place meanwhile has another broker epoch, or listens.
 */
export class PeerWatch {
  readonly #env: Env;
  readonly #parts: PeerWatchParts;
  readonly #looking = new Set<number>();
  #stopped = false;

  constructor(env: Env, parts: PeerWatchParts) {
    this.#env = env;
    this.#parts = parts;
  }

  /** A connection to that node, or from it, has closed and nobody meant it to. */
  suspect(nodeId: number): void {
    if (this.#stopped || this.#looking.has(nodeId)) return;
    this.#looking.add(nodeId);
    const brokerEpoch = this.#parts.brokerEpochOf(nodeId);
    void this.#isGone(nodeId).then((isGone) => {
      this.#looking.delete(nodeId);
      if (isGone && !this.#stopped) this.#parts.gone(nodeId, brokerEpoch);
    });
  }

  async #isGone(nodeId: number): Promise<boolean> {
    const { clock } = this.#env;
    const deadlineMs = clock.monotonicMs() + PATIENCE_MS;
    for (;;) {
      const leftMs = deadlineMs - clock.monotonicMs();
      const endpoints = this.#parts.endpointsOf(nodeId);
      if (leftMs <= 0 || endpoints.length === 0) return false;
      const refused = await Promise.all(endpoints.map((endpoint) => this.#refuses(endpoint, leftMs)));
      if (refused.every((each) => each)) return true;
      await new Promise<void>((resolve) => clock.schedule(AGAIN_MS, resolve));
    }
  }

  /** Whether the system of that host says that nobody listens. Silence says nothing. */
  async #refuses(endpoint: Endpoint, timeoutMs: number): Promise<boolean> {
    try {
      const connection = await this.#env.network.connect(endpoint, { timeoutMs });
      connection.destroy();
      return false;
    } catch (error) {
      return (error as { code?: string }).code === 'ECONNREFUSED';
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}
