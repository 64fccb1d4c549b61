/** What the workbench's process says by code: the English words stand in the contract, the Korean ones here. */
import { SAYINGS, type SayingCode } from '../../../../src-main/contract/index.ts';

export const said = {
  'said.line.notArray': [SAYINGS['line.notArray'], 'JSON 배열이어야 합니다'],
  'said.line.notJson': [SAYINGS['line.notJson'], '올바른 JSON이 아닙니다: {reason}'],
  'said.line.notObject': [SAYINGS['line.notObject'], 'key, value, headers … 를 가진 객체여야 합니다'],
  'said.line.unknownPart': [SAYINGS['line.unknownPart'], "메시지에는 '{name}' 항목이 없습니다"],
  'said.line.notBase64': [SAYINGS['line.notBase64'], "'{name}' 값이 base64가 아닙니다"],
  'said.line.bytesWithSchema': [
    SAYINGS['line.bytesWithSchema'],
    "'{name}' 값은 바이트라서 스키마로 인코딩할 수 없습니다",
  ],
  'said.line.badHeaders': [SAYINGS['line.badHeaders'], 'headers는 객체이거나 [이름, 값]의 배열이어야 합니다'],
  'said.line.noColumn': [SAYINGS['line.noColumn'], '{column}번째 열이 없습니다 (열 {count}개)'],
  'said.line.noNames': [
    SAYINGS['line.noNames'],
    '열에 이름이 없습니다. 줄 전체를 객체로 만들려면 이름이 필요합니다',
  ],
  'said.line.badPartition': [SAYINGS['line.badPartition'], "'{text}' 값은 파티션 번호가 아닙니다"],
  'said.line.badTime': [
    SAYINGS['line.badTime'],
    "'{text}' 값은 시각이 아닙니다. epoch ms나 ISO 8601이어야 합니다",
  ],
  'said.source.notJson': [SAYINGS['source.notJson'], 'JSON으로 읽을 수 없습니다: {reason}.'],
  'said.source.largeArray': [
    SAYINGS['source.largeArray'],
    '{size}바이트 JSON 배열은 메모리에 모두 올려야 합니다. {most}바이트까지 가능합니다. 한 줄에 JSON 하나씩 쓰세요.',
  ],
  'said.source.gone': [SAYINGS['source.gone'], '원본이 더 이상 없습니다. 파일을 다시 선택하세요.'],
  'said.template.notNumber': [SAYINGS['template.notNumber'], "{variable}: '{text}' 값은 숫자가 아닙니다"],
  'said.template.outOfRange': [
    SAYINGS['template.outOfRange'],
    '{variable}: {number} 값은 0부터 {most}까지의 정수가 아닙니다',
  ],
  'said.template.badRange': [SAYINGS['template.badRange'], '{variable}: {min} 값이 {max}보다 큽니다'],
  'said.template.noName': [SAYINGS['template.noName'], '{variable}: 변수 이름이 필요합니다'],
  'said.template.noChoices': [SAYINGS['template.noChoices'], '{variable}: 고를 값이 필요합니다'],
  'said.template.unknown': [SAYINGS['template.unknown'], "{variable}: '{name}' 변수는 없습니다"],
  'said.template.noFake': [SAYINGS['template.noFake'], "{variable}: '{name}' 가상 값은 없습니다"],
  'said.template.fakeFailed': [SAYINGS['template.fakeFailed'], '{variable}: {reason}'],
  'said.encode.unfit': [
    SAYINGS['encode.unfit'],
    '{part} 부분이 {subject} 버전 {version}에 맞지 않습니다: {reason}.',
  ],
  'said.encode.notJson': [SAYINGS['encode.notJson'], 'JSON이 아닙니다: {reason}'],
  'said.encode.noGuid': [
    SAYINGS['encode.noGuid'],
    '이 레지스트리는 헤더에 넣을 GUID를 주지 않습니다. id를 페이로드 앞에 두세요.',
  ],
  'said.encode.noSubject': [SAYINGS['encode.noSubject'], 'subject를 고르지 않았습니다.'],
  'said.encode.noRecordName': [SAYINGS['encode.noRecordName'], '레코드의 전체 이름이 없습니다.'],
  'said.encode.noMessage': [
    SAYINGS['encode.noMessage'],
    "스키마에 '{name}' 메시지가 없습니다. 있는 것: {names}.",
  ],
  'said.encode.unknownSubject': [
    SAYINGS['encode.unknownSubject'],
    "레지스트리에 '{subject}' subject가 없습니다.",
  ],
  'said.encode.unknownVersion': [
    SAYINGS['encode.unknownVersion'],
    "레지스트리에 '{subject}' 버전 {version}이 없습니다.",
  ],
  'said.encode.unknownSubject.next': [
    SAYINGS['encode.unknownSubject.next'],
    '스키마를 등록하거나 다른 subject를 고르세요.',
  ],
  'said.encode.unreadable': [
    SAYINGS['encode.unreadable'],
    '{subject} 버전 {version} 스키마를 읽을 수 없습니다: {reason}.',
  ],
  'said.job.badLine': [SAYINGS['job.badLine'], '{line}번째 줄은 메시지가 아닙니다: {problem}.'],
  'said.job.badLine.next': [
    SAYINGS['job.badLine.next'],
    '파일을 고쳐 새로 시작하거나, 이런 줄을 건너뛰고 이어서 보내세요.',
  ],
  'said.job.unfitLine': [SAYINGS['job.unfitLine'], '{line}번째 줄을 인코딩할 수 없습니다. {problem}'],
  'said.job.lineRefused': [SAYINGS['job.lineRefused'], '{line}번째 줄이 거부되었습니다: {reason}.'],
  'said.job.lineRefused.next': [
    SAYINGS['job.lineRefused.next'],
    '원인을 바꾼 뒤 이어서 보내거나, 이런 줄을 건너뛰고 이어서 보내세요.',
  ],
  'said.job.gone': [SAYINGS['job.gone'], '작업이 더 이상 없습니다.'],
  'said.job.nothingLeft': [SAYINGS['job.nothingLeft'], '이어서 할 것이 없습니다.'],
  'said.job.atWork': [SAYINGS['job.atWork'], '아직 진행 중입니다. 먼저 취소하세요.'],
  'said.job.noPartition': [
    SAYINGS['job.noPartition'],
    '{partition}번 파티션은 없습니다. {topic}에는 0부터 {last}까지 있습니다',
  ],
  'said.redrive.interrupted': [SAYINGS['redrive.interrupted'], '진행하는 동안 워크벤치가 종료되었습니다.'],
  'said.redrive.interrupted.next': [
    SAYINGS['redrive.interrupted.next'],
    '이어서 보내세요. 이미 쓴 것은 기록되어 두 번 보내지 않습니다.',
  ],
  'said.redrive.madeAnew': [
    SAYINGS['redrive.madeAnew'],
    "'{topic}' 토픽이 삭제되고 새로 만들어졌습니다. 오프셋이 이제 다른 레코드를 가리킵니다.",
  ],
  'said.redrive.madeAnew.next': [SAYINGS['redrive.madeAnew.next'], '이 작업을 닫고 레코드를 새로 고르세요.'],
  'said.redrive.unknown': [
    SAYINGS['redrive.unknown'],
    '{topic}에 도착했는지 알 수 없습니다. 보낸 지 너무 오래되어 다시 보내면 중복될 수 있습니다',
  ],
  'said.redrive.noTarget': [SAYINGS['redrive.noTarget'], "보낼 토픽 '{topic}'이(가) 없습니다."],
  'said.redrive.noTarget.next': [SAYINGS['redrive.noTarget.next'], '먼저 만들거나 다른 토픽을 고르세요.'],
  'said.redrive.noTopic': [SAYINGS['redrive.noTopic'], "'{topic}' 토픽이 없습니다"],
  'said.redrive.noPartition': [SAYINGS['redrive.noPartition'], '{topic}에는 {partition}번 파티션이 없습니다'],
  'said.redrive.noHeader': [SAYINGS['redrive.noHeader'], "'{header}' 헤더가 없습니다"],
  'said.redrive.badHeader': [SAYINGS['redrive.badHeader'], "'{header}' 헤더의 값은 토픽 이름이 아닙니다"],
  'said.redrive.notReached': [SAYINGS['redrive.notReached'], '로그가 더 이상 거기까지 닿지 않습니다'],
  'said.redrive.goneRecord': [SAYINGS['redrive.goneRecord'], '그 레코드는 더 이상 없습니다'],
  'said.topic.none': [SAYINGS['topic.none'], "'{topic}' 토픽이 없습니다."],
  'said.invalid.next': [SAYINGS['invalid.next'], '고친 뒤 다시 시도하세요.'],
  'said.registry.none': [SAYINGS['registry.none'], '이 클러스터에는 스키마 레지스트리가 없습니다.'],
  'said.registry.none.next': [SAYINGS['registry.none.next'], '연결 설정에서 주소를 입력하세요.'],
  'said.registry.outage.next': [
    SAYINGS['registry.outage.next'],
    '연결 화면에서 연결을 시험해 보세요. 레지스트리의 무엇이 잘못되었는지 알려 줍니다.',
  ],
  'said.readOnly': [SAYINGS.readOnly, '이 연결은 읽기 전용입니다.'],
  'said.readOnly.next': [SAYINGS['readOnly.next'], '쓰려는 것이 맞다면 연결 설정에서 쓰기를 허용하세요.'],
  'said.cluster.notLetIn': [SAYINGS['cluster.notLetIn'], '클러스터가 접속을 허용하지 않습니다: {reason}.'],
  'said.cluster.notLetIn.next': [
    SAYINGS['cluster.notLetIn.next'],
    '연결 화면에서 연결을 시험해 보세요. 무엇이 잘못되었는지 알려 줍니다.',
  ],
  'said.cluster.silent': [SAYINGS['cluster.silent'], '클러스터의 브로커가 하나도 응답하지 않습니다.'],
  'said.cluster.silent.next': [
    SAYINGS['cluster.silent.next'],
    '노드가 실행 중이고 여기서 닿을 수 있는지 확인하세요. 자동으로 다시 시도합니다.',
  ],
  'said.unsupported.next': [SAYINGS['unsupported.next'], '이 브로커는 할 수 없습니다.'],
  'said.cancelled': [SAYINGS.cancelled, '취소되었습니다.'],
  'said.unexpected': [SAYINGS.unexpected, '워크벤치에 예상하지 못한 오류가 발생했습니다.'],
  'said.unexpected.next': [
    SAYINGS['unexpected.next'],
    '다시 시도하세요. 계속되면 상세 내용과 함께 알려 주세요.',
  ],
  'said.next.UNKNOWN_TOPIC_OR_PARTITION': [
    SAYINGS['next.UNKNOWN_TOPIC_OR_PARTITION'],
    '삭제되었을 수 있습니다. 토픽 목록을 확인하세요.',
  ],
  'said.next.TOPIC_ALREADY_EXISTS': [
    SAYINGS['next.TOPIC_ALREADY_EXISTS'],
    '다른 이름을 고르거나 이미 있는 토픽을 여세요.',
  ],
  'said.next.INVALID_REPLICATION_FACTOR': [
    SAYINGS['next.INVALID_REPLICATION_FACTOR'],
    '복제 계수를 살아 있는 브로커 수 이하로 고르세요.',
  ],
  'said.next.INVALID_TOPIC_EXCEPTION': [
    SAYINGS['next.INVALID_TOPIC_EXCEPTION'],
    "영문자, 숫자, '.', '_', '-'만 249자까지 쓸 수 있습니다.",
  ],
  'said.next.LEADER_NOT_AVAILABLE': [
    SAYINGS['next.LEADER_NOT_AVAILABLE'],
    '레플리카가 있는 노드를 시작한 뒤 다시 시도하세요.',
  ],
  'said.next.NOT_ENOUGH_REPLICAS': [
    SAYINGS['next.NOT_ENOUGH_REPLICAS'],
    '레플리카가 있는 노드를 시작하거나 min.insync.replicas를 낮추세요.',
  ],
  'said.next.MESSAGE_TOO_LARGE': [
    SAYINGS['next.MESSAGE_TOO_LARGE'],
    '더 작게 보내거나 토픽의 max.message.bytes를 높이세요.',
  ],
  'said.next.NON_EMPTY_GROUP': [SAYINGS['next.NON_EMPTY_GROUP'], '먼저 그룹의 멤버를 멈추세요.'],
  'said.next.UNKNOWN_MEMBER_ID': [SAYINGS['next.UNKNOWN_MEMBER_ID'], '먼저 그룹의 멤버를 멈추세요.'],
  'said.next.INVALID_CONFIG': [
    SAYINGS['next.INVALID_CONFIG'],
    '값을 고치세요. 허용되는 값은 옆의 설명에 있습니다.',
  ],
  'said.next.OFFSET_OUT_OF_RANGE': [
    SAYINGS['next.OFFSET_OUT_OF_RANGE'],
    '그 사이 레코드가 삭제되었을 수 있습니다. 다시 읽으세요.',
  ],
} as const satisfies Record<`said.${SayingCode}`, readonly [string, string]>;
