import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApiVersions, ErrorCode, ListOffsets, Metadata, requestHeaderVersion } from '../protocol/index.ts';
import { beginFrame, encodeRequestHeader, endFrame, Writer } from '../wire/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';

// Everything that is wrong before there is a request ends the connection without an answer; the node goes on.

const warnings: string[] = [];
let node: TestNode;
beforeAll(async () => {
  node = await startTestNode({
    log: {
      info() {},
      warn: (message) => void warnings.push(message),
      error: (message) => void warnings.push(message),
    },
  });
});
afterAll(() => node.stop());
beforeEach(() => void (warnings.length = 0));

/** What the node sends back before it closes, as hex; 'open' in front where it does not close. */
async function answerTo(bytes: Buffer): Promise<string> {
  const connection = await node.env.network.connect({ host: node.host, port: node.port });
  const received: Buffer[] = [];
  const closed = await new Promise<boolean>((resolve) => {
    connection.start({ onData: (chunk) => void received.push(chunk), onClose: () => resolve(true) });
    connection.write([bytes]);
    setTimeout(() => resolve(false), 1000);
  });
  connection.destroy();
  return `${closed ? '' : 'open '}${Buffer.concat(received).toString('hex')}`;
}

function frame(key: number, version: number, headerVersion: number, body: (writer: Writer) => void): Buffer {
  const writer = new Writer();
  beginFrame(writer);
  encodeRequestHeader(
    writer,
    { apiKey: key, apiVersion: version, correlationId: 7, clientId: 'bad' },
    headerVersion,
  );
  body(writer);
  return Buffer.concat(endFrame(writer));
}

const nothing = () => {};
const metadataHeader = requestHeaderVersion(Metadata, 12);

const BAD: [string, Buffer, RegExp][] = [
  ['no header at all', Buffer.from([0, 0, 0, 1, 5]), /needs/],
  ['a header that is cut off', Buffer.from([0, 0, 0, 8, 0, 3, 0, 12, 0, 0, 0, 1]), /needs/],
  [
    'a client id longer than the frame',
    Buffer.from([0, 0, 0, 10, 0, 3, 0, 1, 0, 0, 0, 1, 0x7f, 0xff]),
    /needs/,
  ],
  ['an API key that nobody has', frame(999, 0, 1, nothing), /API key 999 is not served/],
  ['an API that is not served', frame(65, 0, 2, nothing), /API key 65 is not served/],
  ['an API of the controller listener', frame(52, 0, 2, nothing), /API key 52 is not served/],
  ['a version from the future', frame(3, 99, 2, nothing), /Metadata v99 is not supported, v0 to v13 are/],
  ['a version that Kafka 4 dropped', frame(2, 0, 1, nothing), /ListOffsets v0 is not supported/],
  ['Produce below its real minimum', frame(0, 2, 1, nothing), /Produce v2 is not supported/],
  ['a negative version', frame(3, -1, 1, nothing), /Metadata v-1/],
  [
    'a body that is cut off',
    frame(3, 12, metadataHeader, (writer) => writer.int8(2)),
    /array of 1 elements, 0 bytes are left/,
  ],
  ['an array longer than the frame', frame(3, 1, 1, (writer) => writer.int32(0x7ffffff0)), /array of/],
  [
    'a compact array longer than the frame',
    frame(3, 12, metadataHeader, (writer) => writer.unsignedVarint(0xfffffff0)),
    /array of/,
  ],
  [
    'a text longer than the frame',
    frame(3, 1, 1, (writer) => {
      writer.int32(1);
      writer.int16(0x7fff);
      writer.int32(0);
    }),
    /needs/,
  ],
  [
    'null where none is allowed',
    frame(2, 1, 1, (writer) => {
      writer.int32(-1);
      writer.int32(-1);
    }),
    /null where none/,
  ],
  [
    'a varint of more than 32 bits',
    frame(3, 12, metadataHeader, (writer) => writer.bytes(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f]))),
    /longer than 32 bits/,
  ],
  [
    'more tagged fields than anybody sends',
    frame(3, 12, metadataHeader, (writer) => {
      writer.unsignedVarint(1);
      writer.bool(true);
      writer.bool(false);
      writer.unsignedVarint(20_000);
      writer.bytes(Buffer.alloc(30_000));
    }),
    /tagged fields/,
  ],
];

test.each(BAD)(
  '%s closes the connection, with a line in the log and a fact',
  async (_name, bytes, reason) => {
    expect(await answerTo(bytes)).toBe('');
    const refusals = node.facts.backlog().filter((fact) => fact.kind === 'request-refused');
    expect(refusals.at(-1)?.reason).toMatch(reason);
    const connection = await node.connect();
    expect((await connection.request(Metadata, { topics: [] })).brokers).toHaveLength(1);
    connection.close();
  },
);

test('who speaks HTTP to the port is told so in the log', async () => {
  const before = warnings.length;
  expect(await answerTo(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))).toBe('');
  expect(warnings.slice(before).join()).toMatch(/speaks HTTP/);
});

test('a version of ApiVersions from the future is answered in version 0 with what is served', async () => {
  const answer = await answerTo(frame(18, 99, 2, nothing));
  // correlation id 7, error 35, one entry: key 18, versions 0 to 4
  expect(answer).toBe('open 00000010' + '00000007' + '0023' + '00000001' + '0012' + '0000' + '0004');
});

test('the client falls back to what an older broker knows', async () => {
  const connection = await node.connect();
  const answer = await connection.negotiate();
  expect(answer.errorCode).toBe(ErrorCode.NONE);
  expect(answer.apiKeys.find(({ apiKey }) => apiKey === 0)).toEqual({
    apiKey: 0,
    minVersion: 0,
    maxVersion: 13,
  });
  expect(answer.apiKeys.map(({ apiKey }) => apiKey)).toEqual(
    // Exactly what is built: quorum and its voters, elections, reassignments, features, producers of a partition, ….
    [
      0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 32, 33, 34, 35, 37, 42, 43, 44,
      45, 46, 47, 55, 57, 60, 61, 64, 75, 80, 81,
    ],
  );
  expect(connection.versionOf(ListOffsets)).toBe(11);
  connection.close();
});

test('software names are kept, and a broken one is refused', async () => {
  const connection = await node.connect();
  await connection.request(ApiVersions, {
    clientSoftwareName: 'apache-kafka-java',
    clientSoftwareVersion: '4.3.1',
  });
  expect(node.node.inside('connections', null).map(({ softwareName }) => softwareName)).toContain(
    'apache-kafka-java',
  );
  const refused = await connection.request(ApiVersions, {
    clientSoftwareName: '-bad-',
    clientSoftwareVersion: '',
  });
  expect(refused.errorCode).toBe(ErrorCode.INVALID_REQUEST);
  connection.close();
});
