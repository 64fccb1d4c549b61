// JSON whose whole numbers keep every digit. Pure.

/** A number that is written with exactly these digits. */
export class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * JSON text of a decoded value: bigints and `Digits` as numbers with all their digits, bytes as Avro's JSON encoding has
 * them (one character a byte), and the doubles that JSON lacks (NaN, Infinity) as strings.
 */
export function losslessJson(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      return 'null';
  }
  if (value === null) return 'null';
  if (value instanceof Digits) return value.text;
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('latin1'));
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(losslessJson).join(',')}]`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return `{${entries.map(([key, one]) => `${JSON.stringify(String(key))}:${losslessJson(one)}`).join(',')}}`;
}

/**
 * As `JSON.parse`, but nothing is rounded: whole numbers beyond 2^53 are bigint, and decimals that a double would change
 * are `Digits`. Throws SyntaxError.
 */
export function parseLosslessly(text: string): unknown {
  const revive = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    const source = context?.source;
    if (typeof value !== 'number' || source === undefined || String(value) === source || /e/i.test(source))
      return value;
    return source.includes('.') ? new Digits(source) : BigInt(source);
  };
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}
