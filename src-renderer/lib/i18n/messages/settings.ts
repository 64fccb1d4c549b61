/** The cluster's part of the settings screen. */
export const settings = {
  'cluster.title': ['The local cluster', '로컬 클러스터'],
  'cluster.settingsFailed': ['The settings could not be read.', '설정을 읽지 못했습니다.'],
  'cluster.changeFailed': ['The setting was not changed.', '설정을 바꾸지 못했습니다.'],
  'cluster.applyFailed': ['Not all nodes were started again.', '모든 노드를 다시 시작하지는 못했습니다.'],
  'cluster.restart': ['Dead nodes', '죽은 노드'],
  'cluster.restartText': [
    'Start a node again that died by itself; one that you killed or stopped stays down',
    '스스로 죽은 노드를 다시 시작합니다. 직접 강제 종료하거나 중지한 노드는 그대로 둡니다',
  ],
  'cluster.failover': ['Failover', 'Failover'],
  'cluster.failover.fast': ['At once', '즉시'],
  'cluster.failover.kafka': ["Kafka's timing", 'Kafka와 같은 시간'],
  'cluster.failover.fastText': [
    'A node whose process has certainly ended is fenced at once: its supervisor saw it end, or its connection closed and its ports refuse connections. One that is silent but alive still has its session, as in Kafka.',
    '프로세스가 끝난 것이 확실한 노드는 즉시 fence됩니다. supervisor가 종료를 보았거나, 연결이 닫히고 포트가 연결을 거부한 경우입니다. 살아 있지만 응답이 없는 노드는 Kafka처럼 세션이 끝날 때까지 기다립니다.',
  ],
  'cluster.failover.kafkaText': [
    'Only timeouts decide: a dead node is fenced when its session ends (broker.session.timeout.ms, 9 s), and a dead quorum leader is followed after controller.quorum.fetch.timeout.ms (2 s).',
    '타임아웃만으로 결정합니다. 죽은 노드는 세션이 끝나면(broker.session.timeout.ms, 9초) fence되고, 죽은 쿼럼 리더는 controller.quorum.fetch.timeout.ms(2초) 뒤에 교체됩니다.',
  ],
  'cluster.defaults': ['Defaults', '기본값'],
  'cluster.defaults.local': ['For one machine', '한 대의 컴퓨터용'],
  'cluster.defaults.kafka': ["Kafka's own", 'Kafka 그대로'],
  'cluster.logDirs': ['Log dirs of each node', '노드마다 로그 디렉터리'],
  'cluster.logDirsText': [
    'Folders for replicas (log.dirs), each of which can fail by itself. There may be more later, never fewer: what lies in one is not moved by itself. New replicas go where the fewest are; kafka-reassign-partitions moves old ones.',
    '복제본이 저장되는 폴더(log.dirs)이며, 폴더마다 따로 장애가 날 수 있습니다. 나중에 늘릴 수는 있지만 줄일 수는 없습니다. 들어 있는 데이터는 저절로 옮겨지지 않습니다. 새 복제본은 가장 적게 든 곳에 생기고, 기존 복제본은 kafka-reassign-partitions로 옮깁니다.',
  ],
  'cluster.outdated': [
    'Nodes that still run with the settings of before: {nodes}.',
    '아직 이전 설정으로 실행 중인 노드: {nodes}.',
  ],
  'cluster.apply': ['Restart them one by one', '하나씩 다시 시작'],
  'cluster.column.setting': ['Setting', '설정'],
  'cluster.column.local': ['Here', '여기'],
  'cluster.column.why': ['Why', '이유'],
  'cluster.minIsrNote': [
    'min.insync.replicas became a setting of the whole cluster when that was made, since ELR needs all brokers to agree on it: switching the defaults leaves it as it is. kafka-configs --entity-type brokers --entity-default changes it.',
    'min.insync.replicas는 ELR 때문에 모든 브로커가 같아야 하므로 클러스터를 만들 때 클러스터 전체 설정이 되었습니다. 기본값을 바꿔도 그대로이며, kafka-configs --entity-type brokers --entity-default로 바꿉니다.',
  ],
  'cluster.set': ['Set by you', '직접 정한 설정'],
  'cluster.setNone': [
    'Nothing. npm start -- --set KEY=VALUE sets any key of server.properties for all nodes, --set 2:KEY=VALUE for node 2 (broker.rack, say).',
    '없습니다. npm start -- --set KEY=VALUE는 모든 노드의 server.properties 설정을, --set 2:KEY=VALUE는 노드 2의 설정(예: broker.rack)을 정합니다.',
  ],
  'cluster.allNodes': ['all nodes', '모든 노드'],

  'default.group.initial.rebalance.delay.ms': [
    'A consumer started by hand should get its partitions at once, not after three seconds.',
    '직접 시작한 컨슈머가 3초를 기다리지 않고 바로 파티션을 받아야 합니다.',
  ],
  'default.group.streams.initial.rebalance.delay.ms': [
    'A Streams application started by hand should get its tasks at once.',
    '직접 시작한 Streams 애플리케이션이 바로 태스크를 받아야 합니다.',
  ],
  'default.default.replication.factor': [
    'A topic should survive the loss of a node, since losing nodes is what this cluster is for.',
    '노드를 잃어 보는 것이 이 클러스터의 목적이므로, 토픽은 노드 하나를 잃어도 남아야 합니다.',
  ],
  'default.log.flush.start.offset.checkpoint.interval.ms': [
    'Records that were deleted should not be there again after a crash a minute later.',
    '삭제한 레코드가 1분 뒤의 비정상 종료로 다시 나타나지 않아야 합니다.',
  ],
  'default.min.insync.replicas': [
    'An acknowledged record should be on two nodes where there are three.',
    '노드가 셋이면 ack된 레코드가 두 노드에 있어야 합니다.',
  ],
  'default.controller.quorum.auto.join.enable': [
    'A node that lost its data should be a voter of the quorum again without anybody doing anything.',
    '데이터를 잃은 노드가 아무 조작 없이 다시 쿼럼의 voter가 되어야 합니다.',
  ],
  'default.offsets.topic.num.partitions': [
    'A few groups need no fifty partitions, each of which costs files and a little of every start.',
    '그룹 몇 개에 파티션 50개는 필요 없고, 파티션마다 파일과 시작 시간이 조금씩 듭니다.',
  ],
  'default.offsets.topic.replication.factor': [
    'As many replicas as Kafka wants, where there are that many nodes.',
    '노드가 충분하면 Kafka가 원하는 만큼의 복제본을 둡니다.',
  ],
  'default.transaction.state.log.num.partitions': [
    'A few producers need no fifty partitions.',
    '프로듀서 몇 개에 파티션 50개는 필요 없습니다.',
  ],
  'default.transaction.state.log.replication.factor': [
    'As many replicas as Kafka wants, where there are that many nodes.',
    '노드가 충분하면 Kafka가 원하는 만큼의 복제본을 둡니다.',
  ],
  'default.transaction.state.log.min.isr': [
    'Transactions must work on a cluster of one or two nodes.',
    '노드가 하나나 둘인 클러스터에서도 트랜잭션이 되어야 합니다.',
  ],
  'default.share.coordinator.state.topic.num.partitions': [
    'A few share groups need no fifty partitions.',
    'share 그룹 몇 개에 파티션 50개는 필요 없습니다.',
  ],
  'default.share.coordinator.state.topic.replication.factor': [
    'As many replicas as Kafka wants, where there are that many nodes.',
    '노드가 충분하면 Kafka가 원하는 만큼의 복제본을 둡니다.',
  ],
  'default.share.coordinator.state.topic.min.isr': [
    'Share groups must work on a cluster of one or two nodes.',
    '노드가 하나나 둘인 클러스터에서도 share 그룹이 되어야 합니다.',
  ],
} as const;
