import { RECONFIGURABLE, KRAFT_VERSIONS, type RaftEndpoint, type ReplicaKey, sameReplica } from './types.ts';
import type { Voter, VoterSetEntry } from './types.ts';

// Changes of a set of voters: each differs from the set before in one voter, so that majorities overlap (KIP-853).

/** Undefined when the id is taken. */
export function withVoter(voters: readonly Voter[], voter: Voter): readonly Voter[] | undefined {
  if (voters.some(({ id }) => id === voter.id)) return undefined;
  return [...voters, voter].sort((a, b) => a.id - b.id);
}

/** Undefined when there is no such voter, or it is the last one. */
export function withoutVoter(voters: readonly Voter[], key: ReplicaKey): readonly Voter[] | undefined {
  const rest = voters.filter((voter) => !sameReplica(voter, key));
  return rest.length === voters.length || rest.length === 0 ? undefined : rest;
}

/** The same voter with other endpoints or versions. Undefined when there is no such voter. */
export function withUpdatedVoter(voters: readonly Voter[], voter: Voter): readonly Voter[] | undefined {
  if (!voters.some((known) => sameReplica(known, voter))) return undefined;
  return voters.map((known) => (sameReplica(known, voter) ? voter : known));
}

/** Whether the log says something else of this voter than it says itself. */
export function needsUpdate(voters: readonly Voter[], voter: Voter): boolean {
  const known = voters.find((other) => sameReplica(other, voter));
  if (known === undefined) return false;
  const told = known.kraftVersions ?? KRAFT_VERSIONS;
  const own = voter.kraftVersions ?? KRAFT_VERSIONS;
  return !sameEndpoints(known.endpoints, voter.endpoints) || told.min !== own.min || told.max !== own.max;
}

function sameEndpoints(a: readonly RaftEndpoint[], b: readonly RaftEndpoint[]): boolean {
  const textOf = ({ name, host, port }: RaftEndpoint) => `${name}://${host}:${port}`;
  const known = new Set(a.map(textOf));
  return known.size === b.length && b.every((endpoint) => known.has(textOf(endpoint)));
}

/** Whether a replica can take part in a quorum whose voters change. */
export function canReconfigure({ kraftVersions = KRAFT_VERSIONS }: Pick<Voter, 'kraftVersions'>): boolean {
  return kraftVersions.min <= RECONFIGURABLE && kraftVersions.max >= RECONFIGURABLE;
}

export function majorityOf(voters: number): number {
  return (voters >> 1) + 1;
}

/**
 * The voters that a log and its snapshot have named, oldest first. The newest count as soon as they are in the log,
 * committed or not; when the log is cut, those before them count again (VoterSetHistory).
 */
export class VoterHistory {
  #entries: VoterSetEntry[] = [];

  get last(): VoterSetEntry | undefined {
    return this.#entries.at(-1);
  }

  /** The voters that a snapshot with this end must name; undefined at kraft.version 0. */
  before(endOffset: number): readonly Voter[] | undefined {
    return this.#entries.findLast(({ offset }) => offset < endOffset)?.voters;
  }

  includes(key: ReplicaKey): boolean {
    return this.#entries.some(({ voters }) => voters.some((voter) => sameReplica(voter, key)));
  }

  add(offset: number, voters: readonly Voter[]): void {
    this.#entries.push({ offset, voters });
  }

  /** The log ends at `endOffset` now. */
  truncateTo(endOffset: number): void {
    this.#entries = this.#entries.filter(({ offset }) => offset < endOffset);
  }

  /** A snapshot has taken the place of the log. */
  reset(entry: VoterSetEntry | undefined): void {
    this.#entries = entry === undefined ? [] : [entry];
  }
}
