// Messages with variables in them: compiled once, filled in many times. Pure.
import { type MessageTemplate, SaidError, say } from '../../contract/index.ts';

/** What variables are filled from. */
export interface Filling {
  /** Of `{{sequence}}`. */
  readonly sequence: number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly nowMs: number;
  /** A made-up value of that kind; undefined: there is no such kind. */
  readonly fake: (name: string, args: readonly string[]) => string | undefined;
}

/** A template that cannot be filled in: which variable, and why. */
export class TemplateError extends SaidError {
  override readonly name = 'TemplateError';
}

type Piece = string | { readonly fill: (filling: Filling) => string; readonly inJsonString: boolean };
type CompiledText = readonly Piece[] | null;

export interface CompiledTemplate {
  readonly key: CompiledText;
  readonly value: CompiledText;
  readonly headers: readonly { readonly name: CompiledText; readonly value: CompiledText }[];
  readonly partition: number | null;
  /** Made-up values of a library are asked for, which has to be loaded. */
  readonly needsFakes: boolean;
}

export interface FilledMessage {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
}

/** Throws TemplateError for a variable that is unknown or lacks what it needs. */
export function compileTemplate(template: MessageTemplate): CompiledTemplate {
  let needsFakes = false;
  const compile = (text: string | null): CompiledText =>
    text === null ? null : compileText(text, () => (needsFakes = true));
  const compiled = {
    key: compile(template.key),
    value: compile(template.value),
    headers: template.headers.map(({ name, value }) => ({ name: compile(name), value: compile(value) })),
    partition: template.partition,
  };
  return { ...compiled, needsFakes };
}

/** Throws TemplateError for a made-up value that there is none of. */
export function fillTemplate({ key, value, headers }: CompiledTemplate, filling: Filling): FilledMessage {
  return {
    key: fillText(key, filling),
    value: fillText(value, filling),
    headers: headers.map((header) => ({
      name: fillText(header.name, filling) ?? '',
      value: fillText(header.value, filling),
    })),
  };
}

function fillText(text: CompiledText, filling: Filling): string | null {
  if (text === null) return null;
  let filled = '';
  for (const piece of text) {
    if (typeof piece === 'string') {
      filled += piece;
      continue;
    }
    const value = piece.fill(filling);
    // Inside a string of JSON a quote or a line end in a name would end it.
    filled += piece.inJsonString ? JSON.stringify(value).slice(1, -1) : value;
  }
  return filled;
}

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

function compileText(text: string, onFake: () => void): Piece[] {
  const pieces: Piece[] = [];
  const isJson = /^\s*[{[]/.test(text.replaceAll(VARIABLE, ' '));
  let inString = false;
  let at = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const literal = text.slice(at, match.index);
    if (literal !== '') pieces.push(literal);
    if (isJson) inString = endsInString(literal, inString);
    pieces.push({ fill: compileVariable(match[1], onFake), inJsonString: inString });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}

/** Whether a string of JSON is open behind this piece of text. */
function endsInString(text: string, open: boolean): boolean {
  let inString = open;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && inString) at++;
    else if (text[at] === '"') inString = !inString;
  }
  return inString;
}

/** Words, or texts in quotes. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1]?.replaceAll(/\\(.)/g, '$1') ?? match[2] ?? match[3],
  );
}

function compileVariable(text: string, onFake: () => void): (filling: Filling) => string {
  const [name = '', ...args] = wordsOf(text);
  const variable = `{{${text}}}`;
  const numberAt = (index: number, fallback: number): number => {
    if (args[index] === undefined) return fallback;
    const number = Number(args[index]);
    if (!Number.isFinite(number))
      throw new TemplateError(say('template.notNumber', { variable, text: args[index] }));
    return number;
  };
  const count = (index: number, fallback: number, most: number): number => {
    const number = numberAt(index, fallback);
    if (!Number.isInteger(number) || number < 0 || number > most)
      throw new TemplateError(say('template.outOfRange', { variable, number, most }));
    return number;
  };
  const range = (fallbackMax: number): [number, number] => {
    const [min, max] = [numberAt(0, 0), numberAt(1, fallbackMax)];
    if (min > max) throw new TemplateError(say('template.badRange', { variable, min, max }));
    return [min, max];
  };
  switch (name) {
    case '':
      throw new TemplateError(say('template.noName', { variable }));
    case 'sequence': {
      const width = count(0, 0, 20);
      return ({ sequence }) => String(sequence).padStart(width, '0');
    }
    case 'int': {
      const [min, max] = range(1_000_000);
      return ({ random }) => String(Math.floor(min + random() * (max - min + 1)));
    }
    case 'float': {
      const [min, max] = range(1);
      const digits = count(2, 2, 15);
      return ({ random }) => (min + random() * (max - min)).toFixed(digits);
    }
    case 'bool':
      return ({ random }) => String(random() < 0.5);
    case 'choice':
      if (args.length === 0) throw new TemplateError(say('template.noChoices', { variable }));
      return ({ random }) => args[Math.floor(random() * args.length)];
    case 'uuid':
      return ({ random }) => uuid(random);
    case 'hex': {
      const digits = count(0, 16, 10_000);
      return ({ random }) => letters(random, digits, '0123456789abcdef');
    }
    case 'string': {
      const length = count(0, 10, 100_000);
      return ({ random }) =>
        letters(random, length, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
    }
    case 'now':
      return ({ nowMs }) => String(nowMs);
    case 'now.iso':
      return ({ nowMs }) => new Date(nowMs).toISOString();
    default:
      if (!/^[a-z]+(\.[a-zA-Z]+)+$/.test(name))
        throw new TemplateError(say('template.unknown', { variable, name }));
      onFake();
      return ({ fake }) => {
        const value = fake(name, args);
        if (value === undefined) throw new TemplateError(say('template.noFake', { variable, name }));
        return value;
      };
  }
}

function letters(random: () => number, length: number, alphabet: string): string {
  let text = '';
  for (let at = 0; at < length; at++) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

/** Version 4 (RFC 9562). */
function uuid(random: () => number): string {
  const hex = letters(random, 32, '0123456789abcdef');
  const variant = '89ab'[Math.floor(random() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
