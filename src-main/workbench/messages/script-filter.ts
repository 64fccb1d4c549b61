/** A person's JavaScript over records, in a WebAssembly sandbox: no access to anything, little memory, little time. */
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import type { LogRecord } from '../../wire/index.ts';
import type { Decoding } from '../decoding/index.ts';
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

/** Runs inside: reads a chunk, asks the filter about each record, and answers `101…`, how many threw, and what. */
const HARNESS = `(filter) => (text) => {
  const parsed = (text) => {
    if (text === null || !/^\\s*[[{]/.test(text)) return text;
    try { return JSON.parse(text); } catch { return text; }
  };
  let keep = '', problems = 0, first = '';
  for (const [key, value, headers, partition, offset, timestamp] of JSON.parse(text)) {
    try {
      keep += filter(parsed(key), parsed(value), headers, partition, offset, timestamp) ? '1' : '0';
    } catch (error) {
      keep += '0';
      if (problems++ === 0) first = String(error);
    }
  }
  return keep + ' ' + problems + ' ' + first;
}`;
const PARAMETERS = 'key, value, headers, partition, offset, timestamp';

export class ScriptFilter {
  readonly #context: QuickJSContext;
  readonly #run: QuickJSHandle;
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
    this.#run = context.unwrapResult(context.callFunction(harness, context.undefined, filter));
  }

  /** Which records the script keeps. Throws a Failure 'invalid-input' when it takes too long or too much memory. */
  judge(records: readonly LogRecord[], partition: number, decoding: Decoding): Verdict {
    const context = this.#context;
    const rows = records.map((record) => [
      textOf(record, 'key', decoding),
      textOf(record, 'value', decoding),
      Object.fromEntries(record.headers.map(({ key, value }) => [key, value?.toString('utf8') ?? null])),
      partition,
      record.offset,
      Number(record.timestamp),
    ]);
    const text = context.newString(JSON.stringify(rows));
    this.#deadlineMs = this.#nowMs() + CHUNK_MS;
    const result = this.#call(text);
    this.#deadlineMs = Infinity;
    text.dispose();
    if (result.error !== undefined) {
      const said = sentenceOf(context, result.error);
      throw invalidInput(
        said.includes('interrupted')
          ? `The script took longer than ${CHUNK_MS / 1000} s for ${records.length} records and was stopped.`
          : `The script was stopped: ${said}.`,
      );
    }
    const answer = context.getString(result.value);
    result.value.dispose();
    const [keep, problems, ...first] = answer.split(' ');
    return {
      keep: Array.from(keep, (bit) => bit === '1'),
      problems: Number(problems),
      firstProblem: first.join(' '),
    };
  }

  #call(text: QuickJSHandle): ReturnType<QuickJSContext['callFunction']> {
    try {
      return this.#context.callFunction(this.#run, this.#context.undefined, text);
    } catch (error) {
      // The sandbox itself gave way, as under regular expressions that nest too deep.
      throw invalidInput(`The script was stopped: ${(error as Error).message}.`);
    }
  }

  #evaluate(source: string): QuickJSHandle {
    const context = this.#context;
    const expression = context.evalCode(`'use strict';((${PARAMETERS}) => (${source}\n))`);
    if (expression.error === undefined) return expression.value;
    const said = sentenceOf(context, expression.error);
    const body = context.evalCode(`'use strict';((${PARAMETERS}) => {${source}\n})`);
    if (body.error !== undefined) {
      body.error.dispose();
      throw invalidInput(`The script cannot be read: ${said}.`);
    }
    if (!/\breturn\b/.test(source)) {
      body.value.dispose();
      throw invalidInput('The script returns nothing: write an expression, or `return` one.');
    }
    return body.value;
  }
}

function textOf(record: LogRecord, part: 'key' | 'value', decoding: Decoding): string | null {
  return record[part] === null ? null : decoding.payload(record, part, Infinity).text;
}

/** Disposes of the error. */
function sentenceOf(context: QuickJSContext, error: QuickJSHandle): string {
  const dumped = context.dump(error) as { name?: string; message?: string } | string;
  error.dispose();
  return typeof dumped === 'object' && dumped !== null ? `${dumped.name}: ${dumped.message}` : String(dumped);
}
