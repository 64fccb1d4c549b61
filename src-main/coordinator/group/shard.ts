/**
 * The groups of one `__consumer_offsets` partition: a pure core. Durable state (offsets, stored groups) changes only in
 * `replay`; members and their waiting requests are soft state that ends with the coordinator.
 */
import { Heap } from '../../base/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { ClassicGroup, offsetKey } from './classic-group.ts';
import { checkIdentity, join } from './join.ts';
import { type CoordinatorShard, noEffects, type Now, type Outcome } from '../runtime/index.ts';
import { checkCommit, expiredOffsets, mayBeOf, replayOffset } from './offsets.ts';
import * as rebalance from './rebalance.ts';
import { subscribedTopics } from './subscription.ts';
import {
  type CommittedOffset,
  type GroupConfig,
  type GroupEffects,
  type GroupRecord,
  type JoinAnswer,
  type JoinRequest,
  type MemberIdentity,
  type NamedTopic,
  type PendingAssignment,
  type RequestToken,
  type SyncAnswer,
  type SyncRequest,
} from './types.ts';

type GroupOutcome<T> = Outcome<T, GroupRecord, PendingAssignment>;

export interface CommitInput {
  readonly topic: string;
  readonly partition: number;
  readonly offset: CommittedOffset;
}

export class GroupShard implements CoordinatorShard<GroupRecord, PendingAssignment> {
  readonly #config: GroupConfig;
  readonly #groups = new Map<string, ClassicGroup>();
  /** Lazy: an entry says "look at this group then"; what is really due is read from the group itself. */
  readonly #wakes = new Heap<{ atMs: number; group: ClassicGroup }>((a, b) => a.atMs - b.atMs);
  #expireOffsetsAtMs = Infinity;

  constructor(config: GroupConfig) {
    this.#config = config;
  }

  /** Monotonic time of the next deadline; Infinity for none. */
  get wakeAtMs(): number {
    return Math.min(this.#wakes.peek()?.atMs ?? Infinity, this.#expireOffsetsAtMs);
  }

  group(groupId: string): ClassicGroup | undefined {
    return this.#groups.get(groupId);
  }

  groups(): Iterable<ClassicGroup> {
    return this.#groups.values();
  }

  #step(now: Now): rebalance.Step {
    return {
      nowMs: now.ms,
      nowWallMs: now.wallMs,
      config: this.#config,
      effects: noEffects(),
      wakeAt: (group, atMs) => {
        if (atMs < (group.nextWakeMs ?? Infinity)) {
          group.nextWakeMs = atMs;
          this.#wakes.push({ atMs, group });
        }
      },
    };
  }

