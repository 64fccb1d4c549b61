// What Kafka's validators accept. Each answers undefined, or the end of a sentence that starts with "it".
import type { ConfigDef, ConfigType, Validator } from './types.ts';

const TYPE_PHRASES: Record<ConfigType, string> = {
  boolean: 'true or false',
  string: 'text',
  int: 'a 32-bit integer',
  short: 'a 16-bit integer',
  long: 'a 64-bit integer',
  double: 'a number',
  list: 'a comma-separated list',
  class: 'a class name',
  password: 'text',
};

/** What a key takes, in words: "a 32-bit integer of at least 1". */
export function phrase(def: Pick<ConfigDef, 'type' | 'validator'>): string {
  const bounds = def.validator && boundsPhrase(def.validator);
  return bounds ? `${TYPE_PHRASES[def.type]} ${bounds}` : TYPE_PHRASES[def.type];
}

function boundsPhrase(validator: Validator): string | undefined {
  if (validator.kind === 'range') {
    return validator.max === undefined
      ? `of at least ${validator.min}`
      : `from ${validator.min} to ${validator.max}`;
  }
  if (validator.kind === 'range-or') return `from ${validator.min} to ${validator.max}, or ${validator.also}`;
  return undefined;
}

/** Checks a value that is neither a list nor null. */
export function explainValue(def: ConfigDef, value: string | number | bigint | boolean): string | undefined {
  const validator = def.validator;
  switch (validator?.kind) {
    case 'range':
      // Written so that NaN passes, as it passes Kafka's comparisons.
      return (value as number) < validator.min || (value as number) > (validator.max ?? Infinity)
        ? `must be ${phrase(def)}`
        : undefined;
    case 'range-or': {
      const inside = (value as number) >= validator.min && (value as number) <= validator.max;
      return inside || value === validator.also ? undefined : `must be ${phrase(def)}`;
    }
    case 'one-of': {
      const wanted = validator.ignoreCase ? String(value).toUpperCase() : String(value);
      return validator.values.includes(wanted) ? undefined : `must be one of ${validator.values.join(', ')}`;
    }
    case 'non-empty':
      return value === '' ? 'must not be empty' : undefined;
    case 'share-offset-reset':
      return isShareOffsetReset(String(value))
        ? undefined
        : 'must be earliest, latest or by_duration:<ISO 8601 duration>';
    default:
      return undefined;
  }
}

/** Checks a list, or the null of any type. */
export function explainList(def: ConfigDef, values: readonly string[] | null): string | undefined {
  const validator = def.validator;
  if (!validator || validator.kind === 'non-empty') return undefined;
  if (values === null) {
    return validator.kind === 'list-of' && validator.nullAllowed ? undefined : 'must have a value';
  }
  switch (validator.kind) {
    case 'list-of':
      return explainListOf(validator, values);
    case 'throttled-replicas':
      return isThrottledReplicas(values)
        ? undefined
        : "must be '*' or pairs of partition and broker such as 0:1,0:2,1:3";
    case 'quorum-voters':
      return values.every(isVoter) ? undefined : 'must list voters as id@host:port';
    case 'bootstrap-servers':
      return values.every(isHostAndPort) ? undefined : 'must list servers as host:port';
    default:
      return undefined;
  }
}

function explainListOf(
  validator: Extract<Validator, { kind: 'list-of' }>,
  values: readonly string[],
): string | undefined {
  if (values.length === 0 && !validator.emptyAllowed) {
    return validator.values.length === 0
      ? 'must have at least one entry'
      : `must have at least one of ${validator.values.join(', ')}`;
  }
  if (values.includes('')) return 'must not have an empty entry';
  if (validator.values.length > 0 && !values.every((value) => validator.values.includes(value))) {
    return `may only contain ${validator.values.join(', ')}`;
  }
  return undefined;
}

function isThrottledReplicas(values: readonly string[]): boolean {
  return values.every((value) => /^(\d+:\d+)?$/.test(value)) || values.join('') === '*';
}

/** host:port, with an optional scheme before and brackets around the host. Kafka allows an empty host. */
const HOST_AND_PORT = /^(?:[\w\-%.]*:\/\/)?\[?[\w\-%.:]*\]?:(\d+)$/;

function isHostAndPort(address: string): boolean {
  const match = HOST_AND_PORT.exec(address);
  return match !== null && Number(match[1]) <= 65_535;
}

function isVoter(entry: string): boolean {
  const [id, address, ...rest] = entry.split('@');
  if (id === undefined || address === undefined || rest.length > 0) return false;
  return /^[+-]?\d+$/.test(id) && Math.abs(Number(id)) < 2 ** 31 && isHostAndPort(address);
}

const DURATION =
  /^by_duration:([-+]?)P(?=.)(?:([-+]?\d+)D)?(?:T(?=.)(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i;

/** earliest, latest, or a duration as java.time.Duration reads it that is not negative in sum. */
function isShareOffsetReset(value: string): boolean {
  if (value === 'earliest' || value === 'latest') return true;
  if (!value.startsWith('by_duration:')) return false;
  const match = DURATION.exec(value);
  if (!match) return false;
  const [, sign, days, hours, minutes, seconds, fraction] = match;
  const part = (text: string | undefined) => Number(text ?? 0);
  const nanoSign = seconds?.startsWith('-') ? -1 : 1;
  const total =
    part(days) * 86_400 +
    part(hours) * 3_600 +
    part(minutes) * 60 +
    part(seconds) +
    nanoSign * part(`0.${fraction ?? 0}`);
  return (sign === '-' ? -total : total) >= 0;
}
