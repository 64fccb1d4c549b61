/** From role to role. Whatever brings a replica there, entering a role always means the same; what it does there is polled. */
import { assert } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { Ballot } from './ballot.ts';
import { Leadership } from './leadership.ts';
import type { Replica } from './replica.ts';
import type { Role } from './role.ts';
import { needsUpdate, withUpdatedVoter } from './voters.ts';

export function becomeUnattached(replica: Replica, epoch: number, nowMs: number): void {
  raiseEpoch(replica, epoch);
  enter(replica, {
    name: 'unattached',
    leaderId: -1,
    deadlineMs: nowMs + replica.electionTimeoutMs(),
    fetch: { retryAtMs: nowMs },
  });
}

export function becomeProspective(replica: Replica, nowMs: number): void {
  const ballot = new Ballot(replica.voters, replica.options.self);
  const { leaderId } = replica;
  enter(replica, {
    name: 'prospective',
    leaderId,
    ballot,
    deadlineMs: nowMs + replica.electionTimeoutMs(),
  });
}

export function becomeCandidate(replica: Replica, nowMs: number): void {
  assert(replica.mayStand, 'only a voter may stand for election');
  raiseEpoch(replica, replica.epoch + 1);
  replica.voted = replica.options.self;
  const ballot = new Ballot(replica.voters, replica.options.self);
  enter(replica, { name: 'candidate', ballot, deadlineMs: nowMs + replica.electionTimeoutMs() });
}

export function becomeLeader(replica: Replica, ballot: Ballot, nowMs: number): void {
  const { log, voters, selfAsVoter } = replica;
  const { self } = replica.options;
  const leadership = new Leadership(self, voters, ballot.granting, log.endOffset, nowMs);
  leadership.flushed(replica.flushedOffset, nowMs);
  enter(replica, { name: 'leader', leadership });
  // What a format wrote stands in no record yet, and a replica that begins with an empty log must learn it, too.
  const mustSay = log.voterSet !== undefined && (log.voterSet.offset < 0 || needsUpdate(voters, selfAsVoter));
  replica.effects.append = {
    kind: 'leader-change',
    epoch: replica.epoch,
    leaderId: self.id,
    voters,
    grantingVoters: leadership.grantingVoters,
    votersRecord: mustSay ? (withUpdatedVoter(voters, selfAsVoter) ?? null) : null,
  };
}

export function becomeFollower(replica: Replica, epoch: number, leaderId: number, nowMs: number): void {
  assert(leaderId !== replica.selfId, `told to follow itself in epoch ${epoch}`);
  raiseEpoch(replica, epoch);
  enter(replica, {
    name: 'follower',
    leaderId,
    deadlineMs: nowMs + replica.fetchTimeoutMs(),
    hasFetched: false,
    fetch: { retryAtMs: nowMs },
    // A few fetches first: only a replica that is caught up may become a voter.
    voterSetAtMs: nowMs + replica.options.fetchTimeoutMs,
  });
}

/** A leader gives up its epoch and says so to the other voters, the best of whom should follow it. */
export function resign(replica: Replica, nowMs: number): void {
  assert(replica.role.name === 'leader', 'only a leader resigns');
  const { successors } = replica.role.leadership;
  enter(replica, { name: 'resigned', deadlineMs: nowMs + replica.electionTimeoutMs() });
  for (const { id } of successors) {
    replica.send(id, {
      kind: 'end-quorum-epoch',
      leaderId: replica.selfId,
      leaderEpoch: replica.epoch,
      preferredCandidates: successors,
    });
  }
}

/** Follows what another replica says about epoch and leader. A leader that did not answer us stays unfollowed. */
export function learn(replica: Replica, epoch: number, leaderId: number, nowMs: number): void {
  if (epoch < replica.epoch) return;
  const isOther = leaderId >= 0 && leaderId !== replica.selfId;
  if (epoch > replica.epoch) {
    if (isOther) becomeFollower(replica, epoch, leaderId, nowMs);
    else becomeUnattached(replica, epoch, nowMs);
  } else if (isOther) {
    const known = replica.leaderId;
    assert(known < 0 || known === leaderId, `epoch ${epoch} is led by ${known} and by ${leaderId}`);
    if (known < 0) becomeFollower(replica, epoch, leaderId, nowMs);
  }
}

function raiseEpoch(replica: Replica, epoch: number): void {
  assert(epoch >= replica.epoch, `epoch ${epoch} after ${replica.epoch}`);
  if (epoch > replica.epoch) replica.voted = null;
  replica.epoch = epoch;
}

function enter(replica: Replica, role: Role): void {
  const before = replica.role;
  replica.role = role;
  if (before.name !== 'leader') return;
  // What a leader held is answered with the truth as it is now.
  const { parked, voterChange } = before.leadership;
  for (const { token } of parked.splice(0)) {
    replica.respond(token, replica.emptyFetchResponse(ErrorCode.NOT_LEADER_OR_FOLLOWER));
  }
  voterChange?.settle(replica, ErrorCode.NOT_LEADER_OR_FOLLOWER, null);
}
