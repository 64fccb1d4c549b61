/**
 * The small template language of the message table: `{name}` puts a value, and
 * `{count, plural, one {# topic} other {# topics}}` picks a form by Intl.PluralRules; `#` is the number, formatted.
 * Parsed once per template and kept, since screens ask for the same few hundred again and again.
 */
import { withHiddenShown } from '../format/hidden.ts';
type Part =
  | string
  | { kind: 'value'; name: string }
  | { kind: 'plural'; name: string; forms: Map<string, Part[]> }
  | { kind: 'count' };

const parsed = new Map<string, Part[]>();

/** Parses a template; throws a sentence that quotes it when a brace does not close. */
export function parseTemplate(template: string): Part[] {
  let parts = parsed.get(template);
  if (!parts) {
    const [result, end] = parseUntil(template, 0, false);
    if (end !== template.length) throw new Error(`message has a "}" too many: ${template}`);
    parsed.set(template, (parts = result));
  }
  return parts;
}

function parseUntil(text: string, start: number, inPlural: boolean): [Part[], number] {
  const parts: Part[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal) parts.push(literal);
    literal = '';
  };
  let at = start;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '}') break;
    if (char === '#' && inPlural) {
      flush();
      parts.push({ kind: 'count' });
      at += 1;
    } else if (char === '{') {
      flush();
      const [part, next] = parsePlaceholder(text, at + 1);
      parts.push(part);
      at = next;
    } else {
      literal += char;
      at += 1;
    }
  }
  flush();
  return [parts, at];
}

function parsePlaceholder(text: string, start: number): [Part, number] {
  const match = /^\s*(\w+)\s*(,\s*plural\s*,)?/.exec(text.slice(start));
  if (!match) throw new Error(`message has a placeholder without a name: ${text}`);
  let at = start + match[0].length;
  const name = match[1]!;
  if (!match[2]) {
    if (text[at] !== '}') throw new Error(`message has an open placeholder {${name}: ${text}`);
    return [{ kind: 'value', name }, at + 1];
  }
  const forms = new Map<string, Part[]>();
  for (;;) {
    const form = /^\s*(=?\w+)\s*\{/.exec(text.slice(at));
    if (!form) break;
    const [parts, end] = parseUntil(text, at + form[0].length, true);
    if (text[end] !== '}') throw new Error(`message has an open plural form: ${text}`);
    forms.set(form[1]!, parts);
    at = end + 1;
  }
  const close = /^\s*\}/.exec(text.slice(at));
  if (!close || !forms.has('other')) throw new Error(`message has a plural without "other": ${text}`);
  return [{ kind: 'plural', name, forms }, at + close[0].length];
}

/** What a placeholder may be given in a text; a number is written with the locale's separators. */
export type MessageValue = string | number | bigint;

/** Fills a template; `emit` receives literals as strings and placeholders by name, in order. */
export function renderTemplate(
  template: string,
  locale: string,
  values: Record<string, unknown>,
  emit: (piece: unknown) => void,
): void {
  emitParts(parseTemplate(template), locale, values, emit, null);
}

function emitParts(
  parts: Part[],
  locale: string,
  values: Record<string, unknown>,
  emit: (piece: unknown) => void,
  count: number | bigint | null,
): void {
  for (const part of parts) {
    if (typeof part === 'string') emit(part);
    else if (part.kind === 'count') emit(formatValue(count, locale));
    else if (part.kind === 'value') emit(formatValue(values[part.name], locale));
    else {
      const value = values[part.name] as number | bigint;
      const form =
        part.forms.get(`=${value}`) ??
        part.forms.get(pluralRule(locale, Number(value))) ??
        part.forms.get('other')!;
      emitParts(form, locale, values, emit, value);
    }
  }
}

const rules = new Map<string, Intl.PluralRules>();
function pluralRule(locale: string, value: number): string {
  let rule = rules.get(locale);
  if (!rule) rules.set(locale, (rule = new Intl.PluralRules(locale)));
  return rule.select(value);
}

const numbers = new Map<string, Intl.NumberFormat>();
function formatValue(value: unknown, locale: string): unknown {
  // A name may come from anybody: it must not turn the sentence round.
  if (typeof value === 'string') return withHiddenShown(value);
  if (typeof value !== 'number' && typeof value !== 'bigint') return value;
  let format = numbers.get(locale);
  if (!format) numbers.set(locale, (format = new Intl.NumberFormat(locale)));
  return format.format(value);
}
