/** A person's JavaScript over records, in a WebAssembly sandbox: no access to anything, little memory, little time. */
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { inEnglish, say } from '../../contract/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import type { Decoding, Part } from '../decoding/index.ts';
import { invalidInput } from '../router/index.ts';

export interface Verdict {
  /** One for each record, in order. */
  readonly keep: readonly boolean[];
  /** Records at which the script threw, and the first thing it said. */
  readonly problems: number;
  readonly firstProblem: string;
}

const MEMORY_BYTES = 64 * 1024 * 1024;
/** Its frames lie on the process' own stack as well, where they are several times larger. */
const STACK_BYTES = 64 * 1024;
/** For one chunk of records. An endless loop ends here. */
const CHUNK_MS = 1_000;

/** Longer JSON is taken for some by how it begins and ends (`payload.ts`); here it must be some. */
const TRUSTED_CHARACTERS = 256 * 1024;

/**
 * Runs inside: reads a chunk, six values a record in one list, asks the filter about each record, and answers `101…`, how
 * many threw, and what. Keys and values that are JSON stand in the list as they are, so that all is parsed at once; with
 * `apart` they are texts, each parsed by itself. Answers nothing for a list that is nested too deep for one piece.
 */
const HARNESS = `(filter) => {
  const parse = JSON.parse;
  const parsed = (text) => {
    if (text === null || !/^\\s*[[{]/.test(text)) return text;
    try { return parse(text); } catch { return text; }
  };
  return (text, apart) => {
    let values;
    try { values = parse(text); } catch (error) { if (apart) throw error; return ''; }
    const count = values.length;
    let keep = '', problems = 0, first = '';
    for (let at = 0; at < count; at += 6) {
      let key = values[at], value = values[at + 1];
      if (apart) { key = parsed(key); value = parsed(value); }
      try {
        const kept = filter(key, value, values[at + 2], values[at + 3], values[at + 4], values[at + 5]);
        // A promise and a function are true whatever they would come to: nobody means that.
        const kind = typeof kept;
        if (kind === 'function' || (kind === 'object' && kept !== null && typeof kept.then === 'function'))
          throw ${JSON.stringify(inEnglish(say('script.noAnswer')))};
        keep += kept ? '1' : '0';
      } catch (error) {
        keep += '0';
        if (problems++ === 0) first = String(error);
      }
    }
    return keep + ' ' + problems + ' ' + first;
  };
}`;
const PARAMETERS = 'key, value, headers, partition, offset, timestamp';

export class ScriptFilter {
  readonly #context: QuickJSContext;
  readonly #harness: QuickJSHandle;
  readonly #nowMs: () => number;
  #deadlineMs = Infinity;

  /**
   * An expression, or a body with `return`. The sandbox is an instance of its own, which goes with the garbage: one that
   * ran out of memory cannot be taken down in order, and takes nobody else's along. Rejects with a Failure 'invalid-input'
   * for a script that does not parse.
   */
  static async compile(source: string, nowMs: () => number): Promise<ScriptFilter> {
    return new ScriptFilter(await newQuickJSWASMModuleFromVariant(variant), source, nowMs);
  }

  private constructor(module: QuickJSWASMModule, source: string, nowMs: () => number) {
    this.#nowMs = nowMs;
    const context = module.newContext();
    this.#context = context;
    context.runtime.setMemoryLimit(MEMORY_BYTES);
    context.runtime.setMaxStackSize(STACK_BYTES);
    context.runtime.setInterruptHandler(() => this.#nowMs() > this.#deadlineMs);
    const filter = this.#evaluate(source);
    const harness = context.unwrapResult(context.evalCode(HARNESS));
    this.#harness = context.unwrapResult(context.callFunction(harness, context.undefined, filter));
  }

  /** Which records the script keeps. Throws a Failure 'invalid-input' when it takes too long or too much memory. */
  judge(records: readonly LogRecord[], partition: number, decoding: Decoding): Verdict {
    const together = listOf(records, partition, (record, part) => jsonOf(record, part, decoding));
    // Nested deeper than the sandbox can read within others: one that it cannot read at all stays text.
    const answer =
      this.#run(together, records.length, false) ||
      this.#run(
        listOf(records, partition, (record, part) => JSON.stringify(textOf(record, part, decoding))),
        records.length,
        true,
      );
    const [keep, problems, ...first] = answer.split(' ');
    return {
      keep: Array.from(keep, (bit) => bit === '1'),
      problems: Number(problems),
      firstProblem: first.join(' '),
    };
  }

