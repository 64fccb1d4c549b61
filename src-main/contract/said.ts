import { DECODING_SAYINGS } from './sayings-of-decoding.ts';
import { KAFKA_SAYINGS } from './sayings-of-kafka.ts';
import { LAYER_SAYINGS } from './sayings-of-layers.ts';
import { LINK_SAYINGS } from './sayings-of-link.ts';
import { SERVICE_SAYINGS } from './sayings-of-services.ts';

/**
 * What the workbench's process says, as a code and what goes into its gaps: a screen puts it into words of its own
 * language. The English ones stand beside it (`sayings-of-….ts`), because the history, logs and tools without a screen
 * read them, too. What comes from a remote Kafka or a registry itself is not among them: it goes into a gap as it came.
 */
export const SAYINGS = {
  ...LINK_SAYINGS,
  ...SERVICE_SAYINGS,
  ...DECODING_SAYINGS,
  ...LAYER_SAYINGS,
  ...KAFKA_SAYINGS,
} as const;

export type SayingCode = keyof typeof SAYINGS;

/** The names of the gaps of a text. */
type Gaps<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Gaps<Rest>
  : never;

export type SaidValue = string | number | Said;
export type SaidValues<Code extends SayingCode> = Readonly<Record<Gaps<(typeof SAYINGS)[Code]>, SaidValue>>;

export interface Said {
  readonly code: SayingCode;
  readonly values: Readonly<Record<string, SaidValue>>;
}

/** Codes without gaps need no values. */
type ValuesOf<Code extends SayingCode> = [Gaps<(typeof SAYINGS)[Code]>] extends [never]
  ? []
  : [values: SaidValues<Code>];

export function say<Code extends SayingCode>(code: Code, ...[values]: ValuesOf<Code>): Said {
  return { code, values: values ?? {} };
}

declare const isSaid: unique symbol;
/** English words of a saying, and no other text: a screen that speaks another language knows them again. */
export type SaidText = string & { readonly [isSaid]: true };

export function inEnglish(said: Said): SaidText {
  return filled(said) as SaidText;
}

function filled({ code, values }: Said): string {
  return SAYINGS[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'object' ? filled(value) : String(value);
  });
}

/** An error whose message is one of the sayings. */
export class SaidError extends Error {
  override readonly name: string = 'SaidError';
  readonly said: Said;

  constructor(said: Said, options?: ErrorOptions) {
    super(inEnglish(said), options);
    this.said = said;
  }
}

/** What an error says: its saying, where it has one, else its message as it is. */
export function saidBy(error: Error): SaidValue {
  return error instanceof SaidError ? error.said : error.message;
}

interface Pattern {
  readonly code: SayingCode;
  readonly pattern: RegExp;
  readonly gaps: readonly string[];
}

let texts: ReadonlyMap<string, SayingCode> | undefined;
let patterns: readonly Pattern[] | undefined;

/**
 * The saying that an English text is, whoever wrote it: layers below the workbench know no codes, and what was kept in a
 * database is text. A capital at the beginning and a stop at the end do not count. Undefined: it is none of ours.
 */
export function recognised(text: string): Said | undefined {
  texts ??= new Map(SAYING_CODES.map((code) => [bare(SAYINGS[code]), code]));
  const whole = texts.get(bare(text));
  if (whole !== undefined) return { code: whole, values: {} };
  patterns ??= patternsOfSayings();
  for (const { code, pattern, gaps } of patterns) {
    const found = pattern.exec(text);
    if (found !== null)
      return { code, values: Object.fromEntries(gaps.map((name, index) => [name, found[index + 1]])) };
  }
  return undefined;
}

const SAYING_CODES = Object.keys(SAYINGS) as SayingCode[];

function bare(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}

/**
 * Those with the most words of their own first: they say most exactly what a text is. One that begins with a gap would
 * take for it what another saying puts before this one, so that it comes after those that begin with words.
 */
function patternsOfSayings(): Pattern[] {
  return SAYING_CODES.filter((code) => SAYINGS[code].includes('{'))
    .map((code) => {
      const pieces = SAYINGS[code].replace(/\.$/, '').split(/\{(\w+)\}/);
      const own = pieces.filter((_, index) => index % 2 === 0);
      const [first, ...rest] = own.map((piece) => RegExp.escape(piece));
      const begin = own[0].charAt(0);
      const anyCase = /[a-z]/i.test(begin)
        ? `[${begin.toLowerCase()}${begin.toUpperCase()}]${RegExp.escape(own[0].slice(1))}`
        : first;
      return {
        code,
        own: own.join(''),
        startsWithGap: own[0] === '',
        gaps: pieces.filter((_, index) => index % 2 === 1),
        pattern: new RegExp(`^${[anyCase, ...rest].join('(.+?)')}\\.?$`, 's'),
      };
    })
    .filter(({ own }) => /[a-z]/i.test(own))
    .toSorted((a, b) => Number(a.startsWithGap) - Number(b.startsWithGap) || b.own.length - a.own.length);
}
