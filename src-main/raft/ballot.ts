import { type ReplicaKey, sameReplica } from './types.ts';
import { majorityOf } from './voters.ts';

/** The votes (or pre-votes) of one round, counted over the voters of the moment it began. */
export class Ballot {
  readonly #votes = new Map<number, boolean>();
  readonly #voters: readonly ReplicaKey[];
  /** When a voter that has not answered is asked again. */
  readonly retryAtMs = new Map<number, number>();

  constructor(voters: readonly ReplicaKey[], self: ReplicaKey) {
    this.#voters = voters;
    // One that is being removed does not count itself.
    if (voters.some((voter) => sameReplica(voter, self))) this.#votes.set(self.id, true);
  }

  /** The first answer of a voter counts. */
  record(voterId: number, granted: boolean): void {
    if (this.#voters.some((voter) => voter.id === voterId) && !this.#votes.has(voterId)) {
      this.#votes.set(voterId, granted);
    }
    this.retryAtMs.delete(voterId);
  }

  hasAnswered(voterId: number): boolean {
    return this.#votes.has(voterId);
  }

  get granting(): ReplicaKey[] {
    return this.#voters.filter((voter) => this.#votes.get(voter.id) === true);
  }

  get isWon(): boolean {
    return this.granting.length >= majorityOf(this.#voters.length);
  }

  /** Too many have refused for the rest to make a majority. */
  get isLost(): boolean {
    const refused = this.#voters.filter((voter) => this.#votes.get(voter.id) === false).length;
    return this.#voters.length - refused < majorityOf(this.#voters.length);
  }
}
