/** What can be done to topics beyond creating and deleting one, each with a word beforehand on what it would do. */
import type { AsOf, ClusterId } from './types.ts';

interface OnCluster {
  cluster: ClusterId;
}
interface OnTopic extends OnCluster {
  topic: string;
}

/** Up to where records are deleted: the high watermark, an offset, or the first record at or after a time. */
export type PurgeTo =
  { kind: 'end' } | { kind: 'offset'; offset: number } | { kind: 'timestamp'; timestampMs: number };

export interface PurgePlan {
  /** Kafka deletes records of topics whose `cleanup.policy` has `delete` only. Null: it may be done. */
  readonly forbiddenBy: { readonly cleanupPolicy: string } | null;
  readonly partitions: readonly PurgedPartition[];
}

export interface PurgedPartition {
  readonly partition: number;
  readonly startOffset: number | null;
  readonly endOffset: number | null;
  /** The log would start here. */
  readonly newStartOffset: number | null;
  /** Offsets that go: an upper bound of the records where a topic is transactional. */
  readonly records: number | null;
  /** Their share of the partition's size, on one replica; the file goes when all of its records are gone. */
  readonly estimatedBytes: number | null;
  readonly problem: string | null;
}

export interface RecreatePlan {
  readonly partitions: number;
  readonly replicationFactor: number;
  /** What is set on the topic itself; the rest stays the broker's. */
  readonly configs: Readonly<Record<string, string>>;
  readonly records: number | null;
  readonly sizeBytes: number | null;
  /** Groups with commits, which point into a log that begins anew. */
  readonly groups: readonly { readonly groupId: string; readonly members: number | null }[];
}

/** Where replicas shall be. `brokers`: on these only; `balance`: the same number, spread evenly. */
export type ReassignGoal =
  | { kind: 'replication'; factor: number }
  | { kind: 'leave'; broker: number }
  | { kind: 'brokers'; brokers: readonly number[] }
  | { kind: 'balance' };

export interface PlannedMove {
  readonly topic: string;
  readonly partition: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** To be copied: the partition's size for each new replica. Null: its size is not known. */
  readonly copiedBytes: number | null;
}

export interface ReassignPlan {
  /** Partitions that change; the first replica of each is the preferred leader. */
  readonly moves: readonly PlannedMove[];
  /** Of the topics asked about. */
  readonly partitions: number;
  /** Replicas a broker has of these topics, before and after. */
  readonly brokers: readonly { readonly id: number; readonly before: number; readonly after: number }[];
}

/** A partition on its way to other replicas. */
export interface OngoingMove {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

export interface Reassignments {
  readonly moves: readonly OngoingMove[];
  /** Topics with replicas whose copying is throttled, and the rate where it is set; the last move done, it should be lifted. */
  readonly throttledTopics: readonly string[];
  readonly throttleBytesPerSecond: number | null;
}

/** What a person noted of a topic, for themselves: Kafka knows nothing of it. */
export interface TopicMark {
  readonly favourite: boolean;
  readonly hidden: boolean;
  readonly labels: readonly string[];
  readonly note: string;
}
export const NO_MARK: TopicMark = { favourite: false, hidden: false, labels: [], note: '' };

export interface TopicToolProcedures {
  'topics.purgePlan': {
    input: OnTopic & { partitions: readonly number[]; to: PurgeTo };
    output: PurgePlan;
  };
  'topics.recreatePlan': { input: OnTopic; output: RecreatePlan };
  /** Deletes it and makes it anew with the same partitions, replication factor and settings. */
  'topics.recreate': { input: OnTopic; output: null };
  /** Each topic for itself: some may be deleted and others not. `error` null: it is gone. */
  'topics.deleteMany': {
    input: OnCluster & { topics: readonly string[] };
    output: readonly { topic: string; error: string | null }[];
  };
  'topics.marks': { input: OnCluster; output: Readonly<Record<string, TopicMark>> };
  /** What is left out stays. */
  'topics.mark': { input: OnTopic & { change: Partial<TopicMark> }; output: TopicMark };

  'reassignments.plan': {
    input: OnCluster & { topics: readonly string[]; goal: ReassignGoal };
    output: ReassignPlan;
  };
  /** Begins the moves of a plan. With a throttle no broker copies faster than that for them; it is lifted when they are done. */
  'reassignments.begin': {
    input: OnCluster & { moves: readonly PlannedMove[]; throttleBytesPerSecond: number | null };
    output: null;
  };
  /** Ends moves where they stand: replicas that were added go again. */
  'reassignments.cancel': {
    input: OnCluster & { partitions: readonly { topic: string; partition: number }[] };
    output: null;
  };
  'reassignments.liftThrottle': { input: OnCluster; output: null };
  /** Makes the first replica the leader wherever it can be; says how many partitions changed their leader. */
  'reassignments.electPreferred': {
    input: OnCluster & { topics: readonly string[] | null };
    output: { elected: number; failed: readonly { topic: string; partition: number; error: string }[] };
  };
}

export interface TopicToolStreams {
  'reassignments.watch': { input: OnCluster; event: AsOf<Reassignments> };
}