  #groupOrNew(groupId: string, now: Now): ClassicGroup {
    let group = this.#groups.get(groupId);
    if (group === undefined) {
      group = new ClassicGroup(groupId, now.wallMs);
      this.#groups.set(groupId, group);
    }
    return group;
  }

  replay(record: GroupRecord, now: Now): void {
    if (record.type === 'offset') {
      if (record.value === null && !this.#groups.has(record.groupId)) return;
      replayOffset(this.#groupOrNew(record.groupId, now), record);
      if (this.#expireOffsetsAtMs === Infinity)
        this.#expireOffsetsAtMs = now.ms + this.#config.offsetsRetentionCheckIntervalMs;
      return;
    }
    if (record.value === null) {
      const group = this.#groups.get(record.groupId);
      if (group !== undefined) group.state = 'Dead';
      this.#groups.delete(record.groupId);
    }
    // Our own records describe what memory already holds; only a load takes the group from them (`restore`).
  }

  /** Replay while the partition is loaded: the log is all there is. */
  restore(record: GroupRecord, now: Now): void {
    this.replay(record, now);
    if (record.type === 'group' && record.value !== null)
      this.#groupOrNew(record.groupId, now).restore(record.value, now.ms);
  }

  /** After the last record of a load: sessions begin to run. */
  loaded(now: Now): void {
    const step = this.#step(now);
    for (const group of this.#groups.values()) {
      for (const member of group.members.values()) rebalance.touch(step, group, member);
    }
  }

  join(request: JoinRequest, token: RequestToken, newMemberId: string, now: Now): GroupOutcome<JoinAnswer> {
    const step = this.#step(now);
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.#config;
    if (request.sessionTimeoutMs < minSessionTimeoutMs || request.sessionTimeoutMs > maxSessionTimeoutMs) {
      return {
        effects: step.effects,
        answer: rebalance.joinError(ErrorCode.INVALID_SESSION_TIMEOUT, request.memberId),
      };
    }
    if (!this.#groups.has(request.groupId) && request.memberId !== '') {
      return {
        effects: step.effects,
        answer: rebalance.joinError(ErrorCode.UNKNOWN_MEMBER_ID, request.memberId),
      };
    }
    const group = this.#groupOrNew(request.groupId, now);
    const answer = join(step, group, request, token, newMemberId);
    // A refused first join leaves no trace of a group.
    if (
      group.state === 'Empty' &&
      group.generation === 0 &&
      group.pendingMembers.size === 0 &&
      group.offsets.size === 0
    ) {
      this.#groups.delete(group.groupId);
    }
    return { effects: step.effects, answer };
  }

  sync(request: SyncRequest, token: RequestToken, now: Now): GroupOutcome<SyncAnswer> {
    const step = this.#step(now);
    return { effects: step.effects, answer: this.#sync(step, request, token) };
  }

  #sync(step: rebalance.Step, request: SyncRequest, token: RequestToken): SyncAnswer | undefined {
    const group = this.#groups.get(request.groupId);
    if (group === undefined) return rebalance.syncError(ErrorCode.UNKNOWN_MEMBER_ID);
    const refusal = checkIdentity(group, request);
    if (refusal !== ErrorCode.NONE) return rebalance.syncError(refusal);
    if (request.generationId !== group.generation) return rebalance.syncError(ErrorCode.ILLEGAL_GENERATION);
    const differs = (asked: string | null, actual: string | null) => asked !== null && asked !== actual;
    if (differs(request.protocolType, group.protocolType) || differs(request.protocolName, group.protocol)) {
      return rebalance.syncError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }
    const member = group.members.get(request.memberId)!;
    switch (group.state) {
      case 'PreparingRebalance':
        return rebalance.syncError(ErrorCode.REBALANCE_IN_PROGRESS);
      case 'Stable':
        rebalance.touch(step, group, member);
        return rebalance.syncAnswer(group, member);
      case 'CompletingRebalance':
        break;
      default:
        return rebalance.syncError(ErrorCode.UNKNOWN_MEMBER_ID);
    }
    group.pendingSyncs.delete(member.memberId);
    if (member.awaitingSync !== undefined) {
      step.effects.answers.push({
        token: member.awaitingSync,
        body: rebalance.syncError(ErrorCode.REBALANCE_IN_PROGRESS),
      });
    }
    member.awaitingSync = token;
    rebalance.reportMember(step, group, member, 'synced');
    if (group.leader === member.memberId && group.storingAssignment === undefined) {
      const assignments = new Map(
        request.assignments.map(({ memberId, assignment }) => [memberId, assignment]),
      );
      group.storingAssignment = assignments;
      step.effects.records.push({
        type: 'group',
        groupId: group.groupId,
        value: group.toStored(step.nowWallMs, assignments),
      });
      step.effects.followUps.push({ groupId: group.groupId, generation: group.generation });
    }
    return undefined;
  }

  /** The record with the assignment was committed, or the append failed with this error. */
  stored(pending: PendingAssignment, errorCode: number, now: Now): GroupEffects {
    const step = this.#step(now);
    const group = this.#groups.get(pending.groupId);
    if (group !== undefined) rebalance.assignmentStored(step, group, pending.generation, errorCode);
    return step.effects;
  }

  heartbeat(groupId: string, generationId: number, identity: MemberIdentity, now: Now): GroupOutcome<number> {
    const step = this.#step(now);
    return { effects: step.effects, answer: this.#heartbeat(step, groupId, generationId, identity) };
  }

  #heartbeat(step: rebalance.Step, groupId: string, generationId: number, identity: MemberIdentity): number {
    const group = this.#groups.get(groupId);
    if (group === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    const refusal = checkIdentity(group, identity);
    if (refusal !== ErrorCode.NONE) return refusal;
    if (generationId !== group.generation) return ErrorCode.ILLEGAL_GENERATION;
    if (group.state === 'Empty' || group.state === 'Dead') return ErrorCode.UNKNOWN_MEMBER_ID;
    rebalance.touch(step, group, group.members.get(identity.memberId)!);
    return group.state === 'PreparingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  /** One error code a member, in the order asked. Static members may be named by their instance alone. */
  leave(groupId: string, identities: readonly MemberIdentity[], now: Now): GroupOutcome<number[]> {
    const step = this.#step(now);
    const group = this.#groups.get(groupId);
    const answer = identities.map((identity) =>
      group === undefined ? ErrorCode.UNKNOWN_MEMBER_ID : leaveOne(step, group, identity),
    );
    return { effects: step.effects, answer };
  }

  /** Records for the offsets, or the error that refuses them all. */
  commit(
    groupId: string,
    generationId: number,
    identity: MemberIdentity,
    commits: readonly CommitInput[],
    now: Now,
  ): GroupOutcome<number> {
    const step = this.#step(now);
    const group = this.#groups.get(groupId);
    const refusal = checkCommit(group, generationId, identity);
    if (refusal !== ErrorCode.NONE) return { effects: step.effects, answer: refusal };
    const member = group?.members.get(identity.memberId);
    if (group !== undefined && member !== undefined) rebalance.touch(step, group, member);
    for (const { topic, partition, offset } of commits) {
      step.effects.records.push({ type: 'offset', groupId, topic, partition, value: offset });
      step.effects.facts.push({
        kind: 'offsets-committed',
        groupId,
        topic,
        partition,
        offset: offset.offset,
      });
    }
    return { effects: step.effects, answer: ErrorCode.NONE };
  }

  /** Forgets an empty group and all its offsets. */
  delete(groupId: string, now: Now): GroupOutcome<number> {
    const step = this.#step(now);
    const group = this.#groups.get(groupId);
    if (group === undefined) return { effects: step.effects, answer: ErrorCode.GROUP_ID_NOT_FOUND };
    if (group.state !== 'Empty') return { effects: step.effects, answer: ErrorCode.NON_EMPTY_GROUP };
    forgetGroup(step, group, [...group.offsets.values()]);
    return { effects: step.effects, answer: ErrorCode.NONE };
  }

  /** OffsetDelete: refused for topics that members may be reading. One code a topic, in the order asked; or one for all. */
  deleteOffsets(
    groupId: string,
    topics: readonly { name: string; partitions: readonly number[] }[],
    now: Now,
  ): GroupOutcome<{ errorCode: number; topics: number[] }> {
    const step = this.#step(now);
    const group = this.#groups.get(groupId);
    const refuse = (errorCode: number) => ({ effects: step.effects, answer: { errorCode, topics: [] } });
    if (group === undefined || group.state === 'Dead') return refuse(ErrorCode.GROUP_ID_NOT_FOUND);
    if (group.state !== 'Empty' && group.protocolType !== 'consumer')
      return refuse(ErrorCode.NON_EMPTY_GROUP);
    const subscribed = group.state === 'Empty' ? new Set<string>() : subscribedTopics(group);
    const codes = topics.map(({ name, partitions }) => {
      if (subscribed === undefined || subscribed.has(name)) return ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC;
      for (const partition of partitions) {
        if (group.offsets.has(offsetKey(name, partition))) {
          step.effects.records.push({ type: 'offset', groupId, topic: name, partition, value: null });
        }
      }
      return ErrorCode.NONE;
    });
    return { effects: step.effects, answer: { errorCode: ErrorCode.NONE, topics: codes } };
  }

  /**
   * Offsets of topics that were deleted go with them (OffsetMetadataManager.onPartitionsDeleted). Those of a topic that
   * has been made anew under the same name stay.
   */
  forgetTopics(deleted: readonly NamedTopic[], now: Now): GroupEffects {
    const step = this.#step(now);
    for (const { groupId, offsets } of this.#groups.values()) {
      for (const { topic, partition, topicId } of offsets.values()) {
        if (deleted.some(({ name, id }) => name === topic && mayBeOf(topicId, id)))
          step.effects.records.push({ type: 'offset', groupId, topic, partition, value: null });
      }
    }
    return step.effects;
  }

  /** Does what is due. */
  wake(now: Now): GroupEffects {
    const step = this.#step(now);
    for (
      let next = this.#wakes.peek();
      next !== undefined && next.atMs <= now.ms;
      next = this.#wakes.peek()
    ) {
      this.#wakes.pop();
      if (next.group.nextWakeMs === next.atMs) next.group.nextWakeMs = undefined;
      if (this.#groups.get(next.group.groupId) === next.group) this.#wakeGroup(step, next.group);
    }
    if (this.#expireOffsetsAtMs <= now.ms) this.#expireOffsets(step);
    return step.effects;
  }

  #wakeGroup(step: rebalance.Step, group: ClassicGroup): void {
    for (const [memberId, untilMs] of group.pendingMembers) {
      if (untilMs > step.nowMs) continue;
      group.pendingMembers.delete(memberId);
      rebalance.maybeCompleteJoin(step, group);
    }
    for (const member of [...group.members.values()]) {
      const waits = member.awaitingJoin !== undefined || member.awaitingSync !== undefined;
      if (member.sessionDeadlineMs > step.nowMs || (waits && !member.isNew)) continue;
      rebalance.removeAndRebalance(step, group, member, 'expired');
    }
    if (group.rebalanceDeadlineMs !== undefined && group.rebalanceDeadlineMs <= step.nowMs)
      rebalance.phaseExpired(step, group);
    this.#scheduleNext(step, group);
  }

  /** The earliest moment at which something of the group is due. */
  #scheduleNext(step: rebalance.Step, group: ClassicGroup): void {
    let earliest = group.rebalanceDeadlineMs ?? Infinity;
    for (const untilMs of group.pendingMembers.values()) earliest = Math.min(earliest, untilMs);
    for (const member of group.members.values()) {
      // Who waits for an answer cannot expire; its session starts again with the answer.
      const waits = member.awaitingJoin !== undefined || member.awaitingSync !== undefined;
      if (!waits || member.isNew) earliest = Math.min(earliest, member.sessionDeadlineMs);
    }
    if (earliest !== Infinity) step.wakeAt(group, Math.max(earliest, step.nowMs));
  }

  #expireOffsets(step: rebalance.Step): void {
    let remembered = 0;
    for (const group of this.#groups.values()) {
      const subscribed = subscribedTopics(group);
      const expired = expiredOffsets(
        group,
        step.nowWallMs,
        this.#config,
        (topic) => subscribed === undefined || subscribed.has(topic),
      );
      remembered += group.offsets.size - expired.length;
      if (
        group.state === 'Empty' &&
        expired.length === group.offsets.size &&
        group.pendingMembers.size === 0
      ) {
        forgetGroup(step, group, [...group.offsets.values()]);
      } else step.effects.records.push(...expired);
    }
    this.#expireOffsetsAtMs =
      remembered > 0 ? step.nowMs + this.#config.offsetsRetentionCheckIntervalMs : Infinity;
  }
}

function forgetGroup(
  step: rebalance.Step,
  group: ClassicGroup,
  offsets: readonly { topic: string; partition: number }[],
): void {
  for (const { topic, partition } of offsets) {
    step.effects.records.push({ type: 'offset', groupId: group.groupId, topic, partition, value: null });
  }
  step.effects.records.push({ type: 'group', groupId: group.groupId, value: null });
  step.effects.facts.push({
    kind: 'group-state',
    groupId: group.groupId,
    from: group.state,
    to: 'Dead',
    generation: group.generation,
    reason: 'deleted',
  });
}

function leaveOne(step: rebalance.Step, group: ClassicGroup, identity: MemberIdentity): number {
  if (identity.instanceId !== null) {
    const current = group.staticMembers.get(identity.instanceId);
    if (current === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    if (identity.memberId !== '' && identity.memberId !== current) return ErrorCode.FENCED_INSTANCE_ID;
    rebalance.removeAndRebalance(step, group, group.members.get(current)!, 'left');
    return ErrorCode.NONE;
  }
  if (group.pendingMembers.delete(identity.memberId)) {
    rebalance.maybeCompleteJoin(step, group);
    return ErrorCode.NONE;
  }
  const member = group.members.get(identity.memberId);
  if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
  rebalance.removeAndRebalance(step, group, member, 'left');
  return ErrorCode.NONE;
}
