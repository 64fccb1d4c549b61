export const brokerLogInKorean: Readonly<Record<string, string>> = {
  'message.max.bytes':
    '토픽이 받는 가장 큰 레코드 batch입니다. 프로듀서가 압축한 크기로 세며, 토픽의 max.message.bytes가 있으면 그 값을 씁니다.',
  'delete.topic.enable': '토픽 삭제를 허용합니다. false이면 삭제 요청을 거부합니다.',
  'compression.type':
    '따로 정하지 않은 토픽이 batch를 저장하는 압축 방식입니다. producer이면 프로듀서가 압축한 그대로 둡니다.',
  'compression.gzip.level': '브로커가 압축하는 batch의 gzip 수준입니다. -1은 라이브러리의 기본값입니다.',
  'compression.lz4.level':
    '브로커가 압축하는 batch의 LZ4 수준입니다. Sluice의 LZ4 수준은 값과 관계없이 하나입니다.',
  'compression.zstd.level':
    '브로커가 압축하는 batch의 Zstandard 수준입니다. 음수이면 크기 대신 속도를 택합니다.',
  'log.cleaner.threads':
    '로그를 compact하는 스레드 수입니다. Sluice 노드는 다른 일 사이사이에 로그를 하나씩 compact하므로 효과가 없습니다.',
  'log.cleaner.io.max.bytes.per.second':
    'cleaner가 초당 읽고 쓰는 바이트 수의 합계입니다. Sluice 노드는 메가바이트 단위로 나누어 하므로 효과가 없습니다.',
  'log.cleaner.dedupe.buffer.size':
    '이미 본 키를 기억하는 데 쓰는 메모리이며, 모든 cleaner 스레드가 함께 씁니다.',
  'log.cleaner.io.buffer.size':
    '읽고 쓰는 데 쓰는 메모리이며, 모든 cleaner 스레드가 함께 씁니다. Sluice 노드에서는 효과가 없습니다.',
  'log.cleaner.io.buffer.load.factor':
    '키를 기억하는 표를 얼마나 채울 수 있는지를 0에서 1 사이로 정합니다. 높을수록 한 번에 더 많은 로그를 정리하지만 키를 찾는 데 오래 걸립니다.',
  'log.cleaner.backoff.ms': 'compact할 것이 없을 때 cleaner가 기다리는 시간입니다.',
  'log.cleaner.min.cleanable.ratio':
    'cleaner가 로그를 정리하기 시작하는, compact되지 않은 부분의 비율입니다. 토픽이 따로 정할 수 있습니다.',
  'log.cleaner.enable': 'cleaner를 실행합니다. 없으면 내부 토픽을 포함해 compact되는 토픽이 끝없이 커집니다.',
  'log.cleaner.delete.retention.ms':
    'compact되는 토픽이 tombstone을 남겨 두는 시간입니다. 토픽이 따로 정할 수 있습니다.',
  'log.cleaner.min.compaction.lag.ms':
    '새 레코드를 compact하지 않고 두는 시간입니다. 토픽이 따로 정할 수 있습니다.',
  'log.cleaner.max.compaction.lag.ms':
    '레코드가 이 시간이 지나면 compact할 수 있어야 합니다. 토픽이 따로 정할 수 있습니다.',
  'num.partitions': '직접 만들거나 자동으로 만들어지는 토픽이 수를 정하지 않았을 때의 파티션 수입니다.',
  'log.dir': 'log.dirs가 없을 때 로그를 두는 폴더입니다.',
  'log.dirs': '로그를 나누어 두는 폴더들입니다. 없으면 log.dir을 씁니다.',
  'cordoned.log.dirs':
    '디스크를 떼기 전처럼 새 복제본을 받지 않게 할 폴더입니다. *는 모두이며, 이미 든 복제본은 계속 쓰입니다.',
  'log.segment.bytes': '파티션이 새 로그 segment를 시작하는 크기입니다. 토픽이 따로 정할 수 있습니다.',
  'log.roll.ms': 'segment를 닫는 시간입니다. 없으면 log.roll.hours를 씁니다.',
  'log.roll.hours': 'log.roll.ms가 없을 때 segment를 닫는 시간이며, 단위는 시간(hour)입니다.',
  'log.roll.jitter.ms':
    'segment를 닫는 시간에서 빼는 임의 시간의 최댓값입니다. 없으면 log.roll.jitter.hours를 씁니다.',
  'log.roll.jitter.hours':
    'log.roll.jitter.ms가 없을 때 segment를 닫는 시간에서 빼는 임의 시간의 최댓값이며, 단위는 시간(hour)입니다.',
  'log.retention.ms':
    '로그를 보관하는 시간입니다. -1이면 계속 보관합니다. 없으면 log.retention.minutes, 그다음 log.retention.hours를 씁니다.',
  'log.retention.minutes': 'log.retention.ms가 없을 때 로그를 보관하는 시간이며, 단위는 분입니다.',
  'log.retention.hours':
    'log.retention.ms와 log.retention.minutes가 모두 없을 때 로그를 보관하는 시간이며, 단위는 시간(hour)입니다.',
  'log.retention.bytes':
    '파티션이 이 크기를 넘으면 가장 오래된 segment부터 삭제합니다. -1은 제한 없음이며, 토픽이 따로 정할 수 있습니다.',
  'log.retention.check.interval.ms': '삭제할 segment를 찾는 간격입니다.',
  'log.cleanup.policy':
    '따로 정하지 않은 토픽의 오래된 segment를 어떻게 할지 정합니다. delete는 삭제하고, compact는 키마다 마지막 레코드를 남기며, 둘 다 쓸 수도 있습니다.',
  'log.index.size.max.bytes': 'segment의 인덱스마다 잡아 두는 공간입니다. 토픽이 따로 정할 수 있습니다.',
  'log.index.interval.bytes':
    '오프셋 인덱스의 두 항목 사이에 있는 로그 바이트 수입니다. 토픽이 따로 정할 수 있습니다.',
  'log.flush.interval.messages': '파티션에 이만큼 레코드가 쌓이면 로그를 디스크에 강제로 씁니다.',
  'log.segment.delete.delay.ms': 'segment를 쓰지 않게 된 뒤 파일을 지우기까지의 시간입니다.',
  'log.flush.scheduler.interval.ms': '디스크에 강제로 쓸 때가 된 로그를 브로커가 찾는 간격입니다.',
  'log.flush.interval.ms':
    '레코드가 메모리에만 있을 수 있는 최대 시간입니다. 지나면 로그를 디스크에 강제로 씁니다. 없으면 log.flush.scheduler.interval.ms를 씁니다.',
  'log.flush.offset.checkpoint.interval.ms':
    '로그가 어디까지 디스크에 있는지를 기록하는 간격입니다. 비정상 종료 뒤의 복구는 거기서 시작합니다.',
  'log.flush.start.offset.checkpoint.interval.ms': '로그의 시작 오프셋을 기록하는 간격입니다.',
  'log.preallocate': 'segment를 만들 때 파일 전체를 디스크에 미리 잡습니다. 토픽이 따로 정할 수 있습니다.',
  'num.recovery.threads.per.data.dir':
    '폴더마다 시작할 때 로그를 복구하고 끝날 때 디스크에 쓰는 스레드 수입니다. Sluice 노드는 로그를 하나씩 열고 한 폴더의 로그를 함께 디스크에 쓰므로 효과가 없습니다.',
  'auto.create.topics.enable': '클라이언트가 없는 토픽을 처음 요청하면 그 토픽을 만듭니다.',
  'min.insync.replicas':
    'acks=all이 채워지려면 레코드를 가져야 하는 복제본 수이며, 리더도 셉니다. 토픽이 따로 정할 수 있습니다.',
  'log.message.timestamp.type':
    '레코드에 누구의 시각을 둘지 정합니다. CreateTime은 프로듀서의 시각, LogAppendTime은 브로커의 시각이며, 토픽이 따로 정할 수 있습니다.',
  'log.message.timestamp.before.max.ms':
    '레코드의 timestamp가 브로커의 시계보다 얼마나 이를 수 있는지 정합니다. 토픽이 따로 정할 수 있습니다.',
  'log.message.timestamp.after.max.ms':
    '레코드의 timestamp가 브로커의 시계보다 얼마나 늦을 수 있는지 정합니다. 토픽이 따로 정할 수 있습니다.',
  'create.topic.policy.class.name': '토픽 생성을 거부할 수 있는 클래스입니다. 컨트롤러에서 실행됩니다.',
  'alter.config.policy.class.name': '설정 변경을 거부할 수 있는 클래스입니다. 컨트롤러에서 실행됩니다.',
  'log.dir.failure.timeout.ms':
    '브로커가 폴더의 장애를 컨트롤러에 알리려고 시도하는 시간입니다. 지나면 스스로 중지합니다.',
  'log.initial.task.delay.ms':
    '시작한 뒤 로그에 대한 정기 작업을 시작하기까지의 대기 시간입니다. 테스트용입니다.',
};
