/** Commands and code that are copied for a message, run as they are against an Apache Kafka behind TLS and logins. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN_CONNECTION, type SecretName, type SendRequest } from '../../src-main/contract/index.ts';
import {
  allRows,
  startTestBench,
  type TestBench,
  type TestScreen,
} from '../../src-main/workbench/test-kit.ts';
import { asJavaScript, asKcatProducer } from '../../src-renderer/features/editor/copy-as.ts';
import type { ClientAccess } from '../../src-renderer/lib/client-access.ts';
import { runCommand } from '../support/processes.ts';
import { SECURE_USER, SecureKafka, STORE_PASSWORD } from '../targets/index.ts';
import { apacheKafkaIfHere, findKcat } from '../tools/index.ts';

const jars = await apacheKafkaIfHere();
const kcat = await findKcat();
/** Older versions of its library cannot log in to Apache Kafka 4 with SCRAM. */
const KCAT_SCRAMS = 'found' in kcat && atLeast(/librdkafka ([\d.]+)/.exec(kcat.version)![1]!, [2, 6, 1]);
const { name: username, password } = SECURE_USER;
const ENV = {
  KAFKA_PASSWORD: password,
  KAFKA_KEYSTORE_PASSWORD: STORE_PASSWORD,
  KAFKA_KEY_PASSWORD: STORE_PASSWORD,
};

const text = (of: string) => ({ kind: 'text', text: of }) as const;
const message: SendRequest = {
  cluster: 'remote',
  topic: 'copied',
  partition: null,
  key: text("it's $HOME"),
  value: text('{"a": "1"}\n'),
  headers: [
    { name: 'twice', value: text('1') },
    { name: 'twice', value: text('2') },
    { name: '__proto__', value: text('a name as any') },
  ],
  timestampMs: null,
  compression: 'none',
  acks: 'all',
};

