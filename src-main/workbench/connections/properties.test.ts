import { expect, test } from 'vitest';
import { PLAIN_CONNECTION } from '../../contract/index.ts';
import { parseJaas, parseProperties, readProperties, writeProperties } from './properties.ts';

test('a properties file is read as Java reads it', () => {
  const text = [
    '# a comment',
    '! another',
    'a=1',
    'b : two words ',
    'c three',
    'path=C:\\\\keys\\\\a.jks',
    'long=one \\',
    '    two',
    'empty=',
    'key\\:with\\ signs=\\uC11C\\u110b',
    '',
  ].join('\r\n');
  expect([...parseProperties(text)]).toEqual([
    ['a', '1'],
    ['b', 'two words '],
    ['c', 'three'],
    ['path', 'C:\\keys\\a.jks'],
    ['long', 'one two'],
    ['empty', ''],
    ['key:with signs', '서\u110b'],
  ]);
});

test('the options of a login module', () => {
  const { module, options } = parseJaas(
    'org.apache.kafka.common.security.plain.PlainLoginModule required username="a b" password=\'p"\\\'q\' x=y;',
  );
  expect(module).toBe('org.apache.kafka.common.security.plain.PlainLoginModule');
  expect([...options]).toEqual([
    ['username', 'a b'],
    ['password', 'p"\'q'],
    ['x', 'y'],
  ]);
});

test('a password with all that needs an escape comes out as it went in', () => {
  const jaas = String.raw`M required username='a"b' password="q\"u\\o;t=e \t\101\7z";`;
  expect(parseJaas(jaas).options.get('password')).toBe('q"u\\o;t=e \tA\x07z');
  // In a properties file each of those backslashes stands twice.
  const { secrets, settings } = readProperties(
    `sasl.mechanism=PLAIN\nsasl.jaas.config=${jaas.replaceAll('\\', '\\\\')}`,
  );
  expect([settings.sasl.username, secrets.get('password')]).toEqual(['a"b', 'q"u\\o;t=e \tA\x07z']);
});

test('a client.properties of Java', () => {
  const { settings, secrets, ignored, unsupported } = readProperties(`
    bootstrap.servers=a:9093,b:9093
    security.protocol=SASL_SSL
    sasl.mechanism=SCRAM-SHA-256
    sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
      username="alice" password="s3=cr;et";
    ssl.truststore.location=/keys/trust.jks
    ssl.truststore.password=changeit
    ssl.keystore.type=PKCS12
    ssl.keystore.location=/keys/client.p12
    ssl.keystore.password=ks
    ssl.key.password=kp
    ssl.endpoint.identification.algorithm=
    group.id=g
  `);
  expect(settings).toMatchObject({
    bootstrapServers: 'a:9093,b:9093',
    protocol: 'SASL_SSL',
    tls: {
      truststore: { kind: 'path', path: '/keys/trust.jks' },
      keystore: { kind: 'path', path: '/keys/client.p12' },
      verifyHostname: false,
    },
    sasl: { mechanism: 'SCRAM-SHA-256', username: 'alice' },
  });
  expect(Object.fromEntries(secrets)).toEqual({
    truststorePassword: 'changeit',
    keystorePassword: 'ks',
    keyPassword: 'kp',
    password: 's3=cr;et',
  });
  expect([ignored, unsupported]).toEqual([['group.id'], []]);
});

test('certificates that stand in the file itself, and the names of librdkafka', () => {
  const { settings, secrets } = readProperties(
    'ssl.truststore.type=PEM\nssl.truststore.certificates=-----BEGIN CERTIFICATE-----\\n\\\nabc\\n-----END CERTIFICATE-----',
  );
  expect(settings.tls.truststore).toEqual({ kind: 'kept', name: 'truststore.pem' });
  expect(Buffer.from(secrets.get('truststore')!, 'base64').toString()).toBe(
    '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----',
  );
  const rdkafka = readProperties(
    'metadata.broker.list=k:9092\nsecurity.protocol=sasl_ssl\nsasl.mechanisms=PLAIN\nsasl.username=u\nsasl.password=p\nssl.ca.location=/ca.pem',
  );
  expect(rdkafka.settings).toMatchObject({
    bootstrapServers: 'k:9092',
    protocol: 'SASL_SSL',
    tls: { truststore: { kind: 'path', path: '/ca.pem' }, verifyHostname: true },
    sasl: { mechanism: 'PLAIN', username: 'u' },
  });
  expect(rdkafka.secrets.get('password')).toBe('p');
});

test('what the workbench cannot do is said', () => {
  const { unsupported, settings } = readProperties('sasl.mechanism=GSSAPI\nsecurity.protocol=SASL_SSL');
  expect(unsupported).toEqual(['sasl.mechanism=GSSAPI']);
  expect(settings.protocol).toBe('SASL_SSL');
});

