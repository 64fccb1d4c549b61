/** What can be done to topics: previews, copies, moves, marks. */
export const topicTools = {
  'purge.text': [
    'Records of {topic} are deleted for good. The topic, its configuration and the numbering of offsets stay.',
    '{topic}의 레코드가 영구히 삭제됩니다. 토픽과 구성, 오프셋 번호는 그대로입니다.',
  ],
  'purge.to': ['Up to', '어디까지'],
  'purge.to.end': ['the end: everything', '끝까지: 전부'],
  'purge.to.offset': ['an offset', '오프셋'],
  'purge.to.timestamp': ['a time', '시각'],
  'purge.offsetHint': [
    'Records below it go, in each partition. The record at it stays.',
    '각 파티션에서 이 오프셋 아래의 레코드가 삭제됩니다. 이 오프셋의 레코드는 남습니다.',
  ],
  'purge.wrong.offset': ['Digits only: an offset.', '숫자만: 오프셋.'],
  'purge.wrong.timestamp': [
    'That is no time. 2026-11-28 09:00, 09:00 for today, or epoch ms.',
    '시각이 아닙니다. 2026-11-28 09:00, 오늘이면 09:00, 또는 epoch ms.',
  ],
  'purge.timeHint': [
    'Each partition up to its first record at or after it. 2026-11-28 09:00, or epoch ms.',
    '각 파티션에서 이 시각 이후 첫 레코드 앞까지. 2026-11-28 09:00 또는 epoch ms.',
  ],
  'purge.allPartitions': ['all', '전체'],
  'purge.plan': ['What would go', '삭제될 것'],
  'purge.startNow': ['Starts at', '지금 시작'],
  'purge.startAfter': ['Will start at', '이후 시작'],
  'purge.records': ['Offsets gone', '삭제될 오프셋'],
  'purge.bytes': ['Size, about', '크기(대략)'],
  'purge.sum': [
    '{records} offsets, about {bytes} on each replica (their share of the size; files go when all their records are gone).',
    '오프셋 {records}개, 복제본마다 약 {bytes}(크기에서 차지하는 몫. 파일은 안의 레코드가 모두 없어질 때 삭제됩니다).',
  ],
  'purge.forbidden': [
    'Records of {topic} cannot be deleted: cleanup.policy is {policy}.',
    '{topic}의 레코드는 삭제할 수 없습니다. cleanup.policy가 {policy}입니다.',
  ],
  'purge.forbiddenWhy': [
    'A compacted topic keeps the newest record of each key, and Kafka refuses to cut that off by offset.',
    'compact 토픽은 키마다 최신 레코드를 유지하므로 Kafka가 오프셋으로 자르는 것을 거부합니다.',
  ],
  'purge.forbiddenNext': [
    'Set cleanup.policy to compact,delete for the time of it, send tombstones, or make the topic anew.',
    '잠시 cleanup.policy를 compact,delete로 바꾸거나, tombstone을 보내거나, 토픽을 다시 만드세요.',
  ],

  'topic.recreate': ['Make anew', '다시 만들기'],
  'recreate.text': [
    'Topic {topic} is deleted and made again with the same settings: its records are gone for good.',
    '토픽 {topic}을(를) 삭제하고 같은 설정으로 다시 만듭니다. 레코드는 영구히 사라집니다.',
  ],
  'recreate.unknown': [
    'Whether topic {topic} was made anew is not known.',
    '토픽 {topic}이(가) 다시 만들어졌는지 알 수 없습니다.',
  ],
  'recreate.failed': ['Topic {topic} was not made anew.', '토픽 {topic}을(를) 다시 만들지 못했습니다.'],
  'recreate.stays': ['Stays', '남는 것'],
  'recreate.goes': ['Goes', '사라지는 것'],
  'recreate.noConfigs': ['nothing is set on the topic itself', '토픽에 직접 설정된 것 없음'],
  'recreate.group': ['commits of {group}', '{group}의 커밋'],
  'recreate.groupMembers': [
    'it begins as auto.offset.reset says; {count, plural, =0 {no member is connected} one {# member is connected} other {# members are connected}}',
    'auto.offset.reset대로 다시 시작, {count, plural, =0 {연결된 멤버 없음} other {멤버 #명 연결됨}}',
  ],
  'recreate.notes': [
    'Offsets begin at 0 again, the topic gets a new id, and the brokers place its replicas anew. The settings are tried before anything is deleted.',
    '오프셋이 0부터 다시 시작하고, 토픽 id가 새로 생기며, 브로커가 복제본을 새로 배치합니다. 삭제하기 전에 설정을 먼저 시험합니다.',
  ],

  'clone.menu': ['Clone settings', '설정 복제'],
  'clone.title': ['Clone {topic}', '{topic} 복제'],
  'clone.text': [
    'A new, empty topic with the same settings. Records are not copied.',
    '같은 설정의 새 빈 토픽입니다. 레코드는 복사되지 않습니다.',
  ],
  'clone.sameName': ['That is the name of the topic itself.', '원래 토픽의 이름입니다.'],

  'deleteMany.title': [
    '{count, plural, one {Delete # topic} other {Delete # topics}}',
    '{count, plural, other {토픽 #개 삭제}}',
  ],
  'deleteMany.records': ['{records} records', '레코드 {records}개'],
  'deleteMany.text': [
    '{count, plural, one {# topic} other {# topics}} with {records} records ({bytes}) are gone for good; {groups, plural, one {# group loses what it} other {# groups lose what they}} committed in them.',
    '{count, plural, other {토픽 #개}}와 레코드 {records}개({bytes})가 영구히 사라집니다. 그룹 {groups}개가 여기에 커밋한 오프셋을 잃습니다.',
  ],
  'deleteMany.unknown': [
    'Whether all topics were deleted is not known.',
    '토픽이 모두 삭제되었는지 알 수 없습니다.',
  ],
  'deleteMany.failed': ['Not all topics were deleted.', '모든 토픽을 삭제하지는 못했습니다.'],
  'deleteMany.kept': [
    '{count, plural, one {# topic is still there.} other {# topics are still there.}}',
    '{count, plural, other {토픽 #개가 남아 있습니다.}}',
  ],

  'topics.hidden': ['Hidden topics', '숨긴 토픽'],
  'mark.favourite': ['Pin', '고정'],
  'mark.pin': ['Keep {topic} on top', '{topic} 위에 고정'],
  'mark.unpin': ['No longer keep {topic} on top', '{topic} 고정 해제'],
  'mark.pinThis': ['Keep on top', '위에 고정'],
  'mark.unpinThis': ['No longer keep on top', '고정 해제'],
  'mark.pinThese': ['Keep these on top', '위에 고정'],
  'mark.hide': ['Hide from the list', '목록에서 숨기기'],
  'mark.unhide': ['Show in the list again', '목록에 다시 보이기'],
  'mark.hideThese': ['Hide these from the list', '목록에서 숨기기'],
  'mark.menu': ['Labels and note', '라벨과 메모'],
  'mark.title': ['Labels and note of {topic}', '{topic}의 라벨과 메모'],
  'mark.text': [
    'For you, kept by this workbench: the cluster knows nothing of it.',
    '이 워크벤치에만 저장됩니다. 클러스터는 알지 못합니다.',
  ],
  'mark.labels': ['Labels', '라벨'],
  'mark.labelsHint': [
    'Parted by commas; the filter of the list finds them.',
    '쉼표로 구분. 목록 필터로 찾을 수 있습니다.',
  ],
  'mark.note': ['Note', '메모'],
  'mark.failed': ['What was noted of {topic} was not kept.', '{topic}의 메모를 저장하지 못했습니다.'],

  'reassign.menu': ['Move or change replicas', '복제본 이동, 변경'],
  'reassign.title': ['Replicas of {topics}', '{topics}의 복제본'],
  'reassign.text': [
    'Brokers copy in the background; each partition stays usable meanwhile. Nothing moves before you say so.',
    '브로커가 백그라운드에서 복사하며 그동안 파티션은 계속 쓸 수 있습니다. 확인하기 전에는 아무것도 움직이지 않습니다.',
  ],
  'reassign.goal': ['What for', '목표'],
  'reassign.goal.replication': ['a replication factor', '복제 수'],
  'reassign.goal.leave': ['empty a node', '노드 비우기'],
  'reassign.goal.brokers': ['these nodes only', '이 노드들만'],
  'reassign.goal.balance': ['spread evenly', '고르게 나누기'],
  'reassign.factorHint': [
    '1 to {brokers}, the brokers that are up.',
    '1부터 살아 있는 브로커 수인 {brokers}까지.',
  ],
  'reassign.brokers': ['Nodes', '노드'],
  'reassign.brokersHint': ['Some of {brokers}, parted by commas.', '{brokers} 중에서 쉼표로 구분.'],
  'reassign.throttle': ['At most MB/s a node', '노드당 최대 MB/s'],
  'reassign.throttleHint': [
    'Empty: as fast as it goes. Lifted when the last move is done.',
    '비우면 제한 없음. 마지막 이동이 끝나면 해제됩니다.',
  ],
  'reassign.throttleWrong': ['A number above 0.', '0보다 큰 수.'],
  'reassign.begin': ['Begin to move', '이동 시작'],
  'reassign.unknown': [
    'Whether the replicas are being moved is not known.',
    '복제본이 이동 중인지 알 수 없습니다.',
  ],
  'reassign.cancelUnknown': [
    'Whether the moves were stopped is not known.',
    '이동이 중단되었는지 알 수 없습니다.',
  ],
  'reassign.liftUnknown': [
    'Whether the throttle was lifted is not known.',
    '제한이 해제되었는지 알 수 없습니다.',
  ],
  'reassign.failed': ['The replicas were not moved.', '복제본을 이동하지 못했습니다.'],
  'reassign.nothing': ['It is so already.', '이미 그렇게 되어 있습니다.'],
  'reassign.nothingMoves': ['No replica would move.', '이동할 복제본이 없습니다.'],
  'reassign.sum': [
    '{count, plural, one {# partition} other {# partitions}} of {of} change; {bytes} are copied.',
    '파티션 {of}개 중 {count, plural, other {#개}}가 바뀌고 {bytes}를 복사합니다.',
  ],
  'reassign.broker': ['node {id}: {before} → {after}', '노드 {id}: {before} → {after}'],
  'reassign.copied': ['To be copied', '복사할 양'],
  'reassign.moving': [
    '{count, plural, one {# partition is on its way:} other {# partitions are on their way:}}',
    '{count, plural, other {파티션 #개 이동 중:}}',
  ],
  'reassign.throttledTo': ['· at most {rate} a node', '· 노드당 최대 {rate}'],
  'reassign.cancel': ['Stop moving', '이동 중단'],
  'reassign.cancelFailed': ['The moves were not stopped.', '이동을 중단하지 못했습니다.'],
  'reassign.throttleLeft': [
    'Nothing moves any more, and replication is still throttled to {rate}.',
    '이동은 끝났지만 복제가 아직 {rate}로 제한되어 있습니다.',
  ],
  'reassign.lift': ['Lift the throttle', '제한 해제'],
  'reassign.liftFailed': ['The throttle was not lifted.', '제한을 해제하지 못했습니다.'],
} as const;
