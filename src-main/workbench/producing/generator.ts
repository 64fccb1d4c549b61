/** A template as an endless row of messages: number and seed decide each of them. */
import { seededRandom } from '../../base/index.ts';
import { type Generation, type MessageTemplate, say } from '../../contract/index.ts';
import type { Outgoing } from './outgoing.ts';
import {
  type CompiledTemplate,
  compileTemplate,
  fillTemplate,
  type Filling,
  TemplateError,
} from './template.ts';

/** The parts of the library that make up one value without asking for more. */
const KINDS = new Set(
  'airline animal book color commerce company database date finance food git hacker internet location lorem music person phone science system vehicle word'.split(
    ' ',
  ),
);
const LANGUAGES = { en: true, ko: true } as const;

export class Generator {
  readonly #template: CompiledTemplate;
  readonly #generation: Generation;
  readonly #fake: ((seed: number) => Filling['fake']) | undefined;

  private constructor(
    template: CompiledTemplate,
    generation: Generation,
    fake: ((seed: number) => Filling['fake']) | undefined,
  ) {
    this.#template = template;
    this.#generation = generation;
    this.#fake = fake;
  }

  /** Loads the library of made-up values where the template asks for some. Throws TemplateError. */
  static async make(template: MessageTemplate, generation: Generation): Promise<Generator> {
    const compiled = compileTemplate(template);
    return new Generator(compiled, generation, compiled.needsFakes ? await loadFakes() : undefined);
  }

  /** The message of that number, 0 the first. Throws TemplateError. */
  message(index: number, nowMs: number): Outgoing {
    const { seed, firstSequence } = this.#generation;
    const own = mixed(seed, index);
    const filled = fillTemplate(this.#template, {
      sequence: firstSequence + index,
      random: seededRandom(own),
      nowMs,
      fake: this.#fake?.(own) ?? (() => undefined),
    });
    return {
      line: index + 1,
      partition: this.#template.partition,
      key: filled.key === null ? null : Buffer.from(filled.key),
      value: filled.value === null ? null : Buffer.from(filled.value),
      headers: filled.headers.map(({ name, value }) => ({
        key: name,
        value: value === null ? null : Buffer.from(value),
      })),
      timestampMs: null,
    };
  }
}

/** Seed and number as one 32-bit number (Murmur3's finalizer), so that neighbours share nothing. */
function mixed(seed: number, index: number): number {
  let hash = (Math.imul(seed | 0, 0x9e3779b1) + index) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** `person.fullName`, or `ko.person.fullName` for Korean ones. */
async function loadFakes(): Promise<(seed: number) => Filling['fake']> {
  const [{ faker: en }, { faker: ko }] = await Promise.all([
    import('@faker-js/faker/locale/en'),
    import('@faker-js/faker/locale/ko'),
  ]);
  const libraries = { en, ko };
  return (seed) => {
    let seeded = false;
    return (name, args) => {
      const path = name.split('.');
      const language = path[0] in LANGUAGES ? (path.shift() as keyof typeof LANGUAGES) : 'en';
      const [kind, method, ...rest] = path;
      if (rest.length > 0 || !KINDS.has(kind)) return undefined;
      if (!seeded) for (const library of [en, ko]) library.seed(seed);
      seeded = true;
      const module = (libraries[language] as unknown as Record<string, Record<string, unknown>>)[kind];
      // The library binds its methods to each part: what it inherits is none of them.
      const make = Object.hasOwn(module, method) ? module[method] : undefined;
      if (typeof make !== 'function' || method === 'constructor') return undefined;
      const value = made(name, () => make.apply(module, args.map(argumentOf)) as unknown);
      if (value instanceof Date) return value.toISOString();
      return typeof value === 'string' ? value : JSON.stringify(value);
    };
  };
}

function argumentOf(text: string): string | number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Arguments that the library does not take are the template's fault. */
function made(name: string, make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    throw new TemplateError(
      say('template.fakeFailed', { variable: `{{${name}}}`, reason: (error as Error).message }),
    );
  }
}
