export const brokerTieredDocumentation: Record<string, string> = {
  'remote.log.storage.system.enable': 'Runs tiered storage on this broker, so that topics can use it.',
  'remote.log.storage.manager.impl.prefix':
    'Prefix of the keys that are passed on to the remote storage plugin.',
  'remote.log.metadata.manager.impl.prefix':
    'Prefix of the keys that are passed on to the remote metadata plugin.',
  'remote.log.storage.manager.class.name': 'Class of the plugin that stores segments remotely.',
  'remote.log.storage.manager.class.path':
    'Where the remote storage plugin and what it needs are loaded from, apart from the classes of the broker.',
  'remote.log.metadata.manager.class.name': 'Class of the plugin that keeps track of remote segments.',
  'remote.log.metadata.manager.class.path':
    'Where the remote metadata plugin and what it needs are loaded from, apart from the classes of the broker.',
  'remote.log.metadata.manager.listener.name':
    'Listener of this broker that the remote metadata plugin connects to, if it needs one.',
  'remote.log.metadata.custom.metadata.max.bytes':
    'Most metadata of its own that a storage plugin may attach to a segment. More than that undoes the copy.',
  'remote.log.index.file.cache.total.size.bytes': 'Disk space for index files fetched from remote storage.',
  'remote.log.index.file.cache.ttl.ms':
    'Time after its last use for which a fetched index file is kept; -1 is no limit.',
  'remote.log.manager.thread.pool.size':
    'Threads with which followers ask how far a log has been copied. Deprecated in favour of remote.log.manager.follower.thread.pool.size.',
  'remote.log.manager.copier.thread.pool.size': 'Threads that copy segments to remote storage.',
  'remote.log.manager.expiration.thread.pool.size':
    'Threads that delete expired segments from remote storage.',
  'remote.log.manager.follower.thread.pool.size':
    'Threads with which followers ask how far a log has been copied.',
  'remote.log.manager.task.interval.ms': 'Interval at which segments to copy or to delete are looked for.',
  'remote.log.manager.task.retry.backoff.ms': 'First wait before a failed remote task is repeated.',
  'remote.log.manager.task.retry.backoff.max.ms': 'Longest wait between repetitions of a failed remote task.',
  'remote.log.manager.task.retry.jitter': 'Random part of the wait between repetitions, as a fraction of it.',
  'remote.log.reader.threads': 'Threads that read from remote storage for consumers.',
  'remote.log.reader.max.pending.tasks':
    'Remote reads that may wait for a thread. With more, fetch requests get an error.',
  'log.local.retention.ms':
    'Time for which tiered topics keep copied segments on local disk, unless they say otherwise; -2 takes the whole retention time.',
  'log.local.retention.bytes':
    'Size tiered partitions may take on local disk for copied segments, unless their topic says otherwise; -2 takes the whole retention size.',
  'remote.log.manager.copy.max.bytes.per.second':
    'Bytes per second this broker copies to remote storage in sum.',
  'remote.log.manager.copy.quota.window.num': 'Samples kept to measure copying to remote storage.',
  'remote.log.manager.copy.quota.window.size.seconds':
    'Time that one sample of copying to remote storage covers.',
  'remote.log.manager.fetch.max.bytes.per.second':
    'Bytes per second this broker reads from remote storage in sum.',
  'remote.log.manager.fetch.quota.window.num': 'Samples kept to measure reading from remote storage.',
  'remote.log.manager.fetch.quota.window.size.seconds':
    'Time that one sample of reading from remote storage covers.',
  'remote.fetch.max.wait.ms':
    'Longest wait of a fetch request that needs remote data. It is answered earlier once that data has come or failed.',
  'remote.list.offsets.request.timeout.ms': 'Time a search for an offset in remote storage may take.',
  'follower.fetch.last.tiered.offset.enable':
    'Lets a new, empty follower start after the last offset in remote storage instead of copying what is stored there.',
};
