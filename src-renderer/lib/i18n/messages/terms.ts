/** Kafka's terms in two sentences each: what it is, and why one looks at it. */
export const terms = {
  'term.acks': [
    'How many replicas must have a record before the producer is told it is stored. With all, no acknowledged record is lost while one in-sync replica lives; with none, the producer is told nothing.',
    '레코드가 저장됐다고 프로듀서에게 알리기 전에 몇 개의 복제본이 가져야 하는지입니다. all이면 ISR이 하나라도 살아 있는 한 확인된 레코드는 사라지지 않고, none이면 프로듀서는 아무 응답도 받지 않습니다.',
  ],
  'term.batch': [
    'Producers send records in batches, and brokers store them as they came. Compression, producer id and checksum belong to the batch, not to the record.',
    '프로듀서는 레코드를 batch로 보내고 브로커는 받은 그대로 저장합니다. 압축, producer id, 체크섬은 레코드가 아니라 batch에 속합니다.',
  ],
  'term.bootstrap': [
    'The address a client first connects to. From there it learns all nodes, so one address is enough.',
    '클라이언트가 처음 연결하는 주소입니다. 여기서 모든 노드를 알게 되므로 주소 하나면 충분합니다.',
  ],
  'term.brokerEpoch': [
    'The number a broker got when it registered; a restart gets a higher one. Requests of a process that has been replaced carry the old number and are refused.',
    '브로커가 등록될 때 받는 번호로, 재시작하면 더 큰 번호를 받습니다. 이미 교체된 프로세스의 요청은 옛 번호라서 거부됩니다.',
  ],
  'term.cleanup': [
    'What happens to old records: delete drops whole segments by age or size, compact keeps the newest record of each key. Both together compact first and still drop what is too old.',
    '오래된 레코드의 처리 방식입니다. delete는 나이나 크기로 segment를 통째로 지우고, compact는 키마다 최신 레코드를 남깁니다. 함께 쓰면 compact하면서 너무 오래된 것도 지웁니다.',
  ],
  'term.committed': [
    'The offset a group stored for a partition: where it goes on after a restart. It is the next record to read, not the last one read.',
    '그룹이 파티션별로 저장해 둔 오프셋으로, 재시작하면 여기서 이어 읽습니다. 마지막에 읽은 레코드가 아니라 다음에 읽을 레코드입니다.',
  ],
  'term.coordinator': [
    'The broker that runs a group: it takes heartbeats, hands out partitions and stores commits. It is the leader of the partition of __consumer_offsets that the group id hashes to.',
    '그룹을 관리하는 브로커로, heartbeat를 받고 파티션을 나눠 주고 커밋을 저장합니다. 그룹 id가 해시되는 __consumer_offsets 파티션의 리더입니다.',
  ],
  'term.elr': [
    'Eligible leader replicas: they left the ISR while it was below min.insync.replicas, but still have every committed record. If all others die, one of them may lead without losing anything.',
    'Eligible leader replicas: ISR이 min.insync.replicas보다 작을 때 나갔지만 커밋된 레코드는 모두 가지고 있는 복제본입니다. 나머지가 모두 죽으면 잃는 것 없이 리더가 될 수 있습니다.',
  ],
  'term.epoch': [
    'A number that rises with every new leader. Requests with an old epoch are refused, so a leader that was cut off cannot do harm.',
    '새 리더가 생길 때마다 커지는 번호입니다. 옛 epoch의 요청은 거부되므로 끊겼던 리더가 해를 끼칠 수 없습니다.',
  ],
  'term.fenced': [
    'A broker whose heartbeats stopped coming is fenced: it leads nothing and clients are not sent to it. It comes back by itself once it is heard of and has caught up with the metadata.',
    'heartbeat가 끊긴 브로커는 fence됩니다. 아무 파티션도 이끌지 않고 클라이언트도 보내지지 않습니다. 다시 연락되고 메타데이터를 따라잡으면 스스로 돌아옵니다.',
  ],
  'term.hw': [
    'High watermark: every replica in the ISR has the records below it. Consumers see nothing above it, because it could still be lost.',
    'High watermark: 이 아래의 레코드는 ISR의 모든 복제본이 가지고 있습니다. 위의 것은 아직 사라질 수 있어 컨슈머에게 보이지 않습니다.',
  ],
  'term.isr': [
    'In-sync replicas: those that keep up with the leader, the leader included. One of them becomes leader if it dies, and acks=all waits for all of them.',
    'In-sync replicas: 리더를 포함해 리더를 따라잡고 있는 복제본들입니다. 리더가 죽으면 이 중 하나가 리더가 되고, acks=all은 이들 모두를 기다립니다.',
  ],
  'term.lag': [
    'How many offsets lie between what a group has committed and the end of the partition. It counts offsets, so control batches and compacted gaps are in it too.',
    '그룹이 커밋한 위치와 파티션 끝 사이의 오프셋 수입니다. 오프셋을 세므로 control batch와 compact로 생긴 빈 자리도 포함됩니다.',
  ],
  'term.behind': [
    'How long ago the oldest record was written that the group still has to read. 0 means that it has read all records, whatever its lag in offsets.',
    '그룹이 아직 읽지 않은 가장 오래된 레코드가 쓰인 뒤 지난 시간입니다. 0이면 오프셋 lag와 상관없이 모든 레코드를 읽은 것입니다.',
  ],
  'term.data': [
    'Records that the group will get. The rest of the lag are offsets that no consumer is ever given.',
    '그룹이 받게 될 레코드입니다. 나머지 lag는 어떤 컨슈머에게도 주어지지 않는 오프셋입니다.',
  ],
  'term.control': [
    'Markers that end transactions. Each takes an offset, so a group of a transactional topic may never reach lag 0.',
    '트랜잭션을 끝내는 마커입니다. 각각 오프셋 하나를 차지하므로 트랜잭션 토픽의 그룹은 lag 0에 이르지 못할 수 있습니다.',
  ],
  'term.aborted': [
    'Records of transactions that were aborted. A consumer with read_committed passes over them.',
    'aborted 트랜잭션의 레코드입니다. read_committed 컨슈머는 건너뜁니다.',
  ],
  'term.undecided': [
    'Records of transactions that are still open. A consumer with read_committed waits until they end.',
    '아직 열린 트랜잭션의 레코드입니다. read_committed 컨슈머는 끝날 때까지 기다립니다.',
  ],
  'term.gaps': [
    'Offsets without a record: compaction or deletion took it away.',
    '레코드가 없는 오프셋입니다. compaction이나 삭제로 없어졌습니다.',
  ],
  'term.leader': [
    'The replica that takes writes and answers reads of a partition. The others fetch from it.',
    '파티션의 쓰기를 받고 읽기에 응답하는 복제본입니다. 나머지는 여기서 가져갑니다.',
  ],
  'term.leo': [
    'Log end offset: the offset the next record will get. It is one more than that of the last record.',
    'Log end offset: 다음 레코드가 받을 오프셋입니다. 마지막 레코드의 오프셋보다 하나 큽니다.',
  ],
  'term.logStart': [
    'The first offset that can still be read. It moves up when retention or a deletion removes old records.',
    '아직 읽을 수 있는 첫 오프셋입니다. 보존 정책이나 삭제로 오래된 레코드가 없어지면 올라갑니다.',
  ],
  'term.lso': [
    'Last stable offset: below it, every transaction is decided. Readers with read_committed see nothing above it.',
    'Last stable offset: 이 아래에서는 모든 트랜잭션이 결정되었습니다. read_committed로 읽으면 이 위는 보이지 않습니다.',
  ],
  'term.minIsr': [
    'min.insync.replicas: with fewer replicas in the ISR than this, records sent with acks=all are refused. It trades being available for being safe.',
    'min.insync.replicas: ISR의 복제본이 이보다 적으면 acks=all로 보낸 레코드를 거부합니다. 가용성 대신 안전을 택하는 설정입니다.',
  ],
  'term.offset': [
    'The place of a record in its partition, counted from 0. It never changes and is never used again.',
    '파티션 안에서 레코드의 위치로, 0부터 셉니다. 바뀌지 않고 다시 쓰이지도 않습니다.',
  ],
  'term.partition': [
    'A topic is split into partitions, each an ordered log of its own. Order holds inside one, and one member of a group reads each.',
    '토픽은 파티션으로 나뉘고, 각 파티션은 순서가 있는 독립된 로그입니다. 순서는 파티션 안에서만 지켜지고, 그룹에서 한 멤버만 한 파티션을 읽습니다.',
  ],
  'term.quorum': [
    'The nodes that agree on the metadata of the cluster (KRaft). A majority must live; their leader is the active controller.',
    '클러스터 메타데이터에 합의하는 노드들입니다(KRaft). 과반이 살아 있어야 하고, 그 리더가 활성 컨트롤러입니다.',
  ],
  'term.replica': [
    'A copy of a partition on a node. The replication factor says how many there are.',
    '노드에 있는 파티션의 사본입니다. 복제 수(replication factor)가 몇 개인지를 말합니다.',
  ],
  'term.retention': [
    'How long records are kept at least. Whole segments go at once, and never the one being written to, so some live longer.',
    '레코드를 최소한 얼마나 보관하는지입니다. segment 단위로 지우고 쓰고 있는 segment는 지우지 않으므로 더 오래 남기도 합니다.',
  ],
  'term.segment': [
    'A partition lies on disk as a row of files, each named after its first offset. Only the last, active one is written to.',
    '파티션은 디스크에 첫 오프셋을 이름으로 한 파일들로 저장됩니다. 마지막 활성 segment에만 씁니다.',
  ],
} as const;
