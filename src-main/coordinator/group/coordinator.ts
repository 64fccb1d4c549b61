/**
 * The group coordinator of one broker: takes wire requests to the core that owns the group and brings back what the
 * core decided, when it is committed. Handlers only add what needs the image (topics, ids).
 */
import { coordinatorPartition, randomUuid, type Uuid, uuidToBytes } from '../../base/index.ts';
import type { Env } from '../../env/index.ts';
import {
  type DescribeGroups,
  ErrorCode,
  type JoinGroup,
  type LeaveGroup,
  type ListGroups,
  type RequestOf,
  type ResponseInput,
  type SyncGroup,
} from '../../protocol/index.ts';
import {
  type CoordinatorPartitions,
  CoordinatorRuntime,
  noEffects,
  type Now,
  type Outcome,
  type RequestToken,
} from '../runtime/index.ts';
import { type ClassicGroup, offsetKey } from './classic-group.ts';
import { subscriptionFor } from './member.ts';
import { mayBeOf } from './offsets.ts';
import { joinError, syncError } from './rebalance.ts';
import { decodeGroupRecord, encodeGroupRecords } from './records.ts';
import { type CommitInput, GroupShard } from './shard.ts';
import type {
  CommittedOffset,
  GroupConfig,
  GroupRecord,
  JoinAnswer,
  MemberIdentity,
  NamedTopic,
  PendingAssignment,
  SyncAnswer,
} from './types.ts';

export const GROUP_OFFSETS_TOPIC = '__consumer_offsets';

/** Who sent a request. */
export interface GroupClient {
  readonly apiVersion: number;
  readonly clientId: string;
  /** `/host`, as Kafka shows it. */
  readonly clientHost: string;
}

export interface GroupCoordinatorOptions {
  readonly config: GroupConfig;
  /** Undefined while the topic does not exist. */
  partitionCount(): number | undefined;
}

type GroupStep<T> = (
  shard: GroupShard,
  now: Now,
  token: RequestToken,
) => Outcome<T, GroupRecord, PendingAssignment>;

/** A look at the core that changes nothing. */
function look<T>(answer: T): Outcome<T, GroupRecord, PendingAssignment> {
  return { effects: noEffects(), answer };
}

export interface FetchedOffset extends CommittedOffset {
  readonly topic: string;
  readonly partition: number;
}

export class GroupCoordinator {
  readonly #env: Env;
  readonly #options: GroupCoordinatorOptions;
  readonly #runtime: CoordinatorRuntime<GroupShard, GroupRecord, PendingAssignment>;

