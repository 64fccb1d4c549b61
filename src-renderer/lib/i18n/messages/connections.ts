/** Connections to remote clusters. */
export const connections = {
  'connections.add': ['Connect to a cluster', '클러스터에 연결'],
  'connections.edit': ['Edit the connection', '연결 편집'],
  'connections.duplicate': ['Duplicate', '복제'],
  'connections.copyOf': ['{name} (copy)', '{name} (사본)'],
  'connections.remove': ['Remove the connection', '연결 삭제'],
  'connections.removeText': [
    'The connection is forgotten, with its history, its secrets and the last known state of its cluster. The cluster itself is left alone.',
    '연결과 그 기록, 비밀 정보, 클러스터의 마지막 상태를 잊습니다. 클러스터 자체는 건드리지 않습니다.',
  ],
  'connections.removeFailed': [
    'The connection {name} was not removed.',
    '연결 {name}을(를) 삭제하지 못했습니다.',
  ],
  'connections.saveFailed': [
    'The connection {name} was not saved.',
    '연결 {name}을(를) 저장하지 못했습니다.',
  ],
  'connections.failed': ['The connections could not be listed.', '연결 목록을 가져오지 못했습니다.'],
  'connections.filter': ['Filter connections', '연결 필터'],
  'connections.none': ['There are no connections.', '연결이 없습니다.'],
  'connections.noneMatch': ['No connection matches.', '일치하는 연결이 없습니다.'],
  'connections.look': ['Look at the cluster', '클러스터 보기'],
  'connections.name': ['Name', '이름'],
  'connections.lastKnown': ['Last seen', '마지막 확인'],
  'connections.colour': ['Colour', '색'],
  'connections.readOnlyText': [
    'Read-only: the workbench refuses everything that would change the cluster',
    '읽기 전용: 클러스터를 바꾸는 모든 일을 워크벤치가 거부합니다',
  ],
  'colour.none': ['none', '없음'],
  'colour.red': ['red', '빨강'],
  'colour.orange': ['orange', '주황'],
  'colour.yellow': ['yellow', '노랑'],
  'colour.green': ['green', '초록'],
  'colour.teal': ['teal', '청록'],
  'colour.blue': ['blue', '파랑'],
  'colour.purple': ['purple', '보라'],
  'colour.pink': ['pink', '분홍'],

  'files.localOnly': [
    'Files are shown for the local cluster only: those of a remote one lie on disks of others.',
    '파일은 로컬 클러스터에서만 보입니다. 원격 클러스터의 파일은 다른 이의 디스크에 있습니다.',
  ],
  'quorum.localOnly': [
    'The inside of the quorum is shown for the local cluster only.',
    '쿼럼 내부는 로컬 클러스터에서만 보입니다.',
  ],
  'replication.localOnly': [
    'How followers fetch is told from inside the nodes, which only the local cluster lets us see.',
    '팔로워가 가져오는 과정은 노드 내부에서 알려 주며, 로컬 클러스터에서만 볼 수 있습니다.',
  ],
  'timeline.localOnly': [
    'Events come from inside the nodes, and only those of the local cluster tell them.',
    '이벤트는 노드 내부에서 오며, 로컬 클러스터의 노드만 알려 줍니다.',
  ],
} as const;
