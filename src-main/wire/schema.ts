/**
 * Messages as tables: one declaration holds a message's fields in all versions; types are inferred from it and
 * codecs are specialised for a version when it is first used. Wire messages and on-disk records share this.
 *
 * The vocabulary is that of Kafka's message definitions: a field exists in the versions [since, until], may be
 * null from `nullableSince` on, and is a tagged field where it has a `tag` (KIP-482).
 */
import { type Uuid } from '../base/index.ts';
import { type Codec, compileStruct } from './codec.ts';

/** Bytes to write: one buffer, or several that follow each other (log slices are sent as they were read). */
export type BytesInput = Uint8Array | readonly Uint8Array[];

export type PrimitiveKind =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'wideInt64'
  | 'float64'
  | 'uuid'
  | 'string'
  | 'bytes'
  | 'records';

export interface FieldOptions<T = unknown> {
  /** First version that has the field. Default 0. */
  readonly since?: number;
  /** Last version that has it. Default: all later ones. */
  readonly until?: number;
  /** First version in which it may be null (with `nullable`, else never). */
  readonly nullableSince?: number;
  /** Number of the tagged field; absent for ordinary fields. */
  readonly tag?: number;
  /** First version in which it is tagged. Default: `since`. */
  readonly taggedSince?: number;
  /** What a reader sees where the version lacks the field, and what is written when a value is left out. */
  readonly default?: T;
  /** Its length stays int16 in flexible versions too (the client id of request headers). */
  readonly neverCompact?: true;
  /** One line on what it means. */
  readonly note?: string;
}

/** A field of a message: T is what decoding gives, I what encoding accepts. `Optional` fields may be left out. */
export interface Field<T = unknown, I = T, Optional extends boolean = boolean> {
  readonly kind: PrimitiveKind | 'array' | 'struct';
  readonly options: FieldOptions;
  readonly nullable: boolean;
  /** Of an array. */
  readonly element?: Field;
  /** Of a struct. */
  readonly fields?: Fields;
  /** Types only; never present. */
  readonly $types?: { decoded: T; input: I; optional: Optional };
}

export type Fields = Readonly<Record<string, Field<any, any>>>;

export type DecodedOf<F> = F extends Field<infer T, any> ? T : never;
type InputOfField<F> = F extends Field<any, infer I> ? I : never;
type OptionalKeys<S extends Fields> = {
  [K in keyof S]: S[K] extends Field<any, any, true> ? K : never;
}[keyof S];

/** What decoding a struct gives: every field, absent ones with their default. */
export type Decoded<S extends Fields> = { -readonly [K in keyof S]: DecodedOf<S[K]> };
/** What encoding a struct accepts: fields with a default, a tag or a version bound may be left out. */
export type Input<S extends Fields> = {
  [K in Exclude<keyof S, OptionalKeys<S>>]: InputOfField<S[K]>;
} & { [K in OptionalKeys<S>]?: InputOfField<S[K]> };

type IsOptional<O> = O extends { default: unknown } | { since: number } | { until: number } | { tag: number }
  ? true
  : false;

type Primitive<T, I = T> = {
  (): Field<T, I, false>;
  <const O extends FieldOptions<T>>(options: O): Field<T, I, IsOptional<O>>;
};

function primitive<T, I = T>(kind: PrimitiveKind): Primitive<T, I> {
  return ((options: FieldOptions<T> = {}) => ({ kind, options, nullable: false })) as Primitive<T, I>;
}

export const bool = primitive<boolean>('bool');
export const int8 = primitive<number>('int8');
export const int16 = primitive<number>('int16');
export const uint16 = primitive<number>('uint16');
export const int32 = primitive<number>('int32');
export const uint32 = primitive<number>('uint32');
/** An offset, epoch, size or id: a safe number; `Long.MAX_VALUE` is Infinity. */
export const int64 = primitive<number>('int64');
/** An int64 that a client may set to anything (timestamps): a number where exact, else a bigint. */
export const wideInt64 = primitive<number | bigint>('wideInt64');
export const float64 = primitive<number>('float64');
export const uuid = primitive<Uuid>('uuid');
export const string = primitive<string>('string');
export const bytes = primitive<Buffer, BytesInput>('bytes');
/** Record batches, kept as bytes. */
export const records = primitive<Buffer, BytesInput>('records');

