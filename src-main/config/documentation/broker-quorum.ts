export const brokerQuorumDocumentation: Record<string, string> = {
  'unstable.api.versions.enable':
    'Offers API versions that are still in development and may change. For tests only.',
  'unstable.feature.versions.enable':
    'Allows feature levels that are still in development and may change. For tests only.',
  'process.roles':
    'What this node does: broker serves clients, controller takes part in the metadata quorum, and a node may do both.',
  'node.id': 'Number of this node. It is unique among all brokers and controllers of the cluster.',
  'initial.broker.registration.timeout.ms':
    'Time a starting broker tries to register with the controller before it gives up and exits.',
  'broker.heartbeat.interval.ms': 'Interval at which a broker sends heartbeats to the controller.',
  'broker.session.timeout.ms':
    'Time without a heartbeat after which the controller fences a broker and moves leadership away from it.',
  'controller.listener.names':
    'Names of the listeners that controllers use. Brokers connect to the first of them.',
  'controller.performance.sample.period.ms':
    'Interval at which the controller logs how long its events took.',
  'controller.performance.always.log.threshold.ms':
    'Duration above which the controller logs every single event.',
  'server.max.startup.time.ms': 'Time after which a start that is not finished is given up. For tests only.',
  'metadata.log.max.record.bytes.between.snapshots':
    'Bytes of new metadata records after which a node writes a snapshot.',
  'metadata.log.max.snapshot.interval.ms':
    'Time after which a node writes a snapshot if there are new metadata records; 0 turns snapshots by time off.',
  'metadata.log.dir': 'Folder of the metadata log. Without it the first folder of log.dirs is used.',
  'metadata.log.segment.bytes': 'Size at which the metadata log starts a new segment.',
  'metadata.log.segment.ms': 'Age at which the metadata log starts a new segment.',
  'metadata.max.retention.bytes':
    'Size of metadata log and snapshots above which old ones are deleted. What no snapshot covers is kept.',
  'metadata.max.retention.ms':
    'Age above which old metadata segments and snapshots are deleted. What no snapshot covers is kept.',
  'metadata.max.idle.interval.ms':
    'Interval at which an idle controller appends a record that says nothing, so that followers can see it make progress; 0 turns it off.',
  'internal.metadata.log.segment.bytes':
    'Segment size of the metadata log without the usual lower bound, for tests.',
  'internal.metadata.max.batch.size.in.bytes':
    'Largest batch the controller appends to the metadata log, for tests.',
  'internal.metadata.delete.delay.millis':
    'Time between taking a metadata segment or snapshot out of use and removing its file, for tests.',
  'controller.quorum.voters':
    'Voters of a static quorum, as id@host:port. A quorum whose voters can change is found through controller.quorum.bootstrap.servers instead.',
  'controller.quorum.bootstrap.servers':
    'Addresses, as host:port, at which a node looks for the metadata quorum. They need not be all of it.',
  'controller.quorum.election.timeout.ms':
    'Time a candidate waits for votes before it starts a new election.',
  'controller.quorum.fetch.timeout.ms':
    'Time without a successful fetch after which a voter becomes a candidate, and after which a leader that a majority no longer fetches from steps down.',
  'controller.quorum.election.backoff.max.ms':
    'Longest random wait before a new election after one without a winner.',
  'controller.quorum.append.linger.ms':
    'Time the active controller collects records before it flushes them to the metadata log.',
  'controller.quorum.request.timeout.ms': 'Time a node waits for the answer of another quorum node.',
  'controller.quorum.retry.backoff.ms': 'Wait before a failed request to a quorum node is repeated.',
  'controller.quorum.auto.join.enable':
    'Lets a controller that is not yet a voter add itself to the quorum when it starts.',
  'controller.quorum.fetch.snapshot.max.bytes': 'Bytes of a snapshot that one request fetches at most.',
  'controller.quorum.fetch.max.bytes': 'Bytes of the metadata log that one request fetches at most.',
};
