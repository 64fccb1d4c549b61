import { join } from 'node:path';
import { freePorts } from '../support/ports.ts';
import type { KafkaJars } from '../tools/index.ts';
import { type Certificates, makeCertificates, STORE_PASSWORD } from './certificates.ts';
import { formatKafkaNode, KafkaProcess } from './kafka-process.ts';

/** Listeners by what they ask of a client. */
export interface SecurePorts {
  readonly plaintext: number;
  /** TLS; who the client is does not matter. */
  readonly tls: number;
  /** TLS with a client certificate. */
  readonly mutualTls: number;
  /** TLS, and a login: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER with unsigned tokens. */
  readonly saslTls: number;
  /** A login in the clear. Sessions of SCRAM-SHA-512 live for {@link SESSION_MS}. */
  readonly sasl: number;
}

/** Whose name and password every login takes. */
export const SECURE_USER = { name: 'alice', password: 'alice-secret' } as const;
/** `connections.max.reauth.ms` of one listener (KIP-368). */
export const SESSION_MS = 2_000;

const CLUSTER_ID = 'c2x1aWNlLXNlY3VyZS1rYQ';
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const;

/** One node of Apache Kafka with a listener for each way of securing one: the remote cluster of the specs. */
export class SecureKafka implements AsyncDisposable {
  readonly ports: SecurePorts;
  readonly certificates: Certificates;
  readonly #jars: KafkaJars;
  readonly #nodeDir: string;
  #process: KafkaProcess;

  private constructor(jars: KafkaJars, nodeDir: string, ports: SecurePorts, certificates: Certificates) {
    this.#jars = jars;
    this.#nodeDir = nodeDir;
    this.ports = ports;
    this.certificates = certificates;
    this.#process = new KafkaProcess(jars, 'small', nodeDir);
  }

  /** Resolves when clients may connect. `dataDir` is the caller's to delete. */
  static async start(jars: KafkaJars, dataDir: string): Promise<SecureKafka> {
    const certificates = await makeCertificates(join(dataDir, 'certificates'));
    const [plaintext, tls, mutualTls, saslTls, sasl, controller] = (await freePorts(6)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const ports = { plaintext, tls, mutualTls, saslTls, sasl };
    const nodeDir = join(dataDir, 'node-1');
    const scram = (mechanism: string) =>
      `${mechanism}=[name=${SECURE_USER.name},password=${SECURE_USER.password}]`;
    await formatKafkaNode(jars, nodeDir, {
      properties: serverProperties(nodeDir, ports, controller, certificates),
      clusterId: CLUSTER_ID,
      formatArguments: ['--add-scram', scram('SCRAM-SHA-256'), '--add-scram', scram('SCRAM-SHA-512')],
    });
    const kafka = new SecureKafka(jars, nodeDir, ports, certificates);
    await kafka.#ready();
    return kafka;
  }

  #ready(): Promise<void> {
    return this.#process.ready('the secure Apache Kafka', this.ports.plaintext);
  }

  get clusterId(): string {
    return CLUSTER_ID;
  }

  /** Ends it at once; its data stays. */
  kill(): Promise<void> {
    return this.#process.end('SIGKILL');
  }

  /** After {@link kill}: the same node on the same ports. */
  async revive(): Promise<void> {
    this.#process = new KafkaProcess(this.#jars, 'small', this.#nodeDir);
    await this.#ready();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process.end('SIGKILL');
  }
}

function serverProperties(
  nodeDir: string,
  ports: SecurePorts,
  controllerPort: number,
  certificates: Certificates,
): string[] {
  const names = {
    plaintext: 'PLAIN',
    tls: 'TLS',
    mutualTls: 'MTLS',
    saslTls: 'SASLTLS',
    sasl: 'SASLCLEAR',
  } as const;
  const listeners = Object.entries(names)
    .map(([key, name]) => `${name}://127.0.0.1:${ports[key as keyof SecurePorts]}`)
    .join(',');
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=${listeners},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=${listeners}`,
    'listener.security.protocol.map=PLAIN:PLAINTEXT,TLS:SSL,MTLS:SSL,SASLTLS:SASL_SSL,SASLCLEAR:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=PLAIN',
    'controller.listener.names=CONTROLLER',
    `log.dirs=${join(nodeDir, 'data')}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=2',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=2',
    'group.initial.rebalance.delay.ms=0',
    'ssl.keystore.type=JKS',
    `ssl.keystore.location=${certificates.brokerJks}`,
    `ssl.keystore.password=${STORE_PASSWORD}`,
    `ssl.key.password=${STORE_PASSWORD}`,
    'ssl.truststore.type=PKCS12',
    `ssl.truststore.location=${certificates.trustPkcs12}`,
    `ssl.truststore.password=${STORE_PASSWORD}`,
    'listener.name.mtls.ssl.client.auth=required',
    ...logins('sasltls'),
    ...logins('saslclear'),
    `listener.name.saslclear.scram-sha-512.connections.max.reauth.ms=${SESSION_MS}`,
  ];
}

function logins(listener: string): string[] {
  const modules = 'org.apache.kafka.common.security';
  const scram = `${modules}.scram.ScramLoginModule required;`;
  const config = (mechanism: string, module: string) =>
    `listener.name.${listener}.${mechanism}.sasl.jaas.config=${module}`;
  return [
    `listener.name.${listener}.sasl.enabled.mechanisms=${MECHANISMS.join(',')}`,
    config(
      'plain',
      `${modules}.plain.PlainLoginModule required user_${SECURE_USER.name}="${SECURE_USER.password}";`,
    ),
    config('scram-sha-256', scram),
    config('scram-sha-512', scram),
    config(
      'oauthbearer',
      `${modules}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    ),
  ];
}

/** A token that nobody signed, as that listener takes it. */
export function unsignedToken(subject: string, lifetimeMs = 3_600_000): string {
  const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const claims = { sub: subject, iat: nowSeconds, exp: nowSeconds + Math.floor(lifetimeMs / 1_000) };
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}
