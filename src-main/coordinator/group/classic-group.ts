import type { Member } from './member.ts';
import { fromStoredMember, subscriptionFor, toStoredMember } from './member.ts';
import type { CommittedOffset, Protocol, StoredGroup } from './types.ts';

/**
 * Empty: no members, maybe offsets. PreparingRebalance: waiting for members to (re)join. CompletingRebalance: joined,
 * waiting for the leader's assignment. Stable: assigned. Dead: removed; whoever still holds it must look again.
 */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** Sort key of an offset within a group. Topic names hold no slash. */
export function offsetKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

/** One group of the classic protocol, with the offsets committed in its name. Kafka's ClassicGroup. */
export class ClassicGroup {
  readonly groupId: string;
  state: GroupState = 'Empty';
  /** Wall time of the newest state change: offsets of an empty group expire by it. */
  stateTimestampMs: number;
  generation = 0;
  protocolType: string | null = null;
  protocol: string | null = null;
  leader: string | null = null;
  readonly members = new Map<string, Member>();
  /** Instance id → member id of static members (KIP-345). */
  readonly staticMembers = new Map<string, string>();
  /** Ids given out with MEMBER_ID_REQUIRED and not yet used → monotonic time until when they count. */
  readonly pendingMembers = new Map<string, number>();
  /** Members that joined this generation and have not sent SyncGroup. */
  readonly pendingSyncs = new Set<string>();
  /** A member joined since the initial delay began: the delay is extended. */
  newMemberAdded = false;
  /** Monotonic time when the phase that runs now ends by itself. */
  rebalanceDeadlineMs: number | undefined;
  /** When the shard next looks at this group (monotonic), so that it is asked once. */
  nextWakeMs: number | undefined;
  /** Of the initial delay: how much longer it may still be extended. */
  initialDelayLeftMs: number | undefined;
  /** The assignment of this generation is on its way to the log. */
  storingAssignment: ReadonlyMap<string, Buffer> | undefined;
  /** topic/partition → offset. */
  readonly offsets = new Map<
    string,
    CommittedOffset & { readonly topic: string; readonly partition: number }
  >();

  constructor(groupId: string, nowWallMs: number) {
    this.groupId = groupId;
    this.stateTimestampMs = nowWallMs;
  }

  /** All members wait in JoinGroup and every id that was given out has come back. */
  get everyoneJoined(): boolean {
    if (this.pendingMembers.size > 0) return false;
    for (const member of this.members.values()) if (member.awaitingJoin === undefined) return false;
    return true;
  }

  /** The longest that any member wants to be waited for. */
  get rebalanceTimeoutMs(): number {
    let longest = 0;
    for (const member of this.members.values()) longest = Math.max(longest, member.rebalanceTimeoutMs);
    return longest;
  }

  addMember(member: Member, protocolType: string): void {
    if (this.members.size === 0) this.protocolType = protocolType;
    this.leader ??= member.memberId;
    this.members.set(member.memberId, member);
    if (member.instanceId !== null) this.staticMembers.set(member.instanceId, member.memberId);
    this.pendingMembers.delete(member.memberId);
  }

  removeMember(member: Member): void {
    this.members.delete(member.memberId);
    this.pendingSyncs.delete(member.memberId);
    if (member.instanceId !== null && this.staticMembers.get(member.instanceId) === member.memberId) {
      this.staticMembers.delete(member.instanceId);
    }
    if (this.leader === member.memberId) this.leader = this.members.keys().next().value ?? null;
  }

  /** A static member came back under a new id and takes the place of its old one (KIP-345). */
  replaceMemberId(member: Member, newMemberId: string): void {
    this.members.delete(member.memberId);
    if (this.leader === member.memberId) this.leader = newMemberId;
    if (this.pendingSyncs.delete(member.memberId)) this.pendingSyncs.add(newMemberId);
    member.memberId = newMemberId;
    this.members.set(newMemberId, member);
    this.staticMembers.set(member.instanceId!, newMemberId);
  }

  /** Protocol names that every member can speak. */
  commonProtocols(except?: Member): Set<string> {
    let common: Set<string> | undefined;
    for (const member of this.members.values()) {
      if (member === except) continue;
      const names = new Set(member.protocols.map(({ name }) => name));
      common = common === undefined ? names : common.intersection(names);
    }
    return common ?? new Set();
  }

  /** Whether a (re)joining member fits the others. A group without other members takes any protocol. */
  accepts(protocolType: string, protocols: readonly Protocol[], joining?: Member): boolean {
    if (protocolType === '' || protocols.length === 0) return false;
    const others = this.members.size - (joining === undefined ? 0 : 1);
    if (others <= 0) return true;
    if (this.protocolType !== protocolType) return false;
    const common = this.commonProtocols(joining);
    return protocols.some(({ name }) => common.has(name));
  }

  /** Each member votes for the first of its protocols that all can speak; the most votes win. */
  selectProtocol(): string {
    const common = this.commonProtocols();
    const votes = new Map<string, number>();
    for (const member of this.members.values()) {
      const choice = member.protocols.find(({ name }) => common.has(name))!.name;
      votes.set(choice, (votes.get(choice) ?? 0) + 1);
    }
    let winner = '';
    let most = 0;
    for (const [name, count] of votes) {
      if (count > most) [winner, most] = [name, count];
    }
    return winner;
  }

  /** For the leader's JoinGroup answer. */
  joinedMembers(): { memberId: string; groupInstanceId: string | null; metadata: Buffer }[] {
    return [...this.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.instanceId,
      metadata: subscriptionFor(member, this.protocol),
    }));
  }

  toStored(nowWallMs: number, assignments?: ReadonlyMap<string, Buffer>): StoredGroup {
    return {
      protocolType: this.protocolType ?? '',
      generation: this.generation,
      protocol: this.protocol,
      leader: this.leader,
      stateTimestampMs: nowWallMs,
      members: [...this.members.values()].map((member) =>
        toStoredMember(member, this.protocol, assignments?.get(member.memberId) ?? member.assignment),
      ),
    };
  }

  /** The group as another coordinator stored it. Soft state (waiting requests) is gone with that coordinator. */
  restore(stored: StoredGroup, nowMs: number): void {
    this.generation = stored.generation;
    this.protocolType = stored.protocolType === '' ? null : stored.protocolType;
    this.protocol = stored.protocol;
    this.leader = stored.leader;
    this.stateTimestampMs = stored.stateTimestampMs;
    this.members.clear();
    this.staticMembers.clear();
    for (const storedMember of stored.members) {
      const member = fromStoredMember(storedMember, stored.protocol, nowMs);
      this.members.set(member.memberId, member);
      if (member.instanceId !== null) this.staticMembers.set(member.instanceId, member.memberId);
    }
    this.state = this.members.size === 0 ? 'Empty' : 'Stable';
  }
}
