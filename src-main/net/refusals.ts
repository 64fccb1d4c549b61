import type { Env } from '../env/index.ts';

/** Refusals of the same kind from the same host are logged at most this often. */
const LOG_INTERVAL_MS = 10_000;
const MAX_SUBJECTS = 1000;

/** Tells of requests that end their connection: a fact each, and lines in the log that a flood cannot fill. */
export class Refusals {
  readonly #env: Env;
  readonly #loggedMs = new Map<string, number>();

  constructor(env: Env) {
    this.#env = env;
  }

  /** `apiKey` -1: it did not get as far as having one. */
  report(
    connection: { readonly id: number; readonly listener: string; readonly remoteHost: string },
    apiKey: number,
    reason: string,
  ): void {
    const { id, listener, remoteHost } = connection;
    this.#env.facts.report({ kind: 'request-refused', connectionId: id, apiKey, reason });
    const nowMs = this.#env.clock.monotonicMs();
    const subject = `${remoteHost} ${apiKey}`;
    if (nowMs - (this.#loggedMs.get(subject) ?? -Infinity) < LOG_INTERVAL_MS) return;
    if (this.#loggedMs.size >= MAX_SUBJECTS) this.#loggedMs.clear();
    this.#loggedMs.set(subject, nowMs);
    this.#env.log.warn(`${listener}: request of ${remoteHost} refused: ${reason}`);
  }
}
