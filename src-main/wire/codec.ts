/** Turns a table of fields into encode and decode closures for one version. */
import { assert, ZERO_UUID } from '../base/index.ts';
import { MalformedError, Reader } from './reader.ts';
import type { BytesInput, Field, Fields } from './schema.ts';
import { Writer } from './writer.ts';

export interface Codec<T, I> {
  encode(writer: Writer, value: I): void;
  /** @throws MalformedError when the bytes are not such a message. */
  decode(reader: Reader): T;
}

type Encode = (writer: Writer, value: any) => void;
type Decode = (reader: Reader) => any;
interface FieldCodec {
  encode: Encode;
  decode: Decode;
}

const EMPTY_BYTES = Buffer.alloc(0);

/**
 * What a field is where its version lacks it or its tag is missing. Structs are one frozen object for all: most
 * are tagged ones that hardly anyone sends, and a Fetch response would make three of them per partition.
 */
function defaultOf(field: Field): () => unknown {
  const { options } = field;
  if (options.default !== undefined && !Array.isArray(options.default)) return () => options.default;
  switch (field.kind) {
    case 'array':
      return () => [];
    case 'struct': {
      const shared = defaultStruct(field.fields!);
      return () => shared;
    }
    case 'bool':
      return () => false;
    case 'uuid':
      return () => ZERO_UUID;
    case 'string':
      return () => '';
    case 'bytes':
    case 'records':
      return () => (field.nullable && field.kind === 'records' ? null : EMPTY_BYTES);
    default:
      return () => 0;
  }
}

function defaultStruct(fields: Fields): object {
  const defaults = Object.entries(fields).map(([name, inner]) => {
    const value = defaultOf(inner)();
    return [name, Array.isArray(value) ? Object.freeze(value) : value];
  });
  return Object.freeze(Object.fromEntries(defaults));
}

const readText: (reader: Reader, size: number) => string = (reader, size) => reader.text(size);
const readSlice: (reader: Reader, size: number) => Buffer = (reader, size) => reader.slice(size);

/** Lengths: classic ones are int16 (text) or int32 with -1 for null; compact ones a varint of length + 1. */
function sized<T>(
  flexible: boolean,
  nullable: boolean,
  short: boolean,
  read: (reader: Reader, size: number) => T,
): Decode {
  const readLength: (reader: Reader) => number = flexible
    ? (reader) => reader.unsignedVarint() - 1
    : short
      ? (reader) => reader.int16()
      : (reader) => reader.int32();
  return (reader) => {
    const length = readLength(reader);
    if (length >= 0) return read(reader, length);
    if (nullable && length === -1) return null;
    throw new MalformedError(length === -1 ? 'null where none is allowed' : `negative length ${length}`);
  };
}

function writeLength(flexible: boolean, short: boolean): (writer: Writer, length: number) => void {
  if (flexible) return (writer, length) => writer.unsignedVarint(length + 1);
  return short ? (writer, length) => writer.int16(length) : (writer, length) => writer.int32(length);
}

/** Up to this length text is mostly names, and a loop beats two calls into native code. */
const SHORT_TEXT = 48;

function isShortAscii(text: string): boolean {
  if (text.length > SHORT_TEXT) return false;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) >= 0x80) return false;
  return true;
}

function textCodec(flexible: boolean, nullable: boolean): FieldCodec {
  const length = writeLength(flexible, true);
  return {
    encode: (writer, value: string | null) => {
      if (value === null) {
        assert(nullable, 'null text');
        return length(writer, -1);
      }
      if (isShortAscii(value)) {
        length(writer, value.length);
        return writer.ascii(value);
      }
      const size = Buffer.byteLength(value);
      length(writer, size);
      writer.text(value, size);
    },
    decode: sized(flexible, nullable, true, readText),
  };
}

function isList(value: BytesInput): value is readonly Uint8Array[] {
  return Array.isArray(value);
}

