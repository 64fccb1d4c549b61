export const brokerNetworkInKorean: Readonly<Record<string, string>> = {
  'broker.id': '이 브로커의 번호이며, node.id의 옛 이름입니다.',
  'num.io.threads': '디스크 접근을 포함해 요청을 처리하는 스레드 수입니다.',
  'background.threads': '파일 삭제 같은 백그라운드 작업의 스레드 수입니다.',
  'request.timeout.ms':
    '이 노드가 보낸 요청의 응답을 기다리는 시간입니다. 지나면 다시 시도하거나 실패합니다.',
  'socket.connection.setup.timeout.ms':
    '이 노드에서 연결을 여는 데 허용되는 시간입니다. 연달아 실패할 때마다 socket.connection.setup.timeout.max.ms까지 늘어납니다.',
  'socket.connection.setup.timeout.max.ms': '연결을 여는 데 허용되는, 늘어나는 시간의 상한입니다.',
  'config.providers':
    '설정값의 변수를 채우는 provider의 이름입니다. 각각 config.providers.<이름>.class로 정합니다.',
  'early.start.listeners':
    'authorizer가 준비되기 전에 여는 리스너입니다. 클러스터 자체가 필요한 authorizer를 위한 것으로, 값이 없으면 컨트롤러 리스너입니다.',
  'broker.rack':
    '이 브로커의 랙이나 영역입니다. 복제본은 여러 랙에 나뉘고, 컨슈머는 같은 랙의 복제본에서 읽을 수 있습니다.',
  'max.incremental.fetch.session.cache.slots':
    '브로커가 유지하는 incremental fetch 세션의 수입니다. 클라이언트가 더 많으면 일부는 전체 요청을 다시 보냅니다.',
  'fetch.max.bytes':
    'fetch 요청 하나가 받는 최대 바이트 수입니다. 첫 batch는 이보다 커도 보내므로 컨슈머가 계속 읽을 수 있습니다.',
  'max.request.partition.size.limit': '요청 하나로 정보를 물을 수 있는 파티션의 수입니다.',
  listeners:
    '이 노드가 연결을 받는 주소이며, NAME://host:port 형식입니다. host가 없으면 모든 인터페이스에서 받고, 이름과 포트는 서로 달라야 합니다.',
  'advertised.listeners':
    '클라이언트에게 연결하라고 알려 주는 주소입니다. 프록시 뒤나 컨테이너 안처럼 listeners와 다를 때 정합니다.',
  'listener.security.protocol.map':
    '리스너 이름마다의 보안 프로토콜이며, NAME:PROTOCOL 쌍으로 씁니다. 같은 프로토콜의 리스너를 여럿 둘 수 있습니다.',
  'socket.send.buffer.bytes': '서버 소켓의 송신 버퍼 크기입니다. -1이면 운영 체제에 맡깁니다.',
  'socket.receive.buffer.bytes': '서버 소켓의 수신 버퍼 크기입니다. -1이면 운영 체제에 맡깁니다.',
  'socket.request.max.bytes': '받는 요청의 최대 크기입니다. 더 큰 요청이 오면 연결을 닫습니다.',
  'socket.listen.backlog.size':
    '수락되기를 기다릴 수 있는 연결의 수입니다. 운영 체제가 더 적게 허용할 수 있습니다.',
  'max.connections.per.ip':
    '한 주소에서 받는 연결의 수입니다. 0이면 overrides에 적은 주소의 연결만 받습니다.',
  'max.connections.per.ip.overrides':
    '호스트나 주소마다 따로 정하는 연결 수의 한도이며, host:number 쌍으로 씁니다.',
  'max.connections':
    '브로커가 동시에 유지하는 연결의 수입니다. 넘으면 새 연결이 기다리고, 브로커 사이의 연결이 먼저입니다.',
  'max.connection.creation.rate': '초당 받는 새 연결의 수입니다. 넘는 연결은 늦춥니다.',
  'connections.max.idle.ms': '요청 없이 이 시간이 지난 연결을 닫습니다.',
  'connection.failed.authentication.delay.ms':
    '인증에 실패한 연결을 닫기까지 늦추는 시간입니다. 비밀번호를 추측하기 어렵게 합니다.',
  'queued.max.requests':
    '처리할 스레드를 기다릴 수 있는 요청의 수입니다. 차면 네트워크 스레드가 읽기를 멈춥니다.',
  'queued.max.request.bytes':
    '기다리는 요청의 바이트 수입니다. 차면 네트워크 스레드가 읽기를 멈추며, -1은 제한 없음입니다.',
  'num.network.threads': '리스너마다 요청을 읽고 응답을 쓰는 스레드 수입니다.',
  'controller.socket.timeout.ms': '브로커가 컨트롤러의 응답을 기다리는 시간입니다.',
  'security.inter.broker.protocol':
    'inter.broker.listener.name으로 리스너를 정하지 않았을 때 브로커 사이에 쓰는 보안 프로토콜입니다.',
  'inter.broker.listener.name': '브로커가 서로 연결할 때 쓰는 리스너입니다.',
};
