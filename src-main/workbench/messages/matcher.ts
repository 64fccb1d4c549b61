// Whether a record contains a text, looked for in its bytes. Pure.
import type { LogRecord } from '../../wire/index.ts';

export interface Matcher {
  /** `records`: so many of a batch of magic 2, decompressed. False proves that none of them matches. */
  mayContain(records: Buffer, count: number): boolean;
  matches(record: LogRecord, partition: number): boolean;
}

/** Looks in key, value, and each header's name and value. Case is ignored. Undefined for the empty text, which everything contains. */
export function textMatcher(text: string): Matcher | undefined {
  if (text === '') return undefined;
  const contains = bytesContain(text);
  const lower = text.toLowerCase();
  return {
    mayContain: contains,
    matches: ({ key, value, headers }) =>
      (value !== null && contains(value)) ||
      (key !== null && contains(key)) ||
      headers.some(
        (header) =>
          header.key.toLowerCase().includes(lower) || (header.value !== null && contains(header.value)),
      ),
  };
}

/** Whether bytes contain a text, case ignored. */
export function bytesContain(text: string): (bytes: Buffer) => boolean {
  const needle = Buffer.from(text);
  const lower = text.toLowerCase();
  // Digits, signs, Hangul, Han: what has no case is found without decoding anything.
  if (lower === text.toUpperCase()) return (bytes) => bytes.includes(needle);
  // An ASCII needle can be looked for byte by byte as well: no byte of a longer UTF-8 character is ASCII.
  const isAscii = needle.length === text.length;
  const encoding = isAscii ? 'latin1' : 'utf8';
  return (bytes) => {
    if (isAscii && bytes.length < needle.length) return false;
    return bytes.includes(needle) || bytes.toString(encoding).toLowerCase().includes(lower);
  };
}
