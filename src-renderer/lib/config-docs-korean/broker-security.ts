export const brokerSecurityInKorean: Readonly<Record<string, string>> = {
  'authorizer.class.name':
    '누가 무엇을 할 수 있는지 정하는 클래스입니다. 비어 있으면 누구나 모든 것을 할 수 있습니다.',
  'sasl.mechanism.controller.protocol': '컨트롤러에 연결할 때 쓰는 SASL 방식입니다.',
  'connections.max.reauth.ms':
    'SASL 클라이언트가 다시 인증해야 하는 시간입니다. 하지 않으면 연결을 끊으며, 0이면 요구하지 않습니다. 리스너와 방식마다 정할 수 있습니다.',
  'sasl.server.max.receive.size': '클라이언트가 인증하기 전에 받는 메시지의 최대 크기입니다.',
  'security.providers': 'Java 보안 provider를 만드는 클래스입니다.',
  'principal.builder.class': '인증된 연결을 권한 확인에 쓰는 principal로 바꾸는 클래스입니다.',
  'ssl.client.auth':
    'TLS 클라이언트가 인증서를 보여야 하는지 정합니다. required(필수), requested(요청), none(없음)입니다.',
  'ssl.principal.mapping.rules':
    '인증서의 distinguished name을 짧은 이름으로 바꾸는 규칙입니다. 먼저 맞는 규칙을 씁니다.',
  'ssl.allow.dn.changes': 'distinguished name이 다른 새 인증서를 실행 중에 정할 수 있게 합니다.',
  'ssl.allow.san.changes': '대체 이름(SAN)이 다른 새 인증서를 실행 중에 정할 수 있게 합니다.',
  'ssl.protocol': 'TLS 컨텍스트를 만드는 버전입니다. 받는 버전은 ssl.enabled.protocols에 있습니다.',
  'ssl.provider': 'TLS의 보안 provider입니다. 없으면 플랫폼의 것을 씁니다.',
  'ssl.enabled.protocols': '연결에 쓸 수 있는 TLS 버전입니다.',
  'ssl.keystore.type': 'keystore의 형식입니다. JKS, PKCS12, PEM이 있습니다.',
  'ssl.keystore.location': '이 서버의 키와 인증서가 든 파일입니다.',
  'ssl.keystore.password': 'keystore의 비밀번호입니다. PEM 형식에는 없습니다.',
  'ssl.key.password': 'keystore나 ssl.keystore.key에 있는 개인 키의 비밀번호입니다.',
  'ssl.keystore.key': 'keystore 파일 대신 직접 적는 PEM 형식의 개인 키입니다.',
  'ssl.keystore.certificate.chain':
    'keystore 파일 대신 직접 적는 PEM 형식의 인증서와, 그것에 서명한 인증서입니다.',
  'ssl.truststore.type': 'truststore의 형식입니다. JKS, PKCS12, PEM이 있습니다.',
  'ssl.truststore.location': '이 서버가 신뢰하는 인증서가 든 파일입니다.',
  'ssl.truststore.password':
    'truststore의 비밀번호입니다. 없으면 읽기는 하지만 변조되었는지 확인하지 않습니다.',
  'ssl.truststore.certificates': 'truststore 파일 대신 직접 적는 PEM 형식의 신뢰하는 인증서입니다.',
  'ssl.keymanager.algorithm': 'key manager factory의 알고리즘입니다.',
  'ssl.trustmanager.algorithm': 'trust manager factory의 알고리즘입니다.',
  'ssl.endpoint.identification.algorithm':
    '서버의 호스트 이름을 인증서와 비교하는 방법입니다. 비어 있으면 비교하지 않습니다.',
  'ssl.secure.random.implementation': 'TLS에 쓰는 난수를 만드는 구현입니다.',
  'ssl.cipher.suites': '연결에 쓸 수 있는 cipher suite입니다. 비어 있으면 플랫폼이 제공하는 모두입니다.',
  'ssl.engine.factory.class': '내장된 것 대신 TLS 엔진을 만드는 클래스입니다.',
  'sasl.mechanism.inter.broker.protocol': '브로커 사이의 연결에 쓰는 SASL 방식입니다.',
  'sasl.enabled.mechanisms': '클라이언트가 쓸 수 있는 SASL 방식입니다.',
  'sasl.server.callback.handler.class':
    '어느 방식의 자격 증명을 확인하는 클래스입니다. 리스너와 방식마다 정합니다.',
  'sasl.kerberos.principal.to.local.rules':
    'Kerberos principal을 짧은 이름으로 바꾸는 규칙입니다. 먼저 맞는 규칙을 씁니다.',
  'sasl.jaas.config':
    'SASL의 로그인 모듈과 옵션이며, JAAS 형식입니다. 브로커에서는 리스너와 방식마다 정합니다.',
  'sasl.client.callback.handler.class': '이 노드가 클라이언트일 때 자격 증명을 주는 클래스입니다.',
  'sasl.login.class': '로그인하는 클래스입니다. 브로커에서는 리스너와 방식마다 정합니다.',
  'sasl.login.callback.handler.class':
    '로그인할 때 자격 증명을 주는 클래스입니다. 브로커에서는 리스너와 방식마다 정합니다.',
  'sasl.kerberos.service.name': '브로커가 실행되는 Kerberos principal입니다.',
  'sasl.kerberos.kinit.cmd': 'Kerberos kinit 명령의 경로입니다.',
  'sasl.kerberos.ticket.renew.window.factor': '티켓 수명의 이 비율이 지나면 갱신을 시도합니다.',
  'sasl.kerberos.ticket.renew.jitter': '갱신하기까지의 시간 중 임의인 부분이며, 그 시간에 대한 비율입니다.',
  'sasl.kerberos.min.time.before.relogin':
    '로그인 스레드가 갱신을 두 번 시도하는 사이에 기다리는 시간이며, 단위는 밀리초입니다.',
  'sasl.login.refresh.window.factor': '토큰 수명의 이 비율이 지나면 갱신을 시도합니다.',
  'sasl.login.refresh.window.jitter': '갱신하기까지의 시간 중 임의인 부분이며, 토큰 수명에 대한 비율입니다.',
  'sasl.login.refresh.min.period.seconds': '토큰을 다시 갱신하기까지의 최소 시간입니다.',
  'sasl.login.refresh.buffer.seconds': '토큰의 수명이 끝나기 이만큼 전까지 갱신해야 합니다.',
  'sasl.login.connect.timeout.ms': '인증 제공자(identity provider)에 연결을 여는 데 허용되는 시간입니다.',
  'sasl.login.read.timeout.ms': '인증 제공자의 응답에 허용되는 시간입니다.',
  'sasl.login.retry.backoff.max.ms': '인증 제공자에 로그인을 다시 시도하기까지의 가장 긴 대기 시간입니다.',
  'sasl.login.retry.backoff.ms':
    '인증 제공자에 로그인을 다시 시도하기까지의 첫 대기 시간입니다. 여기서부터 늘어납니다.',
  'sasl.oauthbearer.jwt.retriever.class': '인증 제공자에서 토큰을 가져오는 클래스입니다.',
  'sasl.oauthbearer.jwt.validator.class': '토큰을 쓰거나 받아들이기 전에 검사하는 클래스입니다.',
  'sasl.oauthbearer.scope': '인증 제공자에 요청할 scope입니다.',
  'sasl.oauthbearer.client.credentials.client.id':
    'client credentials 방식에서 인증 제공자가 아는 client id입니다.',
  'sasl.oauthbearer.client.credentials.client.secret':
    'client credentials 방식에서 client id와 함께 쓰는 비밀 값입니다.',
  'sasl.oauthbearer.assertion.algorithm': '이 클라이언트가 만드는 assertion에 서명하는 알고리즘입니다.',
  'sasl.oauthbearer.assertion.claim.aud': '이 클라이언트가 만드는 assertion에 넣는 audience입니다.',
  'sasl.oauthbearer.assertion.claim.exp.seconds':
    '이 클라이언트가 만드는 assertion이 지금부터 유효한 시간입니다.',
  'sasl.oauthbearer.assertion.claim.iss': '이 클라이언트가 만드는 assertion에 넣는 issuer입니다.',
  'sasl.oauthbearer.assertion.claim.jti.include':
    '이 클라이언트가 만드는 assertion마다 고유한 id를 넣습니다.',
  'sasl.oauthbearer.assertion.claim.nbf.seconds':
    '이 클라이언트가 만드는 assertion이 지금보다 얼마나 전부터 유효한지 정합니다. 시계가 서로 다를 수 있기 때문입니다.',
  'sasl.oauthbearer.assertion.claim.sub': '이 클라이언트가 만드는 assertion에 넣는 subject입니다.',
  'sasl.oauthbearer.assertion.file':
    '완성된 assertion이 든 파일입니다. 있으면 새로 만들지 않고 이것을 씁니다.',
  'sasl.oauthbearer.assertion.private.key.file': 'assertion에 서명하는 PEM 형식의 개인 키가 든 파일입니다.',
  'sasl.oauthbearer.assertion.private.key.passphrase': 'assertion에 서명하는 개인 키의 암호입니다.',
  'sasl.oauthbearer.assertion.template.file': 'assertion을 만들 때 바탕이 되는 헤더와 claim이 든 파일입니다.',
  'sasl.oauthbearer.scope.claim.name': '제공자가 다른 이름을 쓸 때, scope가 든 claim의 이름입니다.',
  'sasl.oauthbearer.sub.claim.name': '제공자가 다른 이름을 쓸 때, subject가 든 claim의 이름입니다.',
  'sasl.oauthbearer.token.endpoint.url':
    '토큰을 요청하는 주소, 또는 토큰을 읽는 파일입니다. 허용된 주소 중 하나여야 합니다.',
  'sasl.oauthbearer.jwks.endpoint.url':
    '토큰을 검사하는 공개 키가 있는 주소나 파일입니다. 허용된 주소 중 하나여야 합니다.',
  'sasl.oauthbearer.jwks.endpoint.refresh.ms': '공개 키를 다시 가져오는 간격입니다.',
  'sasl.oauthbearer.jwks.endpoint.retry.backoff.ms':
    '공개 키를 다시 가져오기까지의 첫 대기 시간입니다. 여기서부터 늘어납니다.',
  'sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms':
    '공개 키를 다시 가져오기까지의 가장 긴 대기 시간입니다.',
  'sasl.oauthbearer.clock.skew.seconds': '제공자와 이 노드의 시계 사이에 허용되는 차이입니다.',
  'sasl.oauthbearer.expected.audience': '토큰이 받아들여지려면 그중 하나를 담아야 하는 audience입니다.',
  'sasl.oauthbearer.expected.issuer': '토큰이 받아들여지려면 발급자여야 하는 issuer입니다.',
  'delegation.token.secret.key':
    'delegation token에 서명하는 비밀 값이며, 모든 노드에서 같아야 합니다. 없으면 delegation token을 쓸 수 없습니다.',
  'delegation.token.max.lifetime.ms': '아무리 자주 갱신해도 delegation token이 끝나는 시간입니다.',
  'delegation.token.expiry.time.ms': 'delegation token이 갱신되기 전까지 유효한 시간입니다.',
  'delegation.token.expiry.check.interval.ms': '끝난 delegation token을 제거하는 간격입니다.',
};