  constructor(env: Env, partitions: CoordinatorPartitions, options: GroupCoordinatorOptions) {
    this.#env = env;
    this.#options = options;
    this.#runtime = new CoordinatorRuntime(env, partitions, {
      topic: GROUP_OFFSETS_TOPIC,
      makeShard: () => new GroupShard(options.config),
      encode: encodeGroupRecords,
      decode: decodeGroupRecord,
    });
  }

  /** This broker leads a partition of the offsets topic from now on; resolves when its groups are read back. */
  elected(partition: number, leaderEpoch: number): Promise<void> {
    return this.#runtime.elected(partition, leaderEpoch);
  }

  resigned(partition: number): void {
    this.#runtime.resigned(partition);
  }

  stop(): void {
    this.#runtime.stop();
  }

  /** The partition that owns a group; undefined while the offsets topic does not exist. */
  partitionFor(groupId: string): number | undefined {
    const count = this.#options.partitionCount();
    return count === undefined ? undefined : coordinatorPartition(groupId, count);
  }

  /** NONE where this broker can answer for the group. */
  availability(groupId: string): number {
    const partition = this.partitionFor(groupId);
    return partition === undefined ? ErrorCode.NOT_COORDINATOR : this.#runtime.availability(partition);
  }

  #execute<T>(groupId: string, fail: (errorCode: number) => T, step: GroupStep<T>): Promise<T> {
    const partition = this.partitionFor(groupId);
    if (partition === undefined) return Promise.resolve(fail(ErrorCode.NOT_COORDINATOR));
    return this.#runtime.execute(partition, fail, step);
  }

  async join(
    request: RequestOf<typeof JoinGroup>,
    client: GroupClient,
  ): Promise<ResponseInput<typeof JoinGroup>> {
    const { groupId, memberId, groupInstanceId } = request;
    const answer =
      groupId === ''
        ? joinError(ErrorCode.INVALID_GROUP_ID, memberId)
        : await this.#execute<JoinAnswer>(
            groupId,
            (errorCode) => joinError(errorCode, memberId),
            (shard, now, token) =>
              shard.join(
                {
                  groupId,
                  memberId,
                  instanceId: groupInstanceId,
                  protocolType: request.protocolType,
                  protocols: request.protocols.map(({ name, metadata }) => ({
                    name,
                    metadata: Buffer.from(metadata),
                  })),
                  sessionTimeoutMs: request.sessionTimeoutMs,
                  // v0 had one timeout for both.
                  rebalanceTimeoutMs:
                    request.rebalanceTimeoutMs >= 0 ? request.rebalanceTimeoutMs : request.sessionTimeoutMs,
                  clientId: client.clientId,
                  clientHost: client.clientHost,
                  requiresKnownMemberId: client.apiVersion >= 4,
                  supportsSkippingAssignment: client.apiVersion >= 9,
                },
                token,
                this.#newMemberId(groupInstanceId ?? client.clientId),
                now,
              ),
          );
    // Null names came with v7 (KIP-559).
    return client.apiVersion >= 7 ? answer : { ...answer, protocolName: answer.protocolName ?? '' };
  }

  /** As Kafka forms it: the instance or client id, a dash, and a UUID in its usual text form. */
  #newMemberId(prefix: string): string {
    const hex = uuidToBytes(randomUuid((size) => this.#env.random.bytes(size))).toString('hex');
    return `${prefix}-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  async sync(request: RequestOf<typeof SyncGroup>): Promise<ResponseInput<typeof SyncGroup>> {
    const { groupId, memberId, generationId } = request;
    if (groupId === '') return syncError(ErrorCode.INVALID_GROUP_ID);
    return this.#execute<SyncAnswer>(groupId, syncFailure, (shard, now, token) =>
      shard.sync(
        {
          groupId,
          memberId,
          generationId,
          instanceId: request.groupInstanceId,
          protocolType: request.protocolType,
          protocolName: request.protocolName,
          assignments: request.assignments.map((one) => ({
            memberId: one.memberId,
            assignment: Buffer.from(one.assignment),
          })),
        },
        token,
        now,
      ),
    );
  }

  heartbeat(groupId: string, generationId: number, identity: MemberIdentity): Promise<number> {
    if (groupId === '') return Promise.resolve(ErrorCode.INVALID_GROUP_ID);
    // A coordinator that is still reading its log cannot tell whether the member is known: it lets it live.
    const fail = (errorCode: number) =>
      errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : errorCode;
    return this.#execute(groupId, fail, (shard, now) =>
      shard.heartbeat(groupId, generationId, identity, now),
    );
  }

  async leave(
    request: RequestOf<typeof LeaveGroup>,
    apiVersion: number,
  ): Promise<ResponseInput<typeof LeaveGroup>> {
    const members =
      apiVersion >= 3
        ? request.members.map((member) => ({ memberId: member.memberId, instanceId: member.groupInstanceId }))
        : [{ memberId: request.memberId, instanceId: null }];
    if (request.groupId === '') return { errorCode: ErrorCode.INVALID_GROUP_ID };
    const codes = await this.#execute<number[] | number>(request.groupId, identityCode, (shard, now) =>
      shard.leave(request.groupId, members, now),
    );
    if (typeof codes === 'number') return { errorCode: codes };
    if (apiVersion < 3) return { errorCode: codes[0] };
    return {
      errorCode: ErrorCode.NONE,
      members: members.map(({ memberId, instanceId }, index) => ({
        memberId,
        groupInstanceId: instanceId,
        errorCode: codes[index],
      })),
    };
  }

  /** Stores offsets; the code holds for all of them. Checks of topics and metadata sizes are the handler's. */
  commit(
    groupId: string,
    generationId: number,
    identity: MemberIdentity,
    commits: readonly CommitInput[],
  ): Promise<number> {
    if (groupId === '' && generationId >= 0) return Promise.resolve(ErrorCode.INVALID_GROUP_ID);
    return this.#execute(groupId, identityCode, (shard, now) =>
      shard.commit(groupId, generationId, identity, commits, now),
    );
  }

  /**
   * Topics have been deleted, and what was committed for them means nothing in those that may get their names. A
   * coordinator that was not active then is told of none of it: `fetchOffsets` holds the ids against each other, too.
   */
  topicsDeleted(topics: readonly NamedTopic[]): void {
    this.#runtime.executeAll((shard, now) => shard.forgetTopics(topics, now));
  }

  /** The committed offset of each partition asked for (undefined: none), or of all; or why not. */
  fetchOffsets(
    groupId: string,
    partitions: readonly { topic: string; topicId: Uuid; partition: number }[] | null,
  ): Promise<number | readonly (FetchedOffset | undefined)[]> {
    return this.#execute<number | readonly (FetchedOffset | undefined)[]>(groupId, identityCode, (shard) => {
      const offsets = shard.group(groupId)?.offsets;
      const answer =
        partitions === null
          ? [...(offsets?.values() ?? [])]
          : partitions.map(({ topic, topicId, partition }) => {
              const offset = offsets?.get(offsetKey(topic, partition));
              return offset !== undefined && mayBeOf(offset.topicId, topicId) ? offset : undefined;
            });
      return look(answer);
    });
  }

  deleteGroup(groupId: string): Promise<number> {
    return this.#execute(groupId, identityCode, (shard, now) => shard.delete(groupId, now));
  }

  deleteOffsets(
    groupId: string,
    topics: readonly { name: string; partitions: readonly number[] }[],
  ): Promise<{ errorCode: number; topics: number[] }> {
    const fail = (errorCode: number) => ({ errorCode, topics: [] });
    return this.#execute<{ errorCode: number; topics: number[] }>(groupId, fail, (shard, now) =>
      shard.deleteOffsets(groupId, topics, now),
    );
  }

  describe(
    groupId: string,
    apiVersion: number,
  ): Promise<ResponseInput<typeof DescribeGroups>['groups'][number]> {
    const nothing = { groupId, groupState: '', protocolType: '', protocolData: '', members: [] };
    const fail = (errorCode: number) => ({ ...nothing, errorCode });
    return this.#execute<ResponseInput<typeof DescribeGroups>['groups'][number]>(groupId, fail, (shard) => {
      const group = shard.group(groupId);
      const answer =
        group === undefined
          ? {
              ...nothing,
              groupState: 'Dead',
              // v6 says that there is none; before, a dead group without error had to do (KIP-1043).
              errorCode: apiVersion >= 6 ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.NONE,
              errorMessage: apiVersion >= 6 ? `Group ${groupId} not found.` : null,
            }
          : describeGroup(group);
      return look(answer);
    });
  }

  /** The groups here that pass the filters (empty: all). `errorCode` says when some are still being read back. */
  list(statesFilter: readonly string[], typesFilter: readonly string[]): ResponseInput<typeof ListGroups> {
    const states = new Set(statesFilter.map((state) => state.toLowerCase()));
    const types = new Set(typesFilter.map((type) => type.toLowerCase()));
    if (this.#runtime.loading) return { errorCode: ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, groups: [] };
    const groups = [];
    for (const shard of this.#runtime.active()) {
      for (const group of shard.groups()) {
        if (states.size > 0 && !states.has(group.state.toLowerCase())) continue;
        if (types.size > 0 && !types.has('classic')) continue;
        groups.push({
          groupId: group.groupId,
          protocolType: group.protocolType ?? '',
          groupState: group.state,
          groupType: 'classic',
        });
      }
    }
    return { errorCode: ErrorCode.NONE, groups };
  }
}

const identityCode = (errorCode: number) => errorCode;

/** While a coordinator reads its log back, a member does best to join again (KIP-394's cousin in SyncGroup). */
function syncFailure(errorCode: number): SyncAnswer {
  return syncError(
    errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.REBALANCE_IN_PROGRESS : errorCode,
  );
}

function describeGroup(group: ClassicGroup): ResponseInput<typeof DescribeGroups>['groups'][number] {
  const stable = group.state === 'Stable';
  return {
    errorCode: ErrorCode.NONE,
    groupId: group.groupId,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: stable ? (group.protocol ?? '') : '',
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.instanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      // Only a stable group's members have agreed on what these bytes mean.
      memberMetadata: stable ? subscriptionFor(member, group.protocol) : Buffer.alloc(0),
      memberAssignment: stable ? member.assignment : Buffer.alloc(0),
    })),
  };
}
