/**
 * How a classic group moves from one generation to the next: Empty → PreparingRebalance → CompletingRebalance →
 * Stable. Behaviour of Kafka's GroupMetadataManager (classic part), decided here without clock or log.
 */
import { ErrorCode } from '../../protocol/index.ts';
import type { ClassicGroup, GroupState } from './classic-group.ts';
import type { Member } from './member.ts';
import type { GroupConfig, GroupEffects, JoinAnswer, RequestToken, SyncAnswer } from './types.ts';

/** The moment in which a step happens, and where its consequences are put down. */
export interface Step {
  readonly nowMs: number;
  readonly nowWallMs: number;
  readonly config: GroupConfig;
  readonly effects: GroupEffects;
  /** Makes sure that the shard looks at the group at this monotonic time. */
  wakeAt(group: ClassicGroup, atMs: number): void;
}

const NO_BYTES = Buffer.alloc(0);

export function joinError(errorCode: number, memberId = ''): JoinAnswer {
  return {
    errorCode,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  };
}

export function syncError(errorCode: number): SyncAnswer {
  return { errorCode, protocolType: null, protocolName: null, assignment: NO_BYTES };
}

function answer(step: Step, token: RequestToken, body: unknown): void {
  step.effects.answers.push({ token, body });
}

export function changeState(step: Step, group: ClassicGroup, to: GroupState, reason: string): void {
  if (group.state !== to) {
    step.effects.facts.push({
      kind: 'group-state',
      groupId: group.groupId,
      from: group.state,
      to,
      generation: group.generation,
      reason,
    });
  }
  group.state = to;
  group.stateTimestampMs = step.nowWallMs;
}

/** A sign of life: the session starts again. */
export function touch(step: Step, group: ClassicGroup, member: Member): void {
  member.sessionDeadlineMs = step.nowMs + member.sessionTimeoutMs;
  step.wakeAt(group, member.sessionDeadlineMs);
}

export function reportMember(
  step: Step,
  group: ClassicGroup,
  member: Member,
  change: 'joined' | 'rejoined' | 'synced' | 'left' | 'expired' | 'fenced',
): void {
  step.effects.facts.push({
    kind: 'group-member',
    groupId: group.groupId,
    memberId: member.memberId,
    clientId: member.clientId,
    change,
    generation: group.generation,
  });
}

/** Answers everybody who waits for an assignment; with an error, their client joins again. */
function answerSyncs(step: Step, group: ClassicGroup, errorCode: number): void {
  for (const member of group.members.values()) {
    if (errorCode !== ErrorCode.NONE) member.assignment = NO_BYTES;
    const token = member.awaitingSync;
    if (token === undefined) continue;
    member.awaitingSync = undefined;
    touch(step, group, member);
    answer(step, token, errorCode === ErrorCode.NONE ? syncAnswer(group, member) : syncError(errorCode));
  }
}

export function syncAnswer(group: ClassicGroup, member: Member): SyncAnswer {
  return {
    errorCode: ErrorCode.NONE,
    protocolType: group.protocolType,
    protocolName: group.protocol,
    assignment: member.assignment,
  };
}

/** The current generation for one member; the leader also learns who is in. */
export function joinAnswer(group: ClassicGroup, member: Member, skipAssignment = false): JoinAnswer {
  const leads = group.leader === member.memberId;
  return {
    errorCode: ErrorCode.NONE,
    generationId: group.generation,
    protocolType: group.protocolType,
    protocolName: group.protocol,
    leader: group.leader ?? '',
    skipAssignment,
    memberId: member.memberId,
    members: leads ? group.joinedMembers() : [],
  };
}

/** Everybody is asked to join again; syncs that wait are sent back. */
export function prepareRebalance(step: Step, group: ClassicGroup, reason: string): void {
  if (group.state === 'CompletingRebalance') {
    group.storingAssignment = undefined;
    answerSyncs(step, group, ErrorCode.REBALANCE_IN_PROGRESS);
  }
  group.pendingSyncs.clear();
  const wasEmpty = group.state === 'Empty';
  changeState(step, group, 'PreparingRebalance', reason);
  if (wasEmpty && step.config.initialRebalanceDelayMs > 0) {
    // The first rebalance waits a little: members of one application start together.
    const delay = step.config.initialRebalanceDelayMs;
    group.newMemberAdded = false;
    group.initialDelayLeftMs = Math.max(group.rebalanceTimeoutMs - delay, 0);
    group.rebalanceDeadlineMs = step.nowMs + delay;
  } else {
    group.initialDelayLeftMs = undefined;
    group.rebalanceDeadlineMs = step.nowMs + group.rebalanceTimeoutMs;
  }
  step.wakeAt(group, group.rebalanceDeadlineMs);
  maybeCompleteJoin(step, group);
}

/** Ends the joining phase when nobody is missing. */
export function maybeCompleteJoin(step: Step, group: ClassicGroup): void {
  if (group.state !== 'PreparingRebalance' || group.initialDelayLeftMs !== undefined) return;
  if (group.everyoneJoined) completeJoin(step, group);
}

