export const brokerTransactionsDocumentation: Record<string, string> = {
  'transaction.state.log.min.isr': 'The min.insync.replicas of the internal topic that holds transactions.',
  'transaction.state.log.load.buffer.size':
    'Bytes read at a time when a coordinator loads transactions. A larger record is read all the same.',
  'transaction.state.log.replication.factor':
    'Replicas of the internal topic that holds transactions. It is not created before there are that many brokers.',
  'transaction.state.log.num.partitions':
    'Partitions of the internal topic that holds transactions. Not to be changed once it exists.',
  'transaction.state.log.segment.bytes':
    'Segment size of the internal topic that holds transactions. Small segments compact and load faster.',
  'transaction.partition.verification.enable':
    'Asks the coordinator whether a transaction is open before a transactional write to a partition new to it, so that none is left hanging.',
  'producer.id.expiration.ms':
    'Time without a write after which a partition forgets an idempotent producer. It should not be less than the delivery timeout of producers.',
  'producer.id.expiration.check.interval.ms': 'Interval at which forgotten producers are looked for.',
  'transactional.id.expiration.ms': 'Time without a transaction after which a transactional id is forgotten.',
  'transaction.max.timeout.ms': 'Longest timeout a producer may ask for its transactions.',
  'transaction.abort.timed.out.transaction.cleanup.interval.ms':
    'Interval at which transactions over their timeout are looked for and aborted.',
  'transaction.remove.expired.transaction.cleanup.interval.ms':
    'Interval at which forgotten transactional ids are looked for and removed.',
  'transaction.two.phase.commit.enable':
    'Allows producers to prepare a transaction that an outside coordinator commits or aborts later.',
  'add.partitions.to.txn.retry.backoff.max.ms':
    'Longest time the broker keeps retrying to add a partition to a transaction before it answers.',
  'add.partitions.to.txn.retry.backoff.ms':
    'Wait between two attempts of the broker to add a partition to a transaction.',
};
