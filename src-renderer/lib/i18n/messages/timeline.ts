/** The timeline of events beside traffic. */
export const timeline = {
  'screen.timeline': ['Timeline', '타임라인'],
  'timeline.follow': ['Follow', '따라가기'],
  'timeline.span': ['Span of time', '시간 범위'],
  'timeline.filter': ['Filter: topic, node, word', '필터: 토픽, 노드, 단어'],
  'timeline.kinds': ['Kinds', '종류'],
  'timeline.internal': ['Internal topics', '내부 토픽'],
  'timeline.lane.controller': ['Controller', '컨트롤러'],
  'timeline.lane.leaders': ['Leaders', '리더'],
  'timeline.lane.isr': ['ISR', 'ISR'],
  'timeline.lane.brokers': ['Fencing', 'Fence'],
  'timeline.lane.processes': ['Processes', '프로세스'],
  'timeline.lane.groups': ['Groups', '그룹'],
  'timeline.lane.topics': ['Topics', '토픽'],
  'timeline.lane.acked': ['Acked', '확인됨'],
  'timeline.lane.delivered': ['Delivered', '전달됨'],
  'timeline.perSecond': ['{count} records/s', '초당 레코드 {count}개'],
  'timeline.gapAcked': [
    'Producers were told nothing for {time}: {fact}',
    '{time} 동안 프로듀서에게 응답이 없었습니다: {fact}',
  ],
  'timeline.gapDelivered': [
    'Consumers were given nothing for {time}: {fact}',
    '{time} 동안 컨슈머에게 전달된 것이 없습니다: {fact}',
  ],
  'timeline.gapAckedOpen': [
    'Producers have been told nothing for {time}: {fact}',
    '{time}째 프로듀서에게 응답이 없습니다: {fact}',
  ],
  'timeline.gapDeliveredOpen': [
    'Consumers have been given nothing for {time}: {fact}',
    '{time}째 컨슈머에게 전달된 것이 없습니다: {fact}',
  ],
  'timeline.gapRefused': [
    'Nothing was acknowledged for {time}; {count, plural, one {# batch was} other {# batches were}} refused.',
    '{time} 동안 확인된 것이 없고 batch {count, plural, other {#개}}가 거부되었습니다.',
  ],
  'timeline.gapWaiting': [
    'Nothing was acknowledged for {time}; {count, plural, one {# batch was} other {# batches were}} appended and waited for followers.',
    '{time} 동안 확인된 것이 없고, 추가된 batch {count, plural, other {#개}}가 팔로워를 기다렸습니다.',
  ],
  'timeline.gapWaitingOpen': [
    'Nothing has been acknowledged for {time}; {count, plural, one {# batch is} other {# batches are}} appended and waiting for followers.',
    '{time}째 확인된 것이 없고, 추가된 batch {count, plural, other {#개}}가 팔로워를 기다립니다.',
  ],
  'timeline.gapUnread': [
    'Consumers were given nothing for {time}, while a group changed and {count, plural, one {# record was} other {# records were}} stored.',
    '{time} 동안 그룹이 바뀌며 컨슈머에게 전달된 것이 없고, 그사이 레코드 {count, plural, other {#개}}가 저장되었습니다.',
  ],
  'timeline.canvas': [
    '{count, plural, one {# event} other {# events}} in view. Arrow keys go from event to event, plus and minus zoom, Home follows.',
    '보이는 이벤트 {count, plural, other {#개}}. 화살표로 이벤트를 옮겨 다니고, +와 −로 확대·축소하고, Home으로 따라갑니다.',
  ],
  'timeline.empty': [
    'Nothing happened that fits. Kill or pause a node above and watch.',
    '해당하는 일이 없었습니다. 위에서 노드를 강제 종료하거나 멈춰 보세요.',
  ],
  'timeline.around': ['At the same moment', '같은 순간'],
  'timeline.watch': ['Watch its followers', '팔로워 지켜보기'],

  'timeline.known.refused': [
    'This is known: the nodes count the batches that they refuse, so producers did ask.',
    '확실한 것입니다. 노드가 거부한 batch를 세므로 프로듀서가 요청한 것이 맞습니다.',
  ],
  'timeline.known.waiting': [
    'This is known: the nodes count the batches with acks=all that they have appended and not answered yet.',
    '확실한 것입니다. 노드는 acks=all로 추가했지만 아직 응답하지 않은 batch를 셉니다.',
  ],
  'timeline.inferred.acked': [
    'This is inferred: acknowledgements came until then, and stopped in the moment of that event. Producers that did not reach a node are counted nowhere; had they come to rest just then, it would look the same. Other silences are not drawn.',
    '추정한 것입니다. 그때까지 확인이 오다가 그 사건의 순간에 멈췄습니다. 노드에 닿지 못한 프로듀서는 어디에서도 세지 않으며, 마침 그때 쉬기 시작했어도 똑같이 보입니다. 다른 침묵은 그리지 않습니다.',
  ],
  'timeline.inferred.delivered': [
    'This is inferred: consumers were given records until then, and none from the moment of that event on. Had they stopped reading just then, it would look the same. Other silences are not drawn.',
    '추정한 것입니다. 그때까지 컨슈머가 레코드를 받다가 그 사건의 순간부터 받지 못했습니다. 마침 그때 읽기를 멈췄어도 똑같이 보입니다. 다른 침묵은 그리지 않습니다.',
  ],
  'timeline.inferred.unread': [
    'This is inferred: a group changed while nothing was delivered and records were stored. Whether they were stored in a topic that the group reads is not counted.',
    '추정한 것입니다. 전달된 것 없이 그룹이 바뀌는 동안 레코드가 저장되었습니다. 그 그룹이 읽는 토픽에 저장되었는지는 세지 않습니다.',
  ],
  'timeline.means.quorum-elected': [
    'A majority of voters agreed on who decides about metadata. The epoch rose, so whoever led before is not listened to any more.',
    '과반의 voter가 메타데이터를 누가 결정할지 합의했습니다. epoch가 올라가 이전 리더의 말은 더 이상 듣지 않습니다.',
  ],
  'timeline.means.quorum-voted': [
    'A voter has one vote in an epoch and writes it to disk before it tells anybody: it can never vote twice.',
    'voter는 epoch마다 한 표를 가지며 알리기 전에 디스크에 씁니다. 그래서 두 번 투표할 수 없습니다.',
  ],
  'timeline.means.quorum-changed': [
    'This node took another part in the quorum, or learnt of another leader.',
    '이 노드의 쿼럼 역할이 바뀌었거나 다른 리더를 알게 되었습니다.',
  ],
  'timeline.means.leader-elected': [
    'Producers and consumers of the partition now go to this node. The new leader epoch makes everybody refuse the one before.',
    '이 파티션의 프로듀서와 컨슈머는 이제 이 노드로 갑니다. 새 leader epoch 때문에 이전 리더는 모두에게 거부됩니다.',
  ],
  'timeline.means.isr-changed': [
    'Who left is not waited for any more, and acks=all needs one replica less; who joined has everything that is committed, and counts again.',
    '나간 복제본은 더 기다리지 않아 acks=all에 필요한 복제본이 하나 줄고, 들어온 복제본은 커밋된 것을 모두 가지고 있어 다시 셉니다.',
  ],
  'timeline.means.log-truncated': [
    'The replica had records that the new leader does not have: they were never committed, and are cut off so that all logs are equal.',
    '새 리더에 없는 레코드를 이 복제본이 가지고 있었습니다. 커밋된 적이 없으므로 모든 로그가 같아지도록 잘라냅니다.',
  ],
  'timeline.means.broker-fenced': [
    'The controller does not count on this broker: it gave up all leaderships and left all ISRs. Clients are sent elsewhere.',
    '컨트롤러가 이 브로커를 셈에서 뺐습니다. 모든 리더 자리와 ISR에서 물러났고 클라이언트는 다른 곳으로 갑니다.',
  ],
  'timeline.means.broker-unfenced': [
    'The broker is up to date with the metadata and serves again. Its replicas join their ISRs once they have caught up.',
    '브로커가 메타데이터를 따라잡아 다시 서비스합니다. 복제본은 따라잡은 뒤 ISR에 들어갑니다.',
  ],
  'timeline.means.broker-registered': [
    'A process said which broker it is and got a new broker epoch; words of a process before it do not count any more.',
    '프로세스가 어느 브로커인지 알리고 새 broker epoch를 받았습니다. 이전 프로세스의 말은 더 이상 유효하지 않습니다.',
  ],
  'timeline.means.process-killed': [
    'The process ended without a word (SIGKILL). Nothing that was acknowledged is lost: the other in-sync replicas have it.',
    '프로세스가 아무 말 없이 끝났습니다(SIGKILL). 확인된 것은 다른 ISR이 가지고 있어 사라지지 않습니다.',
  ],
  'timeline.means.process-paused': [
    'The process stands still (SIGSTOP): its connections stay open, so the others notice only by its silence.',
    '프로세스가 멈춰 있습니다(SIGSTOP). 연결은 열려 있어서 다른 노드는 침묵으로만 알아챕니다.',
  ],
} as const;