/** The deadline of the running phase has passed. */
export function phaseExpired(step: Step, group: ClassicGroup): void {
  if (group.state === 'PreparingRebalance') {
    if (group.initialDelayLeftMs !== undefined && group.initialDelayLeftMs > 0 && group.newMemberAdded) {
      const delay = Math.min(step.config.initialRebalanceDelayMs, group.initialDelayLeftMs);
      group.newMemberAdded = false;
      group.initialDelayLeftMs -= delay;
      group.rebalanceDeadlineMs = step.nowMs + delay;
      step.wakeAt(group, group.rebalanceDeadlineMs);
      return;
    }
    completeJoin(step, group);
    return;
  }
  group.rebalanceDeadlineMs = undefined;
  if (group.pendingSyncs.size === 0 || group.state === 'Empty' || group.state === 'Dead') return;
  // Members that joined and never asked for their assignment hold up the others.
  for (const memberId of group.pendingSyncs) {
    const member = group.members.get(memberId);
    if (member === undefined) continue;
    reportMember(step, group, member, 'expired');
    group.removeMember(member);
  }
  prepareRebalance(step, group, 'members did not sync in time');
}

function completeJoin(step: Step, group: ClassicGroup): void {
  group.initialDelayLeftMs = undefined;
  group.rebalanceDeadlineMs = undefined;
  group.pendingMembers.clear();
  let waiting = 0;
  for (const member of [...group.members.values()]) {
    if (member.awaitingJoin !== undefined) waiting++;
    else if (member.instanceId === null) {
      reportMember(step, group, member, 'expired');
      group.removeMember(member);
    }
  }
  if (group.members.size > 0 && !electJoinedLeader(group)) {
    // Only static members are left and none came back: they keep their places until their sessions end.
    group.rebalanceDeadlineMs = step.nowMs + group.rebalanceTimeoutMs;
    step.wakeAt(group, group.rebalanceDeadlineMs);
    return;
  }
  group.generation++;
  if (group.members.size === 0) {
    group.protocol = null;
    group.leader = null;
    changeState(step, group, 'Empty', 'no member is left');
    step.effects.records.push({
      type: 'group',
      groupId: group.groupId,
      value: group.toStored(step.nowWallMs),
    });
    return;
  }
  group.protocol = group.selectProtocol();
  changeState(
    step,
    group,
    'CompletingRebalance',
    waiting === 1 ? '1 member joined' : `${waiting} members joined`,
  );
  for (const member of group.members.values()) {
    const token = member.awaitingJoin;
    group.pendingSyncs.add(member.memberId);
    if (token === undefined) continue;
    member.awaitingJoin = undefined;
    member.isNew = false;
    touch(step, group, member);
    answer(step, token, joinAnswer(group, member));
  }
  group.rebalanceDeadlineMs = step.nowMs + group.rebalanceTimeoutMs;
  step.wakeAt(group, group.rebalanceDeadlineMs);
}

/** The leader must be one that is there to assign. False when nobody is. */
function electJoinedLeader(group: ClassicGroup): boolean {
  const leader = group.leader === null ? undefined : group.members.get(group.leader);
  if (leader?.awaitingJoin !== undefined) return true;
  for (const member of group.members.values()) {
    if (member.awaitingJoin === undefined) continue;
    group.leader = member.memberId;
    return true;
  }
  return false;
}

/** The leader's assignment is in the log (or is not): the members get it, or are sent back. */
export function assignmentStored(
  step: Step,
  group: ClassicGroup,
  generation: number,
  errorCode: number,
): void {
  if (group.state !== 'CompletingRebalance' || group.generation !== generation) return; // Overtaken by a new rebalance.
  const assignments = group.storingAssignment;
  group.storingAssignment = undefined;
  if (errorCode !== ErrorCode.NONE || assignments === undefined) {
    answerSyncs(step, group, errorCode);
    prepareRebalance(step, group, 'the assignment could not be stored');
    return;
  }
  for (const member of group.members.values())
    member.assignment = assignments.get(member.memberId) ?? NO_BYTES;
  changeState(step, group, 'Stable', 'assignment stored');
  answerSyncs(step, group, ErrorCode.NONE);
}

/** Takes a member out and lets the others share its partitions. */
export function removeAndRebalance(
  step: Step,
  group: ClassicGroup,
  member: Member,
  change: 'left' | 'expired' | 'fenced',
): void {
  // Whoever still waits under this id is told that it is not known any more.
  if (member.awaitingJoin !== undefined)
    answer(step, member.awaitingJoin, joinError(ErrorCode.UNKNOWN_MEMBER_ID, member.memberId));
  if (member.awaitingSync !== undefined)
    answer(step, member.awaitingSync, syncError(ErrorCode.UNKNOWN_MEMBER_ID));
  member.awaitingJoin = undefined;
  member.awaitingSync = undefined;
  reportMember(step, group, member, change);
  group.removeMember(member);
  if (group.state === 'Stable' || group.state === 'CompletingRebalance') {
    prepareRebalance(step, group, `member ${member.memberId} ${change}`);
  } else if (group.state === 'PreparingRebalance') maybeCompleteJoin(step, group);
}
