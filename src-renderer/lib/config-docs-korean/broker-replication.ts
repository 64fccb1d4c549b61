export const brokerReplicationInKorean: Readonly<Record<string, string>> = {
  'num.replica.alter.log.dirs.threads':
    '복제본을 폴더 사이에서 옮기는 스레드 수입니다. 값이 없으면 폴더마다 하나입니다.',
  'controlled.shutdown.enable': '이 브로커가 중지하기 전에 리더를 다른 브로커에 넘깁니다.',
  'default.replication.factor':
    '직접 만들거나 자동으로 만들어지는 토픽이 수를 정하지 않았을 때의 복제본 수입니다.',
  'replica.lag.time.max.ms':
    '팔로워가 리더를 한 번은 따라잡아야 하는 시간입니다. 그러지 못하면 ISR에서 나갑니다.',
  'replica.socket.timeout.ms':
    '팔로워가 응답을 기다리는 시간입니다. replica.fetch.wait.max.ms보다 짧지 않아야 합니다.',
  'replica.socket.receive.buffer.bytes': '팔로워가 fetch하는 연결의 수신 버퍼 크기입니다.',
  'replica.fetch.max.bytes':
    '팔로워가 파티션마다 요청하는 바이트 수입니다. 첫 batch는 이보다 커도 전달됩니다.',
  'replica.fetch.wait.max.ms':
    '새 레코드가 없을 때 리더가 팔로워의 fetch를 붙잡아 둘 수 있는 시간입니다. replica.lag.time.max.ms보다 짧아야 합니다.',
  'replica.fetch.backoff.ms': '파티션의 fetch가 실패한 뒤 팔로워가 기다리는 시간입니다.',
  'replica.fetch.min.bytes':
    '팔로워가 fetch 한 번에 받으려는 바이트 수입니다. 리더는 replica.fetch.wait.max.ms까지 모이기를 기다립니다.',
  'replica.fetch.response.max.bytes':
    '팔로워에게 보내는 응답 하나의 전체 바이트 수입니다. 첫 batch는 이보다 커도 전달됩니다.',
  'num.replica.fetchers':
    '다른 브로커마다 복제하는 스레드 수입니다. 많을수록 동시에 가져오지만 메모리와 CPU를 더 씁니다.',
  'replica.high.watermark.checkpoint.interval.ms': 'high watermark를 디스크에 기록하는 간격입니다.',
  'fetch.purgatory.purge.interval.requests':
    'fetch 요청이 이만큼 끝날 때마다 기다리는 요청의 목록을 정리합니다.',
  'producer.purgatory.purge.interval.requests':
    'produce 요청이 이만큼 끝날 때마다 기다리는 요청의 목록을 정리합니다.',
  'delete.records.purgatory.purge.interval.requests':
    'DeleteRecords 요청이 이만큼 끝날 때마다 기다리는 요청의 목록을 정리합니다.',
  'auto.leader.rebalance.enable':
    '리더가 너무 많이 옮겨졌을 때 백그라운드에서 파티션의 선호 복제본에 리더를 돌려줍니다.',
  'leader.imbalance.check.interval.seconds': '옮겨진 리더를 컨트롤러가 찾는 간격입니다.',
  'unclean.leader.election.interval.ms':
    'unclean 리더 선출이 필요하고 허용된 파티션을 컨트롤러가 찾는 간격입니다.',
  'unclean.leader.election.enable':
    'ISR에 남은 복제본이 없을 때 ISR 밖의 복제본이 리더가 되는 것을 허용합니다. 레코드를 잃을 수 있으며, 토픽이 따로 정할 수 있습니다.',
  'replica.selector.class': '컨슈머가 읽을 복제본을 고르는 클래스입니다. 없으면 컨슈머는 리더에서 읽습니다.',
};
