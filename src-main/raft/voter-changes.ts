/**
 * The leader's side of KIP-853: voters are added, removed and updated one at a time, each by a VotersRecord that counts
 * as soon as it is in the log and is answered once a majority of the new voters has it.
 */
import { ErrorCode } from '../protocol/index.ts';
import type { Leadership } from './leadership.ts';
import type {
  AddVoterRequest,
  KRaftVersionsResponse,
  RemoveVoterRequest,
  UpdateVoterRequest,
  VoterChangeRequest,
} from './messages.ts';
import type { Replica } from './replica.ts';
import { KRAFT_VERSIONS, type Voter } from './types.ts';
import { canReconfigure, withoutVoter, withUpdatedVoter, withVoter } from './voters.ts';

/** A replica that is added must have been caught up, and not longer ago than this (LeaderState.isReplicaCaughtUp). */
const CAUGHT_UP_WITHIN_MS = 3_600_000;

type ChangeKind = VoterChangeRequest['kind'];

/** A voter that is being added or removed: nothing else may change until it is through, or has taken too long. */
export class PendingVoterChange {
  readonly kind: ChangeKind;
  readonly deadlineMs: number;
  /** The voter that is being added. */
  readonly added: Voter | undefined;
  readonly ackWhenCommitted: boolean;
  /** Undefined once it is answered. */
  #token: number | undefined;
  /** Of the VotersRecord; undefined before there is one. */
  offset: number | undefined;

  constructor(
    request: AddVoterRequest | RemoveVoterRequest,
    { token, deadlineMs }: { readonly token: number; readonly deadlineMs: number },
  ) {
    this.kind = request.kind;
    this.deadlineMs = deadlineMs;
    this.added = request.kind === 'add-voter' ? request.voter : undefined;
    this.ackWhenCommitted = request.kind === 'remove-voter' || request.ackWhenCommitted;
    this.#token = token;
  }

