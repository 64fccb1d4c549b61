// Where a local cluster wants other values than a production one.
import type { Properties } from './types.ts';

export interface LocalDefault {
  readonly name: string;
  /** Kafka 4.3's default. */
  readonly kafka: string;
  /** Ours, for a cluster of so many nodes. */
  readonly local: (nodes: number) => string;
  /** One sentence for the settings screen. */
  readonly reason: string;
}

const replicas = (nodes: number) => String(Math.min(3, nodes));
/** One less than the replicas, so that one node may be down; on one node there is no choice. */
const minIsr = (nodes: number) => String(Math.max(1, Math.min(3, nodes) - 1));

/** Every key our cluster starts with a value of its own for, beside Kafka's. */
export const localDefaultTable = (): LocalDefault[] => [
  {
    name: 'group.initial.rebalance.delay.ms',
    kafka: '3000',
    local: () => '0',
    reason: 'A consumer started by hand should get its partitions at once, not after three seconds.',
  },
  {
    name: 'group.streams.initial.rebalance.delay.ms',
    kafka: '3000',
    local: () => '0',
    reason: 'A Streams application started by hand should get its tasks at once.',
  },
  {
    name: 'default.replication.factor',
    kafka: '1',
    local: replicas,
    reason: 'A topic should survive the loss of a node, since losing nodes is what this cluster is for.',
  },
  {
    name: 'min.insync.replicas',
    kafka: '1',
    local: minIsr,
    reason: 'An acknowledged record should be on two nodes where there are three.',
  },
  {
    name: 'log.flush.start.offset.checkpoint.interval.ms',
    kafka: '60000',
    local: () => '5000',
    reason: 'Records that were deleted should not be there again after a crash a minute later.',
  },
  {
    name: 'controller.quorum.auto.join.enable',
    kafka: 'false',
    local: (nodes) => String(nodes > 1),
    reason: 'A node that lost its data should be a voter of the quorum again without anybody doing anything.',
  },
  {
    name: 'offsets.topic.num.partitions',
    kafka: '50',
    local: () => '4',
    reason: 'A few groups need no fifty partitions, each of which costs files and a little of every start.',
  },
  {
    name: 'offsets.topic.replication.factor',
    kafka: '3',
    local: replicas,
    reason: 'As many replicas as Kafka wants, where there are that many nodes.',
  },
  {
    name: 'transaction.state.log.num.partitions',
    kafka: '50',
    local: () => '4',
    reason: 'A few producers need no fifty partitions.',
  },
  {
    name: 'transaction.state.log.replication.factor',
    kafka: '3',
    local: replicas,
    reason: 'As many replicas as Kafka wants, where there are that many nodes.',
  },
  {
    name: 'transaction.state.log.min.isr',
    kafka: '2',
    local: minIsr,
    reason: 'Transactions must work on a cluster of one or two nodes.',
  },
  {
    name: 'share.coordinator.state.topic.num.partitions',
    kafka: '50',
    local: () => '4',
    reason: 'A few share groups need no fifty partitions.',
  },
  {
    name: 'share.coordinator.state.topic.replication.factor',
    kafka: '3',
    local: replicas,
    reason: 'As many replicas as Kafka wants, where there are that many nodes.',
  },
  {
    name: 'share.coordinator.state.topic.min.isr',
    kafka: '2',
    local: minIsr,
    reason: 'Share groups must work on a cluster of one or two nodes.',
  },
];

/**
 * The lines for server.properties. With `kafkaDefaults` only what Kafka itself could not start with on so few
 * nodes is changed: internal topics need no more replicas than there are nodes.
 *
 * @param options.nodes brokers in the cluster, at least 1
 */
export function localDefaults(options: {
  readonly nodes: number;
  readonly kafkaDefaults?: boolean;
}): Properties {
  const rows = localDefaultTable().filter((row) => !options.kafkaDefaults || capsReplicas(row));
  const lines = rows.map((row) => [row.name, row.local(options.nodes), row.kafka] as const);
  return Object.fromEntries(
    lines.filter(([, local, kafka]) => local !== kafka).map(([name, local]) => [name, local]),
  );
}

function capsReplicas({ name, kafka }: LocalDefault): boolean {
  return kafka !== '1' && (name.endsWith('.replication.factor') || name.endsWith('.min.isr'));
}
