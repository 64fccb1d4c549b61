/** A message as a command or as code that sends the same; pure. Bytes that are no text are written so that they survive. */
import type { PayloadInput, SendRequest } from '../../../src-main/contract/index.ts';
import { fromBase64, toBase64 } from '../../lib/base64.ts';
import type { ClientAccess } from '../../lib/client-access.ts';
import { isPlain, kafkajsAccess, kcatAccess, librdkafkaSettings, shellWord } from '../../lib/client-code.ts';

/** Null stays null; anything else as bytes. */
function bytesOf(input: PayloadInput): Uint8Array | null {
  if (input.kind === 'null') return null;
  if (input.kind === 'base64') return fromBase64(input.base64);
  // A text that a schema would encode is copied as the text it is.
  return new TextEncoder().encode(input.text);
}

/** The bytes as text, or undefined where they are none. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // oxlint-disable-next-line no-control-regex -- a terminal would take these for its own
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

const escapes = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

/** Bytes for `printf '%b'`: octal, which every shell knows. */
function printfText(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
}

/**
 * kcat reads the message from a file descriptor and takes it as it is. It cannot tell a null key from none, nor send a
 * null header. Bytes as key or header are beyond a command line.
 */
export function asKcatProducer(request: SendRequest, access: ClientAccess): string {
  const { notes, words: options } = kcatAccess(access);
  const words = ['kcat', '-P', '-b', shellWord(access.bootstrapServers), ...options];
  words.push('-t', shellWord(request.topic));
  if (request.partition !== null) words.push('-p', String(request.partition));
  if (request.compression !== 'none') words.push('-z', request.compression);
  words.push('-X', `acks=${ACKS[request.acks]}`);
  const key = bytesOf(request.key);
  if (key !== null) {
    const text = textOf(key);
    if (text === undefined || text === '')
      notes.push('# The key is left out: a command line cannot hold it.');
    else {
      words.push('-k', shellWord(text));
      if (request.partition === null) words.push('-X', `partitioner=${JAVA_PARTITIONER}`);
    }
  }
  for (const { name, value } of request.headers) {
    const text = textOf(bytesOf(value) ?? new Uint8Array());
    if (value.kind === 'null' || text === undefined || name.includes('='))
      notes.push(`# Header ${JSON.stringify(name)} is left out: kcat cannot send it.`);
    else words.push('-H', shellWord(`${name}=${text}`));
  }
  if (request.timestampMs !== null) notes.push('# The timestamp is left out: kcat sends its own.');
  const value = bytesOf(request.value);
  if (value === null || value.length === 0) {
    // It passes over a message of nothing, unless a key is read with it; -Z makes nulls of both.
    if (key === null && value !== null)
      notes.push('# The key is empty and not null: kcat sends no empty value without one.');
    const behindKey = words.filter((word, index) => word !== '-k' && words[index - 1] !== '-k');
    const feed = `printf '%s\\001\\002' ${shellWord((key && textOf(key)) ?? '')}`;
    const read = [...(value === null ? ['-Z'] : []), '-K', "'\\x01'", '-D', "'\\x02'"];
    return [...notes, `${feed} | ${[...behindKey, ...read].join(' ')}`].join('\n');
  }
  const text = textOf(value);
  // -D with a byte that is not in it: the message is one whatever its lines.
  const feed = text === undefined ? `printf '%b' '${printfText(value)}'` : `printf '%s' ${shellWord(text)}`;
  return [...notes, `${feed} | ${[...words, '-D', `'${delimiterNotIn(value)}'`].join(' ')}`].join('\n');
}

/** librdkafka sends a key elsewhere than Kafka's producer, and the workbench, do, unless it is told. */
const JAVA_PARTITIONER = 'murmur2_random';

const ACKS = { all: 'all', leader: '1', none: '0' } as const;

function delimiterNotIn(bytes: Uint8Array): string {
  const used = new Set(bytes);
  for (let byte = 1; byte < 256; byte++)
    if (!used.has(byte)) return `\\x${byte.toString(16).padStart(2, '0')}`;
  return '\\x00';
}

/** Clients of Java have TLS and login in a file, which the workbench writes. */
const PROPERTIES_FILE = 'client.properties';
const PROPERTIES_NOTE =
  "client.properties: 'Show as client.properties' of the connection, with its secrets put in.";

