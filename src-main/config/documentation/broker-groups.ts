export const brokerGroupsDocumentation: Record<string, string> = {
  'group.coordinator.rebalance.protocols':
    'Group protocols the coordinator speaks. Deprecated: feature levels decide which of them can be used.',
  'group.coordinator.threads': 'Threads of the group coordinator.',
  'group.coordinator.background.threads':
    'Threads that compute assignments outside of the coordinator threads.',
  'group.coordinator.append.linger.ms':
    'Time the group coordinator collects writes before it appends them; -1 adapts it to the load.',
  'offsets.commit.timeout.ms': 'Time an offset commit may wait for the replicas of the offsets topic.',
  'offsets.load.buffer.size':
    'Bytes read at a time when a coordinator loads groups and offsets. A larger record is read all the same.',
  'offsets.topic.replication.factor':
    'Replicas of the offsets topic. It is not created before there are that many brokers.',
  'offsets.topic.num.partitions': 'Partitions of the offsets topic. Not to be changed once it exists.',
  'offsets.topic.segment.bytes': 'Segment size of the offsets topic. Small segments compact and load faster.',
  'offsets.topic.compression.codec':
    'Codec of batches in the offsets topic, by number: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.',
  'group.coordinator.cached.buffer.max.bytes':
    'Largest write buffer the group coordinator keeps for the next write. It should stay below the largest batch.',
  'offset.metadata.max.bytes': 'Longest text a client may attach to a committed offset.',
  'offsets.retention.minutes':
    'Time for which committed offsets are kept after their group became empty, or after the commit for a consumer without a group.',
  'offsets.retention.check.interval.ms': 'Interval at which expired offsets are looked for.',
  'group.min.session.timeout.ms': 'Least session timeout a member of a classic group may ask for.',
  'group.max.session.timeout.ms': 'Greatest session timeout a member of a classic group may ask for.',
  'group.initial.rebalance.delay.ms':
    'Time a new classic group waits for more members before its first rebalance.',
  'group.max.size': 'Members a classic group may have.',
  'group.consumer.session.timeout.ms':
    'Time without a heartbeat after which a member of a consumer group is taken for dead.',
  'group.consumer.min.session.timeout.ms': 'Least session timeout that can be set for a consumer group.',
  'group.consumer.max.session.timeout.ms': 'Greatest session timeout that can be set for a consumer group.',
  'group.consumer.heartbeat.interval.ms':
    'Interval at which members of consumer groups are told to send heartbeats.',
  'group.consumer.min.heartbeat.interval.ms':
    'Least heartbeat interval that can be set for a consumer group.',
  'group.consumer.max.heartbeat.interval.ms':
    'Greatest heartbeat interval that can be set for a consumer group.',
  'group.consumer.max.size': 'Members a consumer group may have.',
  'group.consumer.assignors':
    'Assignors the broker offers to consumer groups: uniform, range, or class names. The first is the default.',
  'group.consumer.migration.policy':
    'Whether a group with members may change protocol while it runs: upgrade from classic to consumer, downgrade back, bidirectional or disabled.',
  'group.consumer.assignment.interval.ms':
    'Least time between two computations of the assignment of a consumer group.',
  'group.consumer.min.assignment.interval.ms':
    'Least assignment interval that can be set for a consumer group.',
  'group.consumer.max.assignment.interval.ms':
    'Greatest assignment interval that can be set for a consumer group.',
  'group.consumer.regex.refresh.interval.ms':
    'Interval at which topics are matched again against the regular expressions that consumer groups subscribe to.',
  'group.streams.session.timeout.ms':
    'Time without a heartbeat after which a member of a streams group is taken for dead.',
  'group.streams.min.session.timeout.ms': 'Least session timeout that can be set for a streams group.',
  'group.streams.max.session.timeout.ms': 'Greatest session timeout that can be set for a streams group.',
  'group.streams.heartbeat.interval.ms':
    'Interval at which members of streams groups are told to send heartbeats.',
  'group.streams.min.heartbeat.interval.ms': 'Least heartbeat interval that can be set for a streams group.',
  'group.streams.max.heartbeat.interval.ms':
    'Greatest heartbeat interval that can be set for a streams group.',
  'group.streams.max.size': 'Members a streams group may have.',
  'group.streams.num.standby.replicas':
    'Copies of the state of each task that are kept warm on other members.',
  'group.streams.max.standby.replicas': 'Most standby copies that can be set for a streams group.',
  'group.streams.initial.rebalance.delay.ms':
    'Time a new streams group waits for more members before it assigns tasks for the first time.',
  'group.streams.assignment.interval.ms':
    'Least time between two computations of the assignment of a streams group.',
  'group.streams.min.assignment.interval.ms':
    'Least assignment interval that can be set for a streams group.',
  'group.streams.max.assignment.interval.ms':
    'Greatest assignment interval that can be set for a streams group.',
};
