export const brokerQuotasInKorean: Readonly<Record<string, string>> = {
  'quota.window.num': '클라이언트 할당량을 측정하려고 보관하는 표본의 수입니다.',
  'replication.quota.window.num': '제한된 복제를 측정하려고 보관하는 표본의 수입니다.',
  'alter.log.dirs.replication.quota.window.num':
    '복제본을 폴더 사이에서 옮기는 것을 측정하려고 보관하는 표본의 수입니다.',
  'controller.quota.window.num': '토픽과 파티션 변경의 할당량을 측정하려고 보관하는 표본의 수입니다.',
  'quota.window.size.seconds': '클라이언트 할당량을 측정하는 표본 하나의 시간입니다.',
  'replication.quota.window.size.seconds': '제한된 복제를 측정하는 표본 하나의 시간입니다.',
  'alter.log.dirs.replication.quota.window.size.seconds':
    '복제본을 폴더 사이에서 옮기는 것을 측정하는 표본 하나의 시간입니다.',
  'controller.quota.window.size.seconds': '토픽과 파티션 변경의 할당량을 측정하는 표본 하나의 시간입니다.',
  'client.quota.callback.class':
    '클라이언트 요청에 어느 할당량을 적용할지 정하는 클래스입니다. 없으면 사용자와 client id로 찾습니다.',
  'leader.replication.throttled.rate':
    '제한된 복제본을 위해 이 브로커가 초당 보내는 바이트 수입니다. 새 데이터가 들어오는 속도보다 넉넉히 커야 합니다.',
  'follower.replication.throttled.rate':
    '제한된 복제본을 위해 이 브로커가 초당 받는 바이트 수입니다. 새 데이터가 들어오는 속도보다 넉넉히 커야 합니다.',
  'replica.alter.log.dirs.io.max.bytes.per.second':
    '복제본을 이 브로커의 폴더 사이에서 옮길 때 초당 복사하는 바이트 수입니다.',
};
