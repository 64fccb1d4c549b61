// Text to value and back, as Kafka's ConfigDef does it. The wording of the messages is ours.
import { explainList, explainValue, phrase } from './validators.ts';
import type { ConfigDef, ConfigType, ConfigValue } from './types.ts';

export type ParseResult =
  { readonly ok: true; readonly value: ConfigValue } | { readonly ok: false; readonly message: string };

const LONG_MAX = 2n ** 63n - 1n;
const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?$/;

/**
 * Parses and validates one value. null stands for "no value" and is accepted where Kafka accepts it.
 * Values of passwords are never repeated in a message.
 */
export function parseValue(def: ConfigDef, text: string | null): ParseResult {
  const value = text === null ? null : parseType(def.type, text);
  if (value === undefined) return failure(def, text, `must be ${phrase(def)}`);
  const deduplicated =
    Array.isArray(value) && def.validator?.kind === 'list-of' ? [...new Set(value)] : value;
  const complaint =
    deduplicated === null || Array.isArray(deduplicated)
      ? explainList(def, deduplicated)
      : explainValue(def, deduplicated as string | number | bigint | boolean);
  return complaint === undefined ? { ok: true, value: deduplicated } : failure(def, text, complaint);
}

/** Kafka's string form of a parsed value: lists joined by commas, doubles as Java prints them, null stays null. */
export function serializeValue(def: Pick<ConfigDef, 'type'>, value: ConfigValue): string | null {
  if (value === null) return null;
  if (Array.isArray(value)) return value.join(',');
  if (def.type === 'double') return javaDouble(Number(value));
  return value === Infinity ? String(LONG_MAX) : String(value);
}

/** undefined: the text is not of that type. */
function parseType(type: ConfigType, text: string): ConfigValue | undefined {
  const trimmed = trim(text);
  switch (type) {
    case 'boolean': {
      const lower = trimmed.toLowerCase();
      return lower === 'true' ? true : lower === 'false' ? false : undefined;
    }
    case 'int':
      return integer(trimmed, 2 ** 31);
    case 'short':
      return integer(trimmed, 2 ** 15);
    case 'long':
      return long(trimmed);
    case 'double':
      return double(trimmed);
    case 'list':
      return trimmed === '' ? [] : trimmed.split(/\s*,\s*/);
    case 'string':
    case 'class':
    case 'password':
      return trimmed;
  }
}

/** Java's String.trim: everything up to and including the space. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}

function integer(text: string, limit: number): number | undefined {
  if (!INTEGER.test(text)) return undefined;
  const value = Number(text);
  return value >= -limit && value < limit ? value + 0 : undefined;
}

function long(text: string): number | bigint | undefined {
  if (!INTEGER.test(text)) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value + 0;
  const exact = BigInt(text.replace(/^\+/, ''));
  if (exact > LONG_MAX || exact < -LONG_MAX - 1n) return undefined;
  return exact === LONG_MAX ? Infinity : exact;
}

function double(text: string): number | undefined {
  if (/^[+-]?Infinity$/.test(text) || text === 'NaN') return Number(text);
  return DECIMAL.test(text) ? Number(text.replace(/[fFdD]$/, '')) : undefined;
}

/** Java's Double.toString: always a fraction, and an exponent outside of [1e-3, 1e7). */
function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e7)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  const plain = Object.is(value, -0) ? '-0' : String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

function failure(def: ConfigDef, text: string | null, complaint: string): ParseResult {
  const shown = text === null ? 'null' : def.type === 'password' ? '[hidden]' : `'${text}'`;
  return { ok: false, message: `${def.name} cannot be ${shown}: it ${complaint}.` };
}
