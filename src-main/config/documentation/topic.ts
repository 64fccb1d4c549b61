export const topicDocumentation: Record<string, string> = {
  'segment.bytes':
    'Size at which a partition closes its current log segment and starts the next one. Retention and compaction work on whole closed segments, so smaller segments free space in smaller steps.',
  'segment.ms':
    'Age at which the current segment is closed even if it is not full, so that old records become eligible for deletion or compaction.',
  'segment.jitter.ms':
    'Upper end of a random time taken off segment.ms, so that many partitions do not roll their segments at the same moment.',
  'segment.index.bytes':
    'Space set aside for the offset index and the time index of each segment. A full index closes the segment; a closed segment gives the unused space back.',
  'flush.messages':
    'Number of records after which the log is forced to disk. By default it is left to the operating system, and replication guards the data.',
  'flush.ms':
    'Longest time a record may stay in memory before the log is forced to disk. By default it is left to the operating system.',
  'retention.bytes':
    'Size a partition may grow to before its oldest segments are deleted; -1 is no limit. It counts per partition, so a topic may hold that much times its number of partitions.',
  'retention.ms':
    'Time after which a segment may be deleted, counted from its newest record; -1 keeps it for ever. A consumer has this long to read the data.',
  'max.message.bytes': 'Largest record batch, as compressed by the producer, that the topic accepts.',
  'index.interval.bytes':
    'Bytes of log between two entries of the offset index. A smaller value finds a position more precisely and makes the index larger.',
  'delete.retention.ms':
    'Time for which a compacted topic keeps a tombstone. A consumer that reads from the start must reach the end within this time to see every deletion.',
  'min.compaction.lag.ms': 'Time during which a new record is safe from compaction.',
  'max.compaction.lag.ms':
    'Time after which a record must be open to compaction, even if little of the log is dirty.',
  'file.delete.delay.ms': 'Time between taking a segment or log out of use and removing its files.',
  'min.cleanable.dirty.ratio':
    'Fraction of a log that must be uncompacted before the cleaner takes it up. A higher value cleans less often and leaves more duplicates in the log.',
  'cleanup.policy':
    'What happens to old segments: delete removes them by age or size, compact keeps the last record of each key, both together do both. With an empty list nothing is ever removed.',
  'unclean.leader.election.enable':
    'Allows a replica outside the in-sync set to become leader when no other is left. The partition comes back sooner, and acknowledged records may be lost.',
  'min.insync.replicas':
    'Replicas, the leader included, that must have a record before a produce request with acks=all succeeds. With fewer in sync such requests fail.',
  'compression.type':
    'Codec the topic stores its batches in. With producer, batches stay as the producer compressed them; with any other value the broker recompresses those that differ.',
  'compression.gzip.level': 'Gzip level for batches the broker compresses; -1 is the default of the library.',
  'compression.lz4.level':
    'LZ4 level for batches the broker compresses. Sluice has one level of LZ4, whatever it is.',
  'compression.zstd.level':
    'Zstandard level for batches the broker compresses; negative levels trade size for speed.',
  preallocate: 'Reserves the whole file on disk when a segment is created.',
  'message.timestamp.type':
    'Whose time a record carries: CreateTime keeps what the producer set, LogAppendTime replaces it with the time of the broker.',
  'message.timestamp.before.max.ms':
    'How far the timestamp of a record may lie behind the clock of the broker before the record is refused. Has no effect with LogAppendTime.',
  'message.timestamp.after.max.ms':
    'How far the timestamp of a record may lie ahead of the clock of the broker before the record is refused. Has no effect with LogAppendTime.',
  'leader.replication.throttled.replicas':
    'Replicas whose outgoing replication counts against the throttle of the leader, as partition:broker pairs, or * for all.',
  'follower.replication.throttled.replicas':
    'Replicas whose incoming replication counts against the throttle of the follower, as partition:broker pairs, or * for all.',
  'remote.storage.enable':
    'Moves closed segments of the topic to remote storage. Needs tiered storage to be enabled on the brokers, and a topic that is not compacted.',
  'local.retention.ms':
    'Time for which a tiered topic keeps segments on local disk once they are in remote storage; -2 takes retention.ms.',
  'local.retention.bytes':
    'Size a tiered partition may take on local disk once its segments are in remote storage; -2 takes retention.bytes.',
  'remote.log.copy.disable':
    'Stops copying new segments of a tiered topic, while those already copied stay readable.',
  'remote.log.delete.on.disable':
    'Agrees to the deletion of all remote data of the topic when remote.storage.enable is turned off.',
  'internal.segment.bytes': 'Segment size without the usual lower bound, for tests.',
};
