/** What happened inside a node, by kind of fact (the broker's own list of kinds is in its env/facts.ts). */
export const facts = {
  'fact.node-started': [
    'node {nodeId} started in {startMs} ({recovery} data)',
    '노드 {nodeId} 시작, {startMs} 걸림 ({recovery} 데이터)',
  ],
  'fact.node-stopping': ['node {nodeId} is stopping', '노드 {nodeId} 중지하는 중'],
  'fact.quorum-changed': [
    'quorum: node {leaderId} leads epoch {epoch}, this node is {role}',
    '쿼럼: 노드 {leaderId}이(가) epoch {epoch}의 리더, 이 노드는 {role}',
  ],
  'fact.quorum-changed.leaderless': [
    'quorum: no leader is known in epoch {epoch}, this node is {role}',
    '쿼럼: epoch {epoch}에 알려진 리더 없음, 이 노드는 {role}',
  ],
  'fact.leader-elected.leaderless': [
    '{topic}-{partition} has no leader any more, epoch {leaderEpoch}, before it node {previousLeader}',
    '{topic}-{partition}에 리더가 없음, epoch {leaderEpoch}, 이전은 노드 {previousLeader}',
  ],
  'fact.quorum-voted': [
    'voted for node {candidateId} as quorum leader of epoch {epoch}',
    'epoch {epoch}의 쿼럼 리더로 노드 {candidateId}에 투표',
  ],
  'fact.quorum-elected': [
    'node {leaderId} became quorum leader of epoch {epoch}, elected by {grantedBy} of {voters}',
    '노드 {leaderId}이(가) epoch {epoch}의 쿼럼 리더가 됨, {voters} 중 {grantedBy}이(가) 투표',
  ],
  'fact.process-starting': ['the process of node {node} starts', '노드 {node}의 프로세스 시작'],
  'fact.process-serving': ['node {node} serves, pid {pid}', '노드 {node} 서비스 시작, pid {pid}'],
  'fact.process-paused': [
    'node {node} paused: it keeps its connections and answers nothing',
    '노드 {node} 일시 정지: 연결은 유지하지만 응답하지 않음',
  ],
  'fact.process-resumed': ['node {node} resumed', '노드 {node} 재개'],
  'fact.process-stopping': ['node {node} was asked to stop', '노드 {node}에 중지 요청'],
  'fact.process-stopped': ['node {node} has stopped', '노드 {node} 중지됨'],
  'fact.process-killed': ['node {node} killed by you (SIGKILL)', '노드 {node} 직접 강제 종료(SIGKILL)'],
  'fact.process-died': ['node {node} died: {reason}', '노드 {node} 죽음: {reason}'],
  'fact.process-died-restarts': [
    'node {node} died: {reason}; it starts again by itself at {restartAt}',
    '노드 {node} 죽음: {reason}, {restartAt}에 저절로 다시 시작',
  ],
  'fact.broker-registered': [
    'broker {brokerId} registered, broker epoch {brokerEpoch}',
    '브로커 {brokerId} 등록, broker epoch {brokerEpoch}',
  ],
  'fact.broker-fenced': [
    'broker {brokerId} fenced: it serves no clients',
    '브로커 {brokerId} fence됨: 클라이언트를 받지 않음',
  ],
  'fact.broker-unfenced': [
    'broker {brokerId} unfenced: it serves clients',
    '브로커 {brokerId} fence 해제: 클라이언트를 받음',
  ],
  'fact.topic-created': [
    'topic {topic} created, partitions: {partitions}',
    '토픽 {topic} 생성, 파티션: {partitions}',
  ],
  'fact.topic-deleted': ['topic {topic} deleted', '토픽 {topic} 삭제'],
  'fact.config-changed': ['{resource} {name}: {key} = {value}', '{resource} {name}: {key} = {value}'],
  'fact.leader-elected': [
    'node {leader} became leader of {topic}-{partition}, epoch {leaderEpoch}, before it node {previousLeader}',
    '노드 {leader}이(가) {topic}-{partition}의 리더가 됨, epoch {leaderEpoch}, 이전은 노드 {previousLeader}',
  ],
  'fact.leader-elected.fills': [
    'node {leader} became leader of {topic}-{partition}, which had none, epoch {leaderEpoch}',
    '노드 {leader}이(가) 리더가 없던 {topic}-{partition}의 리더가 됨, epoch {leaderEpoch}',
  ],
  'fact.leader-elected.stays': [
    'node {leader} stays leader of {topic}-{partition}, epoch {leaderEpoch}',
    '노드 {leader}이(가) {topic}-{partition}의 리더로 유지됨, epoch {leaderEpoch}',
  ],
  'fact.isr-changed': [
    'ISR of {topic}-{partition} {previousIsr} → {isr}',
    '{topic}-{partition}의 ISR {previousIsr} → {isr}',
  ],
  'fact.isr-changed.elr': [
    'ELR of {topic}-{partition} is {elr} now, its ISR stays {isr}',
    '{topic}-{partition}의 ELR {elr}, ISR은 {isr} 그대로',
  ],
  'fact.isr-changed.left': [
    'ISR of {topic}-{partition}: node {left} left, {previousIsr} → {isr}',
    '{topic}-{partition}의 ISR: 노드 {left} 빠짐, {previousIsr} → {isr}',
  ],
  'fact.isr-changed.joined': [
    'ISR of {topic}-{partition}: node {joined} joined, {previousIsr} → {isr}',
    '{topic}-{partition}의 ISR: 노드 {joined} 들어옴, {previousIsr} → {isr}',
  ],
  'fact.became-leader': [
    'leads {topic}-{partition}, epoch {leaderEpoch}, log ends at {endOffset}',
    '{topic}-{partition} 리더, epoch {leaderEpoch}, 로그 끝 {endOffset}',
  ],
  'fact.became-follower': [
    'follows {topic}-{partition}, epoch {leaderEpoch}, log ends at {endOffset}',
    '{topic}-{partition} 팔로워, epoch {leaderEpoch}, 로그 끝 {endOffset}',
  ],
  'fact.high-watermark-advanced': [
    'HW of {topic}-{partition} at {highWatermark}, log ends at {endOffset}',
    '{topic}-{partition}의 HW {highWatermark}, 로그 끝 {endOffset}',
  ],
  'fact.log-truncated': [
    '{topic}-{partition} cut back from {fromOffset} to {toOffset}: {reason}',
    '{topic}-{partition} {fromOffset}에서 {toOffset}(으)로 잘림: {reason}',
  ],
  'fact.log-start-advanced': [
    '{topic}-{partition} now starts at {toOffset}: {reason}',
    '{topic}-{partition}의 시작이 {toOffset}(으)로 이동: {reason}',
  ],
  'fact.segment-rolled': [
    '{topic}-{partition}: new segment {baseOffset} ({reason}), the old one has {sizeBytes}',
    '{topic}-{partition}: 새 segment {baseOffset} ({reason}), 이전 크기 {sizeBytes}',
  ],
  'fact.segment-deleted': [
    '{topic}-{partition}: segment {baseOffset} deleted ({reason}), {sizeBytes} freed',
    '{topic}-{partition}: segment {baseOffset} 삭제 ({reason}), {sizeBytes} 확보',
  ],
  'fact.segment-compacted': [
    '{topic}-{partition}: segment {baseOffset} compacted to {sizeBytes}',
    '{topic}-{partition}: segment {baseOffset} compact 후 {sizeBytes}',
  ],
  'fact.log-recovered': [
    '{topic}-{partition} recovered, ends at {endOffset}, {truncatedBytes} cut off',
    '{topic}-{partition} 복구, 끝 {endOffset}, {truncatedBytes} 잘라냄',
  ],
  'fact.directory-offline': [
    'folder {directory} is offline: {reason}',
    '폴더 {directory} 오프라인: {reason}',
  ],
  'fact.coordinator-loaded': [
    'coordinator loaded {topic}-{partition}: {records} records in {tookMs}',
    '코디네이터가 {topic}-{partition} 읽음: 레코드 {records}개, {tookMs}',
  ],
  'fact.coordinator-unloaded': [
    'coordinator dropped {topic}-{partition}',
    '코디네이터가 {topic}-{partition} 내려놓음',
  ],
  'fact.group-state': [
    'group {groupId}: {from} → {to}, generation {generation}: {reason}',
    '그룹 {groupId}: {from} → {to}, generation {generation}: {reason}',
  ],
  'fact.group-member': [
    'group {groupId}: {clientId} {change}, generation {generation}',
    '그룹 {groupId}: {clientId} {change}, generation {generation}',
  ],
  'fact.offsets-committed': [
    'group {groupId} committed {topic}-{partition} at {offset}',
    '그룹 {groupId}이(가) {topic}-{partition}에 {offset} 커밋',
  ],
  'fact.producer-id-allocated': [
    'producer id {producerId} given out, epoch {producerEpoch}',
    'producer id {producerId} 발급, epoch {producerEpoch}',
  ],
  'fact.connection-opened': [
    'connection {connectionId} from {remote} on {listener}',
    '연결 {connectionId}: {remote}, 리스너 {listener}',
  ],
  'fact.client-identified': [
    'connection {connectionId} is {clientId}, {softwareName} {softwareVersion}',
    '연결 {connectionId}은(는) {clientId}, {softwareName} {softwareVersion}',
  ],
  'fact.connection-closed': [
    'connection {connectionId} closed: {reason}',
    '연결 {connectionId} 닫힘: {reason}',
  ],
  'fact.request-refused': [
    'connection {connectionId}: request of API {apiKey} refused: {reason}',
    '연결 {connectionId}: API {apiKey} 요청 거부: {reason}',
  ],
  'fact.throttled': ['{clientId} throttled for {throttleMs}', '{clientId} {throttleMs} 동안 제한됨'],
} as const;