function bytesCodec(flexible: boolean, nullable: boolean): FieldCodec {
  const length = writeLength(flexible, false);
  return {
    encode: (writer, value: BytesInput | null) => {
      if (value === null) {
        assert(nullable, 'null bytes');
        return length(writer, -1);
      }
      if (!isList(value)) {
        length(writer, value.length);
        return writer.bytes(value);
      }
      let size = 0;
      for (const chunk of value) size += chunk.length;
      length(writer, size);
      for (const chunk of value) writer.bytes(chunk);
    },
    decode: sized(flexible, nullable, false, readSlice),
  };
}

function arrayCodec(field: Field, version: number, flexible: boolean, nullable: boolean): FieldCodec {
  const element = fieldCodec(field.element!, version, flexible);
  // Lists of node ids fill metadata: no call through a closure for each of them.
  const isInt32 = field.element!.kind === 'int32';
  const length = writeLength(flexible, false);
  return {
    encode: (writer, value: readonly unknown[] | null) => {
      if (value === null) {
        assert(nullable, 'null array');
        return length(writer, -1);
      }
      length(writer, value.length);
      if (isInt32) for (const item of value as readonly number[]) writer.int32(item);
      else for (let index = 0; index < value.length; index++) element.encode(writer, value[index]);
    },
    decode: sized(flexible, nullable, false, (reader, count) => {
      reader.checkArrayLength(count);
      const items: unknown[] = [];
      if (isInt32) for (let index = 0; index < count; index++) items.push(reader.int32());
      else for (let index = 0; index < count; index++) items.push(element.decode(reader));
      return items;
    }),
  };
}

/**
 * Structs are bare, but a nullable one begins with a marker byte: -1 null, 1 present. As a tagged field it begins with an
 * unsigned varint: 0 null, 1 present (MessageDataGenerator).
 */
function structCodec(field: Field, version: number, flexible: boolean, nullable: boolean): FieldCodec {
  const inner = compileStruct(field.fields!, version, flexible);
  if (!nullable) return inner;
  if (field.options.tag !== undefined) {
    return {
      encode: (writer, value) => {
        writer.unsignedVarint(value === null ? 0 : 1);
        if (value !== null) inner.encode(writer, value);
      },
      decode: (reader) => (reader.unsignedVarint() === 0 ? null : inner.decode(reader)),
    };
  }
  return {
    encode: (writer, value) => {
      writer.int8(value === null ? -1 : 1);
      if (value !== null) inner.encode(writer, value);
    },
    decode: (reader) => (reader.int8() < 0 ? null : inner.decode(reader)),
  };
}

function fieldCodec(field: Field, version: number, flexible: boolean): FieldCodec {
  const nullable = field.nullable && version >= (field.options.nullableSince ?? field.options.since ?? 0);
  switch (field.kind) {
    case 'bool':
      return { encode: (writer, value) => writer.bool(value), decode: (reader) => reader.bool() };
    case 'int8':
      return { encode: (writer, value) => writer.int8(value), decode: (reader) => reader.int8() };
    case 'int16':
      return { encode: (writer, value) => writer.int16(value), decode: (reader) => reader.int16() };
    case 'uint16':
      return { encode: (writer, value) => writer.uint16(value), decode: (reader) => reader.uint16() };
    case 'int32':
      return { encode: (writer, value) => writer.int32(value), decode: (reader) => reader.int32() };
    case 'uint32':
      return { encode: (writer, value) => writer.uint32(value), decode: (reader) => reader.uint32() };
    case 'int64':
      return { encode: (writer, value) => writer.int64(value), decode: (reader) => reader.int64() };
    case 'wideInt64':
      return { encode: (writer, value) => writer.int64(value), decode: (reader) => reader.wideInt64() };
    case 'float64':
      return { encode: (writer, value) => writer.float64(value), decode: (reader) => reader.float64() };
    case 'uuid':
      return { encode: (writer, value) => writer.uuid(value), decode: (reader) => reader.uuid() };
    case 'string':
      return textCodec(flexible && !field.options.neverCompact, nullable);
    case 'bytes':
    case 'records':
      return bytesCodec(flexible, nullable);
    case 'array':
      return arrayCodec(field, version, flexible, nullable);
    case 'struct':
      return structCodec(field, version, flexible, nullable);
  }
}