  /** Answers whoever waits for it; once. */
  settle(replica: Replica, errorCode: number, errorMessage: string | null): void {
    if (this.#token === undefined) return;
    answer(replica, this.#token, this.kind, errorCode, errorMessage);
    this.#token = undefined;
  }
}

function answer(
  replica: Replica,
  token: number,
  kind: ChangeKind,
  errorCode: number,
  errorMessage: string | null = null,
): void {
  replica.respond(token, { kind, errorCode, errorMessage, ...replica.leaderAndEpoch });
}

/** Settles a change that is committed or late. False: nothing stands in the way of the next one any more. */
export function isBlocked(replica: Replica, change: PendingVoterChange, nowMs: number): boolean {
  if (change.offset !== undefined && change.offset < replica.highWatermark) {
    change.settle(replica, ErrorCode.NONE, null);
    return false;
  }
  if (nowMs < change.deadlineMs) return true;
  change.settle(replica, ErrorCode.REQUEST_TIMED_OUT, 'The change of the voters took too long.');
  return false;
}

/** Why voters cannot change just now; undefined when they can. */
function obstacle(
  replica: Replica,
  leadership: Leadership,
): { readonly errorCode: number; readonly errorMessage: string } | undefined {
  const later = (errorMessage: string) => ({ errorCode: ErrorCode.REQUEST_TIMED_OUT, errorMessage });
  if (leadership.voterChange !== undefined) return later('Another change of the voters is under way.');
  if (replica.highWatermark <= leadership.epochStartOffset)
    return later('The leader has not committed a record of its epoch yet.');
  const { voterSet } = replica.log;
  if (voterSet === undefined) {
    return {
      errorCode: ErrorCode.UNSUPPORTED_VERSION,
      errorMessage: 'The voters of this cluster are fixed: its kraft.version is 0.',
    };
  }
  return voterSet.offset < replica.highWatermark
    ? undefined
    : later('The last change of the voters is not committed yet.');
}

export function onAddVoter(replica: Replica, token: number, request: AddVoterRequest, nowMs: number): void {
  const { voter } = request;
  const refuse = (errorCode: number, text: string | null) =>
    answer(replica, token, 'add-voter', errorCode, text);
  if (replica.role.name !== 'leader') return refuse(replica.leaderError(replica.epoch), null);
  const { leadership } = replica.role;
  const inTheWay = obstacle(replica, leadership);
  if (inTheWay !== undefined) return refuse(inTheWay.errorCode, inTheWay.errorMessage);
  if (replica.voters.some(({ id }) => id === voter.id))
    return refuse(ErrorCode.DUPLICATE_VOTER, `There is a voter with id ${voter.id} already.`);
  const deadlineMs = nowMs + replica.options.requestTimeoutMs;
  leadership.voterChange = new PendingVoterChange(request, { token, deadlineMs });
  replica.send(voter.id, { kind: 'kraft-versions', endpoints: voter.endpoints });
}

/** The new voter has said what it can do; null: it said nothing. */
export function onKRaftVersions(
  replica: Replica,
  from: number,
  response: KRaftVersionsResponse | null,
  nowMs: number,
): void {
  if (replica.role.name !== 'leader') return;
  const { leadership } = replica.role;
  const change = leadership.voterChange;
  if (change?.added === undefined || change.added.id !== from || change.offset !== undefined) return;
  const abort = (errorCode: number, text: string) => {
    change.settle(replica, errorCode, text);
    leadership.voterChange = undefined;
  };
  const { id, directoryId, endpoints } = change.added;
  if (response === null || response.errorCode !== ErrorCode.NONE)
    return abort(ErrorCode.REQUEST_TIMED_OUT, `Replica ${id} does not answer at its endpoint.`);
  const kraftVersions = response.supported ?? { min: 0, max: 0 };
  if (!canReconfigure({ kraftVersions }))
    return abort(ErrorCode.INVALID_REQUEST, `Replica ${id} does not support the cluster's kraft.version.`);
  const known = leadership.observer(change.added);
  const isCaughtUp =
    known !== undefined &&
    known.lastCaughtUpMs > -Infinity &&
    nowMs - known.lastFetchMs < CAUGHT_UP_WITHIN_MS;
  if (!isCaughtUp)
    return abort(ErrorCode.REQUEST_TIMED_OUT, `Replica ${id} has not caught up with the log yet.`);
  const voters = withVoter(replica.voters, { id, directoryId, endpoints, kraftVersions });
  if (voters === undefined)
    return abort(ErrorCode.DUPLICATE_VOTER, `There is a voter with id ${id} already.`);
  change.offset = appendVoters(replica, voters);
  if (!change.ackWhenCommitted) change.settle(replica, ErrorCode.NONE, null);
}

export function onRemoveVoter(
  replica: Replica,
  token: number,
  request: RemoveVoterRequest,
  nowMs: number,
): void {
  const refuse = (errorCode: number, text: string | null) =>
    answer(replica, token, 'remove-voter', errorCode, text);
  if (replica.role.name !== 'leader') return refuse(replica.leaderError(replica.epoch), null);
  const { leadership } = replica.role;
  const inTheWay = obstacle(replica, leadership);
  if (inTheWay !== undefined) return refuse(inTheWay.errorCode, inTheWay.errorMessage);
  const voters = withoutVoter(replica.voters, request.voter);
  if (voters === undefined) {
    const { id, directoryId } = request.voter;
    return refuse(
      ErrorCode.VOTER_NOT_FOUND,
      `${id} with directory ${directoryId} is no voter, or the only one.`,
    );
  }
  const deadlineMs = nowMs + replica.options.requestTimeoutMs;
  const change = new PendingVoterChange(request, { token, deadlineMs });
  leadership.voterChange = change;
  change.offset = appendVoters(replica, voters);
}

/** Endpoints and versions of a voter: answered as soon as the record is in the log. */
export function onUpdateVoter(
  replica: Replica,
  token: number,
  request: UpdateVoterRequest,
  nowMs: number,
): void {
  const { voter, currentLeaderEpoch } = request;
  const reply = (errorCode: number) => answer(replica, token, 'update-voter', errorCode);
  const error = replica.leaderError(currentLeaderEpoch);
  if (error !== ErrorCode.NONE || replica.role.name !== 'leader') return reply(error);
  const { leadership } = replica.role;
  const { min, max } = voter.kraftVersions ?? KRAFT_VERSIONS;
  if (min < 0 || max < min) return reply(ErrorCode.INVALID_REQUEST);
  const inTheWay = obstacle(replica, leadership);
  if (inTheWay !== undefined) return reply(inTheWay.errorCode);
  if (!canReconfigure(voter)) return reply(ErrorCode.INVALID_REQUEST);
  const voters = withUpdatedVoter(replica.voters, voter);
  if (voters === undefined) return reply(ErrorCode.VOTER_NOT_FOUND);
  appendVoters(replica, voters);
  leadership.heardOf(voter, nowMs);
  reply(ErrorCode.NONE);
}

/** @returns the offset that the record gets: effects are executed before anything else is appended. */
function appendVoters(replica: Replica, voters: readonly Voter[]): number {
  replica.effects.append = { kind: 'voters', voters };
  return replica.log.endOffset;
}
