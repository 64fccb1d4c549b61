/** Avro's binary encoding ↔ JSON, by a schema (Avro 1.12). Loaded on first use. */
import avro, { type Type } from 'avsc';
import { SaidError, say, type Said } from '../../contract/index.ts';
import { Digits, losslessJson, parseLosslessly } from './lossless-json.ts';
import type { SchemaFormat, SchemaText } from './schema-format.ts';

/** `long` as bigint: ids and nanoseconds go beyond 2^53. */
const LONG = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

/** The logical type `decimal`: an unscaled two's-complement number, big-endian, over bytes or fixed. */
class DecimalType extends avro.types.LogicalType {
  readonly #scale: number;
  readonly #fixedBytes: number | undefined;

  constructor(schema: any, options?: any) {
    super(schema, options);
    this.#scale = schema.scale ?? 0;
    this.#fixedBytes = schema.type === 'fixed' ? schema.size : undefined;
  }

  override _fromValue(bytes: Buffer | undefined): Digits | undefined {
    // The bytes ended early, which is found when all is read.
    if (bytes === undefined) return undefined;
    const hex = Buffer.from(bytes).toString('hex');
    const unscaled = hex === '' ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
    return new Digits(placePoint(unscaled, this.#scale));
  }

  override _toValue(digits: unknown): Buffer {
    const unscaled = unscale(digits instanceof Digits ? digits.text : String(digits), this.#scale);
    return twosComplement(unscaled, this.#fixedBytes);
  }
}

function placePoint(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function unscale(text: string, scale: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new SaidError(say('avro.noDecimal', { text }));
  const fraction = match[3] ?? '';
  if (fraction.replace(/0+$/, '').length > scale) throw new SaidError(say('avro.decimals', { text, scale }));
  const digits = BigInt(match[2] + fraction.slice(0, scale).padEnd(scale, '0'));
  return match[1] === '-' ? -digits : digits;
}

function twosComplement(value: bigint, fixedBytes: number | undefined): Buffer {
  let size = fixedBytes ?? 1;
  while (BigInt.asIntN(size * 8, value) !== value) {
    if (fixedBytes !== undefined)
      throw new SaidError(say('avro.tooLarge', { value: String(value), size: fixedBytes }));
    size++;
  }
  const hex = BigInt.asUintN(size * 8, value).toString(16);
  return Buffer.from(hex.padStart(size * 2, '0'), 'hex');
}

/**
 * Reads a schema. In JSON a union's value stands bare where that is unambiguous, `bytes` and `fixed` as one character a
 * byte, decimals with their digits. Throws an Error for a schema that is none.
 */
export function avroFormat({ text, references }: SchemaText): SchemaFormat {
  const registry: Record<string, Type> = { long: LONG };
  const options = {
    registry,
    logicalTypes: { decimal: DecimalType },
    wrapUnions: 'auto' as const,
    // avsc takes its own long, which ends at 2^53, for one that is written as an object: any with a logical type.
    typeHook: (schema: unknown) =>
      (schema as { type?: unknown } | null)?.type === 'long' ? LONG : undefined,
  };
  for (const reference of references) avro.Type.forSchema(JSON.parse(reference.text), options);
  const type = avro.Type.forSchema(JSON.parse(text), options);
  return {
    kind: 'avro',
    decode(bytes, at) {
      const { value, offset } = type.decode(bytes, at);
      if (offset < 0) throw new SaidError(say('avro.cutShort', { type: nameOf(type) }));
      if (offset < bytes.length)
        throw new SaidError(say('avro.left', { count: bytes.length - offset, type: nameOf(type) }));
      return losslessJson(value);
    },
    encode: (jsonText) => type.toBuffer(coerce(type, parseLosslessly(jsonText), '')),
    types: type.name === undefined ? [] : [{ name: type.name, path: [] }],
    editorSchema: async () => (await import('./avro-json-schema.ts')).avroJsonSchema(type),
  };
}

function nameOf(type: any): string {
  return type.name ?? type.typeName;
}

/** A JSON value as avsc wants it for a type. Throws an Error that names the field. */
function coerce(type: any, value: unknown, path: string): unknown {
  const wrong = (what: Said) =>
    new SaidError(say('avro.wrong', { path: path || say('avro.value'), what, value: brief(value) }));
  switch (type.typeName) {
    case 'null':
      if (value !== null) throw wrong(say('avro.null'));
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong(say('avro.boolean'));
      return value;
    case 'int':
      if (typeof value !== 'number' || (value | 0) !== value) throw wrong(say('avro.int'));
      return value;
    case 'abstract:long':
    case 'long': {
      if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) throw wrong(say('avro.whole'));
      const long = BigInt(value as number | bigint);
      if (BigInt.asIntN(64, long) !== long) throw wrong(say('avro.long'));
      return long;
    }
    case 'float':
    case 'double':
      if (typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value)) return Number(value);
      if (value instanceof Digits) return Number(value.text);
      if (typeof value !== 'number' && typeof value !== 'bigint') throw wrong(say('avro.number'));
      return Number(value);
    case 'string':
      if (typeof value !== 'string') throw wrong(say('avro.string'));
      return value;
    case 'enum':
      if (!type.symbols.includes(value))
        throw wrong(say('avro.symbol', { symbols: type.symbols.join(', ') }));
      return value;
    case 'bytes':
    case 'fixed': {
      if (typeof value !== 'string') throw wrong(say('avro.bytes'));
      const bytes = Buffer.from(value, 'latin1');
      if (bytes.toString('latin1') !== value) throw wrong(say('avro.latin1'));
      if (type.typeName === 'fixed' && bytes.length !== type.size)
        throw wrong(say('avro.size', { size: type.size }));
      return bytes;
    }
    case 'array':
      if (!Array.isArray(value)) throw wrong(say('avro.array'));
      return value.map((item, index) => coerce(type.itemsType, item, `${path}[${index}]`));
    case 'map':
      return Object.fromEntries(
        Object.entries(object(value, wrong)).map(([key, item]) => [
          key,
          coerce(type.valuesType, item, join(path, key)),
        ]),
      );
    case 'record':
      return coerceRecord(type, object(value, wrong), path);
    case 'union:wrapped':
    case 'union:unwrapped':
      return coerceUnion(type, value, path, wrong);
    case 'logical:decimal':
      if (value instanceof Digits) return value;
      if (typeof value !== 'number' && typeof value !== 'bigint') throw wrong(say('avro.decimal'));
      return new Digits(String(value));
    default:
      return type.typeName.startsWith('logical:') ? coerce(type.underlyingType, value, path) : value;
  }
}

function coerceRecord(type: any, value: Record<string, unknown>, path: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const unknown = new Set(Object.keys(value));
  for (const field of type.fields) {
    unknown.delete(field.name);
    if (value[field.name] !== undefined)
      result[field.name] = coerce(field.type, value[field.name], join(path, field.name));
    else if (field.defaultValue() !== undefined) result[field.name] = field.defaultValue();
    else throw new SaidError(say('avro.missing', { path: join(path, field.name) }));
  }
  const [stray] = unknown;
  if (stray !== undefined)
    throw new SaidError(say('avro.stray', { path: join(path, stray), type: nameOf(type) }));
  return result;
}

/** A branch named outright (`{"string": "x"}`) wins over the first one that the bare value fits. */
function coerceUnion(type: any, value: unknown, path: string, wrong: (what: Said) => Error): unknown {
  const wraps = type.typeName === 'union:wrapped';
  const take = (branch: any, inner: unknown) => {
    const coerced = coerce(branch, inner, path);
    return wraps && coerced !== null ? { [branch.branchName]: coerced } : coerced;
  };
  const [only, ...more] = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  const named = more.length === 0 && only && type.types.find((branch: any) => branch.branchName === only[0]);
  let because: Error | undefined;
  for (const [branch, inner] of [
    ...(named ? [[named, only[1]]] : []),
    ...type.types.map((one: any) => [one, value]),
  ]) {
    try {
      return take(branch, inner);
    } catch (error) {
      // What went wrong deepest inside tells most: a null branch refuses everything.
      if (because === undefined || (error as Error).message.length > because.message.length)
        because = error as Error;
    }
  }
  throw because ?? wrong(say('avro.union'));
}

function object(value: unknown, wrong: (what: Said) => Error): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Digits)
    throw wrong(say('avro.object'));
  return value as Record<string, unknown>;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function brief(value: unknown): string {
  const text = losslessJson(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