interface BoundField extends FieldCodec {
  name: string;
  makeDefault: () => unknown;
}
interface TaggedField extends BoundField {
  tag: number;
  isDefault: (value: any) => boolean;
}

/** A tagged field is left out when it holds its default. */
function defaultTest(field: Field, makeDefault: () => unknown): (value: any) => boolean {
  const plain = makeDefault();
  if (plain === null) return (value) => value === null;
  switch (field.kind) {
    case 'array':
    case 'bytes':
    case 'records':
      return (value) => value !== null && value.length === 0;
    case 'struct': {
      const inner = Object.entries(field.fields!).map(
        ([name, member]) => [name, defaultTest(member, defaultOf(member))] as const,
      );
      return (value) =>
        value !== null &&
        inner.every(([name, isDefault]) => value[name] === undefined || isDefault(value[name]));
    }
    default:
      return (value) => value === plain;
  }
}

function encodeTagged(writer: Writer, tagged: readonly TaggedField[], value: any): void {
  let present = 0;
  for (const field of tagged) {
    const member = value[field.name];
    if (member !== undefined && !field.isDefault(member)) present++;
  }
  writer.unsignedVarint(present);
  if (present === 0) return;
  for (const field of tagged) {
    const member = value[field.name];
    if (member === undefined || field.isDefault(member)) continue;
    const body = new Writer(64);
    field.encode(body, member);
    writer.unsignedVarint(field.tag);
    writer.unsignedVarint(body.size);
    for (const chunk of body.finish()) writer.bytes(chunk);
  }
}

function decodeTagged(reader: Reader, tagged: readonly TaggedField[], value: any): void {
  const count = reader.taggedFieldCount();
  let previous = -1;
  for (let index = 0; index < count; index++) {
    const tag = reader.unsignedVarint();
    if (tag <= previous) throw new MalformedError(`tag ${tag} after ${previous}`);
    previous = tag;
    const size = reader.unsignedVarint();
    const start = reader.take(size);
    const field = tagged.find((candidate) => candidate.tag === tag);
    if (field === undefined) continue; // From a newer peer.
    const inner = new Reader(reader.buffer, start, start + size);
    value[field.name] = field.decode(inner);
    if (inner.remaining > 0)
      throw new MalformedError(`tagged field ${field.name} has ${inner.remaining} bytes too many`);
  }
}

/** The codec of a struct in one version. Decoded objects always have every field, so they share one shape. */
export function compileStruct(fields: Fields, version: number, flexible: boolean): Codec<any, any> {
  const present: BoundField[] = [];
  const tagged: TaggedField[] = [];
  const absent: BoundField[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const { since = 0, until = Infinity, tag, taggedSince = since } = field.options;
    const makeDefault = defaultOf(field);
    if (version < since || version > until) {
      absent.push({ name, makeDefault, encode: unsupported, decode: unsupported });
      continue;
    }
    const bound: BoundField = { name, makeDefault, ...fieldCodec(field, version, flexible) };
    if (tag !== undefined && version >= taggedSince) {
      tagged.push({ ...bound, tag, isDefault: defaultTest(field, makeDefault) });
    } else present.push(bound);
  }
  tagged.sort((a, b) => a.tag - b.tag);
  const initial = [...tagged, ...absent];
  return {
    encode(writer, value) {
      for (let index = 0; index < present.length; index++) {
        const field = present[index];
        const member = value[field.name];
        field.encode(writer, member === undefined ? field.makeDefault() : member);
      }
      if (flexible) encodeTagged(writer, tagged, value);
    },
    decode(reader) {
      const value: any = {};
      for (let index = 0; index < present.length; index++) {
        const field = present[index];
        value[field.name] = field.decode(reader);
      }
      for (let index = 0; index < initial.length; index++)
        value[initial[index].name] = initial[index].makeDefault();
      if (flexible) decodeTagged(reader, tagged, value);
      return value;
    },
  };
}

function unsupported(): never {
  throw new Error('field is not in this version');
}
