export const groupDocumentation: Record<string, string> = {
  'consumer.session.timeout.ms':
    'Time without a heartbeat after which a member of this consumer group is taken for dead.',
  'consumer.heartbeat.interval.ms':
    'Interval at which members of this consumer group are told to send heartbeats.',
  'consumer.assignment.interval.ms':
    'Least time between two computations of the assignment of this consumer group. Changes in between are taken together.',
  'share.session.timeout.ms':
    'Time without a heartbeat after which a member of this share group is taken for dead.',
  'share.heartbeat.interval.ms': 'Interval at which members of this share group are told to send heartbeats.',
  'share.record.lock.duration.ms':
    'Time a consumer has to acknowledge a record it acquired, before the record is offered to others again.',
  'share.delivery.count.limit': 'Number of times a record is delivered before it is given up.',
  'share.partition.max.record.locks': 'Records of one partition that may be in delivery at the same time.',
  'share.auto.offset.reset':
    'Where the share group begins in a partition it has not read yet: earliest, latest, or by_duration with an ISO 8601 duration to go back from now.',
  'share.isolation.level':
    'Whether records of open and aborted transactions are delivered: read_committed holds them back, read_uncommitted does not.',
  'share.renew.acknowledge.enable':
    'Allows consumers to renew the lock on a record while they still work on it.',
  'share.assignment.interval.ms':
    'Least time between two computations of the assignment of this share group. Changes in between are taken together.',
  'streams.session.timeout.ms':
    'Time without a heartbeat after which a member of this streams group is taken for dead.',
  'streams.heartbeat.interval.ms':
    'Interval at which members of this streams group are told to send heartbeats.',
  'streams.num.standby.replicas': 'Copies of the state of each task that are kept warm on other members.',
  'streams.initial.rebalance.delay.ms':
    'Time a new streams group waits for more members before it assigns tasks for the first time.',
  'streams.assignment.interval.ms':
    'Least time between two computations of the assignment of this streams group. Changes in between are taken together.',
};
