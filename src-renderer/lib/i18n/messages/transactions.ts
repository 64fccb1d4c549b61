/** Transactions, and producers with an id. */
export const transactions = {
  'screen.transactions': ['Transactions', '트랜잭션'],
  'transactions.failed': ['The transactions could not be listed.', '트랜잭션 목록을 가져오지 못했습니다.'],
  'transactions.tab.list': ['Transactional ids', 'Transactional id'],
  'transactions.tab.hanging': ['Hanging', '방치됨'],
  'transactions.id': ['Transactional id', 'Transactional id'],
  'transactions.open': ['Under way', '진행 중'],
  'transactions.underWay': ['under way', '진행 중'],
  'transactions.openFor': ['Open for', '열린 시간'],
  'transactions.timeout': ['Timeout', '제한 시간'],
  'transactions.started': ['Began', '시작'],
  'transactions.filter': ['Filter by id or topic', 'id나 토픽으로 필터'],
  'transactions.longer.any': ['however long', '제한 없음'],
  'transactions.longer.than': ['longer than {time}', '{time} 이상'],
  'transactions.longer.timeout': ['longer than its timeout', '제한 시간 초과'],
  'transactions.none': [
    'No producer with a transactional.id has been here yet: coordinators know none.',
    'transactional.id를 쓰는 프로듀서가 아직 없었습니다. 코디네이터가 아는 트랜잭션이 없습니다.',
  ],
  'transactions.noneMatch': ['No transaction is like that.', '조건에 맞는 트랜잭션이 없습니다.'],
  'transactions.silent': [
    'Broker {id} does not tell what it coordinates, so transactions may be missing: {reason}',
    '브로커 {id}가 자신이 맡은 트랜잭션을 알려 주지 않아 목록이 빠졌을 수 있습니다: {reason}',
  ],
  'transactions.notLocal': [
    'The nodes of the local cluster do not run transactions yet, so there is none to show. A connection to an Apache Kafka shows its own here.',
    '로컬 클러스터의 노드는 아직 트랜잭션을 지원하지 않아 보여 줄 것이 없습니다. Apache Kafka에 연결하면 그 클러스터의 트랜잭션이 여기에 보입니다.',
  ],
  'transactions.notServed': [
    'The brokers of this cluster do not tell of their transactions. Those of Apache Kafka do from version 3.0 on (KIP-664); a cluster of Sluice does not run transactions yet.',
    '이 클러스터의 브로커는 트랜잭션을 알려 주지 않습니다. Apache Kafka는 3.0부터 알려 주고(KIP-664), Sluice 클러스터는 아직 트랜잭션을 지원하지 않습니다.',
  ],
  'transactions.noPartitions': [
    'No partition: nothing is open.',
    '파티션이 없습니다. 열린 트랜잭션이 없습니다.',
  ],
  'transactions.overdue': [
    'It has been open for longer than its producer asked for. Its coordinator looks at it every few seconds and will abort it.',
    '프로듀서가 정한 제한 시간을 넘겼습니다. 코디네이터가 몇 초마다 확인하며 abort할 것입니다.',
  ],
  'transactions.says.Empty': [
    'The producer has registered and has not begun a transaction since.',
    '프로듀서가 등록했지만 아직 트랜잭션을 시작하지 않았습니다.',
  ],
  'transactions.says.Ongoing': [
    'Records are being written. Readers with read_committed get nothing from these partitions behind its first record until it ends.',
    '레코드를 쓰는 중입니다. 끝날 때까지 read_committed로 읽으면 해당 파티션에서 첫 레코드 뒤를 볼 수 없습니다.',
  ],
  'transactions.says.PrepareCommit': [
    'It is decided that it commits; markers are being written into its partitions.',
    'commit으로 결정되었고 각 파티션에 마커를 쓰는 중입니다.',
  ],
  'transactions.says.PrepareAbort': [
    'It is decided that it aborts; markers are being written into its partitions.',
    'abort로 결정되었고 각 파티션에 마커를 쓰는 중입니다.',
  ],
  'transactions.says.PrepareEpochFence': [
    'Its producer is being shut out by a higher epoch, then it is aborted.',
    '더 높은 epoch로 프로듀서를 차단하는 중이며, 그다음 abort됩니다.',
  ],
  'transactions.says.CompleteCommit': ['The last one was committed.', '마지막 트랜잭션이 commit되었습니다.'],
  'transactions.says.CompleteAbort': ['The last one was aborted.', '마지막 트랜잭션이 abort되었습니다.'],
  'transactions.says.Dead': [
    'The id has expired and is about to be forgotten.',
    'id가 만료되어 곧 지워집니다.',
  ],
  'hanging.find': ['Look for hanging ones', '방치된 트랜잭션 찾기'],
  'hanging.failed': ['It could not be told what hangs.', '방치된 트랜잭션을 알아내지 못했습니다.'],
  'hanging.again': ['Look again', '다시 찾기'],
  'hanging.looking': ['Leaders and coordinators are being asked …', '리더와 코디네이터에게 묻는 중 …'],
  'hanging.looked': ['{partitions} partitions were looked at', '파티션 {partitions}개를 확인함'],
  'hanging.text': [
    'A transaction hangs when a partition has it open and no coordinator knows of it: nobody will end it, the last stable offset stands still, and readers with read_committed wait.',
    '파티션에는 열려 있는데 어떤 코디네이터도 모르는 트랜잭션입니다. 아무도 끝내지 않으므로 last stable offset이 멈추고 read_committed로 읽는 쪽은 계속 기다립니다.',
  ],
  'hanging.untold': [
    '{partition} could not be looked at: {reason}',
    '{partition}을(를) 확인하지 못했습니다: {reason}',
  ],
  'hanging.moreUntold': [
    '{count, plural, one {# more partition could not be looked at.} other {# more partitions could not be looked at.}}',
    '{count, plural, other {그 밖에 파티션 #개를 확인하지 못했습니다.}}',
  ],
  'hanging.none': [
    'Nothing hangs: a coordinator looks after everything that is open.',
    '방치된 것이 없습니다. 열린 트랜잭션은 모두 코디네이터가 관리하고 있습니다.',
  ],
  'hanging.noneKnown': [
    'Nothing hangs in the partitions that could be looked at.',
    '확인한 파티션에는 방치된 것이 없습니다.',
  ],
  'hanging.why': ['Why it hangs', '방치된 이유'],
  'hanging.why.unknown': [
    'No coordinator knows this producer: its transactional id has expired or was never registered.',
    '이 프로듀서를 아는 코디네이터가 없습니다. transactional id가 만료되었거나 등록된 적이 없습니다.',
  ],
  'hanging.why.leftBriefly': ['Not known to its coordinator', '담당 코디네이터가 모름'],
  'hanging.why.unknownBriefly': ['Not known to any coordinator', '아는 코디네이터 없음'],
  'hanging.why.left': [
    'The coordinator of {id} does not know that it writes here, so it will not end it here.',
    '{id}의 코디네이터는 여기에 쓰고 있다는 것을 몰라서 여기서 끝내지 않습니다.',
  ],
  'abort.title': ['Abort the transaction', '트랜잭션 abort'],
  'abort.text': [
    'An abort marker is written into {partition}. What this producer wrote there since its transaction began is lost for readers with read_committed, for good; all others get what was held back behind it.',
    '{partition}에 abort 마커를 씁니다. 트랜잭션을 시작한 뒤 이 프로듀서가 쓴 레코드는 read_committed로는 영영 볼 수 없게 되고, 그 뒤에 막혀 있던 것은 다시 읽을 수 있습니다.',
  ],
  'abort.unknown': ['Whether it was aborted is not known.', 'abort되었는지 알 수 없습니다.'],
  'abort.failed': ['It was not aborted.', 'abort하지 못했습니다.'],
  'abort.lossFailed': ['It could not be told what would be lost.', '무엇을 잃게 되는지 알아내지 못했습니다.'],
  'abort.lost': ['Lost', '잃는 것'],
  'abort.records': [
    '{count, plural, one {# record} other {# records}}, {bytes}',
    '{count, plural, other {레코드 #개}}, {bytes}',
  ],
  'abort.recordsAtLeast': [
    'at least {count, plural, one {# record} other {# records}}, {bytes}',
    '{count, plural, other {레코드 #개}} 이상, {bytes}',
  ],
  'abort.written': ['Written', '쓴 시각'],
  'abort.freed': ['Held back by it', '막혀 있는 것'],
  'abort.heldBack': [
    '{count, plural, one {# offset} other {# offsets}} up to the high watermark',
    '{count, plural, other {high watermark까지 오프셋 #개}}',
  ],
  'topic.tab.producers': ['Producers', '프로듀서'],
  'producers.id': ['Producer id', 'Producer id'],
  'producers.failed': ['The producers could not be asked for.', '프로듀서를 알아내지 못했습니다.'],
  'producers.lastSequence': ['Last sequence', '마지막 sequence'],
  'producers.lastBatch': ['Last batch', '마지막 batch'],
  'producers.coordinatorEpoch': ['Coordinator epoch', 'Coordinator epoch'],
  'producers.openSince': ['Open since offset', '트랜잭션 시작 오프셋'],
  'producers.transaction': ['Transaction', '트랜잭션'],
  'producers.state.none': ['none open', '열린 것 없음'],
  'producers.state.open': ['open', '열림'],
  'producers.state.hangs': ['hangs', '방치됨'],
  'producers.state.unsure': ['open, may hang', '열림, 방치 여부 모름'],
  'producers.hangsText': [
    'No coordinator looks after it, so nobody will end it. The Transactions screen can abort it.',
    '관리하는 코디네이터가 없어 아무도 끝내지 않습니다. 트랜잭션 화면에서 abort할 수 있습니다.',
  ],
  'producers.undecided': [
    'Whether what is open hangs only all coordinators together can tell, and broker {id} did not: {reason}',
    '열린 트랜잭션이 방치되었는지는 모든 코디네이터가 답해야 알 수 있는데 브로커 {id}가 답하지 않았습니다: {reason}',
  ],
  'producers.anyPartition': ['all', '모두'],
  'producers.openOnly': ['Only with an open transaction', '열린 트랜잭션만'],
  'producers.says': [
    'Producers with an id that the partitions remember: idempotent and transactional ones.',
    '파티션이 기억하는 id가 있는 프로듀서입니다(멱등, 트랜잭션).',
  ],
  'producers.none': [
    'No producer with an id has written here lately: a partition forgets one after a day (producer.id.expiration.ms).',
    '최근에 id가 있는 프로듀서가 쓴 적이 없습니다. 파티션은 하루가 지나면 잊습니다(producer.id.expiration.ms).',
  ],
  'producers.noneMatch': ['No producer is like that.', '조건에 맞는 프로듀서가 없습니다.'],
  'producers.notServed': [
    'The brokers of this cluster do not tell of their producers: Kafka does so from version 2.8 on (KIP-664).',
    '이 클러스터의 브로커는 프로듀서를 알려 주지 않습니다. Kafka 2.8부터 가능합니다(KIP-664).',
  ],
  'term.producerId': [
    'The number that a broker gives to a producer that is idempotent or transactional. With its epoch and the sequences of its batches a partition recognises what comes twice.',
    '멱등 또는 트랜잭션 프로듀서가 브로커에게 받는 번호입니다. epoch와 batch의 sequence로 파티션이 두 번 온 것을 알아봅니다.',
  ],
  'term.producerEpoch': [
    'It rises when a producer with the same transactional id begins anew. Whoever still has the lower one is shut out.',
    '같은 transactional id로 프로듀서가 다시 시작하면 올라갑니다. 낮은 epoch를 가진 쪽은 차단됩니다.',
  ],
  'term.transactionalId': [
    'The name under which a producer keeps its transactions across restarts. It decides which broker coordinates them.',
    '재시작해도 프로듀서의 트랜잭션을 이어 가는 이름입니다. 어느 브로커가 코디네이터가 될지도 정합니다.',
  ],
} as const;
