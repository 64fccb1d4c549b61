export const brokerShareInKorean: Readonly<Record<string, string>> = {
  'group.share.session.timeout.ms':
    'share 그룹의 멤버가 이 시간 동안 heartbeat를 보내지 않으면 죽은 것으로 봅니다.',
  'group.share.min.session.timeout.ms': 'share 그룹에 정할 수 있는 가장 짧은 세션 타임아웃입니다.',
  'group.share.max.session.timeout.ms': 'share 그룹에 정할 수 있는 가장 긴 세션 타임아웃입니다.',
  'group.share.heartbeat.interval.ms': 'share 그룹의 멤버에게 heartbeat를 보내라고 알려 주는 간격입니다.',
  'group.share.min.heartbeat.interval.ms': 'share 그룹에 정할 수 있는 가장 짧은 heartbeat 간격입니다.',
  'group.share.max.heartbeat.interval.ms': 'share 그룹에 정할 수 있는 가장 긴 heartbeat 간격입니다.',
  'group.share.max.size': 'share 그룹이 가질 수 있는 멤버 수입니다.',
  'group.share.assignors': '모든 share 그룹이 쓰는 하나의 assignor입니다. simple, 또는 클래스 이름입니다.',
  'group.share.assignment.interval.ms': 'share 그룹의 할당을 다시 계산하기까지의 최소 시간입니다.',
  'group.share.min.assignment.interval.ms': 'share 그룹에 정할 수 있는 가장 짧은 할당 간격입니다.',
  'group.share.max.assignment.interval.ms': 'share 그룹에 정할 수 있는 가장 긴 할당 간격입니다.',
  'group.share.initialize.retry.interval.ms':
    'share 그룹의 상태를 준비하는 데 실패한 뒤 다시 하기까지의 대기 시간입니다. offsets.commit.timeout.ms보다 짧아지지 않습니다.',
  'group.share.delivery.count.limit': '레코드 하나를 share 그룹에 전달하는 횟수입니다. 넘으면 포기합니다.',
  'group.share.max.delivery.count.limit': 'share 그룹에 정할 수 있는 전달 횟수의 최댓값입니다.',
  'group.share.min.delivery.count.limit': 'share 그룹에 정할 수 있는 전달 횟수의 최솟값입니다.',
  'group.share.record.lock.duration.ms':
    '컨슈머가 받은 레코드를 확인(acknowledge)해야 하는 시간입니다. 지나면 그 레코드를 다른 컨슈머에게 다시 줍니다.',
  'group.share.min.record.lock.duration.ms': 'share 그룹에 정할 수 있는 가장 짧은 잠금 시간입니다.',
  'group.share.max.record.lock.duration.ms': 'share 그룹에 정할 수 있는 가장 긴 잠금 시간입니다.',
  'group.share.partition.max.record.locks':
    '한 파티션에서 share 그룹에 동시에 전달 중일 수 있는 레코드 수입니다.',
  'group.share.max.partition.max.record.locks':
    'share 그룹에 정할 수 있는, 동시에 전달 중인 레코드 수의 최댓값입니다.',
  'group.share.min.partition.max.record.locks':
    'share 그룹에 정할 수 있는, 동시에 전달 중인 레코드 수의 최솟값입니다.',
  'share.fetch.purgatory.purge.interval.requests':
    'share fetch 요청이 이만큼 끝날 때마다 기다리는 요청의 목록을 정리합니다.',
  'group.share.max.share.sessions': '브로커가 유지하는 share 세션의 수입니다.',
  'group.share.persister.class.name': 'share 그룹의 전달 상태를 저장하는 클래스입니다.',
  'share.coordinator.state.topic.num.partitions':
    'share 그룹의 상태를 담는 내부 토픽의 파티션 수입니다. 토픽이 생긴 뒤에는 바꾸면 안 됩니다.',
  'share.coordinator.state.topic.replication.factor':
    'share 그룹의 상태를 담는 내부 토픽의 복제본 수입니다. 브로커가 그만큼 있기 전에는 토픽을 만들지 않습니다.',
  'share.coordinator.state.topic.min.isr': 'share 그룹의 상태를 담는 내부 토픽의 min.insync.replicas입니다.',
  'share.coordinator.state.topic.segment.bytes': 'share 그룹의 상태를 담는 내부 토픽의 segment 크기입니다.',
  'share.coordinator.threads': 'share 코디네이터의 스레드 수입니다.',
  'share.coordinator.snapshot.update.records.per.snapshot':
    'share 파티션의 상태를 새 스냅샷으로 쓰기 전까지 마지막 스냅샷 뒤에 올 수 있는 변경의 수입니다.',
  'share.coordinator.load.buffer.size':
    'share 코디네이터가 상태를 불러올 때 한 번에 읽는 바이트 수입니다. 더 큰 레코드도 읽습니다.',
  'share.coordinator.state.topic.compression.codec':
    'share 그룹의 상태를 담는 토픽의 batch를 압축하는 방식의 번호입니다. 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.',
  'share.coordinator.append.linger.ms':
    'share 코디네이터가 쓸 것을 모았다가 추가하기까지의 시간입니다. -1이면 부하에 맞춥니다.',
  'share.coordinator.write.timeout.ms':
    'share 코디네이터의 쓰기가 토픽의 복제본을 기다릴 수 있는 시간입니다.',
  'share.coordinator.state.topic.prune.interval.ms':
    '나중 스냅샷이 대신한 상태를 토픽에서 삭제하는 간격입니다.',
  'share.coordinator.cold.partition.snapshot.interval.ms':
    '변경이 없는 share 파티션에 새 스냅샷을 쓰는 간격입니다. 그래야 오래된 상태를 삭제할 수 있습니다.',
  'share.coordinator.cached.buffer.max.bytes':
    'share 코디네이터가 다음 쓰기를 위해 남겨 두는 가장 큰 버퍼입니다. 가장 큰 batch보다 작아야 합니다.',
};
