import { expect, test } from 'vitest';
import { PLAIN_CONNECTION, type SecretName } from '../../src-main/contract/index.ts';
import { plainAccess, type ClientAccess } from './client-access.ts';
import { kafkajsAccess, kcatAccess, librdkafkaSettings } from './client-code.ts';

const access = (change: Partial<ClientAccess>, secrets: SecretName[] = []): ClientAccess => ({
  ...plainAccess('h:9093'),
  ...change,
  secrets: new Set(secrets),
});
const sasl = { ...PLAIN_CONNECTION.sasl, mechanism: 'SCRAM-SHA-256', username: "o'neil" } as const;
const path = (of: string) => ({ kind: 'path', path: of }) as const;
const tls = { truststore: path('/keys/my ca.pem'), keystore: null, verifyHostname: true };

test('a login over TLS: settings by their names, the password by a variable', () => {
  const secure = access({ protocol: 'SASL_SSL', tls, sasl }, ['password']);
  const { words, notes } = kcatAccess(secure);
  expect(words.join(' ')).toBe(
    "-X security.protocol=sasl_ssl -X 'ssl.ca.location=/keys/my ca.pem' -X ssl.endpoint.identification.algorithm=https -X sasl.mechanism=SCRAM-SHA-256 -X 'sasl.username=o'\\''neil' -X sasl.password=\"$KAFKA_PASSWORD\"",
  );
  expect(notes).toEqual([
    '# Apache Kafka 4 refuses this login to librdkafka before 2.6.1.',
    '# Not written here: set KAFKA_PASSWORD first.',
  ]);
  expect(kafkajsAccess(secure).lines).toEqual([
    'ssl: { ca: [readFileSync("/keys/my ca.pem")] },',
    `sasl: { mechanism: 'scram-sha-256', username: "o'neil", password: process.env.KAFKA_PASSWORD },`,
  ]);
  expect(kcatAccess(plainAccess('h:9092'))).toEqual({ words: [], notes: [] });
});

test('stores that librdkafka cannot read are made into ones that it can, by a command that is named', () => {
  const kept = { kind: 'kept', name: 'client.jks' } as const;
  const { settings, notes } = librdkafkaSettings(
    access(
      {
        protocol: 'SSL',
        tls: { truststore: path('/keys/trust.jks'), keystore: kept, verifyHostname: false },
      },
      ['truststorePassword', 'keystorePassword'],
    ),
  );
  expect(Object.fromEntries(settings)).toEqual({
    'security.protocol': 'ssl',
    'ssl.ca.location': '/keys/trust.pem',
    'ssl.keystore.location': '/path/to/client.p12',
    'ssl.keystore.password': { env: 'KAFKA_KEYSTORE_PASSWORD' },
    'ssl.endpoint.identification.algorithm': 'none',
  });
  expect(notes).toEqual([
    'First: keytool -list -rfc -keystore /keys/trust.jks > /keys/trust.pem',
    'First: keytool -importkeystore -srckeystore /path/to/client.jks -destkeystore /path/to/client.p12 -deststoretype PKCS12',
    'Not written here: set KAFKA_KEYSTORE_PASSWORD first.',
  ]);
});

test('tokens: fetched by librdkafka where it can, and said where it cannot', () => {
  const oauth = { ...sasl, mechanism: 'OAUTHBEARER', tokenUrl: 'https://id/token', clientId: 'c' } as const;
  const fetched = librdkafkaSettings(access({ protocol: 'SASL_PLAINTEXT', sasl: oauth }, ['clientSecret']));
  expect(Object.fromEntries(fetched.settings)).toMatchObject({
    'sasl.oauthbearer.method': 'oidc',
    'sasl.oauthbearer.client.secret': { env: 'KAFKA_CLIENT_SECRET' },
  });
  const given = librdkafkaSettings(
    access({ protocol: 'SASL_PLAINTEXT', sasl: { ...oauth, tokenUrl: '' } }, ['token']),
  );
  expect(given.notes).toEqual(['The login is left out: librdkafka takes no token that was given by hand.']);
});
