/** JoinGroup: who is let in, and who is answered at once (GroupMetadataManager.classicGroupJoin). */
import { ErrorCode } from '../../protocol/index.ts';
import type { ClassicGroup } from './classic-group.ts';
import { type Member, NEW_MEMBER_JOIN_TIMEOUT_MS, sameProtocols } from './member.ts';
import {
  joinAnswer,
  joinError,
  maybeCompleteJoin,
  prepareRebalance,
  reportMember,
  type Step,
  syncError,
  touch,
} from './rebalance.ts';
import type { JoinAnswer, JoinRequest, RequestToken } from './types.ts';

/** An answer now, or undefined: it waits for the rebalance under its token. */
export type JoinDecision = JoinAnswer | undefined;

/** `newMemberId` is a fresh random id in case one is needed. */
export function join(
  step: Step,
  group: ClassicGroup,
  request: JoinRequest,
  token: RequestToken,
  newMemberId: string,
): JoinDecision {
  if (group.state === 'Dead') return joinError(ErrorCode.COORDINATOR_NOT_AVAILABLE, request.memberId);
  const decision =
    request.memberId === ''
      ? joinNew(step, group, request, token, newMemberId)
      : joinKnown(step, group, request, token);
  if (decision === undefined) maybeCompleteJoin(step, group);
  return decision;
}

function isFull(step: Step, group: ClassicGroup): boolean {
  return group.members.size + group.pendingMembers.size >= step.config.maxGroupSize;
}

function joinNew(
  step: Step,
  group: ClassicGroup,
  request: JoinRequest,
  token: RequestToken,
  newMemberId: string,
): JoinDecision {
  const staticMember = request.instanceId === null ? undefined : group.staticMembers.get(request.instanceId);
  const existing = staticMember === undefined ? undefined : group.members.get(staticMember);
  if (!group.accepts(request.protocolType, request.protocols, existing))
    return joinError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  if (existing !== undefined) return replaceStatic(step, group, existing, request, token, newMemberId);
  if (isFull(step, group)) return joinError(ErrorCode.GROUP_MAX_SIZE_REACHED);
  if (request.instanceId === null && request.requiresKnownMemberId) {
    group.pendingMembers.set(newMemberId, step.nowMs + request.sessionTimeoutMs);
    step.wakeAt(group, step.nowMs + request.sessionTimeoutMs);
    return joinError(ErrorCode.MEMBER_ID_REQUIRED, newMemberId);
  }
  admit(step, group, request, token, newMemberId);
  return undefined;
}

function joinKnown(step: Step, group: ClassicGroup, request: JoinRequest, token: RequestToken): JoinDecision {
  const { memberId, instanceId } = request;
  const member = group.members.get(memberId);
  if (!group.accepts(request.protocolType, request.protocols, member))
    return joinError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId);
  if (group.pendingMembers.has(memberId)) {
    if (instanceId !== null) return joinError(ErrorCode.UNKNOWN_MEMBER_ID, memberId);
    admit(step, group, request, token, memberId);
    return undefined;
  }
  const refusal = checkIdentity(group, { memberId, instanceId });
  if (refusal !== ErrorCode.NONE) return joinError(refusal, memberId);
  const known = member!;
  switch (group.state) {
    case 'PreparingRebalance':
      rejoin(step, group, known, request, token);
      return undefined;
    case 'CompletingRebalance':
      // The answer was lost: the same question has the same answer.
      if (sameProtocols(known, request.protocols)) return answerAgain(step, group, known);
      break;
    case 'Stable':
      // A follower that brings nothing new is only asking; a leader that rejoins wants to assign again.
      if (group.leader !== memberId && sameProtocols(known, request.protocols))
        return answerAgain(step, group, known);
      break;
    default:
      return joinError(ErrorCode.UNKNOWN_MEMBER_ID, memberId);
  }
  rejoin(step, group, known, request, token);
  prepareRebalance(step, group, `member ${memberId} joined again`);
  return undefined;
}

