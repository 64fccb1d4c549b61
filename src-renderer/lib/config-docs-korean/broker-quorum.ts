export const brokerQuorumInKorean: Readonly<Record<string, string>> = {
  'unstable.api.versions.enable': '아직 개발 중이라 바뀔 수 있는 API 버전도 제공합니다. 테스트용입니다.',
  'unstable.feature.versions.enable':
    '아직 개발 중이라 바뀔 수 있는 feature level을 허용합니다. 테스트용입니다.',
  'process.roles':
    '이 노드가 하는 일입니다. broker는 클라이언트를 상대하고, controller는 메타데이터 쿼럼에 참여하며, 한 노드가 둘 다 할 수 있습니다.',
  'node.id': '이 노드의 번호입니다. 클러스터의 모든 브로커와 컨트롤러에서 하나뿐이어야 합니다.',
  'initial.broker.registration.timeout.ms':
    '시작하는 브로커가 컨트롤러에 등록을 시도하는 시간입니다. 지나면 포기하고 종료합니다.',
  'broker.heartbeat.interval.ms': '브로커가 컨트롤러에 heartbeat를 보내는 간격입니다.',
  'broker.session.timeout.ms':
    'heartbeat가 이 시간 동안 없으면 컨트롤러가 브로커를 fence하고 리더를 다른 브로커로 옮깁니다.',
  'controller.listener.names': '컨트롤러가 쓰는 리스너의 이름입니다. 브로커는 그중 첫 번째에 연결합니다.',
  'controller.performance.sample.period.ms': '컨트롤러가 이벤트 처리에 걸린 시간을 로그에 남기는 간격입니다.',
  'controller.performance.always.log.threshold.ms':
    '이보다 오래 걸린 이벤트는 컨트롤러가 하나하나 로그에 남깁니다.',
  'server.max.startup.time.ms': '시작이 이 시간 안에 끝나지 않으면 포기합니다. 테스트용입니다.',
  'metadata.log.max.record.bytes.between.snapshots':
    '새 메타데이터 레코드가 이만큼(바이트) 쌓이면 노드가 스냅샷을 씁니다.',
  'metadata.log.max.snapshot.interval.ms':
    '새 메타데이터 레코드가 있으면 이 시간마다 노드가 스냅샷을 씁니다. 0이면 시간에 따른 스냅샷을 쓰지 않습니다.',
  'metadata.log.dir': '메타데이터 로그의 폴더입니다. 없으면 log.dirs의 첫 번째 폴더를 씁니다.',
  'metadata.log.segment.bytes': '메타데이터 로그가 새 segment를 시작하는 크기입니다.',
  'metadata.log.segment.ms': '메타데이터 로그가 새 segment를 시작하는 시간입니다.',
  'metadata.max.retention.bytes':
    '메타데이터 로그와 스냅샷이 이 크기를 넘으면 오래된 것부터 삭제합니다. 스냅샷에 담기지 않은 것은 남깁니다.',
  'metadata.max.retention.ms':
    '이보다 오래된 메타데이터 segment와 스냅샷을 삭제합니다. 스냅샷에 담기지 않은 것은 남깁니다.',
  'metadata.max.idle.interval.ms':
    '할 일이 없는 컨트롤러가 내용 없는 레코드를 추가하는 간격입니다. 팔로워는 이것으로 진행을 확인합니다. 0이면 추가하지 않습니다.',
  'internal.metadata.log.segment.bytes': '테스트에 쓰는, 하한이 없는 메타데이터 로그의 segment 크기입니다.',
  'internal.metadata.max.batch.size.in.bytes':
    '컨트롤러가 메타데이터 로그에 추가하는 가장 큰 batch입니다. 테스트용입니다.',
  'internal.metadata.delete.delay.millis':
    '메타데이터 segment나 스냅샷을 쓰지 않게 된 뒤 파일을 지우기까지의 시간입니다. 테스트용입니다.',
  'controller.quorum.voters':
    '고정된 쿼럼의 voter이며, id@host:port 형식입니다. voter를 바꿀 수 있는 쿼럼은 대신 controller.quorum.bootstrap.servers로 찾습니다.',
  'controller.quorum.bootstrap.servers':
    '노드가 메타데이터 쿼럼을 찾는 주소이며, host:port 형식입니다. 쿼럼 전체를 적지 않아도 됩니다.',
  'controller.quorum.election.timeout.ms':
    'candidate가 투표를 기다리는 시간입니다. 지나면 선출을 새로 시작합니다.',
  'controller.quorum.fetch.timeout.ms':
    '이 시간 동안 fetch에 성공하지 못한 voter는 candidate가 되고, 과반수가 fetch하지 않는 리더는 물러납니다.',
  'controller.quorum.election.backoff.max.ms':
    '승자 없이 끝난 선출 뒤 다시 선출하기까지의 임의 대기 시간의 최댓값입니다.',
  'controller.quorum.append.linger.ms':
    '컨트롤러가 레코드를 모았다가 메타데이터 로그에 쓰기까지의 시간입니다.',
  'controller.quorum.request.timeout.ms': '노드가 쿼럼의 다른 노드의 응답을 기다리는 시간입니다.',
  'controller.quorum.retry.backoff.ms': '쿼럼 노드에 실패한 요청을 다시 보내기까지의 대기 시간입니다.',
  'controller.quorum.auto.join.enable':
    '아직 voter가 아닌 컨트롤러가 시작할 때 스스로 쿼럼에 들어가게 합니다.',
  'controller.quorum.fetch.snapshot.max.bytes': '요청 하나가 가져오는 스냅샷의 최대 바이트 수입니다.',
  'controller.quorum.fetch.max.bytes': '요청 하나가 가져오는 메타데이터 로그의 최대 바이트 수입니다.',
};
