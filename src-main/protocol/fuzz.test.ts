/** Every message in every version: random values come back as they were; random bytes decode or are refused. */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import {
  groupRecordKinds,
  shareStateRecordKinds,
  transactionRecordKinds,
} from '../coordinator/records/index.ts';
import { metadataRecords } from '../metadata/records/index.ts';
import { randomBetween, seededRandom, type RandomSource, uuidFromBytes, ZERO_UUID } from '../base/index.ts';
import { type Field, type Fields, MalformedError, type Message, Reader, Writer } from '../wire/index.ts';
import * as protocol from './index.ts';

const seed = Number(process.env.SEED ?? 848);

const messages: readonly Message<any>[] = [
  ...protocol.apis.flatMap(({ request, response }) => [request, response]),
  ...Object.values(protocol).filter(isMessage),
  ...Object.values(metadataRecords).map(({ schema }) => schema),
  ...[groupRecordKinds, transactionRecordKinds, shareStateRecordKinds].flatMap((kinds) =>
    Object.values(kinds).flatMap(({ key, value }) => [key, value]),
  ),
];

function isMessage(value: unknown): value is Message<any> {
  return typeof value === 'object' && value !== null && 'codec' in value;
}

const TEXTS = ['', 'a', 'topic-1', 'größer', '한국어', '😀', 'x'.repeat(300)];
const INT64S = [
  0,
  1,
  -1,
  4294967295,
  -4294967296,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  Infinity,
];

/** A random value of a field in a version; where the version lacks the field, what decoding must give. */
function valueOf(field: Field, version: number, random: RandomSource): unknown {
  const { since = 0, until = Infinity, nullableSince = since } = field.options;
  if (version < since || version > until) return defaultOf(field);
  if (field.nullable && version >= nullableSince && random() < 0.25) return null;
  if (field.options.tag !== undefined && random() < 0.3) return defaultOf(field);
  const int = (bits: number) => randomBetween(random, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1);
  switch (field.kind) {
    case 'bool':
      return random() < 0.5;
    case 'int8':
      return int(8);
    case 'int16':
      return int(16);
    case 'uint16':
      return randomBetween(random, 0, 0xffff);
    case 'int32':
      return int(32);
    case 'uint32':
      return randomBetween(random, 0, 0xffffffff);
    case 'int64':
      return INT64S[randomBetween(random, 0, INT64S.length - 1)];
    case 'wideInt64':
      return random() < 0.3 ? 2n ** 63n - 1n - BigInt(int(16) + 40_000) : int(48);
    case 'float64':
      return random() * 1e9;
    case 'uuid':
      return uuidFromBytes(Buffer.from(Array.from({ length: 16 }, () => randomBetween(random, 0, 255))));
    case 'string':
      return TEXTS[randomBetween(random, 0, TEXTS.length - 1)];
    case 'bytes':
    case 'records':
      return Buffer.alloc(
        random() < 0.05 ? 3000 : randomBetween(random, 0, 9),
        randomBetween(random, 0, 255),
      );
    case 'array':
      return Array.from({ length: randomBetween(random, 0, 3) }, () =>
        valueOf(field.element!, version, random),
      );
    case 'struct':
      return structOf(field.fields!, version, random);
  }
}

function structOf(fields: Fields, version: number, random: RandomSource): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, valueOf(field, version, random)]),
  );
}

function defaultOf(field: Field): unknown {
  if (field.options.default !== undefined) return field.options.default;
  switch (field.kind) {
    case 'bool':
      return false;
    case 'uuid':
      return ZERO_UUID;
    case 'string':
      return '';
    case 'bytes':
      return Buffer.alloc(0);
    case 'records':
      return field.nullable ? null : Buffer.alloc(0);
    case 'array':
      return [];
    case 'struct':
      return Object.fromEntries(
        Object.entries(field.fields!).map(([name, inner]) => [name, defaultOf(inner)]),
      );
    default:
      return 0;
  }
}

