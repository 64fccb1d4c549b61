/** The segment microscope: Kafka's files as they lie on a disk. */
export const scope = {
  'screen.files': ['Files', '파일'],

  'scope.tree': ['Folders', '폴더'],
  'scope.filter': ['Filter partitions', '파티션 필터'],
  'scope.choose': [
    'Choose a node, a partition or a file at the left, or open any Kafka log folder by its path.',
    '왼쪽에서 노드, 파티션, 파일을 고르거나 아무 Kafka 로그 폴더나 경로로 여세요.',
  ],
  'scope.open': ['Open a folder…', '폴더 열기…'],
  'scope.openTitle': ['Open a folder', '폴더 열기'],
  'scope.openText': [
    'A log dir of any Kafka broker on this machine, or one partition in it, whether the broker runs or not. It is only read: nothing is written or locked.',
    '이 컴퓨터에 있는 Kafka 브로커의 로그 디렉터리나 그 안의 파티션 하나. 브로커가 실행 중이어도 됩니다. 읽기만 하고 쓰거나 잠그지 않습니다.',
  ],
  'scope.openSubmit': ['Open', '열기'],
  'scope.openFailed': ['The folder was not opened.', '폴더를 열지 못했습니다.'],
  'scope.forget': ['Take {name} off the list', '목록에서 {name} 빼기'],
  'scope.copyPath': ['Copy the path', '경로 복사'],
  'scope.toFolder': ['To the folder', '폴더로'],
  'scope.openFile': ['Open {name}', '{name} 열기'],

  'scope.rootsFailed': [
    'The folders of the nodes could not be listed.',
    '노드의 폴더를 가져오지 못했습니다.',
  ],
  'scope.folderFailed': ['The folder could not be read.', '폴더를 읽지 못했습니다.'],
  'scope.folderGone': [
    'There is no folder {path}: it was deleted or moved, or never was there.',
    '{path} 폴더가 없습니다. 삭제되었거나 옮겨졌거나 처음부터 없었습니다.',
  ],
  'scope.segmentFailed': ['The file could not be read.', '파일을 읽지 못했습니다.'],
  'scope.segmentGone': [
    'The file went while it was looked at; what is shown is the last that was known of it.',
    '보고 있는 동안 파일이 없어졌습니다. 마지막으로 알던 모습을 보여 줍니다.',
  ],
  'scope.batchFailed': ['The batch could not be read.', 'Batch를 읽지 못했습니다.'],
  'scope.recordsFailed': ['The records could not be read.', '레코드를 읽지 못했습니다.'],
  'scope.bytesFailed': ['The bytes could not be read.', '바이트를 읽지 못했습니다.'],
  'scope.fileFailed': ['The file could not be read.', '파일을 읽지 못했습니다.'],
  'scope.locateFailed': ['The bytes of the record were not found.', '레코드의 바이트를 찾지 못했습니다.'],
  'scope.locate': ['Find its bytes', '바이트 찾기'],

  'scope.segments': ['Segments', 'Segment'],
  'scope.noSegments': ['There is no segment here.', '여기에는 segment가 없습니다.'],
  'scope.otherFiles': ['Other files of the partition', '파티션의 다른 파일'],
  'scope.directoryFiles': ['Files of the log dir', '로그 디렉터리의 파일'],
  'scope.noFiles': ['There are no other files.', '다른 파일이 없습니다.'],
  'scope.noPartitions': ['There is no partition here yet.', '아직 파티션이 없습니다.'],
  'scope.recoveryPoint': ['Recovery point', 'Recovery point'],
  'scope.cleanedUpTo': ['Compacted up to', '여기까지 compact'],
  'scope.cleanShutdown': ['Stopped cleanly', '정상 종료'],

  'scope.kind.log': ['batches of records', '레코드 batch'],
  'scope.kind.index': ['offset → byte', '오프셋 → 바이트'],
  'scope.kind.timeindex': ['timestamp → offset', '시각 → 오프셋'],
  'scope.kind.txnindex': ['aborted transactions', '중단된 트랜잭션'],
  'scope.kind.producer-snapshot': ['producer state', '프로듀서 상태'],
  'scope.kind.metadata-snapshot': ['snapshot of the metadata', '메타데이터 스냅샷'],
  'scope.kind.leader-epochs': ['where each leader epoch began', '리더 epoch가 시작된 위치'],
  'scope.kind.partition-metadata': ['the topic id', '토픽 id'],
  'scope.kind.offset-checkpoint': ['an offset a partition', '파티션별 오프셋'],
  'scope.kind.quorum-state': ['epoch, leader and vote of the quorum', '쿼럼의 epoch, 리더, 투표'],
  'scope.kind.meta-properties': ['whose log dir this is', '로그 디렉터리의 주인'],
  'scope.kind.clean-shutdown': ['marker of a clean stop', '정상 종료 표시'],
  'scope.kind.lock': ['lock of the broker that uses it', '쓰고 있는 브로커의 잠금'],
  'scope.kind.other': ['not one of Kafka’s', 'Kafka 파일 아님'],
  'scope.state.deleted': ['waits for its removal', '삭제 대기 중'],
  'scope.state.cleaned': ['being written by the cleaner', 'cleaner가 쓰는 중'],
  'scope.state.swap': ['about to take its place', '교체 직전'],
  'scope.folder.live': ['in use', '사용 중'],
  'scope.folder.deleted': ['waits for its removal', '삭제 대기 중'],
  'scope.folder.future': ['being moved here', '여기로 옮기는 중'],
  'scope.folder.stray': ['no topic knows it', '어느 토픽의 것도 아님'],

  'scope.batches': ['Batches', 'Batch'],
  'scope.missing': ['Missing offsets', '빈 오프셋'],
  'scope.entries': ['{count, plural, one {# entry} other {# entries}}', '{count, plural, other {항목 #개}}'],
  'scope.entriesTitle': ['Entries', '항목'],
  'scope.noEntries': ['It has no entries.', '항목이 없습니다.'],
  'scope.emptyFile': ['The file is empty.', '파일이 비어 있습니다.'],
  'scope.noBatches': ['No batch can be read here.', '읽을 수 있는 batch가 없습니다.'],
  'scope.text': ['Text', '텍스트'],
  'scope.showByte': ['Show byte {position} of the .log', '.log의 {position}번째 바이트 보기'],
  'scope.walking': ['headers read: {walked} of {size}', '헤더 읽음: {size} 중 {walked}'],
  'scope.column.position': ['At byte', '바이트 위치'],
  'scope.column.removed': ['Missing', '빈 오프셋'],
  'scope.column.flags': ['Flags', '플래그'],
  'scope.column.survivor': ['Newer record of the key', '같은 키의 새 레코드'],
  'scope.removedText': [
    '{within} offsets within the batch and {before} before it have no record any more',
    'batch 안의 오프셋 {within}개와 앞의 {before}개에 레코드가 없습니다',
  ],
  'scope.list.earlier': ['Earlier', '앞으로'],
  'scope.list.later': ['Later', '뒤로'],
  'scope.list.window': ['rows {from} – {to} of {total}', '{total}행 중 {from} – {to}'],

  'scope.crc.unchecked': ['not checked', '확인 안 함'],
  'scope.crc.wrong': ['wrong', '불일치'],
  'scope.crc.check': ['Check every CRC', '모든 CRC 확인'],
  'scope.crc.checking': ['checking CRCs: {done} of {size}', 'CRC 확인 중: {size} 중 {done}'],
  'scope.crc.sound': [
    '{count, plural, one {# CRC, right} other {# CRCs, all right}}',
    '{count, plural, other {CRC #개 모두 일치}}',
  ],
  'scope.crc.bad': [
    '{count, plural, one {# batch with a wrong CRC} other {# batches with a wrong CRC}}',
    '{count, plural, other {CRC가 다른 batch #개}}',
  ],
  'scope.crc.agrees': ['computed {computed}, the same', '계산값 {computed}, 같음'],
  'scope.crc.differs': ['computed {computed}, not the same', '계산값 {computed}, 다름'],
  'scope.crcBroken': ['The CRC is wrong.', 'CRC가 다릅니다.'],
  'scope.crcBrokenText': [
    'The header says {stored}, its bytes give {computed}: something changed after it was written.',
    '헤더에는 {stored}, 실제 바이트로는 {computed}입니다. 기록된 뒤에 무언가 바뀌었습니다.',
  ],

  'scope.find': ['Offset', '오프셋'],
  'scope.find.go': ['Find', '찾기'],
  'scope.find.number': ['A whole number.', '정수를 입력하세요.'],
  'scope.find.none': ['The file ends with offset {last}.', '이 파일은 오프셋 {last}에서 끝납니다.'],

  'scope.strip.label': [
    '{batches} batches between {from} and {to} of the file; arrows go from batch to batch, plus and minus zoom',
    '파일의 {from}부터 {to}까지 batch {batches}개. 화살표로 이동, 더하기와 빼기로 확대와 축소',
  ],
  'scope.strip.says': [
    'bytes {from} – {to} · {batches, plural, one {# batch} other {# batches}} · {pins, plural, one {# index entry} other {# index entries}} · scroll to zoom, drag to move',
    '바이트 {from} – {to} · batch {batches, plural, other {#개}} · 인덱스 항목 {pins, plural, other {#개}} · 스크롤로 확대, 끌어서 이동',
  ],
  'scope.strip.many': [
    'bytes {from} – {to} · too many batches to draw each: the height is how many there are · scroll or click to zoom in',
    '바이트 {from} – {to} · batch가 많아 하나씩 그릴 수 없어 높이로 개수를 보여 줍니다 · 스크롤이나 클릭으로 확대',
  ],
  'scope.strip.batch': [
    'offsets {from} – {to} · {records} records · {size} · {time}',
    '오프셋 {from} – {to} · 레코드 {records}개 · {size} · {time}',
  ],

  'scope.fault.crc': ['Wrong CRC', 'CRC 불일치'],
  'scope.fault.order': ['Offsets go back', '오프셋이 되돌아감'],
  'scope.fault.overflow': ['Offsets too far apart', '오프셋 범위 초과'],
  'scope.fault.torn': ['Torn tail', '잘린 꼬리'],
  'scope.fault.zeros': ['Zeros', '0으로 채워짐'],
  'scope.fault.bad-length': ['Length that cannot be', '있을 수 없는 길이'],
  'scope.fault.bad-magic': ['Unknown magic', '알 수 없는 magic'],
  'scope.atByte': ['at byte {position}', '{position}번째 바이트'],
  'scope.fromByte': ['from byte {position} on, {size}', '{position}번째 바이트부터 {size}'],
  'scope.moreFaults': [
    '{count, plural, one {and # more} other {and # more}}',
    '{count, plural, other {그 밖에 #개}}',
  ],
  'scope.outlook.clean': [
    'The node stopped cleanly: Kafka looks at nothing at its next start, and the damage stays until somebody reads it.',
    '노드가 정상 종료했으므로 Kafka는 다음 시작 때 확인하지 않고, 누군가 읽을 때까지 손상이 남습니다.',
  ],
  'scope.outlook.below': [
    'It lies before the recovery point ({recoveryPoint}): Kafka does not look at it when it starts. Consumers and followers that read it fail on the CRC.',
    'Recovery point({recoveryPoint}) 앞이라 Kafka는 시작할 때 보지 않습니다. 읽는 컨슈머와 팔로워가 CRC에서 실패합니다.',
  ],
  'scope.outlook.cut': [
    'If the node died now, Kafka would cut the segment at byte {position} when it starts again; {lost} would be gone here, and fetched again from the leader.',
    '지금 노드가 죽으면 Kafka는 다시 시작할 때 segment를 {position}번째 바이트에서 자릅니다. 여기서 {lost}가 사라지고 리더에서 다시 가져옵니다.',
  ],
  'scope.outlook.cutMore': [
    'If the node died now, Kafka would cut the segment at byte {position} when it starts again ({lost}), and remove {segments, plural, one {the segment behind it} other {the # segments behind it}}.',
    '지금 노드가 죽으면 Kafka는 다시 시작할 때 segment를 {position}번째 바이트에서 자르고({lost}), 뒤의 {segments, plural, other {segment #개}}도 지웁니다.',
  ],
  'scope.outlook.split': [
    'Its indexes cannot say offsets so far from its base. At its next start Sluice parts it into {segments, plural, other {# segments}} and keeps every record; Apache Kafka parts it when it has to recover or clean it.',
    'Base offset에서 너무 멀어 인덱스로 나타낼 수 없습니다. Sluice는 다음 시작 때 이 segment를 {segments, plural, other {#개}}로 나누며 레코드는 모두 남습니다. Apache Kafka는 복구하거나 정리할 때 나눕니다.',
  ],
  'scope.fileBroken': ['The file cannot be what was written.', '기록된 대로가 아닙니다.'],
  'scope.broken.index': [
    'Recovery builds indexes again from the recovery point on; before it Kafka trusts them. Sluice checks each index when it loads it, and builds it again.',
    '복구는 recovery point부터 인덱스를 다시 만들고, 그 앞은 Kafka가 그대로 믿습니다. Sluice는 불러올 때마다 확인하고 다시 만듭니다.',
  ],
  'scope.broken.snapshot': [
    'Kafka removes it, takes the one before, and reads the log from there.',
    'Kafka는 이것을 지우고 이전 스냅샷부터 로그를 다시 읽습니다.',
  ],
  'scope.broken.checkpoint': [
    'Kafka goes on without it: a lost recovery point means that everything is read again, lost leader epochs stop the log.',
    'Kafka는 이것 없이 진행합니다. Recovery point가 없으면 모두 다시 읽고, 리더 epoch가 없으면 로그가 멈춥니다.',
  ],

  'scope.batchTitle': [
    'offsets {from} – {to}, byte {position}',
    '오프셋 {from} – {to}, {position}번째 바이트',
  ],
  'scope.batchParts': ['Parts of the batch', 'Batch의 부분'],
  'scope.tab.header': ['Header', '헤더'],
  'scope.fields': ['Fields', '필드'],
  'scope.bytes': ['Bytes', '바이트'],
  'scope.bytesOf': ['Bytes of', '보여 줄 바이트'],
  'scope.bytes.stored': ['As stored, {size}', '저장된 그대로, {size}'],
  'scope.bytes.body': ['Records decompressed, {size}', '압축 푼 레코드, {size}'],
  'scope.bytesAt': [
    '{count, plural, one {# byte} other {# bytes}} from byte {from}',
    '{from}번째부터 {count, plural, other {#바이트}}',
  ],
  'scope.hexHint': [
    'Point at a field or at bytes: both light up.',
    '필드나 바이트를 가리키면 서로 표시됩니다.',
  ],
  'scope.record': ['Record', '레코드'],
  'scope.noRecords': ['The batch has no records any more.', 'Batch에 남은 레코드가 없습니다.'],
  'scope.recordBroken': ['Record {index} cannot be read.', '{index}번 레코드를 읽을 수 없습니다.'],
  'scope.recordBrokenText': [
    'Reading stopped at byte {position} of the records: {reason}.',
    '레코드 영역의 {position}번째 바이트에서 멈췄습니다: {reason}.',
  ],
  'scope.undecoded': ['It cannot be decoded: {reason}', '해석할 수 없습니다: {reason}'],
  'scope.note.lastOffset': ['last offset {offset}', '마지막 오프셋 {offset}'],
  'scope.note.deleteHorizon': ['when its tombstones may go', 'tombstone을 지울 수 있는 시각'],
  'scope.note.removed': [
    '{count, plural, one {# record was} other {# records were}} compacted away',
    '{count, plural, other {레코드 #개}}가 compact로 제거됨',
  ],
  'scope.note.body': ['{size} when decompressed', '압축을 풀면 {size}'],

  'scope.field.baseOffset': [
    'Offset of the first record. The leader writes it; the CRC does not cover it.',
    '첫 레코드의 오프셋. 리더가 쓰며 CRC에 들어가지 않습니다.',
  ],
  'scope.field.batchLength': ['Bytes of the batch after this field.', '이 필드 뒤의 batch 바이트 수.'],
  'scope.field.partitionLeaderEpoch': [
    'Epoch of the leader that appended it. The CRC does not cover it.',
    '추가한 리더의 epoch. CRC에 들어가지 않습니다.',
  ],
  'scope.field.magic': ['Version of the format: 2 since Kafka 0.11.', '형식 버전. Kafka 0.11부터 2입니다.'],
  'scope.field.crc': ['CRC-32C of everything after it.', '뒤따르는 모든 바이트의 CRC-32C.'],
  'scope.field.attributes': ['Compression and flags, bit by bit.', '비트별 압축과 플래그.'],
  'scope.field.lastOffsetDelta': [
    'Last offset minus the first; compaction leaves it as it was.',
    '마지막 오프셋에서 첫 오프셋을 뺀 값. compact 후에도 그대로입니다.',
  ],
  'scope.field.baseTimestamp': [
    'Timestamps of the records count from here.',
    '레코드의 timestamp는 여기서부터 셉니다.',
  ],
  'scope.field.maxTimestamp': ['The largest timestamp in the batch.', 'Batch에서 가장 큰 timestamp.'],
  'scope.field.producerId': ['Of an idempotent producer; else -1.', 'idempotent 프로듀서의 id, 아니면 -1.'],
  'scope.field.producerEpoch': [
    'Rises when the producer starts anew; older ones are fenced.',
    '프로듀서가 새로 시작하면 커지고, 이전 것은 막힙니다.',
  ],
  'scope.field.baseSequence': [
    'Number of the first record from this producer; shows duplicates and gaps.',
    '이 프로듀서의 첫 레코드 번호. 중복과 누락을 찾습니다.',
  ],
  'scope.field.recordsCount': ['Records in the batch.', 'Batch의 레코드 수.'],

  'scope.changes': ['What was taken away', '없어진 것'],
  'scope.change.compacted': [
    '{time}: compaction removed {count, plural, one {# record} other {# records}}',
    '{time}: compact로 {count, plural, other {레코드 #개}} 제거',
  ],
  'scope.change.deleted': [
    '{time}: {count, plural, one {# record} other {# records}} at the start went (retention or a deletion)',
    '{time}: 앞쪽 {count, plural, other {레코드 #개}} 삭제 (보존 정책 또는 삭제)',
  ],
  'scope.change.truncated': [
    '{time}: {count, plural, one {# record} other {# records}} at the end were cut off',
    '{time}: 끝의 {count, plural, other {레코드 #개}} 잘림',
  ],
  'scope.picture': [
    '{records, plural, one {# record} other {# records}}, {segments, plural, one {# segment} other {# segments}}, {size}',
    '{records, plural, other {레코드 #개}}, {segments, plural, other {segment #개}}, {size}',
  ],
  'scope.appendedMeanwhile': [
    '{count, plural, one {# record was} other {# records were}} appended between the two looks.',
    '그 사이 {count, plural, other {레코드 #개}}가 추가되었습니다.',
  ],
  'scope.removedRecords': ['Records that went', '없어진 레코드'],
  'scope.noSurvivor': ['none is left', '남은 것 없음'],
  'scope.keysUnknown': [
    'The folder is too large to remember keys; only counts are compared.',
    '폴더가 커서 키는 기억하지 않고 개수만 비교합니다.',
  ],
  'scope.memory.keys': [
    '{count, plural, one {# record is} other {# records are}} remembered: what compaction, retention or a truncation takes away from now on is shown here, before and after.',
    '{count, plural, other {레코드 #개}}를 기억하고 있습니다. 지금부터 compact, 보존 정책, 잘림으로 없어지는 것을 전후로 보여 줍니다.',
  ],
  'scope.memory.counts': [
    '{count, plural, one {# record is} other {# records are}} counted: what compaction, retention or a truncation takes away from now on is shown here by counts; the folder is too large to remember keys.',
    '{count, plural, other {레코드 #개}}를 세어 두었습니다. 지금부터 compact, 보존 정책, 잘림으로 없어지는 것을 개수로 보여 줍니다. 폴더가 커서 키는 기억하지 않습니다.',
  ],
  'scope.memory.reading': [
    'Reading the headers, to compare with what will be: {count, plural, one {# record} other {# records}} so far.',
    '나중과 비교하려고 헤더를 읽는 중입니다: 지금까지 {count, plural, other {레코드 #개}}.',
  ],
  'scope.memory.off': [
    'The folder is too large to compare with what it will be: changes are not shown.',
    '폴더가 너무 커서 나중과 비교하지 않습니다. 바뀐 것을 보여 주지 않습니다.',
  ],

  'term.recoveryPoint': [
    'Everything before this offset was flushed to the disk. After a crash Kafka reads only the segments from here on, and trusts the others.',
    '이 오프셋 앞은 모두 디스크에 기록되었습니다. 비정상 종료 후 Kafka는 여기부터의 segment만 읽고 나머지는 믿습니다.',
  ],
  'term.missingOffsets': [
    'Offsets in the range of the file that no record has any more. Compaction leaves such gaps; offsets are never used again.',
    '파일의 범위 안에서 더 이상 레코드가 없는 오프셋입니다. compact가 이런 빈 자리를 남기고, 오프셋은 다시 쓰이지 않습니다.',
  ],
} as const;