  #run(list: string, count: number, apart: boolean): string {
    const context = this.#context;
    const text = context.newString(list);
    this.#deadlineMs = this.#nowMs() + CHUNK_MS;
    const result = this.#call(text, apart ? context.true : context.false);
    this.#deadlineMs = Infinity;
    text.dispose();
    if (result.error !== undefined) {
      const reason = sentenceOf(context, result.error);
      throw invalidInput(
        reason.includes('interrupted')
          ? say('script.tooLong', { seconds: CHUNK_MS / 1000, count })
          : say('script.stopped', { reason }),
      );
    }
    const answer = context.getString(result.value);
    result.value.dispose();
    return answer;
  }

  #call(text: QuickJSHandle, apart: QuickJSHandle): ReturnType<QuickJSContext['callFunction']> {
    try {
      return this.#context.callFunction(this.#harness, this.#context.undefined, text, apart);
    } catch (error) {
      // The sandbox itself gave way, as under regular expressions that nest too deep.
      throw invalidInput(say('script.stopped', { reason: (error as Error).message }));
    }
  }

  #evaluate(source: string): QuickJSHandle {
    const context = this.#context;
    const expression = context.evalCode(`'use strict';((${PARAMETERS}) => (${source}\n))`);
    if (expression.error === undefined) return expression.value;
    const reason = sentenceOf(context, expression.error);
    const body = context.evalCode(`'use strict';((${PARAMETERS}) => {${source}\n})`);
    if (body.error !== undefined) {
      body.error.dispose();
      throw invalidInput(say('script.unreadable', { reason }));
    }
    if (!/\breturn\b/.test(source)) {
      body.value.dispose();
      throw invalidInput(say('script.returnsNothing'));
    }
    return body.value;
  }
}

/** What the harness reads: six values a record. `part` writes a key or a value as JSON. */
function listOf(
  records: readonly LogRecord[],
  partition: number,
  part: (record: LogRecord, part: Part) => string,
): string {
  let list = '[';
  for (const record of records) {
    if (list.length > 1) list += ',';
    const headers = record.headers.length === 0 ? '{}' : JSON.stringify(headersOf(record));
    list += `${part(record, 'key')},${part(record, 'value')},${headers},${partition},${record.offset},${Number(record.timestamp)}`;
  }
  return `${list}]`;
}

function headersOf({ headers }: LogRecord): Record<string, string | null> {
  return Object.fromEntries(headers.map(({ key, value }) => [key, value?.toString('utf8') ?? null]));
}

/** Objects and arrays as they are, everything else as a string. */
function jsonOf(record: LogRecord, part: Part, decoding: Decoding): string {
  if (record[part] === null) return 'null';
  const { format, text } = decoding.payload(record, part, Infinity);
  return format === 'json' && isContainer(text) ? text : JSON.stringify(text);
}

function isContainer(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  if (text.length <= TRUSTED_CHARACTERS) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function textOf(record: LogRecord, part: Part, decoding: Decoding): string | null {
  return record[part] === null ? null : decoding.payload(record, part, Infinity).text;
}

/** Disposes of the error. */
function sentenceOf(context: QuickJSContext, error: QuickJSHandle): string {
  const dumped = context.dump(error) as { name?: string; message?: string } | string;
  error.dispose();
  return typeof dumped === 'object' && dumped !== null ? `${dumped.name}: ${dumped.message}` : String(dumped);
}
