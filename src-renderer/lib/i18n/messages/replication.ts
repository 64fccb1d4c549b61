/** The partition map, and one partition's followers. */
export const replication = {
  'screen.replication': ['Replication', '복제'],
  'replication.failed': ['The partitions could not be listed.', '파티션 목록을 가져오지 못했습니다.'],
  'replication.none': ['No topic has a partition yet.', '아직 파티션이 없습니다.'],
  'replication.noneMatch': ['No topic has this in its name.', '이름이 일치하는 토픽이 없습니다.'],
  'replication.filter': ['Filter by topic', '토픽으로 필터'],
  'replication.internal': ['Internal topics', '내부 토픽'],
  'replication.onlyUnhealthy': ['Only those not in sync', '동기화 안 된 것만'],
  'replication.shown': [
    '{count, plural, one {# partition} other {# partitions}}',
    '{count, plural, other {파티션 #개}}',
  ],
  'replication.column.end': ['Log end', '로그 끝'],

  'replication.state.healthy': ['in sync', '동기화됨'],
  'replication.state.underReplicated': ['under-replicated', '복제 부족'],
  'replication.state.underMinIsr': ['under min ISR', 'min ISR 미만'],
  'replication.state.offline': ['no leader', '리더 없음'],

  'replication.cell.leader': ['leader', '리더'],
  'replication.cell.inSync': ['in sync', '동기화됨'],
  'replication.cell.behind': ['in ISR, behind', 'ISR, 뒤처짐'],
  'replication.cell.out': ['out of ISR', 'ISR 밖'],
  'replication.cell.eligible': ['eligible (ELR)', '자격 있음 (ELR)'],
  'replication.cell.offline': ['node down', '노드 중단'],
  'replication.cell.lag': [
    '{state}, {count, plural, one {# record} other {# records}} behind',
    '{state}, {count, plural, other {레코드 #개}} 뒤처짐',
  ],
  'replication.legend': ['What the marks mean', '표시의 뜻'],

  'replication.hint': [
    'Choose a partition to watch its followers fetch; pause or kill a node above and see what happens.',
    '파티션을 고르면 팔로워가 가져가는 모습을 볼 수 있습니다. 위에서 노드를 멈추거나 강제 종료해 보세요.',
  ],
  'replication.gone': ['This partition does not exist any more.', '이 파티션은 더 이상 없습니다.'],
  'replication.watchFailed': ['The partition could not be watched.', '파티션을 지켜보지 못했습니다.'],
  'replication.role.leader': ['leader', '리더'],
  'replication.role.follower': ['follower', '팔로워'],
  'replication.inIsr': ['in the ISR', 'ISR'],
  'replication.outOfIsr': ['out of the ISR', 'ISR 밖'],
  'replication.hw': ['HW {offset}', 'HW {offset}'],
  'replication.behind': [
    '{count, plural, one {# record behind} other {# records behind}}',
    '{count, plural, other {레코드 #개 뒤처짐}}',
  ],
  'replication.fetched': ['fetched {time} ago', '{time} 전에 가져감'],
  'replication.fetchedNow': ['fetches all the time', '계속 가져가는 중'],
  'replication.neverFetched': ['no fetch in this epoch', '이 epoch에 가져간 적 없음'],
  'replication.patience': ['Patience left: {time} of {max}', '남은 유예: {max} 중 {time}'],
  'replication.lane': [
    'Log of node {id}: ends at {end}, high watermark {hw}',
    '노드 {id}의 로그: 끝 {end}, high watermark {hw}',
  ],
  'replication.scale': ['Offsets {from} to {to}', '오프셋 {from}–{to}'],
  'replication.committed': ['committed', '커밋됨'],
  'replication.uncommitted': ['not committed yet', '아직 커밋 안 됨'],
  'replication.asks': ['asks the leader for what comes next', '리더에게 다음 것을 물음'],
  'replication.gets': ['gets the answer', '답을 받음'],
  'replication.events': ['What happened to it', '이 파티션에 일어난 일'],
  'replication.noEvents': ['Nothing since the nodes began to report.', '노드가 알리기 시작한 뒤로 없습니다.'],
  'replication.openTimeline': ['Timeline', '타임라인'],

  'replication.says.noLeader': [
    'No leader: nobody in the ISR is alive, so nothing can be written or read until one of them comes back.',
    '리더 없음: ISR에 살아 있는 복제본이 없어 하나가 돌아올 때까지 쓰거나 읽을 수 없습니다.',
  ],
  'replication.says.leaderSilent': [
    'Node {id} leads and does not answer; another leader is elected as soon as the controller gives up on it.',
    '리더인 노드 {id}이(가) 응답하지 않습니다. 컨트롤러가 포기하면 곧 다른 리더가 선출됩니다.',
  ],
  'replication.says.underMin': [
    '{isr} in sync and {min} required: writes with acks=all are refused and the high watermark stands still, until a follower comes back.',
    '동기화 {isr}개, 필요한 수 {min}개: 팔로워가 돌아올 때까지 acks=all 쓰기는 거부되고 high watermark는 멈춥니다.',
  ],
  'replication.says.alone': [
    'A single replica: what its node loses is lost.',
    '복제본이 하나뿐입니다. 이 노드가 잃으면 그대로 사라집니다.',
  ],
  'replication.says.out': [
    'The leader goes on without node {out}: records are committed once the others have them.',
    '리더는 노드 {out} 없이 계속합니다. 나머지가 가지면 레코드가 커밋됩니다.',
  ],
  'replication.says.healthy': [
    'All replicas are in sync: a record is committed once every one of them has it.',
    '모든 복제본이 동기화되어 있습니다. 모두가 가지면 레코드가 커밋됩니다.',
  ],
  'replication.says.leader': [
    'Takes the writes. Everything below {hw} is on all in-sync replicas.',
    '쓰기를 받습니다. {hw} 아래는 동기화된 모든 복제본에 있습니다.',
  ],
  'replication.says.leaderPaused': [
    'Its node is paused: clients and followers are connected to it and get no answer.',
    '노드가 일시 정지되어 클라이언트와 팔로워가 연결은 되어 있지만 응답을 받지 못합니다.',
  ],
  'replication.says.leaderWaits': [
    '{count, plural, one {# record waits} other {# records wait}} until all in-sync replicas have fetched; consumers do not see that part yet.',
    '{count, plural, other {레코드 #개}}가 동기화된 모든 복제본이 가져가기를 기다립니다. 컨슈머에게는 아직 보이지 않습니다.',
  ],
  'replication.says.caughtUp': [
    'Has everything the leader has, and keeps asking for offset {offset}, the next one.',
    '리더가 가진 것을 모두 가지고 있고, 다음 오프셋 {offset}을(를) 계속 요청합니다.',
  ],
  'replication.says.behindIn': [
    '{count, plural, one {# record behind} other {# records behind}}, still in the ISR: it has {max} to catch up.',
    '{count, plural, other {레코드 #개}} 뒤처졌지만 아직 ISR에 있습니다. {max} 안에 따라잡으면 됩니다.',
  ],
  'replication.says.silentIn': [
    'Has not asked for {silence}. After {max} without catching up the leader has it taken out of the ISR.',
    '{silence} 동안 요청이 없습니다. {max} 동안 따라잡지 못하면 리더가 ISR에서 빼게 합니다.',
  ],
  'replication.says.silentOut': [
    'Out of the ISR, and has not asked for {silence}.',
    'ISR 밖에 있고 {silence} 동안 요청이 없습니다.',
  ],
  'replication.says.pausedIn': [
    'Its node is paused: it fetches nothing. It leaves the ISR when the controller fences it, or after {max} behind.',
    '노드가 일시 정지되어 아무것도 가져가지 않습니다. 컨트롤러가 fence하거나 {max} 뒤처지면 ISR에서 나갑니다.',
  ],
  'replication.says.pausedOut': [
    'Its node is paused and it is out of the ISR: nobody waits for it. Resume the node and watch it catch up.',
    '노드가 일시 정지되었고 ISR 밖에 있어 아무도 기다리지 않습니다. 재개하면 따라잡는 모습을 볼 수 있습니다.',
  ],
  'replication.says.downIn': [
    'Its node is not running; the controller is about to take it out of the ISR.',
    '노드가 실행 중이 아닙니다. 컨트롤러가 곧 ISR에서 뺍니다.',
  ],
  'replication.says.downOut': [
    'Its node is not running and it is out of the ISR. Started again, it fetches what it missed and comes back.',
    '노드가 실행 중이 아니고 ISR 밖에 있습니다. 다시 시작하면 놓친 것을 가져온 뒤 돌아옵니다.',
  ],
  'replication.says.downEligible': [
    'Its node is not running, but it has every committed record: it may lead once it is back (ELR).',
    '노드가 실행 중이 아니지만 커밋된 레코드를 모두 가지고 있어, 돌아오면 리더가 될 수 있습니다(ELR).',
  ],
  'replication.says.starting': [
    'Its node starts: it will fetch in a moment.',
    '노드가 시작하는 중입니다. 곧 가져가기 시작합니다.',
  ],
  'replication.says.waits': ['Waits for a leader to fetch from.', '가져올 리더를 기다립니다.'],
  'replication.says.notYet': [
    'Has not fetched from this leader yet; it first checks where their logs part ways.',
    '아직 이 리더에게서 가져가지 않았습니다. 먼저 로그가 갈라진 곳을 확인합니다.',
  ],
  'replication.says.catchesUp': [
    'Out of the ISR, catching up: {count, plural, one {# record to go} other {# records to go}} to the high watermark, then it may come back.',
    'ISR 밖에서 따라잡는 중: high watermark까지 {count, plural, other {레코드 #개}} 남았고, 그러면 돌아올 수 있습니다.',
  ],
  'replication.says.mayJoin': [
    'Has reached the high watermark: the leader may ask for it to come back at its next fetch.',
    'high watermark에 닿았습니다. 다음 fetch 때 리더가 돌아오도록 요청할 수 있습니다.',
  ],
  'replication.says.joining': [
    'Caught up: the leader has asked the controller to take it back into the ISR.',
    '따라잡았습니다. 리더가 컨트롤러에 ISR로 되돌려 달라고 요청했습니다.',
  ],
} as const;
