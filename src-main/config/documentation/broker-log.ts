export const brokerLogDocumentation: Record<string, string> = {
  'message.max.bytes':
    'Largest record batch, as compressed by the producer, that topics accept unless they set max.message.bytes.',
  'delete.topic.enable': 'Allows topics to be deleted. When false, requests to delete one are refused.',
  'compression.type':
    'Codec topics store their batches in unless they say otherwise. With producer, batches stay as the producer compressed them.',
  'compression.gzip.level': 'Gzip level for batches the broker compresses; -1 is the default of the library.',
  'compression.lz4.level':
    'LZ4 level for batches the broker compresses. Sluice has one level of LZ4, whatever it is.',
  'compression.zstd.level':
    'Zstandard level for batches the broker compresses; negative levels trade size for speed.',
  'log.cleaner.threads':
    'Threads that compact logs. Without effect here: a node compacts one log at a time, between its other work.',
  'log.cleaner.io.max.bytes.per.second':
    'Bytes per second the cleaner reads and writes in sum. Without effect here: it works a megabyte at a time.',
  'log.cleaner.dedupe.buffer.size': 'Memory all cleaner threads share for the map of keys they have seen.',
  'log.cleaner.io.buffer.size':
    'Memory all cleaner threads share for reading and writing. Without effect here.',
  'log.cleaner.io.buffer.load.factor':
    'How full the map of keys may become, from 0 to 1. A higher value cleans more log in one pass, and takes longer to look keys up.',
  'log.cleaner.backoff.ms': 'Wait of the cleaner when there is nothing to compact.',
  'log.cleaner.min.cleanable.ratio':
    'Fraction of a log that must be uncompacted before the cleaner takes it up, unless its topic says otherwise.',
  'log.cleaner.enable':
    'Runs the cleaner. Without it compacted topics, internal ones among them, grow without end.',
  'log.cleaner.delete.retention.ms':
    'Time for which compacted topics keep a tombstone, unless they say otherwise.',
  'log.cleaner.min.compaction.lag.ms':
    'Time during which new records are safe from compaction, unless their topic says otherwise.',
  'log.cleaner.max.compaction.lag.ms':
    'Time after which records must be open to compaction, unless their topic says otherwise.',
  'num.partitions': 'Partitions of a topic that is created without saying how many, by hand or by itself.',
  'log.dir': 'Folder for the logs, when log.dirs is not set.',
  'log.dirs': 'Folders the logs are spread over. Without it log.dir is used.',
  'cordoned.log.dirs':
    'Folders that get no new replicas, for example before a disk is taken away; * stands for all. What they hold stays in use.',
  'log.segment.bytes': 'Size at which a partition starts a new log segment, unless its topic says otherwise.',
  'log.roll.ms': 'Age at which a segment is closed. Without it log.roll.hours counts.',
  'log.roll.hours': 'Age in hours at which a segment is closed, when log.roll.ms is not set.',
  'log.roll.jitter.ms':
    'Upper end of a random time taken off the age at which a segment is closed. Without it log.roll.jitter.hours counts.',
  'log.roll.jitter.hours':
    'Upper end in hours of a random time taken off the age at which a segment is closed, when log.roll.jitter.ms is not set.',
  'log.retention.ms':
    'Time for which a log is kept; -1 is for ever. Without it log.retention.minutes counts, then log.retention.hours.',
  'log.retention.minutes': 'Time in minutes for which a log is kept, when log.retention.ms is not set.',
  'log.retention.hours':
    'Time in hours for which a log is kept, when neither log.retention.ms nor log.retention.minutes is set.',
  'log.retention.bytes':
    'Size a partition may grow to before its oldest segments are deleted; -1 is no limit. Topics may say otherwise.',
  'log.retention.check.interval.ms': 'Interval at which segments to delete are looked for.',
  'log.cleanup.policy':
    'What happens to old segments of topics that do not say: delete removes them, compact keeps the last record of each key, both together do both.',
  'log.index.size.max.bytes': 'Space set aside for each index of a segment, unless its topic says otherwise.',
  'log.index.interval.bytes':
    'Bytes of log between two entries of the offset index, unless the topic says otherwise.',
  'log.flush.interval.messages': 'Number of records in a partition after which its log is forced to disk.',
  'log.segment.delete.delay.ms': 'Time between taking a segment out of use and removing its files.',
  'log.flush.scheduler.interval.ms':
    'Interval at which the broker looks for logs that are due to be forced to disk.',
  'log.flush.interval.ms':
    'Longest time a record may stay in memory before the log is forced to disk. Without it log.flush.scheduler.interval.ms counts.',
  'log.flush.offset.checkpoint.interval.ms':
    'Interval at which the point up to which logs are known to be on disk is written down. Recovery after a crash starts there.',
  'log.flush.start.offset.checkpoint.interval.ms':
    'Interval at which the start offsets of logs are written down.',
  'log.preallocate':
    'Reserves the whole file on disk when a segment is created, unless the topic says otherwise.',
  'num.recovery.threads.per.data.dir':
    'Threads for each folder that recover logs at the start and flush them at the end. Without effect here: a node opens one log after the other, and flushes those of a folder together.',
  'auto.create.topics.enable': 'Creates a topic when a client first asks for it.',
  'min.insync.replicas':
    'Replicas, the leader included, that must have a record before acks=all is satisfied, unless the topic says otherwise.',
  'log.message.timestamp.type':
    'Whose time records carry, unless their topic says otherwise: CreateTime that of the producer, LogAppendTime that of the broker.',
  'log.message.timestamp.before.max.ms':
    'How far the timestamp of a record may lie behind the clock of the broker, unless the topic says otherwise.',
  'log.message.timestamp.after.max.ms':
    'How far the timestamp of a record may lie ahead of the clock of the broker, unless the topic says otherwise.',
  'create.topic.policy.class.name':
    'Class that may refuse the creation of a topic. It runs on the controller.',
  'alter.config.policy.class.name':
    'Class that may refuse a change of configuration. It runs on the controller.',
  'log.dir.failure.timeout.ms':
    'Time a broker tries to tell the controller that a folder has failed, before it stops itself.',
  'log.initial.task.delay.ms': 'Wait after the start before the regular work on logs begins. For tests only.',
};
