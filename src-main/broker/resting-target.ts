import type { FollowerProgress } from '../replica/index.ts';
import { comesBack, type FetchSession, type FetchTarget } from './fetch-sessions.ts';
import type { HostedPartition, RestingReader } from './partition.ts';

/**
 * A partition of a fetch session at rest: its reader has everything and knows it, so that fetches pass it by until the
 * partition changes. A follower at rest counts as one that says with each of them that it has everything.
 */
export class RestingTarget implements RestingReader {
  readonly target: FetchTarget;
  readonly replicaId: number;
  readonly #session: FetchSession;
  readonly #partition: HostedPartition;
  readonly #follower: FollowerProgress | undefined;

  /** Begins the rest. `follower`: who reads, undefined for a consumer. */
  constructor(
    session: FetchSession,
    target: FetchTarget,
    partition: HostedPartition,
    follower: FollowerProgress | undefined,
  ) {
    this.target = target;
    this.replicaId = follower?.id ?? -1;
    this.#session = session;
    this.#partition = partition;
    this.#follower = follower;
    follower?.rest(session.pulse);
    session.due.delete(target);
    target.rest = this;
    partition.rest(this);
  }

  stir(): void {
    this.#partition.endRest(this);
    this.target.rest = undefined;
    this.#follower?.stir();
    comesBack(this.#session, this.target);
    this.#session.waits.forEach((wait) => wait.alsoFor(this.#partition));
  }
}
