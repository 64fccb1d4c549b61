// Whether a record fulfils a filter. Pure.
import {
  type FilterClause,
  type FilterTest,
  type JsonType,
  type ReadFilter,
  say,
} from '../../contract/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import { type Decoding, Digits, losslessJson, parseLosslessly, type Part } from '../decoding/index.ts';
import { invalidInput } from '../router/index.ts';
import { lookOf, standAsWritten } from './batch-look.ts';
import { parsePath, someAt } from './json-path.ts';
import { bytesContain, type Matcher, textMatcher } from './matcher.ts';

/** What a clause looks at: a record, its place, and its JSON, parsed once for all clauses. */
class Subject {
  readonly #decoding: Decoding;
  readonly #lossless: boolean;
  record: LogRecord;
  partition = 0;
  readonly #json = { key: NOT_PARSED as unknown, value: NOT_PARSED as unknown };

  constructor(decoding: Decoding, lossless: boolean) {
    this.#decoding = decoding;
    this.#lossless = lossless;
    this.record = NO_RECORD;
  }

  take(record: LogRecord, partition: number): void {
    this.record = record;
    this.partition = partition;
    this.#json.key = NOT_PARSED;
    this.#json.value = NOT_PARSED;
  }

  /** Text of a part as it is shown; null where the part is. */
  text(part: Part): string | null {
    return this.record[part] === null ? null : this.#decoding.payload(this.record, part, Infinity).text;
  }

  /** Undefined where it is no JSON. */
  json(part: Part): unknown {
    if (this.#json[part] === NOT_PARSED) this.#json[part] = this.#parse(part);
    return this.#json[part];
  }

  #parse(part: Part): unknown {
    const bytes = this.record[part];
    if (bytes === null) return undefined;
    try {
      // Most is JSON as it stands: no need to decide what it is first.
      const text = this.#decoding.isPlain && opensJson(bytes) ? bytes.toString('utf8') : this.text(part)!;
      return this.#lossless ? parseLosslessly(text) : JSON.parse(text);
    } catch {
      return undefined;
    }
  }
}

const NOT_PARSED = Symbol('not parsed');
const NO_RECORD: LogRecord = { offset: 0, timestamp: 0n, key: null, value: null, headers: [] };

type Clause = (subject: Subject) => boolean;

/**
 * Text and clauses as one matcher; undefined where there are none. The script is not its business. Throws a Failure
 * 'invalid-input' for a path that is none and an operand that is no number where one is needed.
 */
export function recordFilter(
  { text, clauses }: Pick<ReadFilter, 'text' | 'clauses'>,
  decoding: Decoding,
): Matcher | undefined {
  const contains = shownTextMatcher(text, decoding);
  if (clauses.length === 0) return contains;
  const lossless = clauses.some(({ operand }) => isUnsafeInteger(operand));
  const subject = new Subject(decoding, lossless);
  const compiled = clauses.map(compile);
  const looks = decoding.isAutomatic
    ? clauses.flatMap((clause) => lookOf(clause, acceptorOf(clause), lossless) ?? [])
    : [];
  return {
    mayContain: (records, count) =>
      (contains === undefined || contains.mayContain(records, count)) &&
      (looks.every((look) => look(records)) || !standAsWritten(records, count, { unescaped: true })),
    matches(record, partition) {
      if (contains !== undefined && !contains.matches(record, partition)) return false;
      subject.take(record, partition);
      return compiled.every((clause) => clause(subject));
    },
  };
}

/** A text is looked for where it stands in the bytes, and in what a decoder makes of them. */
function shownTextMatcher(text: string, decoding: Decoding): Matcher | undefined {
  const contains = textMatcher(text);
  if (contains === undefined || decoding.isPlain) return contains;
  const lower = text.toLowerCase();
  const shows = (record: LogRecord, part: Part) => {
    if (record[part] === null) return false;
    const shown = decoding.payload(record, part, Infinity);
    return shown.decoder !== undefined && shown.text.toLowerCase().includes(lower);
  };
  return {
    mayContain: (records, count) =>
      !decoding.isAutomatic ||
      contains.mayContain(records, count) ||
      !standAsWritten(records, count, { unescaped: false }),
    matches: (record, partition) =>
      contains.matches(record, partition) || shows(record, 'value') || shows(record, 'key'),
  };
}

function compile(clause: FilterClause): Clause {
  const holds = positive(clause, positiveOf(clause));
  return clause.test.endsWith('-not') ? (subject) => !holds(subject) : holds;
}