test('blanks at the end of a line change nothing, as in Kafka', () => {
  const { settings, secrets, unsupported } = readProperties(
    '\uFEFFbootstrap.servers=a:9093 \nsecurity.protocol=SASL_SSL  \nsasl.mechanism=PLAIN\t\nsasl.username=u \nsasl.password=p \nssl.ca.location=/ca.pem ',
  );
  expect(settings).toMatchObject({
    bootstrapServers: 'a:9093',
    protocol: 'SASL_SSL',
    tls: { truststore: { kind: 'path', path: '/ca.pem' } },
    sasl: { mechanism: 'PLAIN', username: 'u' },
  });
  expect([secrets.get('password'), unsupported]).toEqual(['p', []]);
});

test('what would be lost in silence is said', () => {
  const { unsupported, settings } = readProperties(
    'sasl.mechanism=OAUTHBEARER\nsecurity.protocol=SASL_SSL\nenable.ssl.certificate.verification=False\nsasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId="c" extension_logicalCluster="lkc-1";',
  );
  expect(unsupported).toEqual([
    'enable.ssl.certificate.verification=false',
    'sasl.jaas.config: extension_logicalCluster',
  ]);
  expect(settings.sasl.clientId).toBe('c');
});

test('a password in the address of a registry that is no percent-encoding is taken as it stands', () => {
  const { settings, secrets } = readProperties('schema.registry.url=http://bob:50%off@host:8081');
  expect(settings.registry).toMatchObject({ url: 'http://host:8081', username: 'bob' });
  expect(secrets.get('registryPassword')).toBe('50%off');
});

test('what is written is read back, but for the secrets', () => {
  const settings = {
    ...PLAIN_CONNECTION,
    bootstrapServers: 'a:9093',
    protocol: 'SASL_SSL',
    tls: {
      truststore: { kind: 'path', path: 'C:\\keys\\신뢰.jks' },
      keystore: { kind: 'path', path: '/keys/client.p12' },
      verifyHostname: false,
    },
    sasl: { ...PLAIN_CONNECTION.sasl, mechanism: 'PLAIN', username: 'al"ice' },
  } as const;
  const text = writeProperties(
    { ...settings, name: 'staging' },
    new Set(['password', 'truststorePassword', 'keystorePassword']),
  );
  expect(text).toContain('# staging\nbootstrap.servers=a:9093\n');
  const read = readProperties(text);
  expect(read.settings).toEqual(settings);
  expect([...new Set(read.secrets.values())]).toEqual(['<put it here>']);
  const token = writeProperties(
    {
      ...settings,
      name: 't',
      sasl: {
        ...settings.sasl,
        mechanism: 'OAUTHBEARER',
        tokenUrl: 'https://id/token',
        clientId: 'c',
        scope: 's',
      },
    },
    new Set(['clientSecret']),
  );
  expect(readProperties(token).settings.sasl).toMatchObject({
    tokenUrl: 'https://id/token',
    clientId: 'c',
    scope: 's',
  });
});

test('the registry of a client.properties, both ways', () => {
  const { settings, secrets, ignored } = readProperties(`
    bootstrap.servers=a:9093
    schema.registry.url=https://one:8081/sr/,https://two:8081
    basic.auth.credentials.source=USER_INFO
    schema.registry.basic.auth.user.info=alice:s3:cret
    schema.registry.ssl.truststore.location=/keys/trust.jks
    schema.registry.ssl.truststore.password=changeit
    schema.registry.ssl.endpoint.identification.algorithm=
  `);
  expect(settings.registry).toEqual({
    url: 'https://one:8081/sr',
    login: 'basic',
    username: 'alice',
    tls: { truststore: { kind: 'path', path: '/keys/trust.jks' }, keystore: null, verifyHostname: false },
  });
  expect([...secrets]).toEqual([
    ['registryPassword', 's3:cret'],
    ['registryTruststorePassword', 'changeit'],
  ]);
  expect(ignored).toEqual([]);
  const written = writeProperties(settings, new Set(['registryPassword', 'registryTruststorePassword']));
  expect(written).not.toContain('s3');
  expect(readProperties(written).settings.registry).toEqual(settings.registry);

  const inUrl = readProperties('schema.registry.url=http://bob:p%40ss@host:8081');
  expect(inUrl.settings.registry).toMatchObject({ url: 'http://host:8081', login: 'basic', username: 'bob' });
  expect(inUrl.secrets.get('registryPassword')).toBe('p@ss');
  const token = readProperties(
    'schema.registry.url=http://h\nbearer.auth.token=t\nbearer.auth.credentials.source=STATIC_TOKEN',
  );
  expect([token.settings.registry!.login, token.secrets.get('registryToken'), token.ignored]).toEqual([
    'bearer',
    't',
    [],
  ]);
  expect(readProperties('bootstrap.servers=a:1').settings.registry).toBeNull();
});