/** The same field, but it may be null: `nullable(string, { since: 3 })`. */
export function nullable<T, I, const O extends FieldOptions<T | null> = {}>(
  type: Primitive<T, I>,
  options?: O,
): Field<T | null, I | null, IsOptional<O>> {
  const base = type as unknown as (options: object) => Field;
  return { ...base(options ?? {}), nullable: true } as Field<T | null, I | null, IsOptional<O>>;
}

type ElementDecoded<E> = E extends Field<infer T, any> ? T : E extends Fields ? Decoded<E> : never;
type ElementInput<E> = E extends Field<any, infer I> ? I : E extends Fields ? Input<E> : never;

function elementOf(element: Field | Fields): Field {
  return typeof element.kind === 'string' && 'options' in element
    ? (element as unknown as Field)
    : { kind: 'struct', options: {}, nullable: false, fields: element as Fields };
}

/** An array of primitives `array(int32())` or of structs `array({ name: string() })`. */
export function array<const E extends Field<any, any> | Fields, const O extends FieldOptions<null | []> = {}>(
  element: E,
  options?: O,
): Field<ElementDecoded<E>[], readonly ElementInput<E>[], IsOptional<O>> {
  return { kind: 'array', options: options ?? {}, nullable: false, element: elementOf(element) };
}

/** An array that may be null, which Kafka keeps apart from an empty one. */
export function nullableArray<
  const E extends Field<any, any> | Fields,
  const O extends FieldOptions<null | []> = {},
>(
  element: E,
  options?: O,
): Field<ElementDecoded<E>[] | null, readonly ElementInput<E>[] | null, IsOptional<O>> {
  return { kind: 'array', options: options ?? {}, nullable: true, element: elementOf(element) };
}

/** A struct within a struct. */
export function struct<const S extends Fields, const O extends FieldOptions = {}>(
  fields: S,
  options?: O,
): Field<Decoded<S>, Input<S>, IsOptional<O>> {
  return { kind: 'struct', options: options ?? {}, nullable: false, fields };
}

export function nullableStruct<const S extends Fields, const O extends FieldOptions = {}>(
  fields: S,
  options?: O,
): Field<Decoded<S> | null, Input<S> | null, IsOptional<O>> {
  return { kind: 'struct', options: options ?? {}, nullable: true, fields };
}

/** A message or record with its versions. */
export interface Message<S extends Fields = Fields> {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** First version with compact lengths and tagged fields; Infinity for never. */
  readonly flexibleSince: number;
  readonly fields: S;
  /** The codec of one version, made on first use. Any version up to `maxVersion` may be asked for. */
  codec(version: number): Codec<Decoded<S>, Input<S>>;
}

export interface MessageOptions {
  readonly versions: readonly [min: number, max: number];
  readonly flexibleSince?: number;
}

/**
 * Declares a message. Its table is a function, so that a start makes no tables of messages that nobody sends;
 * a codec is compiled when a version is first used.
 */
export function message<const S extends Fields>(
  name: string,
  options: MessageOptions,
  makeFields: () => S,
): Message<S> {
  const codecs: Codec<any, any>[] = [];
  const flexibleSince = options.flexibleSince ?? Infinity;
  let fields: S | undefined;
  return {
    name,
    minVersion: options.versions[0],
    maxVersion: options.versions[1],
    flexibleSince,
    get fields() {
      return (fields ??= makeFields());
    },
    codec(version) {
      return (codecs[version] ??= compileStruct(this.fields, version, version >= flexibleSince));
    },
  };
}

export type DecodedMessage<M> = M extends Message<infer S> ? Decoded<S> : never;
export type InputMessage<M> = M extends Message<infer S> ? Input<S> : never;