/** A test without its `-not`. */
type Positive = Exclude<FilterTest, `${string}-not`>;

function positiveOf({ test }: FilterClause): Positive {
  return test.replace(/-not$/, '') as Positive;
}

function acceptorOf(clause: FilterClause): (value: unknown) => boolean {
  const accept = acceptor(positiveOf(clause), clause.operand);
  const type = 'type' in clause ? clause.type : undefined;
  return type === undefined ? accept : (value) => typeOf(value) === type && accept(value);
}

/** Undefined for an object or a list. */
function typeOf(value: unknown): JsonType | undefined {
  if (value === null) return 'null';
  if (typeof value === 'bigint' || value instanceof Digits) return 'number';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : undefined;
}

function positive(clause: FilterClause, test: Positive): Clause {
  const accept = acceptorOf(clause);
  switch (clause.on) {
    case 'key':
    case 'value': {
      const { on } = clause;
      if (clause.path !== '' || clause.type !== undefined) {
        const steps = clause.path === '' ? [] : parsePath(clause.path);
        if (steps === undefined) throw invalidInput(say('filter.badPath', { path: clause.path }));
        return (subject) => someAt(subject.json(on), steps, accept);
      }
      if (test === 'exists') return ({ record }) => record[on] !== null;
      const bytesAccept = test === 'contains' ? bytesContain(clause.operand) : undefined;
      return (subject) => {
        const bytes = subject.record[on];
        if (bytes === null) return false;
        return bytesAccept?.(bytes) || accept(subject.text(on));
      };
    }
    case 'header': {
      const { name } = clause;
      return ({ record }) =>
        record.headers.some(
          ({ key, value }) =>
            (name === '' || key === name) &&
            (test === 'exists' || (value !== null && accept(value.toString('utf8')))),
        );
    }
    default: {
      const { on, operand } = clause;
      if (test !== 'exists' && (operand.trim() === '' || !Number.isFinite(Number(operand))))
        throw invalidInput(say('filter.notNumber', { operand, on }));
      return (subject) => accept(numberOf(subject, on));
    }
  }
}

function numberOf({ record, partition }: Subject, on: 'partition' | 'offset' | 'timestamp' | 'size'): number {
  switch (on) {
    case 'partition':
      return partition;
    case 'offset':
      return record.offset;
    case 'timestamp':
      return Number(record.timestamp);
    case 'size':
      return (record.key?.length ?? 0) + (record.value?.length ?? 0);
  }
}

function acceptor(test: Positive, operand: string): (value: unknown) => boolean {
  const number = operand.trim() === '' ? NaN : Number(operand);
  const exact = isUnsafeInteger(operand) ? BigInt(operand) : undefined;
  const bound = exact ?? number;
  switch (test) {
    case 'exists':
      return () => true;
    case 'is':
      return (value) => {
        // A whole number beyond 2^53 that a double has as well was written with the digits that it is shown with.
        if (typeof value === 'number')
          return exact === undefined ? value === number : String(value) === exact.toString();
        if (typeof value === 'bigint') return value === exact;
        if (value instanceof Digits && Number(value.text) === number) return true;
        return textOf(value) === operand;
      };
    case 'contains': {
      const lower = operand.toLowerCase();
      return (value) => textOf(value).toLowerCase().includes(lower);
    }
    case 'below':
      return (value) => order(value, operand, bound) < 0;
    case 'above':
      return (value) => order(value, operand, bound) > 0;
  }
}

/** Negative where the value comes first; NaN where they cannot be compared. */
function order(value: unknown, operand: string, bound: number | bigint): number {
  if (typeof value === 'number' || typeof value === 'bigint') return compare(value, bound);
  if (value instanceof Digits) return compare(Number(value.text), bound);
  if (typeof value !== 'string') return NaN;
  const own = value.trim() === '' ? NaN : isUnsafeInteger(value) ? BigInt(value) : Number(value);
  if (!Number.isNaN(Number(own)) && !Number.isNaN(Number(bound))) return compare(own, bound);
  return value < operand ? -1 : value > operand ? 1 : 0;
}

/** A bigint and a number are compared as they are, without making one of the other. */
function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? NaN : 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : losslessJson(value);
}

function isUnsafeInteger(text: string): boolean {
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
}

function opensJson(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte === 0x7b || byte === 0x5b) return true;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return false;
}
