export const brokerGroupsInKorean: Readonly<Record<string, string>> = {
  'group.coordinator.rebalance.protocols':
    '코디네이터가 지원하는 그룹 프로토콜입니다. 더 이상 권장되지 않으며, 쓸 수 있는 프로토콜은 feature level이 정합니다.',
  'group.coordinator.threads': '그룹 코디네이터의 스레드 수입니다.',
  'group.coordinator.background.threads': '코디네이터 스레드 밖에서 할당을 계산하는 스레드 수입니다.',
  'group.coordinator.append.linger.ms':
    '그룹 코디네이터가 쓸 것을 모았다가 추가하기까지의 시간입니다. -1이면 부하에 맞춥니다.',
  'offsets.commit.timeout.ms': '오프셋 커밋이 오프셋 토픽의 복제본을 기다릴 수 있는 시간입니다.',
  'offsets.load.buffer.size':
    '코디네이터가 그룹과 오프셋을 불러올 때 한 번에 읽는 바이트 수입니다. 더 큰 레코드도 읽습니다.',
  'offsets.topic.replication.factor':
    '오프셋 토픽의 복제본 수입니다. 브로커가 그만큼 있기 전에는 토픽을 만들지 않습니다.',
  'offsets.topic.num.partitions': '오프셋 토픽의 파티션 수입니다. 토픽이 생긴 뒤에는 바꾸면 안 됩니다.',
  'offsets.topic.segment.bytes':
    '오프셋 토픽의 segment 크기입니다. 작은 segment는 compact하고 불러오는 것이 빠릅니다.',
  'offsets.topic.compression.codec':
    '오프셋 토픽의 batch를 압축하는 방식의 번호입니다. 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.',
  'group.coordinator.cached.buffer.max.bytes':
    '그룹 코디네이터가 다음 쓰기를 위해 남겨 두는 가장 큰 버퍼입니다. 가장 큰 batch보다 작아야 합니다.',
  'offset.metadata.max.bytes': '클라이언트가 커밋한 오프셋에 붙일 수 있는 텍스트의 최대 길이입니다.',
  'offsets.retention.minutes':
    '그룹이 빈 뒤에, 그룹 없는 컨슈머라면 커밋한 뒤에 커밋된 오프셋을 보관하는 시간입니다.',
  'offsets.retention.check.interval.ms': '보관 시간이 지난 오프셋을 찾는 간격입니다.',
  'group.min.session.timeout.ms': 'classic 그룹의 멤버가 요청할 수 있는 가장 짧은 세션 타임아웃입니다.',
  'group.max.session.timeout.ms': 'classic 그룹의 멤버가 요청할 수 있는 가장 긴 세션 타임아웃입니다.',
  'group.initial.rebalance.delay.ms': '새 classic 그룹이 첫 rebalance 전에 멤버를 더 기다리는 시간입니다.',
  'group.max.size': 'classic 그룹이 가질 수 있는 멤버 수입니다.',
  'group.consumer.session.timeout.ms':
    'consumer 그룹의 멤버가 이 시간 동안 heartbeat를 보내지 않으면 죽은 것으로 봅니다.',
  'group.consumer.min.session.timeout.ms': 'consumer 그룹에 정할 수 있는 가장 짧은 세션 타임아웃입니다.',
  'group.consumer.max.session.timeout.ms': 'consumer 그룹에 정할 수 있는 가장 긴 세션 타임아웃입니다.',
  'group.consumer.heartbeat.interval.ms':
    'consumer 그룹의 멤버에게 heartbeat를 보내라고 알려 주는 간격입니다.',
  'group.consumer.min.heartbeat.interval.ms': 'consumer 그룹에 정할 수 있는 가장 짧은 heartbeat 간격입니다.',
  'group.consumer.max.heartbeat.interval.ms': 'consumer 그룹에 정할 수 있는 가장 긴 heartbeat 간격입니다.',
  'group.consumer.max.size': 'consumer 그룹이 가질 수 있는 멤버 수입니다.',
  'group.consumer.assignors':
    '브로커가 consumer 그룹에 제공하는 assignor입니다. uniform, range, 또는 클래스 이름이며, 첫 번째가 기본값입니다.',
  'group.consumer.migration.policy':
    '멤버가 있는 그룹이 실행 중에 프로토콜을 바꿀 수 있는지 정합니다. upgrade는 classic에서 consumer로, downgrade는 그 반대로, bidirectional은 양쪽으로 바꿀 수 있고, disabled는 바꿀 수 없습니다.',
  'group.consumer.assignment.interval.ms': 'consumer 그룹의 할당을 다시 계산하기까지의 최소 시간입니다.',
  'group.consumer.min.assignment.interval.ms': 'consumer 그룹에 정할 수 있는 가장 짧은 할당 간격입니다.',
  'group.consumer.max.assignment.interval.ms': 'consumer 그룹에 정할 수 있는 가장 긴 할당 간격입니다.',
  'group.consumer.regex.refresh.interval.ms':
    'consumer 그룹이 구독하는 정규식에 맞는 토픽을 다시 찾는 간격입니다.',
  'group.streams.session.timeout.ms':
    'streams 그룹의 멤버가 이 시간 동안 heartbeat를 보내지 않으면 죽은 것으로 봅니다.',
  'group.streams.min.session.timeout.ms': 'streams 그룹에 정할 수 있는 가장 짧은 세션 타임아웃입니다.',
  'group.streams.max.session.timeout.ms': 'streams 그룹에 정할 수 있는 가장 긴 세션 타임아웃입니다.',
  'group.streams.heartbeat.interval.ms': 'streams 그룹의 멤버에게 heartbeat를 보내라고 알려 주는 간격입니다.',
  'group.streams.min.heartbeat.interval.ms': 'streams 그룹에 정할 수 있는 가장 짧은 heartbeat 간격입니다.',
  'group.streams.max.heartbeat.interval.ms': 'streams 그룹에 정할 수 있는 가장 긴 heartbeat 간격입니다.',
  'group.streams.max.size': 'streams 그룹이 가질 수 있는 멤버 수입니다.',
  'group.streams.num.standby.replicas': '태스크마다 다른 멤버에 준비해 두는 상태의 사본 수입니다.',
  'group.streams.max.standby.replicas': 'streams 그룹에 정할 수 있는 사본의 최대 수입니다.',
  'group.streams.initial.rebalance.delay.ms':
    '새 streams 그룹이 처음 태스크를 할당하기 전에 멤버를 더 기다리는 시간입니다.',
  'group.streams.assignment.interval.ms': 'streams 그룹의 할당을 다시 계산하기까지의 최소 시간입니다.',
  'group.streams.min.assignment.interval.ms': 'streams 그룹에 정할 수 있는 가장 짧은 할당 간격입니다.',
  'group.streams.max.assignment.interval.ms': 'streams 그룹에 정할 수 있는 가장 긴 할당 간격입니다.',
};
