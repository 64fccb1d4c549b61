// The vocabulary the tables are written in.
import type { BrokerSynonym, ConfigDef, ConfigType, Importance, Validator } from './types.ts';

type Options = Partial<Pick<ConfigDef, 'validator' | 'update' | 'unit' | 'internal' | 'dynamicOnly'>> & {
  synonyms?: readonly (string | BrokerSynonym)[];
};

const define =
  (type: ConfigType) =>
  (
    name: string,
    text: string | null | undefined,
    importance: Importance,
    options: Options = {},
  ): ConfigDef => ({
    name,
    type,
    default: text,
    importance,
    validator: options.validator,
    update: options.update ?? 'read-only',
    unit: options.unit ?? 'none',
    internal: options.internal ?? false,
    dynamicOnly: options.dynamicOnly ?? false,
    synonyms: (options.synonyms ?? []).map((s) => (typeof s === 'string' ? { name: s, factor: 1 } : s)),
  });

export const bool = define('boolean');
export const text = define('string');
export const int = define('int');
export const short = define('short');
export const long = define('long');
export const double = define('double');
export const list = define('list');
export const className = define('class');
export const password = define('password');

/** The default of a key that has none: it must be given. */
export const REQUIRED = undefined;
export const LONG_MAX = '9223372036854775807';

export const atLeast = (min: number): Validator => ({ kind: 'range', min });
export const between = (min: number, max: number): Validator => ({ kind: 'range', min, max });
export const betweenOr = (min: number, max: number, also: number): Validator => ({
  kind: 'range-or',
  min,
  max,
  also,
});
export const oneOf = (...values: string[]): Validator => ({ kind: 'one-of', values });
export const oneOfIgnoringCase = (...values: string[]): Validator => ({
  kind: 'one-of',
  values,
  ignoreCase: true,
});
export const listOf = (...values: string[]): Validator => ({
  kind: 'list-of',
  values,
  emptyAllowed: true,
  nullAllowed: false,
});
export const nonEmptyListOf = (...values: string[]): Validator => ({
  kind: 'list-of',
  values,
  emptyAllowed: false,
  nullAllowed: false,
});
export const emptyOrNullList: Validator = {
  kind: 'list-of',
  values: [],
  emptyAllowed: true,
  nullAllowed: true,
};
export const nonEmptyOrNullList: Validator = {
  kind: 'list-of',
  values: [],
  emptyAllowed: false,
  nullAllowed: true,
};
export const nonEmpty: Validator = { kind: 'non-empty' };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const inMinutes = (name: string): BrokerSynonym => ({ name, factor: MINUTE_MS });
export const inHours = (name: string): BrokerSynonym => ({ name, factor: HOUR_MS });
