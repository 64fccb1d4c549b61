import { DIRECTORY_MIGRATING, type Uuid } from '../base/index.ts';
import { type MetadataRecordInput, NO_LEADER_CHANGE, type PartitionImage } from '../metadata/index.ts';
import { completedReassignment } from './reassignment.ts';

export type ElectionKind =
  /** Keep the leader while it can lead; else the first in-sync replica that can. */
  | 'any'
  /** Move to the first replica if it is in sync. */
  | 'preferred'
  /** If nobody in sync can lead, take whoever lives, and lose what only the others had. */
  | 'unclean';

/** What a partition should become; what is left out stays. */
export interface PartitionTarget {
  readonly isr?: readonly number[];
  readonly replicas?: readonly number[];
  readonly removing?: readonly number[];
  readonly adding?: readonly number[];
  readonly leaderRecoveryState?: number;
  readonly election?: ElectionKind;
  /** A replica whose broker came back without having stopped cleanly: it may lack what it had acknowledged. */
  readonly uncleanReplica?: number;
  /** Where the replica of one broker lies. */
  readonly directory?: { readonly brokerId: number; readonly directoryId: Uuid };
}

/** What holds for the partition at this moment. */
export interface ChangeRules {
  /** Which replicas may lead: alive, unfenced, not about to stop, their log dir online. */
  readonly mayLead: (brokerId: number) => boolean;
  /** Of the topic. */
  readonly minInsyncReplicas: number;
  /** eligible.leader.replicas.version is finalized (KIP-966). */
  readonly keepsElr: boolean;
  readonly metadataVersion: number;
  /** Where a new replica on this broker will lie. */
  readonly defaultDirectory: (brokerId: number) => Uuid;
}

export type ChangeRecord = Extract<MetadataRecordInput, { type: 'PartitionChangeRecord' }>;

/** Up to this level of metadata.version brokers relied on a new leader epoch when the ISR shrank (KAFKA-15021). */
const NO_EPOCH_BUMP_LEVEL = 12;
const DIRECTORIES_LEVEL = 17;
const RECOVERING = 1;

interface Plan {
  isr: readonly number[];
  elr: readonly number[];
  readonly replicas: readonly number[];
  readonly removing: readonly number[];
  readonly adding: readonly number[];
}

interface Election {
  readonly leader: number;
  readonly unclean: boolean;
}

/** The fields of the record that change. */
type Change = { -readonly [Field in keyof ChangeRecord]?: ChangeRecord[Field] };

/**
 * The record that brings a partition to the target, undefined when nothing changes (PartitionChangeBuilder). A
 * reassignment whose replicas are in sync ends here. The leader epoch rises only when a leader is named.
 *
 * With eligible leader replicas a replica that leaves the ISR while that is below min ISR stays electable, since the
 * high watermark stands still until enough are in sync again; the ISR may become empty, and the last leader is
 * remembered. Without them a partition whose last in-sync replica goes keeps it in the ISR.
 */
export function partitionChange(
  topicId: Uuid,
  partition: PartitionImage,
  target: PartitionTarget,
  rules: ChangeRules,
): ChangeRecord | undefined {
  const plan = planned(partition, target, rules);
  const change: Change = {};
  elect(partition, plan, target, rules, change);
  bumpEpochForRemovedReplicas(partition, plan, change);
  changeElr(partition, plan, rules, change);
  changeIsr(partition, plan, rules, change);
  rememberLastLeader(partition, rules, change);
  changeAssignment(partition, plan, target, rules, change);
  const { leaderRecoveryState } = target;
  if (leaderRecoveryState !== undefined && leaderRecoveryState !== partition.leaderRecoveryState)
    change.leaderRecoveryState = leaderRecoveryState;
  if (Object.keys(change).length === 0) return undefined;
  return {
    type: 'PartitionChangeRecord',
    topicId,
    partitionId: partition.partition,
    leader: NO_LEADER_CHANGE,
    ...change,
  };
}

/** The log dir of a replica; a partition from before directories has none. */
export function directoryOf(partition: PartitionImage, brokerId: number): Uuid {
  return partition.directories[partition.replicas.indexOf(brokerId)] ?? DIRECTORY_MIGRATING;
}

function planned(partition: PartitionImage, target: PartitionTarget, rules: ChangeRules): Plan {
  const wanted = {
    isr: target.isr ?? partition.isr,
    replicas: target.replicas ?? partition.replicas,
    removing: target.removing ?? partition.removingReplicas,
    adding: target.adding ?? partition.addingReplicas,
  };
  const completed = completedReassignment(wanted, wanted.isr);
  const plan = completed === undefined ? wanted : { ...completed, removing: [], adding: [] };
  return { ...plan, elr: eligibleReplicas(partition, plan, target, rules) };
}

/**
 * Who left the ISR while it is below min ISR, and before: less who is in it, and who may have lost its log. As for the
 * leader, min ISR is not more than the partition has replicas (Kafka's controller looks at the topic's first one).
 */
