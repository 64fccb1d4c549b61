/** Our client against Apache Kafka behind every kind of lock that it has. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorities,
  clientIdentity,
  createTopic,
  KafkaClient,
  oauthBearer,
  plain,
  probe,
  probeProblem,
  type ProbeReport,
  readKeystore,
  scram,
  type Security,
} from '../../src-main/client/index.ts';
import type { TlsOptions } from '../../src-main/env/index.ts';
import { nodeEnv } from '../../src-main/env/node/index.ts';
import { SECURE_USER, SecureKafka, SESSION_MS, STORE_PASSWORD, unsignedToken } from '../targets/index.ts';
import { apacheKafkaIfHere } from '../tools/index.ts';

const jars = await apacheKafkaIfHere();
const env = nodeEnv();
const { name, password } = SECURE_USER;
const randomBytes = (size: number) => env.random.bytes(size);

describe.runIf('found' in jars)('a secure Apache Kafka', () => {
  let kafka: SecureKafka;
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-secure-kafka-'));
  beforeAll(async () => {
    if ('found' in jars) kafka = await SecureKafka.start(jars.found, dataDir);
  }, 120_000);
  afterAll(async () => {
    await kafka[Symbol.asyncDispose]();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const store = (path: string) =>
    readKeystore(readFileSync(path), { password: STORE_PASSWORD, keyPassword: STORE_PASSWORD });
  const trust = async (path = kafka.certificates.caPem): Promise<TlsOptions> => ({
    ca: authorities(await store(path)),
  });
  const identity = async (path: string): Promise<TlsOptions> => {
    const { key, certificates } = clientIdentity(await store(path));
    return { ...(await trust()), key, certificate: certificates.join('') };
  };
  const connect = (port: number, security: () => Promise<Security>) =>
    new KafkaClient(env, { clientId: 'spec', bootstrap: [{ host: '127.0.0.1', port }], security });
  const clusterIdOver = async (port: number, security: () => Promise<Security>) => {
    const client = connect(port, security);
    try {
      return (await client.refreshMetadata()).clusterId;
    } finally {
      client.close();
    }
  };
  /** The last word of a probe: `passed`, or the step that failed with the problem. */
  const probed = async (port: number, security: () => Promise<Security>, host = '127.0.0.1') => {
    const reports: ProbeReport[] = [];
    await probe(env, {
      bootstrap: [{ host, port }],
      security,
      timeoutMs: 5_000,
      signal: new AbortController().signal,
      report: (report) => reports.push(report),
    });
    const last = reports.at(-1)!;
    const outcome = last.state === 'failed' ? probeProblem(last.step, last.error) : last.state;
    return `${last.step}: ${outcome}`;
  };

  test('TLS with a truststore of each type', async () => {
    for (const path of [
      kafka.certificates.caPem,
      kafka.certificates.trustJks,
      kafka.certificates.trustPkcs12,
    ])
      expect(await clusterIdOver(kafka.ports.tls, async () => ({ tls: await trust(path) }))).toBe(
        kafka.clusterId,
      );
  });

  test('mutual TLS with a keystore of each type', async () => {
    const { clientJks, clientPkcs12, clientPem } = kafka.certificates;
    for (const path of [clientJks, clientPkcs12, clientPem])
      expect(await clusterIdOver(kafka.ports.mutualTls, async () => ({ tls: await identity(path) }))).toBe(
        kafka.clusterId,
      );
  });

  test('each mechanism logs in', async () => {
    for (const sasl of [
      plain(name, password),
      scram('SCRAM-SHA-256', { username: name, password, randomBytes }),
      scram('SCRAM-SHA-512', { username: name, password, randomBytes }),
      oauthBearer(async () => unsignedToken(name)),
    ])
      expect(
        await clusterIdOver(kafka.ports.saslTls, async () => ({ tls: await trust(), sasl })),
        sasl.name,
      ).toBe(kafka.clusterId);
  });

  test('a session is renewed before it ends, with requests going on meanwhile', async () => {
    let logins = 0;
    const inner = scram('SCRAM-SHA-512', { username: name, password, randomBytes });
    const sasl = { name: inner.name, begin: () => (logins++, inner.begin()) };
    const client = connect(kafka.ports.sasl, async () => ({ sasl }));
    const lost: string[] = [];
    client.onState(({ state }) => lost.push(state));
    const untilMs = Date.now() + 3 * SESSION_MS;
    await createTopic(client, { name: 'renewed', partitions: 1, replicationFactor: 1, configs: {} });
    while (Date.now() < untilMs)
      await Promise.all([client.refreshMetadata(), client.describeTopics(['renewed']), client.pause(5)]);
    client.close();
    expect(logins).toBeGreaterThanOrEqual(4);
    expect(lost.filter((state) => state === 'disconnected')).toEqual([]);
  }, 30_000);

  test('the probe passes where everything is right', async () => {
    const sasl = scram('SCRAM-SHA-256', { username: name, password, randomBytes });
    expect(await probed(kafka.ports.saslTls, async () => ({ tls: await trust(), sasl }))).toBe(
      'brokers: passed',
    );
    expect(await probed(kafka.ports.plaintext, async () => ({}))).toBe('brokers: passed');
  });

  test('the probe names the step that fails, and why', async () => {
    const { ports, certificates } = kafka;
    const tls = await trust();
    const login = (user: string, secret: string) => plain(user, secret);
    const cases: [string, Promise<string>][] = [
      ['resolve: unknown-host', probed(ports.tls, async () => ({ tls }), 'no-such-host.invalid')],
      ['connect: refused', probed(1, async () => ({ tls }))],
      [
        'tls: unknown-authority',
        probed(ports.tls, async () => ({ tls: await trust(certificates.otherCaPem) })),
      ],
      ['tls: other-host', probed(ports.tls, async () => ({ tls }), 'localhost')],
      [
        'brokers: passed',
        probed(ports.tls, async () => ({ tls: { ...tls, verifyHostname: false } }), 'localhost'),
      ],
      ['tls: client-certificate', probed(ports.mutualTls, async () => ({ tls }))],
      [
        'tls: client-certificate',
        probed(ports.mutualTls, async () => ({ tls: await identity(certificates.strangerPkcs12) })),
      ],
      ['tls: no-tls', probed(ports.plaintext, async () => ({ tls }))],
      ['protocol: wants-tls', probed(ports.tls, async () => ({}))],
      ['metadata: closed', probed(ports.saslTls, async () => ({ tls }))],
      ['login: no-login-wanted', probed(ports.tls, async () => ({ tls, sasl: login(name, password) }))],
      ['login: login-refused', probed(ports.saslTls, async () => ({ tls, sasl: login(name, 'wrong') }))],
      [
        'login: login-refused',
        probed(ports.saslTls, async () => ({
          tls,
          sasl: scram('SCRAM-SHA-256', { username: name, password: 'wrong', randomBytes }),
        })),
      ],
      [
        'login: login-refused',
        probed(ports.saslTls, async () => ({
          tls,
          sasl: oauthBearer(async () => unsignedToken(name, -60_000)),
        })),
      ],
      [
        'login: mechanism',
        probed(ports.saslTls, async () => ({ tls, sasl: { ...login(name, password), name: 'GSSAPI' } })),
      ],
      ['security: security', probed(ports.tls, () => Promise.reject(new Error('no such file')))],
    ];
    const expected = cases.map(([outcome]) => outcome);
    expect(await Promise.all(cases.map(([, outcome]) => outcome))).toEqual(expected);
  }, 60_000);

  test('a wrong password is tried once, not until the account is locked', async () => {
    let logins = 0;
    const inner = plain(name, 'wrong');
    const sasl = { name: inner.name, begin: () => (logins++, inner.begin()) };
    const client = connect(kafka.ports.saslTls, async () => ({ tls: await trust(), sasl }));
    await expect(client.refreshMetadata()).rejects.toMatchObject({
      name: 'UnreachableError',
      cause: { name: 'SaslError', kind: 'refused' },
    });
    expect(client.state).toMatchObject({ state: 'disconnected' });
    expect(logins).toBe(1);
    client.close();
  });
});