describe.runIf('found' in jars)('what is copied for a message', () => {
  let kafka: SecureKafka;
  let bench: TestBench;
  let screen: TestScreen;
  let remote: string;
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-secure-kafka-'));
  beforeAll(async () => {
    if (!('found' in jars)) return;
    [kafka, bench] = await Promise.all([SecureKafka.start(jars.found, dataDir), startTestBench()]);
    screen = bench.screen();
    const bootstrapServers = `127.0.0.1:${kafka.ports.plaintext}`;
    const settings = { ...PLAIN_CONNECTION, name: 'secure', bootstrapServers };
    ({ id: remote } = await screen.call('connections.save', { id: null, settings, secrets: {} }));
    const topic = { cluster: remote, name: 'copied', partitions: 3, replicationFactor: 1, configs: {} };
    await screen.call('topics.create', topic);
  }, 120_000);
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await kafka[Symbol.asyncDispose]();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const access = (
    port: number,
    change: Partial<ClientAccess>,
    secrets: readonly SecretName[] = [],
  ): ClientAccess => ({
    ...PLAIN_CONNECTION,
    bootstrapServers: `127.0.0.1:${port}`,
    ...change,
    secrets: new Set(secrets),
  });
  const file = (path: string) => ({ kind: 'path', path }) as const;
  const trusting = (path = kafka.certificates.caPem): ClientAccess['tls'] => ({
    ...PLAIN_CONNECTION.tls,
    truststore: file(path),
  });
  const login = (mechanism: 'PLAIN' | 'SCRAM-SHA-512') => ({ ...PLAIN_CONNECTION.sasl, mechanism, username });
  /** Ways in by the listener that asks for them. */
  const ways = (): Record<string, ClientAccess> => ({
    tls: access(kafka.ports.tls, { protocol: 'SSL', tls: trusting() }),
    'mutual TLS, PEM': access(
      kafka.ports.mutualTls,
      { protocol: 'SSL', tls: { ...trusting(), keystore: file(kafka.certificates.clientPem) } },
      ['keystorePassword'],
    ),
    'mutual TLS, PKCS12': access(
      kafka.ports.mutualTls,
      { protocol: 'SSL', tls: { ...trusting(), keystore: file(kafka.certificates.clientPkcs12) } },
      ['keystorePassword'],
    ),
    'SASL_SSL, SCRAM': access(
      kafka.ports.saslTls,
      { protocol: 'SASL_SSL', tls: trusting(), sasl: login('SCRAM-SHA-512') },
      ['password'],
    ),
    'SASL_SSL, PLAIN': access(
      kafka.ports.saslTls,
      { protocol: 'SASL_SSL', tls: trusting(), sasl: login('PLAIN') },
      ['password'],
    ),
    'SASL_PLAINTEXT, PLAIN': access(kafka.ports.sasl, { protocol: 'SASL_PLAINTEXT', sasl: login('PLAIN') }, [
      'password',
    ]),
  });
  /** The records that a run added. */
  const added = async (run: () => Promise<unknown>) => {
    const rows = () => allRows(screen, { cluster: remote, topic: 'copied', isolation: 'read_uncommitted' });
    const before = (await rows()).length;
    await run();
    const now = await rows();
    return now
      .toSorted((a, b) => a.timestampMs - b.timestampMs)
      .slice(before)
      .map(({ key, value, headers }) => [
        key.text,
        value.text,
        headers.map((header) => `${header.name}=${header.value.text}`).join(' '),
      ]);
  };
  const arrived = [[`it's $HOME`, '{"a": "1"}\n', 'twice=1 twice=2 __proto__=a name as any']];
  const env = { ...process.env, ...ENV };

  test.runIf('found' in kcat)(
    'kcat sends it over TLS and with a login, and no secret stands in the command',
    async () => {
      for (const [way, of] of Object.entries(ways())) {
        if (of.protocol.startsWith('SASL') && of.sasl.mechanism.startsWith('SCRAM') && !KCAT_SCRAMS) continue;
        const command = asKcatProducer(message, of);
        for (const secret of [password, STORE_PASSWORD]) expect(command).not.toContain(secret);
        const rows = await added(() => runCommand('bash', ['-c', command], { env }));
        expect([way, ...rows]).toEqual([way, ...arrived]);
      }
      // Without its password the login is refused, and the command says so by its code.
      const command = asKcatProducer(message, ways()['SASL_SSL, PLAIN']!);
      const wrong = { ...env, KAFKA_PASSWORD: 'wrong' };
      await expect(
        runCommand('bash', ['-c', `set -o pipefail; timeout 8 bash -c ${quoted(command)}`], { env: wrong }),
      ).rejects.toThrow();
    },
  );

  test('kafkajs sends it with every header, also of names that come twice', async () => {
    for (const [way, of] of Object.entries(ways())) {
      const code = asJavaScript(message, of);
      const rows = await added(() =>
        runCommand(process.execPath, ['--input-type=module', '-'], { env, stdin: code }),
      );
      expect([way, ...rows]).toEqual([way, ...arrived]);
    }
  });

  test.runIf('found' in kcat)('an empty value, bytes and a tombstone arrive as such', async () => {
    const bytes = { kind: 'base64', base64: 'AP8KQUI=' } as const;
    for (const value of [text(''), bytes, { kind: 'null' } as const]) {
      const one = { ...message, value, headers: [] };
      const of = access(kafka.ports.plaintext, {});
      for (const run of [
        () => runCommand('bash', ['-c', asKcatProducer(one, of)]),
        () => runCommand(process.execPath, ['--input-type=module', '-'], { stdin: asJavaScript(one, of) }),
      ]) {
        const rows = await added(run);
        expect(rows).toEqual([[`it's $HOME`, value.kind === 'base64' ? '00ff0a4142' : '', '']]);
      }
    }
    const rows = await allRows(screen, { cluster: remote, topic: 'copied', isolation: 'read_uncommitted' });
    expect(
      rows
        .toSorted((a, b) => a.timestampMs - b.timestampMs)
        .slice(-6)
        .map(({ value }) => value.format),
    ).toEqual(['empty', 'empty', 'binary', 'binary', 'null', 'null']);
  });
});

function quoted(command: string): string {
  return `'${command.replaceAll("'", "'\\''")}'`;
}

function atLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  const at = wanted.findIndex((part, index) => parts[index] !== part);
  return at < 0 || (parts[at] ?? 0) > wanted[at]!;
}