function eligibleReplicas(
  partition: PartitionImage,
  { isr, replicas }: Pick<Plan, 'isr' | 'replicas'>,
  { uncleanReplica }: PartitionTarget,
  { keepsElr, minInsyncReplicas }: ChangeRules,
): readonly number[] {
  if (!keepsElr) return partition.elr;
  if (isr.length >= Math.min(minInsyncReplicas, replicas.length)) return [];
  return [...new Set([...partition.elr, ...partition.isr])]
    .filter((id) => !isr.includes(id) && replicas.includes(id) && id !== uncleanReplica)
    .sort((a, b) => a - b);
}

function elect(
  partition: PartitionImage,
  plan: Plan,
  target: PartitionTarget,
  rules: ChangeRules,
  change: Change,
): void {
  const { leader, unclean } = successor(partition, plan, target, rules);
  if (leader === partition.leader) return;
  change.leader = leader;
  if (plan.elr.includes(leader)) {
    plan.isr = [leader];
    plan.elr = plan.elr.filter((id) => id !== leader);
  }
  if (!unclean) return;
  change.isr = [leader];
  if (partition.leaderRecoveryState !== RECOVERING) change.leaderRecoveryState = RECOVERING;
}

function successor(
  partition: PartitionImage,
  plan: Plan,
  { election = 'any' }: PartitionTarget,
  rules: ChangeRules,
): Election {
  const clean = (id: number) =>
    (plan.isr.includes(id) || (plan.isr.length === 0 && plan.elr.includes(id))) && rules.mayLead(id);
  const { leader, lastKnownElr } = partition;
  const [preferred] = plan.replicas;
  if (election === 'preferred' && clean(preferred)) return { leader: preferred, unclean: false };
  if (leader >= 0 && clean(leader)) return { leader, unclean: false };
  const next = plan.replicas.find(clean);
  if (next !== undefined) return { leader: next, unclean: false };
  // Nobody is known to have everything: the one that led last is the best there is.
  const nobody = plan.isr.length === 0 && plan.elr.length === 0;
  if (rules.keepsElr && nobody && lastKnownElr.length === 1 && rules.mayLead(lastKnownElr[0]))
    return { leader: lastKnownElr[0], unclean: true };
  const survivor = election === 'unclean' ? plan.replicas.find(rules.mayLead) : undefined;
  return survivor === undefined ? { leader: -1, unclean: false } : { leader: survivor, unclean: true };
}

/** Replicas that were taken away must notice that what they fetch is of another time. */
function bumpEpochForRemovedReplicas(partition: PartitionImage, plan: Plan, change: Change): void {
  if (change.leader !== undefined) return;
  if (!partition.replicas.every((id) => plan.replicas.includes(id))) change.leader = partition.leader;
}

function changeElr(partition: PartitionImage, plan: Plan, { keepsElr }: ChangeRules, change: Change): void {
  const elr = keepsElr && change.isr === undefined ? plan.elr : [];
  if (!sameMembers(elr, partition.elr)) change.eligibleLeaderReplicas = elr;
}

function changeIsr(partition: PartitionImage, plan: Plan, rules: ChangeRules, change: Change): void {
  const mayBe = plan.isr.length > 0 || rules.keepsElr;
  if (change.isr === undefined && mayBe && !sameMembers(plan.isr, partition.isr)) change.isr = plan.isr;
  if (rules.metadataVersion >= NO_EPOCH_BUMP_LEVEL || change.leader !== undefined) return;
  const { isr } = change;
  if (isr && !partition.isr.every((id) => isr.includes(id))) change.leader = partition.leader;
}

/** Who led when the partition lost its leader; forgotten as soon as it has one. */
function rememberLastLeader(partition: PartitionImage, { keepsElr }: ChangeRules, change: Change): void {
  const { leader } = change;
  if (!keepsElr || leader === undefined) return;
  if (leader < 0 && partition.lastKnownElr.length === 0 && partition.leader >= 0)
    change.lastKnownElr = [partition.leader];
  else if (leader >= 0 && partition.lastKnownElr.length > 0) change.lastKnownElr = [];
}

function changeAssignment(
  partition: PartitionImage,
  plan: Plan,
  { directory }: PartitionTarget,
  rules: ChangeRules,
  change: Change,
): void {
  if (rules.metadataVersion >= DIRECTORIES_LEVEL) {
    const directories = plan.replicas.map((id) => {
      if (id === directory?.brokerId) return directory.directoryId;
      return partition.replicas.includes(id) ? directoryOf(partition, id) : rules.defaultDirectory(id);
    });
    const before = partition.replicas.map((id) => directoryOf(partition, id));
    if (!sameMembers(directories, before)) change.directories = directories;
  }
  if (!sameMembers(plan.replicas, partition.replicas)) change.replicas = plan.replicas;
  if (!sameMembers(plan.removing, partition.removingReplicas)) change.removingReplicas = plan.removing;
  if (!sameMembers(plan.adding, partition.addingReplicas)) change.addingReplicas = plan.adding;
}

function sameMembers<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((member, index) => member === b[index]);
}
