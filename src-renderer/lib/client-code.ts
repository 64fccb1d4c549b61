/**
 * TLS and login in the words of the clients that a message is copied for; pure. A secret is named by the environment
 * variable that holds it when the command runs: what is copied ends up in chats and in the history of shells.
 */
import type { StoreFile } from '../../src-main/contract/index.ts';
import type { ClientAccess } from './client-access.ts';

/** A setting of a client; `{ env }`: the variable its value stands in. */
export type ClientSetting = readonly [name: string, value: string | { readonly env: string }];

/** By what of a login they hold. */
const ENV = {
  password: 'KAFKA_PASSWORD',
  clientSecret: 'KAFKA_CLIENT_SECRET',
  token: 'KAFKA_TOKEN',
  store: 'KAFKA_KEYSTORE_PASSWORD',
  key: 'KAFKA_KEY_PASSWORD',
} as const;

/** A word of a shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w./:,=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function isPlain({ protocol }: ClientAccess): boolean {
  return protocol === 'PLAINTEXT';
}

/** What librdkafka is told, beside its brokers; `notes` say what is to be done first. */
export function librdkafkaSettings(access: ClientAccess): { settings: ClientSetting[]; notes: string[] } {
  const { protocol, tls, sasl, secrets } = access;
  const notes: string[] = [];
  if (isPlain(access)) return { settings: [], notes };
  const settings: ClientSetting[] = [['security.protocol', protocol.toLowerCase()]];
  if (protocol.endsWith('SSL')) {
    if (tls.truststore !== null) settings.push(['ssl.ca.location', authorities(tls.truststore, notes)]);
    if (tls.keystore !== null) settings.push(...certificate(tls.keystore, secrets, notes));
    // Its older versions do not look by themselves.
    settings.push(['ssl.endpoint.identification.algorithm', tls.verifyHostname ? 'https' : 'none']);
  }
  if (protocol.startsWith('SASL')) {
    settings.push(['sasl.mechanism', sasl.mechanism]);
    // Older ones answer with a nonce that brokers take for a forged one (librdkafka pull request 4895).
    if (sasl.mechanism.startsWith('SCRAM'))
      notes.push('Apache Kafka 4 refuses this login to librdkafka before 2.6.1.');
    if (sasl.mechanism !== 'OAUTHBEARER')
      settings.push(['sasl.username', sasl.username], ['sasl.password', { env: ENV.password }]);
    else if (sasl.tokenUrl === '')
      notes.push('The login is left out: librdkafka takes no token that was given by hand.');
    else
      settings.push(
        ['sasl.oauthbearer.method', 'oidc'],
        ['sasl.oauthbearer.token.endpoint.url', sasl.tokenUrl],
        ['sasl.oauthbearer.client.id', sasl.clientId],
        ['sasl.oauthbearer.client.secret', { env: ENV.clientSecret }],
        ...(sasl.scope === '' ? [] : [['sasl.oauthbearer.scope', sasl.scope] as const]),
      );
  }
  return { settings, notes: [...notes, ...exportNotes(settings)] };
}

/** `-X` of kcat for each setting, and the notes as comments. */
export function kcatAccess(access: ClientAccess): { words: string[]; notes: string[] } {
  const { settings, notes } = librdkafkaSettings(access);
  return {
    words: settings.flatMap(([name, value]) => [
      '-X',
      typeof value === 'string' ? shellWord(`${name}=${value}`) : `${name}="$${value.env}"`,
    ]),
    notes: notes.map((note) => `# ${note}`),
  };
}

function exportNotes(settings: readonly ClientSetting[]): string[] {
  const names = settings.flatMap(([, value]) => (typeof value === 'string' ? [] : [value.env]));
  return names.length === 0 ? [] : [`Not written here: set ${names.join(' and ')} first.`];
}

type StoreKind = 'pem' | 'pkcs12' | 'jks';

function kindOf(file: StoreFile): StoreKind {
  const name = (file.kind === 'path' ? file.path : file.name).toLowerCase();
  if (name.endsWith('.jks')) return 'jks';
  return /\.(?:p12|pfx|pkcs12)$/.test(name) ? 'pkcs12' : 'pem';
}

