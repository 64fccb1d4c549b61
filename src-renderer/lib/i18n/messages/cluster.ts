/** Overview and nodes. */
export const cluster = {
  'overview.cluster': ['The cluster', '클러스터'],
  'overview.failed': ['The cluster could not be described.', '클러스터 정보를 가져오지 못했습니다.'],
  'rate.recordsIn': ['Records in', '들어오는 레코드'],
  'rate.bytesIn': ['Bytes in', '들어오는 바이트'],
  'rate.recordsOut': ['Records out', '나가는 레코드'],
  'rate.bytesOut': ['Bytes out', '나가는 바이트'],
  'rate.lag': ['Lag of all groups', '모든 그룹의 lag'],

  'standings.topics': ['Busiest topics', '가장 바쁜 토픽'],
  'standings.noTopics': ['No topics yet.', '아직 토픽이 없습니다.'],
  'standings.groups': ['Groups furthest behind', '가장 뒤처진 그룹'],
  'standings.noGroups': ['No consumer groups yet.', '아직 컨슈머 그룹이 없습니다.'],

  'attention.title': ['Needs attention', '살펴볼 것'],
  'attention.none': [
    'Nothing. All replicas are in sync and no group is far behind.',
    '없습니다. 모든 복제본이 동기화되어 있고 크게 뒤처진 그룹도 없습니다.',
  ],
  'attention.under-replicated': [
    '{subject}: {count, plural, one {# partition lacks a replica} other {# partitions lack replicas}} in sync',
    '{subject}: 동기화된 복제본이 모자란 {count, plural, other {파티션 #개}}',
  ],
  'attention.under-min-isr': [
    '{subject}: {count, plural, one {# partition is} other {# partitions are}} under min.insync.replicas, acks=all is refused',
    '{subject}: min.insync.replicas 미만인 {count, plural, other {파티션 #개}}, acks=all이 거부됩니다',
  ],
  'attention.offline': [
    '{subject}: {count, plural, one {# partition has} other {# partitions have}} no leader',
    '{subject}: 리더가 없는 {count, plural, other {파티션 #개}}',
  ],
  'attention.lag': [
    '{subject} is {count, plural, one {# record} other {# records}} behind',
    '{subject}이(가) {count, plural, other {레코드 #개}}만큼 뒤처짐',
  ],
  'attention.disk': ['{subject}: {count} % of the disk is used', '{subject}: 디스크 {count} % 사용'],
  'attention.node-down': ['{subject} is down ({count})', '{subject} 중단됨 ({count})'],

  'nodes.none': ['This cluster has no nodes.', '이 클러스터에는 노드가 없습니다.'],
  'nodes.failed': ['The nodes could not be listed.', '노드 목록을 가져오지 못했습니다.'],
  'nodes.quorumLeader': ['Quorum leader', '쿼럼 리더'],
  'nodes.metadataOffset': ['Metadata HW', '메타데이터 HW'],
  'nodes.folders': ['Data folders', '데이터 폴더'],
  'nodes.folderUse': ['{used} used, {free} free', '{used} 사용, {free} 남음'],
  'nodes.tab.facts': ['Facts', '정보'],
  'nodes.start': ['Start', '시작'],
  'nodes.stop': ['Stop', '중지'],
  'nodes.kill': ['Kill', '강제 종료'],
  'nodes.pause': ['Pause', '일시 정지'],
  'nodes.resume': ['Resume', '재개'],
  'nodes.failed.start': ['Node {id} did not start.', '노드 {id}을(를) 시작하지 못했습니다.'],
  'nodes.failed.stop': ['Node {id} did not stop.', '노드 {id}을(를) 중지하지 못했습니다.'],
  'nodes.failed.kill': ['Node {id} was not killed.', '노드 {id}을(를) 강제 종료하지 못했습니다.'],
  'nodes.failed.pause': ['Node {id} was not paused.', '노드 {id}을(를) 일시 정지하지 못했습니다.'],
  'nodes.failed.resume': ['Node {id} was not resumed.', '노드 {id}을(를) 재개하지 못했습니다.'],
} as const;
