export const brokerReplicationDocumentation: Record<string, string> = {
  'num.replica.alter.log.dirs.threads':
    'Threads that move replicas between folders. Without a value there is one for each folder.',
  'controlled.shutdown.enable': 'Hands leadership to other brokers before this one stops.',
  'default.replication.factor':
    'Replicas of a topic that is created without saying how many, by hand or by itself.',
  'replica.lag.time.max.ms':
    'Time within which a follower must have caught up with its leader once. One that has not leaves the in-sync set.',
  'replica.socket.timeout.ms':
    'Time a follower waits for an answer. It should not be less than replica.fetch.wait.max.ms.',
  'replica.socket.receive.buffer.bytes': 'Receive buffer of the connections a follower fetches through.',
  'replica.fetch.max.bytes':
    'Bytes a follower asks for from each partition. A first batch that is larger still comes through.',
  'replica.fetch.wait.max.ms':
    'Time a leader may hold the fetch of a follower when there is nothing new. It must stay below replica.lag.time.max.ms.',
  'replica.fetch.backoff.ms': 'Wait of a follower after a failed fetch of a partition.',
  'replica.fetch.min.bytes':
    'Bytes a follower wants to get in one fetch; the leader waits for them up to replica.fetch.wait.max.ms.',
  'replica.fetch.response.max.bytes':
    'Bytes of one whole answer to a follower. A first batch that is larger still comes through.',
  'num.replica.fetchers':
    'Threads that replicate from each other broker. More of them fetch in parallel and cost more memory and CPU.',
  'replica.high.watermark.checkpoint.interval.ms': 'Interval at which high watermarks are written to disk.',
  'fetch.purgatory.purge.interval.requests':
    'Finished fetch requests after which the list of waiting ones is tidied.',
  'producer.purgatory.purge.interval.requests':
    'Finished produce requests after which the list of waiting ones is tidied.',
  'delete.records.purgatory.purge.interval.requests':
    'Finished DeleteRecords requests after which the list of waiting ones is tidied.',
  'auto.leader.rebalance.enable':
    'Gives leadership back to the preferred replica of a partition in the background, when too much of it has moved.',
  'leader.imbalance.check.interval.seconds':
    'Interval at which the controller looks for leadership that has moved.',
  'unclean.leader.election.interval.ms':
    'Interval at which the controller looks for partitions that need an unclean election and allow it.',
  'unclean.leader.election.enable':
    'Allows a replica outside the in-sync set to become leader when no other is left, at the risk of losing records. Topics may say otherwise.',
  'replica.selector.class':
    'Class that picks the replica a consumer should read from. Without it consumers read from the leader.',
};
