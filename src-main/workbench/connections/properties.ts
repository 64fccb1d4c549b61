/** `client.properties` of Java clients, and of librdkafka with its names of the same things. Pure. */
import {
  type ConnectionSettings,
  PLAIN_CONNECTION,
  PLAIN_REGISTRY,
  type RegistrySettings,
  type SaslMechanismName,
  type SecretName,
  type SecurityProtocol,
  type StoreFile,
} from '../../contract/index.ts';

export interface ReadProperties {
  readonly settings: ConnectionSettings;
  /** Content of keystores in base64. */
  readonly secrets: ReadonlyMap<SecretName, string>;
  readonly ignored: readonly string[];
  readonly unsupported: readonly string[];
}

const PROTOCOLS: readonly string[] = [
  'PLAINTEXT',
  'SSL',
  'SASL_PLAINTEXT',
  'SASL_SSL',
] satisfies SecurityProtocol[];
const MECHANISMS: readonly string[] = [
  'PLAIN',
  'SCRAM-SHA-256',
  'SCRAM-SHA-512',
  'OAUTHBEARER',
] satisfies SaslMechanismName[];

/** Lines of a Java properties file: comments, continuation, escapes and all three separators (java.util.Properties). */
export function parseProperties(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  const lines = text.split(/\r\n|[\r\n]/);
  for (let index = 0; index < lines.length; index++) {
    let line = lines[index].trimStart();
    if (line === '' || line.startsWith('#') || line.startsWith('!')) continue;
    while (/(?:^|[^\\])(?:\\\\)*\\$/.test(line) && index + 1 < lines.length)
      line = line.slice(0, -1) + lines[++index].trimStart();
    const [, key, value] = /^((?:\\.|[^\\=:\s])*)\s*[=:]?\s*(.*)$/s.exec(line) ?? [];
    if (key !== undefined && key !== '') entries.set(unescaped(key), unescaped(value));
  }
  return entries;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([\da-fA-F]{4})|(.))/gs, (_match, hex: string | undefined, char: string) =>
    hex === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The options of a JAAS login module: `module required a="b" c='d' e=f;`. */
export function parseJaas(text: string): { module: string; options: Map<string, string> } {
  const [, module = ''] = /^\s*([\w.$]+)/.exec(text) ?? [];
  const options = new Map<string, string>();
  for (const [, name, double, single, bare] of text.matchAll(
    /([\w.]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\s;]+))/g,
  ))
    options.set(name, double ?? single ?? bare);
  for (const [name, value] of options) options.set(name, withoutEscapes(value));
  return { module, options };
}

