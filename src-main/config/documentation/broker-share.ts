export const brokerShareDocumentation: Record<string, string> = {
  'group.share.session.timeout.ms':
    'Time without a heartbeat after which a member of a share group is taken for dead.',
  'group.share.min.session.timeout.ms': 'Least session timeout that can be set for a share group.',
  'group.share.max.session.timeout.ms': 'Greatest session timeout that can be set for a share group.',
  'group.share.heartbeat.interval.ms':
    'Interval at which members of share groups are told to send heartbeats.',
  'group.share.min.heartbeat.interval.ms': 'Least heartbeat interval that can be set for a share group.',
  'group.share.max.heartbeat.interval.ms': 'Greatest heartbeat interval that can be set for a share group.',
  'group.share.max.size': 'Members a share group may have.',
  'group.share.assignors': 'The one assignor of all share groups: simple, or the name of a class.',
  'group.share.assignment.interval.ms':
    'Least time between two computations of the assignment of a share group.',
  'group.share.min.assignment.interval.ms': 'Least assignment interval that can be set for a share group.',
  'group.share.max.assignment.interval.ms': 'Greatest assignment interval that can be set for a share group.',
  'group.share.initialize.retry.interval.ms':
    'Wait before the state of a share group is set up again after a failure, and never less than offsets.commit.timeout.ms.',
  'group.share.delivery.count.limit':
    'Number of times a record is delivered to a share group before it is given up.',
  'group.share.max.delivery.count.limit': 'Greatest delivery count that can be set for a share group.',
  'group.share.min.delivery.count.limit': 'Least delivery count that can be set for a share group.',
  'group.share.record.lock.duration.ms':
    'Time a consumer has to acknowledge a record it acquired, before the record is offered to others again.',
  'group.share.min.record.lock.duration.ms': 'Least lock duration that can be set for a share group.',
  'group.share.max.record.lock.duration.ms': 'Greatest lock duration that can be set for a share group.',
  'group.share.partition.max.record.locks':
    'Records of one partition that may be in delivery to a share group at the same time.',
  'group.share.max.partition.max.record.locks':
    'Greatest number of records in delivery that can be set for a share group.',
  'group.share.min.partition.max.record.locks':
    'Least number of records in delivery that can be set for a share group.',
  'share.fetch.purgatory.purge.interval.requests':
    'Finished share fetch requests after which the list of waiting ones is tidied.',
  'group.share.max.share.sessions': 'Share sessions the broker keeps.',
  'group.share.persister.class.name': 'Class that stores the delivery state of share groups.',
  'share.coordinator.state.topic.num.partitions':
    'Partitions of the internal topic that holds the state of share groups. Not to be changed once it exists.',
  'share.coordinator.state.topic.replication.factor':
    'Replicas of the internal topic that holds the state of share groups. It is not created before there are that many brokers.',
  'share.coordinator.state.topic.min.isr':
    'The min.insync.replicas of the internal topic that holds the state of share groups.',
  'share.coordinator.state.topic.segment.bytes':
    'Segment size of the internal topic that holds the state of share groups.',
  'share.coordinator.threads': 'Threads of the share coordinator.',
  'share.coordinator.snapshot.update.records.per.snapshot':
    'Updates of the state of a share partition that may follow its last snapshot before a new one is written.',
  'share.coordinator.load.buffer.size':
    'Bytes read at a time when a share coordinator loads its state. A larger record is read all the same.',
  'share.coordinator.state.topic.compression.codec':
    'Codec of batches in the topic that holds the state of share groups, by number: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.',
  'share.coordinator.append.linger.ms':
    'Time the share coordinator collects writes before it appends them; -1 adapts it to the load.',
  'share.coordinator.write.timeout.ms':
    'Time a write of the share coordinator may wait for the replicas of its topic.',
  'share.coordinator.state.topic.prune.interval.ms':
    'Interval at which state that later snapshots have replaced is deleted from the topic.',
  'share.coordinator.cold.partition.snapshot.interval.ms':
    'Interval at which share partitions without updates get a new snapshot, so that older state can be deleted.',
  'share.coordinator.cached.buffer.max.bytes':
    'Largest write buffer the share coordinator keeps for the next write. It should stay below the largest batch.',
};
