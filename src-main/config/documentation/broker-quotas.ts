export const brokerQuotasDocumentation: Record<string, string> = {
  'quota.window.num': 'Samples kept to measure client quotas.',
  'replication.quota.window.num': 'Samples kept to measure throttled replication.',
  'alter.log.dirs.replication.quota.window.num':
    'Samples kept to measure the moving of replicas between folders.',
  'controller.quota.window.num': 'Samples kept to measure the quota on topic and partition changes.',
  'quota.window.size.seconds': 'Time that one sample of a client quota covers.',
  'replication.quota.window.size.seconds': 'Time that one sample of throttled replication covers.',
  'alter.log.dirs.replication.quota.window.size.seconds':
    'Time that one sample covers when replicas move between folders.',
  'controller.quota.window.size.seconds':
    'Time that one sample of the quota on topic and partition changes covers.',
  'client.quota.callback.class':
    'Class that decides which quota a client request falls under. Without it quotas are looked up by user and client id.',
  'leader.replication.throttled.rate':
    'Bytes per second this broker sends for throttled replicas. It should stay well above the rate of new data.',
  'follower.replication.throttled.rate':
    'Bytes per second this broker receives for throttled replicas. It should stay well above the rate of new data.',
  'replica.alter.log.dirs.io.max.bytes.per.second':
    'Bytes per second copied when replicas move between folders of this broker.',
};