/** A file that the workbench keeps has no place of its own. */
function pathOf(file: StoreFile): string {
  return file.kind === 'path' ? file.path : `/path/to/${file.name}`;
}

function withEnding(path: string, ending: string): string {
  return `${path.replace(/\.[^./\\]*$/, '')}.${ending}`;
}

/** In PEM, which is all that most clients read. */
function authorities(file: StoreFile, notes: string[]): string {
  const path = pathOf(file);
  const kind = kindOf(file);
  if (kind === 'pem') return path;
  const pem = withEnding(path, 'pem');
  notes.push(
    kind === 'jks'
      ? `First: keytool -list -rfc -keystore ${shellWord(path)} > ${shellWord(pem)}`
      : `First: openssl pkcs12 -nokeys -in ${shellWord(path)} -out ${shellWord(pem)}`,
  );
  return pem;
}

function certificate(
  file: StoreFile,
  secrets: ClientAccess['secrets'],
  notes: string[],
): readonly ClientSetting[] {
  const path = pathOf(file);
  if (kindOf(file) === 'pem')
    return [
      ['ssl.certificate.location', path],
      ['ssl.key.location', path],
      ...(keyIsLocked(secrets) ? [['ssl.key.password', { env: ENV.key }] as const] : []),
    ];
  return [
    ['ssl.keystore.location', asPkcs12(file, notes)],
    ...(secrets.has('keystorePassword') ? [['ssl.keystore.password', { env: ENV.store }] as const] : []),
  ];
}

function asPkcs12(file: StoreFile, notes: string[]): string {
  const path = pathOf(file);
  if (kindOf(file) === 'pkcs12') return path;
  const store = withEnding(path, 'p12');
  notes.push(
    `First: keytool -importkeystore -srckeystore ${shellWord(path)} -destkeystore ${shellWord(store)} -deststoretype PKCS12`,
  );
  return store;
}

function keyIsLocked(secrets: ClientAccess['secrets']): boolean {
  return secrets.has('keyPassword') || secrets.has('keystorePassword');
}

/** `ssl` and `sasl` of kafkajs, as lines that stand in its settings. */
export function kafkajsAccess(access: ClientAccess): {
  lines: string[];
  notes: string[];
  readsFiles: boolean;
} {
  const { protocol, tls, sasl, secrets } = access;
  const notes: string[] = [];
  const lines: string[] = [];
  const env = (name: string): string => {
    notes.push(`Not written here: set ${name} first.`);
    return `process.env.${name}`;
  };
  const content = (path: string): string => `readFileSync(${JSON.stringify(path)})`;
  const options: string[] = [];
  if (protocol.endsWith('SSL')) {
    if (tls.truststore !== null) options.push(`ca: [${content(authorities(tls.truststore, notes))}]`);
    if (tls.keystore !== null) {
      const path = pathOf(tls.keystore);
      if (kindOf(tls.keystore) === 'pem') {
        options.push(`cert: ${content(path)}`, `key: ${content(path)}`);
        if (keyIsLocked(secrets)) options.push(`passphrase: ${env(ENV.key)}`);
      } else {
        options.push(`pfx: ${content(asPkcs12(tls.keystore, notes))}`);
        if (secrets.has('keystorePassword')) options.push(`passphrase: ${env(ENV.store)}`);
      }
    }
    if (!tls.verifyHostname) options.push('checkServerIdentity: () => undefined');
    lines.push(options.length === 0 ? 'ssl: true,' : `ssl: { ${options.join(', ')} },`);
  }
  if (protocol.startsWith('SASL'))
    lines.push(
      sasl.mechanism === 'OAUTHBEARER'
        ? `sasl: { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: ${env(ENV.token)} }) },`
        : `sasl: { mechanism: '${sasl.mechanism.toLowerCase()}', username: ${JSON.stringify(sasl.username)}, password: ${env(ENV.password)} },`,
    );
  return { lines, notes, readsFiles: options.some((option) => option.includes('readFileSync')) };
}