/** Lines of text only: what the tool's reader of lines cannot say is named in a note. */
export function asConsoleProducer(request: SendRequest, access: ClientAccess): string {
  const notes = isPlain(access) ? [] : [`# ${PROPERTIES_NOTE}`];
  const key = bytesOf(request.key);
  const value = bytesOf(request.value);
  const keyText = key === null ? null : textOf(key);
  const valueText = value === null ? null : textOf(value);
  const properties = ['null.marker=NULL'];
  let line = '';
  if (request.headers.length > 0) {
    const headers = request.headers.map(({ name, value: header }) => {
      const bytes = bytesOf(header);
      const text = bytes === null ? 'NULL' : textOf(bytes);
      if (text === undefined)
        notes.push(`# Header ${JSON.stringify(name)} is not text: it arrives otherwise.`);
      return `${name}:${text ?? ''}`;
    });
    properties.push('parse.headers=true', 'headers.delimiter=\t', 'headers.separator=,');
    line += `${headers.join(',')}\t`;
  }
  if (keyText !== null || request.headers.length > 0) {
    properties.push('parse.key=true', 'key.separator=\t');
    line += `${keyText ?? 'NULL'}\t`;
  }
  if (keyText === undefined || valueText === undefined)
    notes.push('# Key or value is not text: this tool cannot send its bytes.');
  line += valueText === null ? 'NULL' : (valueText ?? '').replaceAll(/\r?\n\s*/g, ' ');
  if (request.partition !== null) notes.push('# The partition is left out: this tool goes by the key.');
  if (request.timestampMs !== null) notes.push('# The timestamp is left out: this tool sends its own.');
  const words = [
    'kafka-console-producer.sh',
    '--bootstrap-server',
    shellWord(access.bootstrapServers),
    ...(isPlain(access) ? [] : ['--producer.config', PROPERTIES_FILE]),
    '--topic',
    shellWord(request.topic),
    ...(request.compression === 'none' ? [] : ['--compression-codec', request.compression]),
    '--producer-property',
    `acks=${ACKS[request.acks]}`,
    ...properties.flatMap((property) => [
      '--property',
      property.includes('\t') ? `$'${property.replace('\t', '\\t')}'` : shellWord(property),
    ]),
  ];
  return [...notes, `printf '%s\\n' ${shellWord(line)} | ${words.join(' ')}`].join('\n');
}

export function asJava(request: SendRequest, access: ClientAccess): string {
  const bytes = (input: PayloadInput): string => {
    const value = bytesOf(input);
    if (value === null) return 'null';
    const text = textOf(value);
    if (text !== undefined) return `${JSON.stringify(text)}.getBytes(StandardCharsets.UTF_8)`;
    return `Base64.getDecoder().decode("${toBase64(value)}")`;
  };
  const { partition, timestampMs, topic } = request;
  return [
    'import java.nio.charset.StandardCharsets;',
    ...(isPlain(access) ? [] : ['import java.nio.file.*;']),
    'import java.util.*;',
    'import org.apache.kafka.clients.producer.*;',
    'import org.apache.kafka.common.serialization.ByteArraySerializer;',
    '',
    'public class Send {',
    '  public static void main(String[] arguments) throws Exception {',
    ...(isPlain(access)
      ? ['    var config = new HashMap<String, Object>();']
      : [
          `    // ${PROPERTIES_NOTE}`,
          '    var file = new Properties();',
          `    try (var reader = Files.newBufferedReader(Path.of("${PROPERTIES_FILE}"))) {`,
          '      file.load(reader);',
          '    }',
          '    var config = new HashMap<String, Object>();',
          '    file.forEach((name, value) -> config.put(name.toString(), value));',
        ]),
    '    config.putAll(Map.of(',
    `        "bootstrap.servers", ${JSON.stringify(access.bootstrapServers)},`,
    `        "acks", "${ACKS[request.acks]}",`,
    `        "enable.idempotence", ${request.acks === 'all'},`,
    `        "compression.type", "${request.compression}"));`,
    '    try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {',
    `      var record = new ProducerRecord<byte[], byte[]>(${JSON.stringify(topic)}, ${partition ?? 'null'}, ${timestampMs === null ? 'null' : `${timestampMs}L`},`,
    `          ${bytes(request.key)},`,
    `          ${bytes(request.value)});`,
    ...request.headers.map(
      ({ name, value }) => `      record.headers().add(${JSON.stringify(name)}, ${bytes(value)});`,
    ),
    '      System.out.println(producer.send(record).get());',
    '    }',
    '  }',
    '}',
  ].join('\n');
}

const KAFKAJS_ACKS = { all: -1, leader: 1, none: 0 } as const;

