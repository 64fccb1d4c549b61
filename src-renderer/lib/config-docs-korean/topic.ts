export const topicInKorean: Readonly<Record<string, string>> = {
  'segment.bytes':
    '파티션이 현재 로그 segment를 닫고 다음 segment를 시작하는 크기입니다. 보존과 compaction은 닫힌 segment 단위로 하므로, 작을수록 공간이 조금씩 비워집니다.',
  'segment.ms':
    '가득 차지 않았어도 현재 segment를 닫는 시간입니다. 닫혀야 오래된 레코드를 삭제하거나 compact할 수 있습니다.',
  'segment.jitter.ms':
    'segment.ms에서 빼는 임의 시간의 최댓값입니다. 많은 파티션이 한꺼번에 segment를 바꾸지 않게 합니다.',
  'segment.index.bytes':
    'segment마다 오프셋 인덱스와 시간 인덱스에 잡아 두는 공간입니다. 인덱스가 가득 차면 segment를 닫고, 닫힌 segment는 남은 공간을 돌려줍니다.',
  'flush.messages':
    '로그를 디스크에 강제로 쓰기까지의 레코드 수입니다. 기본값은 운영 체제에 맡기며, 데이터는 복제로 지킵니다.',
  'flush.ms':
    '레코드가 메모리에만 있을 수 있는 최대 시간입니다. 지나면 로그를 디스크에 강제로 씁니다. 기본값은 운영 체제에 맡깁니다.',
  'retention.bytes':
    '파티션이 이 크기를 넘으면 가장 오래된 segment부터 삭제합니다. -1은 제한 없음입니다. 파티션마다 따로 세므로 토픽 전체는 파티션 수만큼 커질 수 있습니다.',
  'retention.ms':
    'segment의 가장 새 레코드로부터 이 시간이 지나면 삭제할 수 있습니다. -1이면 계속 보관합니다. 컨슈머는 이 시간 안에 데이터를 읽어야 합니다.',
  'max.message.bytes': '토픽이 받는 가장 큰 레코드 batch입니다. 프로듀서가 압축한 크기로 셉니다.',
  'index.interval.bytes':
    '오프셋 인덱스의 두 항목 사이에 있는 로그 바이트 수입니다. 작을수록 위치를 정확히 찾지만 인덱스가 커집니다.',
  'delete.retention.ms':
    'compact되는 토픽이 tombstone을 남겨 두는 시간입니다. 처음부터 읽는 컨슈머는 이 시간 안에 끝까지 읽어야 모든 삭제를 볼 수 있습니다.',
  'min.compaction.lag.ms': '새 레코드를 compact하지 않고 두는 시간입니다.',
  'max.compaction.lag.ms':
    '로그에 dirty한 부분이 적어도, 레코드가 이 시간이 지나면 compact할 수 있어야 합니다.',
  'file.delete.delay.ms': 'segment나 로그를 쓰지 않게 된 뒤 파일을 지우기까지의 시간입니다.',
  'min.cleanable.dirty.ratio':
    'cleaner가 로그를 정리하기 시작하는, compact되지 않은 부분의 비율입니다. 높을수록 덜 자주 정리하고 중복이 더 많이 남습니다.',
  'cleanup.policy':
    '오래된 segment를 어떻게 할지 정합니다. delete는 시간이나 크기로 삭제하고, compact는 키마다 마지막 레코드를 남기며, 둘 다 쓸 수도 있습니다. 비우면 아무것도 지우지 않습니다.',
  'unclean.leader.election.enable':
    'ISR에 남은 복제본이 없을 때 ISR 밖의 복제본이 리더가 되는 것을 허용합니다. 파티션은 더 빨리 돌아오지만, 확인된 레코드를 잃을 수 있습니다.',
  'min.insync.replicas':
    'acks=all로 보낸 요청이 성공하려면 레코드를 가져야 하는 복제본 수이며, 리더도 셉니다. 동기화된 복제본이 이보다 적으면 요청이 실패합니다.',
  'compression.type':
    '토픽이 batch를 저장하는 압축 방식입니다. producer이면 프로듀서가 압축한 그대로 두고, 다른 값이면 다르게 압축된 batch를 브로커가 다시 압축합니다.',
  'compression.gzip.level': '브로커가 압축하는 batch의 gzip 수준입니다. -1은 라이브러리의 기본값입니다.',
  'compression.lz4.level':
    '브로커가 압축하는 batch의 LZ4 수준입니다. Sluice의 LZ4 수준은 값과 관계없이 하나입니다.',
  'compression.zstd.level':
    '브로커가 압축하는 batch의 Zstandard 수준입니다. 음수이면 크기 대신 속도를 택합니다.',
  preallocate: 'segment를 만들 때 파일 전체를 디스크에 미리 잡습니다.',
  'message.timestamp.type':
    '레코드에 누구의 시각을 둘지 정합니다. CreateTime은 프로듀서가 정한 시각을 두고, LogAppendTime은 브로커의 시각으로 바꿉니다.',
  'message.timestamp.before.max.ms':
    '레코드의 timestamp가 브로커의 시계보다 이만큼 넘게 이르면 거부합니다. LogAppendTime에서는 효과가 없습니다.',
  'message.timestamp.after.max.ms':
    '레코드의 timestamp가 브로커의 시계보다 이만큼 넘게 늦으면 거부합니다. LogAppendTime에서는 효과가 없습니다.',
  'leader.replication.throttled.replicas':
    '보내는 복제가 리더의 제한에 포함되는 복제본입니다. partition:broker 쌍으로 쓰며, *는 모두입니다.',
  'follower.replication.throttled.replicas':
    '받는 복제가 팔로워의 제한에 포함되는 복제본입니다. partition:broker 쌍으로 쓰며, *는 모두입니다.',
  'remote.storage.enable':
    '토픽의 닫힌 segment를 원격 저장소로 옮깁니다. 브로커에 tiered storage가 켜져 있어야 하고, compact되는 토픽에는 쓸 수 없습니다.',
  'local.retention.ms':
    'tiered 토픽의 segment가 원격 저장소에 있는 뒤 로컬 디스크에 남겨 두는 시간입니다. -2는 retention.ms를 따릅니다.',
  'local.retention.bytes':
    'segment가 원격 저장소에 있는 tiered 파티션이 로컬 디스크에서 차지할 수 있는 크기입니다. -2는 retention.bytes를 따릅니다.',
  'remote.log.copy.disable':
    'tiered 토픽의 새 segment를 더 복사하지 않습니다. 이미 복사된 것은 계속 읽을 수 있습니다.',
  'remote.log.delete.on.disable':
    'remote.storage.enable을 끌 때 토픽의 원격 데이터를 모두 삭제하는 데 동의합니다.',
  'internal.segment.bytes': '테스트에 쓰는, 하한이 없는 segment 크기입니다.',
};
