/** What a leader does: it announces itself, serves fetches, counts who has what, and steps down when nobody listens. */
import { ErrorCode } from '../protocol/index.ts';
import { misfitOf } from './divergence.ts';
import type { Leadership } from './leadership.ts';
import type { FetchRequest } from './messages.ts';
import type { Replica } from './replica.ts';
import { resign } from './transitions.ts';
import { isBlocked } from './voter-changes.ts';

/** What time and counts allow a leader. */
export function lead(replica: Replica, leadership: Leadership, nowMs: number): void {
  if (nowMs >= leadership.checkQuorumDeadlineMs(replica.checkQuorumMs)) return resign(replica, nowMs);
  if (nowMs >= leadership.announceAtMs) announce(replica, leadership, nowMs);
  replica.raiseHighWatermark(leadership.committedOffset);
  answerParked(replica, leadership, nowMs);
  const { voterChange } = leadership;
  if (voterChange !== undefined && !isBlocked(replica, voterChange, nowMs))
    leadership.voterChange = undefined;
  // It saw itself out: the record that removes it is committed.
  const removal = replica.log.voterSet;
  if (!replica.isVoter && removal !== undefined && removal.offset < replica.highWatermark) {
    resign(replica, nowMs);
  }
}

/** Voters that have not fetched are told who leads, until they do. */
function announce(replica: Replica, leadership: Leadership, nowMs: number): void {
  const { fetchTimeoutMs } = replica.options;
  leadership.announceAtMs = replica.isOnlyVoter ? Infinity : nowMs + fetchTimeoutMs / 2;
  for (const { key, lastFetchMs } of leadership.voters) {
    if (key.id === replica.selfId || nowMs - lastFetchMs < fetchTimeoutMs) continue;
    replica.send(key.id, {
      kind: 'begin-quorum-epoch',
      voterKey: { id: key.id, directoryId: key.directoryId },
      leaderId: replica.selfId,
      leaderEpoch: replica.epoch,
    });
  }
}

export function onFetch(replica: Replica, token: number, request: FetchRequest, nowMs: number): void {
  const { currentLeaderEpoch, fetchOffset, lastFetchedEpoch, maxWaitMs } = request;
  const isSound =
    maxWaitMs >= 0 && fetchOffset >= 0 && lastFetchedEpoch >= 0 && lastFetchedEpoch <= currentLeaderEpoch;
  const error = isSound ? replica.leaderError(currentLeaderEpoch) : ErrorCode.INVALID_REQUEST;
  if (error !== ErrorCode.NONE || replica.role.name !== 'leader')
    return replica.respond(token, replica.emptyFetchResponse(error));
  const { leadership } = replica.role;
  const misfit = misfitOf(replica.log, request);
  if (misfit !== undefined) {
    const key = { id: request.replicaId, directoryId: request.replicaDirectoryId };
    leadership.heardOf(key, nowMs);
    return replica.respond(token, { ...replica.emptyFetchResponse(ErrorCode.NONE), ...misfit });
  }
  leadership.fetched(request, replica.log.endOffset, nowMs);
  replica.raiseHighWatermark(leadership.committedOffset);
  leadership.parked.push({ token, request, deadlineMs: nowMs + maxWaitMs });
}

/** Fetches are held until there is something to tell: records, a newer high watermark, or that there is nothing. */
function answerParked(replica: Replica, { parked }: Leadership, nowMs: number): void {
  for (let index = 0; index < parked.length;) {
    const { token, request, deadlineMs } = parked[index];
    const hasData = request.fetchOffset < replica.log.endOffset;
    const hasNews = request.highWatermark < replica.highWatermark;
    if (!hasData && !hasNews && nowMs < deadlineMs) {
      index++;
      continue;
    }
    parked.splice(index, 1);
    const readFrom = hasData ? request.fetchOffset : null;
    replica.respond(token, { ...replica.emptyFetchResponse(ErrorCode.NONE), readFrom });
  }
}