function eachVersion(visit: (message: Message<any>, version: number) => void): void {
  for (const message of messages) {
    for (let version = message.minVersion; version <= message.maxVersion; version++) visit(message, version);
  }
}

test(`values survive encoding and decoding (SEED=${seed})`, () => {
  const random = seededRandom(seed);
  let checked = 0;
  eachVersion((message, version) => {
    for (let round = 0; round < 6; round++) {
      const value = structOf(message.fields, version, random);
      const writer = new Writer(16);
      message.codec(version).encode(writer, value);
      const { size } = writer;
      const bytes = writer.toBuffer();
      const reader = new Reader(bytes);
      const decoded: unknown = message.codec(version).decode(reader);
      checked++;
      if (isDeepStrictEqual(decoded, value) && reader.remaining === 0 && size === bytes.length) continue;
      expect({ message: message.name, version, decoded }).toEqual({
        message: message.name,
        version,
        decoded: value,
      });
      expect(reader.remaining, `${message.name} v${version}`).toBe(0);
      expect(bytes.length, `${message.name} v${version}`).toBe(size);
    }
  });
  expect(checked).toBeGreaterThan(3000);
});

test('what has a default may be left out', () => {
  eachVersion((message, version) => {
    const required = Object.entries(message.fields as Fields).filter(
      ([, { options }]) => options.default === undefined && options.tag === undefined,
    );
    const partial = Object.fromEntries(required.map(([name, field]) => [name, defaultOf(field)]));
    const writer = new Writer();
    message.codec(version).encode(writer, partial);
    const whole = Object.fromEntries(
      Object.entries(message.fields as Fields).map(([name, field]) => [name, defaultOf(field)]),
    );
    const decoded: unknown = message.codec(version).decode(new Reader(writer.toBuffer()));
    if (!isDeepStrictEqual(decoded, whole)) {
      expect({ message: message.name, version, decoded }).toEqual({
        message: message.name,
        version,
        decoded: whole,
      });
    }
  });
});

/** Changes, cuts, doubles or inserts bytes. */
function mutate(bytes: Buffer, random: RandomSource): Buffer {
  const at = randomBetween(random, 0, Math.max(0, bytes.length - 1));
  switch (randomBetween(random, 0, 4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 4))]);
    case 2: {
      const lengths = ['7fffffff', 'ffffffff', '80000000', 'ffffffff0f', '00ffffff'];
      const length = Buffer.from(lengths[randomBetween(random, 0, lengths.length - 1)], 'hex');
      return Buffer.concat([bytes.subarray(0, at), length, bytes.subarray(at + 4)]);
    }
    default: {
      const changed = Buffer.from(bytes);
      for (let flips = randomBetween(random, 1, 4); flips > 0 && changed.length > 0; flips--) {
        changed[randomBetween(random, 0, changed.length - 1)] = randomBetween(random, 0, 255);
      }
      return changed;
    }
  }
}

/** Elements and characters that a decoded value holds: what a hostile length could blow up. */
function sizeOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? value.length : 1;
  if (Buffer.isBuffer(value)) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + sizeOf(inner), 1);
}

test(`broken bytes decode or are refused as malformed (SEED=${seed})`, () => {
  const random = seededRandom(seed + 1);
  let refused = 0;
  let decoded = 0;
  eachVersion((message, version) => {
    const writer = new Writer();
    message.codec(version).encode(writer, structOf(message.fields, version, random));
    const bytes = writer.toBuffer();
    for (let round = 0; round < 20; round++) {
      const broken = mutate(bytes, random);
      try {
        const value: unknown = message.codec(version).decode(new Reader(broken));
        decoded++;
        // One byte can stand for an empty struct with all its defaults, never for more than one.
        if (sizeOf(value) > 200 + broken.length * 60) expect.fail(`${message.name} v${version} blew up`);
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
        refused++;
      }
    }
  });
  expect(refused).toBeGreaterThan(1000);
  expect(decoded).toBeGreaterThan(1000);
});