function answerAgain(step: Step, group: ClassicGroup, member: Member): JoinAnswer {
  touch(step, group, member);
  return joinAnswer(group, member);
}

/** Whether a request comes from the member it names: UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID when its instance moved on. */
export function checkIdentity(
  group: ClassicGroup,
  identity: { memberId: string; instanceId: string | null },
): number {
  if (identity.instanceId !== null) {
    const current = group.staticMembers.get(identity.instanceId);
    if (current === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    if (current !== identity.memberId) return ErrorCode.FENCED_INSTANCE_ID;
  }
  return group.members.has(identity.memberId) ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
}

function admit(
  step: Step,
  group: ClassicGroup,
  request: JoinRequest,
  token: RequestToken,
  memberId: string,
): void {
  const member: Member = {
    memberId,
    instanceId: request.instanceId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    sessionTimeoutMs: request.sessionTimeoutMs,
    protocols: request.protocols,
    assignment: Buffer.alloc(0),
    awaitingJoin: token,
    awaitingSync: undefined,
    isNew: true,
    sessionDeadlineMs: step.nowMs + NEW_MEMBER_JOIN_TIMEOUT_MS,
  };
  group.addMember(member, request.protocolType);
  step.wakeAt(group, member.sessionDeadlineMs);
  reportMember(step, group, member, 'joined');
  group.newMemberAdded = true;
  if (group.state !== 'PreparingRebalance') prepareRebalance(step, group, `member ${memberId} joined`);
}

function rejoin(
  step: Step,
  group: ClassicGroup,
  member: Member,
  request: JoinRequest,
  token: RequestToken,
): void {
  // One JoinGroup a member: an older one that still waits was given up by its client.
  if (member.awaitingJoin !== undefined) {
    step.effects.answers.push({
      token: member.awaitingJoin,
      body: joinError(ErrorCode.REBALANCE_IN_PROGRESS, member.memberId),
    });
  }
  member.protocols = request.protocols;
  member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
  member.sessionTimeoutMs = request.sessionTimeoutMs;
  member.clientId = request.clientId;
  member.clientHost = request.clientHost;
  member.awaitingJoin = token;
  touch(step, group, member);
  reportMember(step, group, member, 'rejoined');
}

/** A static member came back with a new id: the old one is fenced, and nobody is disturbed if nothing changed (KIP-345). */
function replaceStatic(
  step: Step,
  group: ClassicGroup,
  member: Member,
  request: JoinRequest,
  token: RequestToken,
  newMemberId: string,
): JoinDecision {
  const oldMemberId = member.memberId;
  if (member.awaitingJoin !== undefined) {
    step.effects.answers.push({
      token: member.awaitingJoin,
      body: joinError(ErrorCode.FENCED_INSTANCE_ID, oldMemberId),
    });
    member.awaitingJoin = undefined;
  }
  if (member.awaitingSync !== undefined) {
    step.effects.answers.push({ token: member.awaitingSync, body: syncError(ErrorCode.FENCED_INSTANCE_ID) });
    member.awaitingSync = undefined;
  }
  reportMember(step, group, member, 'fenced');
  group.replaceMemberId(member, newMemberId);
  rejoin(step, group, member, request, token);
  switch (group.state) {
    case 'Stable': {
      if (group.selectProtocol() !== group.protocol) break;
      member.awaitingJoin = undefined;
      member.isNew = false;
      // Stored, so that a coordinator that takes over knows the member by its new id.
      step.effects.records.push({
        type: 'group',
        groupId: group.groupId,
        value: group.toStored(step.nowWallMs),
      });
      const leads = group.leader === newMemberId;
      if (leads && !request.supportsSkippingAssignment) {
        // It would take itself for a leader that must assign: it is shown its old self as the leader instead.
        return { ...joinAnswer(group, member), leader: oldMemberId, members: [] };
      }
      return joinAnswer(group, member, leads);
    }
    case 'Empty':
    case 'PreparingRebalance':
      return undefined;
    default:
      break;
  }
  prepareRebalance(step, group, `static member ${request.instanceId} came back with another subscription`);
  return undefined;
}
