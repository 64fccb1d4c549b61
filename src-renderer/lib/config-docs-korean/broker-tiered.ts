export const brokerTieredInKorean: Readonly<Record<string, string>> = {
  'remote.log.storage.system.enable':
    '이 브로커에서 tiered storage를 실행합니다. 그래야 토픽이 쓸 수 있습니다.',
  'remote.log.storage.manager.impl.prefix': '원격 저장소 플러그인에 넘겨줄 설정 이름의 접두사입니다.',
  'remote.log.metadata.manager.impl.prefix': '원격 메타데이터 플러그인에 넘겨줄 설정 이름의 접두사입니다.',
  'remote.log.storage.manager.class.name': 'segment를 원격에 저장하는 플러그인의 클래스입니다.',
  'remote.log.storage.manager.class.path':
    '원격 저장소 플러그인과 필요한 것을 브로커의 클래스와 따로 불러오는 위치입니다.',
  'remote.log.metadata.manager.class.name': '어떤 segment가 원격에 있는지 기억하는 플러그인의 클래스입니다.',
  'remote.log.metadata.manager.class.path':
    '원격 메타데이터 플러그인과 필요한 것을 브로커의 클래스와 따로 불러오는 위치입니다.',
  'remote.log.metadata.manager.listener.name':
    '원격 메타데이터 플러그인이 필요할 때 연결하는 이 브로커의 리스너입니다.',
  'remote.log.metadata.custom.metadata.max.bytes':
    '저장소 플러그인이 segment에 붙일 수 있는 자체 메타데이터의 최대 크기입니다. 넘으면 복사를 되돌립니다.',
  'remote.log.index.file.cache.total.size.bytes':
    '원격 저장소에서 가져온 인덱스 파일에 쓰는 디스크 공간입니다.',
  'remote.log.index.file.cache.ttl.ms':
    '가져온 인덱스 파일을 마지막으로 쓴 뒤 남겨 두는 시간입니다. -1은 제한 없음입니다.',
  'remote.log.manager.thread.pool.size':
    '로그가 어디까지 복사되었는지 팔로워가 확인하는 스레드 수입니다. 더 이상 권장되지 않으며 remote.log.manager.follower.thread.pool.size를 씁니다.',
  'remote.log.manager.copier.thread.pool.size': 'segment를 원격 저장소에 복사하는 스레드 수입니다.',
  'remote.log.manager.expiration.thread.pool.size':
    '보관 시간이 지난 segment를 원격 저장소에서 삭제하는 스레드 수입니다.',
  'remote.log.manager.follower.thread.pool.size':
    '로그가 어디까지 복사되었는지 팔로워가 확인하는 스레드 수입니다.',
  'remote.log.manager.task.interval.ms': '복사하거나 삭제할 segment를 찾는 간격입니다.',
  'remote.log.manager.task.retry.backoff.ms': '실패한 원격 작업을 다시 하기까지의 첫 대기 시간입니다.',
  'remote.log.manager.task.retry.backoff.max.ms':
    '실패한 원격 작업을 다시 하기까지의 가장 긴 대기 시간입니다.',
  'remote.log.manager.task.retry.jitter':
    '다시 하기까지의 대기 시간 중 임의인 부분이며, 대기 시간에 대한 비율입니다.',
  'remote.log.reader.threads': '컨슈머를 위해 원격 저장소에서 읽는 스레드 수입니다.',
  'remote.log.reader.max.pending.tasks':
    '스레드를 기다릴 수 있는 원격 읽기의 수입니다. 더 많으면 fetch 요청이 오류를 받습니다.',
  'log.local.retention.ms':
    'tiered 토픽이 복사된 segment를 로컬 디스크에 남겨 두는 시간입니다. -2는 전체 보존 시간을 따르며, 토픽이 따로 정할 수 있습니다.',
  'log.local.retention.bytes':
    'tiered 파티션이 복사된 segment로 로컬 디스크에서 차지할 수 있는 크기입니다. -2는 전체 보존 크기를 따르며, 토픽이 따로 정할 수 있습니다.',
  'remote.log.manager.copy.max.bytes.per.second':
    '이 브로커가 초당 원격 저장소로 복사하는 바이트 수의 합계입니다.',
  'remote.log.manager.copy.quota.window.num': '원격 저장소로의 복사를 측정하려고 보관하는 표본의 수입니다.',
  'remote.log.manager.copy.quota.window.size.seconds':
    '원격 저장소로의 복사를 측정하는 표본 하나의 시간입니다.',
  'remote.log.manager.fetch.max.bytes.per.second':
    '이 브로커가 초당 원격 저장소에서 읽는 바이트 수의 합계입니다.',
  'remote.log.manager.fetch.quota.window.num':
    '원격 저장소에서의 읽기를 측정하려고 보관하는 표본의 수입니다.',
  'remote.log.manager.fetch.quota.window.size.seconds':
    '원격 저장소에서의 읽기를 측정하는 표본 하나의 시간입니다.',
  'remote.fetch.max.wait.ms':
    '원격 데이터가 필요한 fetch 요청이 기다리는 최대 시간입니다. 데이터가 오거나 실패하면 더 일찍 응답합니다.',
  'remote.list.offsets.request.timeout.ms': '원격 저장소에서 오프셋을 찾는 데 허용되는 시간입니다.',
  'follower.fetch.last.tiered.offset.enable':
    '비어 있는 새 팔로워가 원격 저장소에 있는 것을 복사하지 않고 그 마지막 오프셋 뒤에서 시작하게 합니다.',
};