/** As java.io.StreamTokenizer has them, by which Kafka reads these. */
const JAAS_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function withoutEscapes(text: string): string {
  return text.replaceAll(
    /\\(?:([0-3][0-7]{2}|[0-7]{1,2})|(.))/gs,
    (_match, octal: string | undefined, char: string) =>
      octal === undefined ? (JAAS_ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** Keys that clients have and a workbench has no use for are told as ignored. */
export function readProperties(text: string): ReadProperties {
  const entries = parseProperties(text);
  const used = new Set<string>();
  const take = (...keys: string[]) => {
    let found: string | undefined;
    for (const key of keys) {
      // Kafka's clients trim what they are given, passwords too (ConfigDef.parseType).
      const value = entries.get(key)?.trim();
      if (value === undefined) continue;
      used.add(key);
      found ??= value;
    }
    return found;
  };
  const secrets = new Map<SecretName, string>();
  const secret = (name: SecretName, value: string | undefined) => {
    if (value !== undefined && value !== '') secrets.set(name, value);
  };
  const unsupported: string[] = [];
  const oneOf = <T extends string>(allowed: readonly string[], fallback: T, ...keys: string[]): T => {
    const value = take(...keys)?.toUpperCase();
    if (value === undefined || value === '') return fallback;
    if (allowed.includes(value)) return value as T;
    unsupported.push(`${keys.find((key) => entries.has(key))}=${value}`);
    return fallback;
  };

  const bootstrapServers = take('bootstrap.servers', 'metadata.broker.list') ?? '';
  const protocol = oneOf<SecurityProtocol>(PROTOCOLS, 'PLAINTEXT', 'security.protocol');
  const truststore = readStore('truststore', [
    take('ssl.truststore.location', 'ssl.ca.location'),
    take('ssl.truststore.certificates', 'ssl.ca.pem'),
  ]);
  const separate = [take('ssl.certificate.location'), take('ssl.key.location')];
  const keystore = readStore('keystore', [
    take('ssl.keystore.location') ?? (separate[0] === separate[1] ? separate[0] : undefined),
    [take('ssl.keystore.key', 'ssl.key.pem'), take('ssl.keystore.certificate.chain', 'ssl.certificate.pem')]
      .filter((part) => part !== undefined)
      .join('\n') || undefined,
  ]);
  // librdkafka has key and certificate in files of their own; here they are one.
  if (separate[0] !== undefined && separate[0] !== separate[1])
    unsupported.push('ssl.certificate.location', 'ssl.key.location');
  for (const { name, content } of [truststore, keystore])
    secret(name, content === undefined ? undefined : Buffer.from(content).toString('base64'));
  take('ssl.truststore.type', 'ssl.keystore.type');
  secret('truststorePassword', take('ssl.truststore.password'));
  secret('keystorePassword', take('ssl.keystore.password'));
  secret('keyPassword', take('ssl.key.password'));
  const identification = take('ssl.endpoint.identification.algorithm');
  const verification = take('enable.ssl.certificate.verification');
  if (verification?.toLowerCase() === 'false') unsupported.push('enable.ssl.certificate.verification=false');

  const mechanism = oneOf<SaslMechanismName>(
    MECHANISMS,
    PLAIN_CONNECTION.sasl.mechanism,
    'sasl.mechanism',
    'sasl.mechanisms',
  );
  const jaas = parseJaas(take('sasl.jaas.config') ?? '').options;
  // SASL extensions (KIP-342) would be left out of every login, which then fails far from here.
  for (const option of jaas.keys())
    if (option.startsWith('extension_')) unsupported.push(`sasl.jaas.config: ${option}`);
  const username = take('sasl.username') ?? jaas.get('username') ?? '';
  secret('password', take('sasl.password') ?? jaas.get('password'));
  const tokenUrl = take('sasl.oauthbearer.token.endpoint.url') ?? '';
  const clientId =
    take('sasl.oauthbearer.client.credentials.client.id', 'sasl.oauthbearer.client.id') ??
    jaas.get('clientId') ??
    '';
  secret(
    'clientSecret',
    take('sasl.oauthbearer.client.credentials.client.secret', 'sasl.oauthbearer.client.secret') ??
      jaas.get('clientSecret'),
  );
  const scope = take('sasl.oauthbearer.scope') ?? jaas.get('scope') ?? '';
  take(
    'sasl.oauthbearer.method',
    'sasl.login.callback.handler.class',
    'sasl.oauthbearer.jwt.retriever.class',
  );
  const registry = readRegistry(take, secret);
  return {
    settings: {
      ...PLAIN_CONNECTION,
      bootstrapServers,
      protocol,
      tls: {
        truststore: truststore.file,
        keystore: keystore.file,
        verifyHostname: identification === undefined || !['', 'none'].includes(identification),
      },
      sasl: { mechanism, username, tokenUrl, clientId, scope },
      registry,
    },
    secrets,
    ignored: [...entries.keys()].filter((key) => !used.has(key)),
    unsupported,
  };
}

/**
 * What Confluent's serializers are told of their registry. Names stand with and without `schema.registry.`; several
 * addresses of one registry become the first.
 */
function readRegistry(
  take: (...keys: string[]) => string | undefined,
  secret: (name: SecretName, value: string | undefined) => void,
): RegistrySettings | null {
  const addresses = take('schema.registry.url');
  const both = (key: string) => take(`schema.registry.${key}`, key);
  const source = both('basic.auth.credentials.source')?.toUpperCase();
  const info = both('basic.auth.user.info');
  const token = both('bearer.auth.token');
  both('bearer.auth.credentials.source');
  const truststore = take('schema.registry.ssl.truststore.location', 'schema.registry.ssl.ca.location');
  const keystore = take('schema.registry.ssl.keystore.location');
  const identification = take('schema.registry.ssl.endpoint.identification.algorithm');
  take('schema.registry.ssl.truststore.type', 'schema.registry.ssl.keystore.type');
  const passwords = {
    registryTruststorePassword: take('schema.registry.ssl.truststore.password'),
    registryKeystorePassword: take('schema.registry.ssl.keystore.password'),
    registryKeyPassword: take('schema.registry.ssl.key.password'),
  };
  const first = URL.parse(addresses?.split(',')[0].trim() ?? '');
  if (first === null) return null;
  // With the source URL, which is the default, name and password stand in the address itself.
  const [user, password] =
    source === 'URL' || info === undefined
      ? [percentDecoded(first.username), percentDecoded(first.password)]
      : [info.split(':', 1)[0], info.slice(info.indexOf(':') + 1)];
  first.username = '';
  first.password = '';
  const login = token !== undefined && token !== '' ? 'bearer' : user !== '' ? 'basic' : 'none';
  secret('registryPassword', login === 'basic' ? password : undefined);
  secret('registryToken', token);
  for (const [name, value] of Object.entries(passwords)) secret(name as SecretName, value);
  return {
    ...PLAIN_REGISTRY,
    url: first.href.replace(/\/+$/, ''),
    login,
    username: login === 'basic' ? user : '',
    tls: {
      truststore: truststore ? { kind: 'path', path: truststore } : null,
      keystore: keystore ? { kind: 'path', path: keystore } : null,
      verifyHostname: identification === undefined || !['', 'none'].includes(identification),
    },
  };
}

/** As it stands where it is no percent-encoding: passwords are written into addresses by hand. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A store by its place, or with its content in the file itself (PEM only, KIP-651). */
function readStore(
  name: 'truststore' | 'keystore',
  [location, content]: readonly [string | undefined, string | undefined],
): { name: 'truststore' | 'keystore'; file: StoreFile | null; content?: string } {
  if (location !== undefined && location !== '') return { name, file: { kind: 'path', path: location } };
  if (content === undefined) return { name, file: null };
  return { name, file: { kind: 'kept', name: `${name}.pem` }, content };
}

const PLACE = '<put it here>';
const MODULES = 'org.apache.kafka.common.security';

/** The same for a Java client. In the place of each secret stands a word that says so. */
export function writeProperties(
  { name, bootstrapServers, protocol, tls, sasl, registry }: ConnectionSettings,
  has: ReadonlySet<SecretName>,
): string {
  const lines = [
    `# ${name}`,
    line('bootstrap.servers', bootstrapServers),
    line('security.protocol', protocol),
  ];
  if (protocol.endsWith('SSL')) {
    for (const [which, file] of [
      ['truststore', tls.truststore],
      ['keystore', tls.keystore],
    ] as const) {
      if (file === null) continue;
      lines.push(line(`ssl.${which}.type`, storeType(file)));
      lines.push(line(`ssl.${which}.location`, file.kind === 'path' ? file.path : `/path/to/${file.name}`));
      if (has.has(`${which}Password`)) lines.push(line(`ssl.${which}.password`, PLACE));
    }
    if (has.has('keyPassword')) lines.push(line('ssl.key.password', PLACE));
    if (!tls.verifyHostname) lines.push('ssl.endpoint.identification.algorithm=');
  }
  if (protocol.startsWith('SASL')) {
    lines.push(line('sasl.mechanism', sasl.mechanism));
    if (sasl.mechanism !== 'OAUTHBEARER') {
      const module = sasl.mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
      lines.push(line('sasl.jaas.config', jaas(module, { username: sasl.username, password: PLACE })));
    } else if (sasl.tokenUrl === '') lines.push('# A token that was given by hand: Java clients take none.');
    else {
      const scope: Record<string, string> = sasl.scope === '' ? {} : { scope: sasl.scope };
      const options = { clientId: sasl.clientId, clientSecret: PLACE, ...scope };
      lines.push(line('sasl.oauthbearer.token.endpoint.url', sasl.tokenUrl));
      lines.push(
        line('sasl.login.callback.handler.class', `${MODULES}.oauthbearer.OAuthBearerLoginCallbackHandler`),
      );
      lines.push(line('sasl.jaas.config', jaas('oauthbearer.OAuthBearerLoginModule', options)));
    }
  }
  if (registry !== null) lines.push(...registryLines(registry, has));
  return `${lines.join('\n')}\n`;
}

/** For Confluent's serializers. */
function registryLines(
  { url, login, username, tls }: RegistrySettings,
  has: ReadonlySet<SecretName>,
): string[] {
  const lines = [line('schema.registry.url', url)];
  if (login === 'basic') {
    lines.push(line('basic.auth.credentials.source', 'USER_INFO'));
    lines.push(line('basic.auth.user.info', `${username}:${PLACE}`));
  }
  if (login === 'bearer') {
    lines.push(line('bearer.auth.credentials.source', 'STATIC_TOKEN'));
    lines.push(line('bearer.auth.token', PLACE));
  }
  for (const [which, file, password] of [
    ['truststore', tls.truststore, 'registryTruststorePassword'],
    ['keystore', tls.keystore, 'registryKeystorePassword'],
  ] as const) {
    if (file === null) continue;
    const path = file.kind === 'path' ? file.path : `/path/to/${file.name}`;
    lines.push(line(`schema.registry.ssl.${which}.type`, storeType(file)));
    lines.push(line(`schema.registry.ssl.${which}.location`, path));
    if (has.has(password)) lines.push(line(`schema.registry.ssl.${which}.password`, PLACE));
  }
  if (has.has('registryKeyPassword')) lines.push(line('schema.registry.ssl.key.password', PLACE));
  if (!tls.verifyHostname) lines.push('schema.registry.ssl.endpoint.identification.algorithm=');
  return lines;
}

function storeType(file: StoreFile): string {
  const name = (file.kind === 'path' ? file.path : file.name).toLowerCase();
  if (name.endsWith('.jks')) return 'JKS';
  return /\.(?:p12|pfx|pkcs12)$/.test(name) ? 'PKCS12' : 'PEM';
}

function jaas(module: string, options: Readonly<Record<string, string>>): string {
  const quoted = Object.entries(options).map(
    ([key, value]) => `${key}="${value.replaceAll(/["\\]/g, '\\$&')}"`,
  );
  return `${MODULES}.${module} required ${quoted.join(' ')};`;
}

/** Backslashes and what lies beyond ASCII are escaped as Java reads them. */
function line(key: string, value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${key}=${escaped}`;
}
