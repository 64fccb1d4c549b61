import type { Api } from '../../src-main/protocol/index.ts';
import { encodeRequestFrame } from '../../src-main/protocol/index.ts';
import { ByteWriter } from '../support/byte-writer.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { randomBody } from './request-values.ts';
import type { ValuePools } from './request-values.ts';

/** An API as the node advertises it: the versions that both it and the tables have. */
export interface AdvertisedApi {
  api: Api;
  minVersion: number;
  maxVersion: number;
}

/** A request that is right by the tables, as it goes over the wire. */
export interface ValidRequest {
  api: Api;
  version: number;
  correlationId: number;
  frame: Buffer;
  /** Acks 0: the node does not answer. */
  silent: boolean;
}

export function validRequest(
  advertised: readonly AdvertisedApi[],
  correlationId: number,
  random: SeededRandom,
  pools: ValuePools,
): ValidRequest {
  const { api, minVersion, maxVersion } = random.pick(advertised);
  const version = minVersion + random.below(maxVersion - minVersion + 1);
  const body = randomBody(api.request.fields, version, random, pools);
  const chunks = encodeRequestFrame(api, version, { correlationId, clientId: 'fuzz' }, body as never);
  const silent = api.name === 'Produce' && body.acks === 0;
  return { api, version, correlationId, frame: Buffer.concat(chunks), silent };
}

/** Ways to spoil a sound frame, or to send something that never was one. `frame` starts with its four length bytes. */
export const MUTATIONS = {
  'bytes flipped': (frame, random) => {
    const spoiled = Buffer.from(frame);
    for (let flips = 1 + random.below(8); flips > 0; flips--) {
      spoiled[4 + random.below(spoiled.length - 4)] = random.below(256);
    }
    return spoiled;
  },
  'body cut short': (frame, random) => withLength(frame.subarray(4, 4 + random.below(frame.length - 4))),
  'a part twice': (frame, random) => {
    const at = 4 + random.below(frame.length - 4);
    return withLength(Buffer.concat([frame.subarray(4, at), frame.subarray(Math.max(4, at - 16))]));
  },
  'bytes after the body': (frame, random) =>
    withLength(Buffer.concat([frame.subarray(4), random.bytes(1 + random.below(64))])),
  'hostile length inside': (frame, random) => {
    const at = HEADER_BYTES + random.below(Math.max(1, frame.length - HEADER_BYTES));
    const length = Buffer.from(random.pick(HOSTILE_LENGTHS), 'hex');
    return withLength(Buffer.concat([frame.subarray(4, at), length, frame.subarray(at + length.length)]));
  },
  'frame length too small': (frame, random) => relabelled(frame, random.below(frame.length - 4)),
  'frame length too large': (frame, random) => relabelled(frame, frame.length + random.below(1_000)),
  'frame length 0': () => Buffer.alloc(4),
  'frame length negative': (frame, random) => relabelled(frame, -1 - random.below(2 ** 31 - 1)),
  'frame length over the limit': (frame, random) =>
    relabelled(frame, LIMIT_BYTES + 1 + random.below(2 ** 30)),
  'unknown api key': (frame, random) =>
    patched(frame, 4, random.pick([-1, 4, 5, 6, 7, 95, 1_000, 32_767, -32_768])),
  'unsupported version': (frame, random) => patched(frame, 6, random.pick([-1, 99, 32_767, -32_768])),
  'client id beyond the frame': (frame, random) =>
    patched(frame, 12, random.pick([32_767, 5_000, -2, -32_768])),
  'tag flood': (_, random) => {
    const count = random.pick([1_001, 10_001, 60_000]);
    const writer = new ByteWriter(1 << 18)
      .int16(API_VERSIONS_KEY)
      .int16(3)
      .int32(1)
      .string('fuzz')
      .unsignedVarint(count);
    for (let tag = 0; tag < count; tag++) writer.unsignedVarint(tag).unsignedVarint(0);
    return withLength(
      writer.unsignedVarint(2).raw(Buffer.from('a')).unsignedVarint(2).raw(Buffer.from('b')).int8(0).finish(),
    );
  },
  'huge array': (_, random) => {
    // Metadata v1 and v9: the topics claim to be many.
    const compact = random.chance(0.5);
    const writer = new ByteWriter(64)
      .int16(METADATA_KEY)
      .int16(compact ? 9 : 1)
      .int32(1)
      .string('fuzz');
    if (compact) writer.int8(0).raw(Buffer.from('ffffffff0f', 'hex'));
    else writer.int32(random.pick([2 ** 31 - 1, 1_000_000, 100_000]));
    return withLength(writer.raw(random.bytes(random.below(40))).finish());
  },
  'varint without end': (_, random) => {
    const writer = new ByteWriter(64).int16(METADATA_KEY).int16(12).int32(1).string('fuzz').int8(0);
    return withLength(writer.raw(Buffer.alloc(5 + random.below(20), 0xff)).finish());
  },
  'random bytes in a frame': (_, random) => withLength(random.bytes(random.below(600))),
  'random bytes': (_, random) => random.bytes(1 + random.below(600)),
  'half a frame': (frame, random) => frame.subarray(0, 1 + random.below(frame.length - 1)),
  HTTP: (_, random) =>
    Buffer.from(random.pick(['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'POST /topics HTTP/1.0\r\n\r\n'])),
  TLS: () => Buffer.from('16030100c8010000c40303', 'hex'),
  'other protocols': (_, random) =>
    Buffer.from(random.pick(['SSH-2.0-OpenSSH_9.6\r\n', '*1\r\n$4\r\nPING\r\n', '\0\0\0\0\0\0\0\0'])),
} satisfies Record<string, (frame: Buffer, random: SeededRandom) => Buffer>;
export type Mutation = keyof typeof MUTATIONS;
export const MUTATION_NAMES = Object.keys(MUTATIONS) as Mutation[];

const HEADER_BYTES = 18; // length, key, version, correlation id, client id 'fuzz'
const LIMIT_BYTES = 100 * 1024 * 1024;
const METADATA_KEY = 3;
const API_VERSIONS_KEY = 18;
const HOSTILE_LENGTHS = [
  '7fffffff',
  'ffffffff',
  '80000000',
  'ffffffff0f',
  '00ffffff',
  'ffffffffffffffffff01',
  '7fff',
];

function withLength(body: Uint8Array): Buffer {
  return new ByteWriter(body.length + 4).int32(body.length).raw(body).finish();
}

function relabelled(frame: Buffer, lengthBytes: number): Buffer {
  const spoiled = Buffer.from(frame);
  spoiled.writeInt32BE(lengthBytes, 0);
  return spoiled;
}

function patched(frame: Buffer, at: number, int16: number): Buffer {
  const spoiled = Buffer.from(frame);
  spoiled.writeInt16BE(int16, at);
  return spoiled;
}