export function asJavaScript(request: SendRequest, access: ClientAccess): string {
  const literal = (input: PayloadInput): string => {
    const value = bytesOf(input);
    if (value === null) return 'null';
    const text = textOf(value);
    return text === undefined ? `Buffer.from('${toBase64(value)}', 'base64')` : JSON.stringify(text);
  };
  const secure = kafkajsAccess(access);
  const notes = [...secure.notes];
  if (request.compression !== 'none' && request.compression !== 'gzip')
    notes.push(
      `kafkajs has no ${request.compression} by itself: put a codec into its CompressionCodecs first.`,
    );
  if (!keepsOrder(request.headers))
    notes.push('kafkajs takes headers by name: they arrive in another order.');
  const brokers = JSON.stringify(access.bootstrapServers.split(','));
  const lines = [
    ...notes.map((note) => `// ${note}`),
    ...(secure.readsFiles ? ["import { readFileSync } from 'node:fs';"] : []),
    "import { CompressionTypes, Kafka } from 'kafkajs';",
    '',
    ...(secure.lines.length === 0
      ? [`const producer = new Kafka({ brokers: ${brokers} }).producer();`]
      : [
          'const producer = new Kafka({',
          `  brokers: ${brokers},`,
          ...secure.lines.map((line) => `  ${line}`),
          '}).producer();',
        ]),
    'await producer.connect();',
    'await producer.send({',
    `  topic: ${JSON.stringify(request.topic)},`,
    `  acks: ${KAFKAJS_ACKS[request.acks]},`,
    `  compression: CompressionTypes.${COMPRESSION[request.compression]},`,
    '  messages: [',
    '    {',
    `      key: ${literal(request.key)},`,
    `      value: ${literal(request.value)},`,
  ];
  if (request.partition !== null) lines.push(`      partition: ${request.partition},`);
  if (request.timestampMs !== null) lines.push(`      timestamp: '${request.timestampMs}',`);
  if (request.headers.length > 0) {
    lines.push('      headers: {');
    // A name that comes twice has a list of values: both are sent.
    for (const [name, values] of Map.groupBy(request.headers, (header) => header.name)) {
      const written = values.map(({ value }) => literal(value));
      // Written plainly, this one name would set the prototype.
      const member = name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
      lines.push(`        ${member}: ${written.length === 1 ? written[0] : `[${written.join(', ')}]`},`);
    }
    lines.push('      },');
  }
  return [...lines, '    },', '  ],', '});', 'await producer.disconnect();'].join('\n');
}

/** Whether an object has the headers in the order they are in: names once or in a row, and none that is an index. */
function keepsOrder(headers: SendRequest['headers']): boolean {
  const names = headers.map(({ name }) => name);
  const inObject = Object.keys(Object.fromEntries(names.map((name) => [name, true])));
  return names.filter((name, index) => name !== names[index - 1]).join('\n') === inObject.join('\n');
}

const COMPRESSION = { none: 'None', gzip: 'GZIP', snappy: 'Snappy', lz4: 'LZ4', zstd: 'ZSTD' } as const;

export function asPython(request: SendRequest, access: ClientAccess): string {
  const literal = (input: PayloadInput): string => {
    const value = bytesOf(input);
    if (value === null) return 'None';
    const text = textOf(value);
    return text === undefined ? `b"${escapes(value)}"` : `${JSON.stringify(text)}.encode()`;
  };
  const { settings, notes } = librdkafkaSettings(access);
  const lines = [
    ...notes.map((note) => `# ${note}`),
    ...(settings.some(([, setting]) => typeof setting !== 'string') ? ['import os'] : []),
    'from confluent_kafka import Producer',
    '',
    'producer = Producer({',
    `    "bootstrap.servers": ${JSON.stringify(access.bootstrapServers)},`,
    ...settings.map(
      ([name, setting]) =>
        `    "${name}": ${typeof setting === 'string' ? JSON.stringify(setting) : `os.environ["${setting.env}"]`},`,
    ),
    `    "acks": "${ACKS[request.acks]}",`,
    `    "compression.type": "${request.compression}",`,
    ...(request.partition === null ? [`    "partitioner": "${JAVA_PARTITIONER}",`] : []),
    '})',
    'producer.produce(',
    `    ${JSON.stringify(request.topic)},`,
    `    key=${literal(request.key)},`,
    `    value=${literal(request.value)},`,
  ];
  if (request.partition !== null) lines.push(`    partition=${request.partition},`);
  if (request.timestampMs !== null) lines.push(`    timestamp=${request.timestampMs},`);
  if (request.headers.length > 0)
    lines.push(
      `    headers=[${request.headers.map(({ name, value }) => `(${JSON.stringify(name)}, ${literal(value)})`).join(', ')}],`,
    );
  return [...lines, ')', 'producer.flush()'].join('\n');
}
