export const brokerTransactionsInKorean: Readonly<Record<string, string>> = {
  'transaction.state.log.min.isr': '트랜잭션을 담는 내부 토픽의 min.insync.replicas입니다.',
  'transaction.state.log.load.buffer.size':
    '코디네이터가 트랜잭션을 불러올 때 한 번에 읽는 바이트 수입니다. 더 큰 레코드도 읽습니다.',
  'transaction.state.log.replication.factor':
    '트랜잭션을 담는 내부 토픽의 복제본 수입니다. 브로커가 그만큼 있기 전에는 토픽을 만들지 않습니다.',
  'transaction.state.log.num.partitions':
    '트랜잭션을 담는 내부 토픽의 파티션 수입니다. 토픽이 생긴 뒤에는 바꾸면 안 됩니다.',
  'transaction.state.log.segment.bytes':
    '트랜잭션을 담는 내부 토픽의 segment 크기입니다. 작은 segment는 compact하고 불러오는 것이 빠릅니다.',
  'transaction.partition.verification.enable':
    '트랜잭션이 파티션에 처음 쓰기 전에, 그 트랜잭션이 열려 있는지 코디네이터에 확인합니다. 그러면 방치된 트랜잭션이 남지 않습니다.',
  'producer.id.expiration.ms':
    '파티션이 쓰기가 없는 idempotent 프로듀서를 잊기까지의 시간입니다. 프로듀서의 delivery timeout보다 짧지 않아야 합니다.',
  'producer.id.expiration.check.interval.ms': '잊을 프로듀서를 찾는 간격입니다.',
  'transactional.id.expiration.ms': '트랜잭션이 없는 transactional id를 잊기까지의 시간입니다.',
  'transaction.max.timeout.ms': '프로듀서가 트랜잭션에 요청할 수 있는 가장 긴 타임아웃입니다.',
  'transaction.abort.timed.out.transaction.cleanup.interval.ms':
    '타임아웃이 지난 트랜잭션을 찾아 abort하는 간격입니다.',
  'transaction.remove.expired.transaction.cleanup.interval.ms':
    '잊을 transactional id를 찾아 제거하는 간격입니다.',
  'transaction.two.phase.commit.enable':
    '외부 코디네이터가 나중에 commit하거나 abort할 트랜잭션을 프로듀서가 prepare할 수 있게 합니다.',
  'add.partitions.to.txn.retry.backoff.max.ms':
    '브로커가 응답하기 전에 파티션을 트랜잭션에 추가하려고 거듭 시도하는 최대 시간입니다.',
  'add.partitions.to.txn.retry.backoff.ms':
    '브로커가 파티션을 트랜잭션에 추가하려는 두 시도 사이의 대기 시간입니다.',
};
