/** Text and files that batches are read from: taken over in pieces, kept on disk, read as a stream. */
import { isUtf8 } from 'node:buffer';
import { appendFile, open, readdir, rm, rmdir, stat, mkdir } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse';
import { type BatchFormat, type CsvMapping, type SaidValue, say } from '../../contract/index.ts';
import { invalidInput, notFound } from '../router/index.ts';
import { elementsOf, type Encoded, LineError, messageOfCsv, messageOfJson } from './lines.ts';
import type { Outgoing } from './outgoing.ts';

/** A line of a source: a message, or why it is none. */
export type SourceLine = { readonly line: number; readonly readBytes: number } & (
  { readonly message: Outgoing } | { readonly problem: SaidValue }
);

export interface SourceFormat {
  readonly format: BatchFormat;
  readonly shape: 'value' | 'message';
  readonly csv: CsvMapping | null;
}

/** Parts that are encoded with a schema afterwards: see `lines.ts`. */
const NOT_ENCODED: Encoded = {};

type CsvRow = { readonly line: number; readonly readBytes: number } & (
  { readonly fields: (string | null)[] } | { readonly problem: SaidValue }
);

/** A JSON array is parsed as a whole. */
const ARRAY_BYTES_MAX = 32 * 1024 * 1024;
/** Longer than any record a broker takes by default, many times. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;

export class Sources {
  readonly #folder: string;
  readonly #randomName: () => string;
  /** By name; pieces are written one after the other. */
  readonly #open = new Map<string, { sizeBytes: number; last: Promise<unknown> }>();
  #ready: Promise<unknown> | undefined;

  constructor(folder: string, randomName: () => string) {
    this.#folder = folder;
    this.#randomName = randomName;
  }

  async open(): Promise<string> {
    this.#ready ??= this.#clear();
    await this.#ready;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const name = this.#randomName();
    const file = await open(this.#path(name), 'wx', 0o600);
    await file.close();
    this.#open.set(name, { sizeBytes: 0, last: Promise.resolve() });
    return name;
  }

  /** One of an earlier life is still needed. */
  keep(name: string): void {
    this.#open.set(name, { sizeBytes: 0, last: Promise.resolve() });
  }

  /** What else an earlier life left behind is nobody's any more. */
  async #clear(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names)
      if (!this.#open.has(name)) await rm(this.#path(name), { recursive: true, force: true });
  }

  /** Says how large it is then. */
  async add(name: string, bytes: Buffer): Promise<number> {
    const source = this.#known(name);
    source.last = source.last.then(() => appendFile(this.#path(name), bytes));
    await source.last;
    return (source.sizeBytes += bytes.length);
  }

  async drop(name: string): Promise<void> {
    if (!this.#open.delete(name)) return;
    await rm(this.#path(name), { force: true });
    if (this.#open.size === 0) await rmdir(this.#folder).catch(() => {}); // another one was opened meanwhile
  }

  async sizeBytes(name: string): Promise<number> {
    this.#known(name);
    const found = await stat(this.#path(name)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? notFound(say('source.gone')) : error;
    });
    return found.size;
  }

  /** The names of a CSV's columns, or their numbers where it has none. */
  async columns(name: string, csv: CsvMapping): Promise<string[]> {
    for await (const row of this.#csvRows(name, { ...csv, hasHeader: false }))
      if ('fields' in row)
        return row.fields.map((field, index) => (csv.hasHeader && field) || String(index + 1));
    return [];
  }

  /** From the first line on, without ever holding more than a few of them (but for a JSON array). */
  async *read(
    name: string,
    { format, shape, csv }: SourceFormat,
    encoded = NOT_ENCODED,
  ): AsyncGenerator<SourceLine> {
    this.#known(name);
    if (format === 'csv') {
      if (csv === null) throw invalidInput(say('source.noCsv'));
      const names = csv.value === 'row' && csv.hasHeader ? await this.columns(name, csv) : [];
      for await (const row of this.#csvRows(name, csv))
        yield 'problem' in row
          ? row
          : lineOf(row.line, row.readBytes, () =>
              messageOfCsv(row.fields, row.line, csv, { names, encoded }),
            );
    } else if (format === 'json') {
      const size = await this.sizeBytes(name);
      if (size > ARRAY_BYTES_MAX)
        throw invalidInput(say('source.largeArray', { size, most: ARRAY_BYTES_MAX }));
      const elements = elementsOfText(await readText(this.#path(name)));
      for (const [index, element] of elements.entries())
        yield lineOf(index + 1, (size * (index + 1)) / elements.length, () =>
          messageOfJson(element, index + 1, shape, encoded),
        );
    } else {
      yield* this.#jsonLines(name, shape, encoded);
    }
  }

  async *#jsonLines(name: string, shape: 'value' | 'message', encoded: Encoded): AsyncGenerator<SourceLine> {
    using stream = disposable(createReadStream(this.#path(name)));
    let line = 0;
    let readBytes = 0;
    for await (const bytes of linesOf(stream.value as AsyncIterable<Buffer>)) {
      line++;
      readBytes += bytes.length + 1;
      const text = bytes.toString('utf8');
      if (text.trim() === '') continue;
      yield lineOf(line, readBytes, () => {
        if (!isUtf8(bytes)) throw new LineError(say('line.notUtf8'));
        return messageOfJson(line === 1 ? text.replace(/^\uFEFF/, '') : text, line, shape, encoded);
      });
    }
  }

  async *#csvRows(name: string, { delimiter, hasHeader, emptyIsNull }: CsvMapping): AsyncGenerator<CsvRow> {
    using stream = disposable(createReadStream(this.#path(name)));
    let skipped: { line: number; problem: SaidValue }[] = [];
    const isText = onceAsked(() => isTextFile(this.#path(name)));
    const parser = parseCsv({
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      // JSON between other separators than commas needs no quotes around it.
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: LINE_BYTES_MAX,
      cast: (value, { quoting }) => (emptyIsNull && value === '' && !quoting ? null : value) as string,
    });
    parser.on('skip', (error) => {
      if (error !== undefined) skipped.push({ line: Number(error.lines ?? 0), problem: error.message });
    });
    stream.value.on('error', (error) => parser.destroy(error));
    let first = hasHeader;
    let width: number | undefined;
    // A record begins on the line behind the end of the one before.
    let line = 1;
    let readBytes = 0;
    const wrong = function* (): Generator<CsvRow> {
      const some = skipped;
      skipped = [];
      for (const one of some) {
        line = Math.max(line, one.line + 1);
        yield { ...one, readBytes };
      }
    };
    for await (const { record, info } of stream.value.pipe(parser) as AsyncIterable<{
      record: (string | null)[];
      info: { lines: number; bytes: number };
    }>) {
      readBytes = info.bytes;
      yield* wrong();
      width ??= record.length;
      if (!first) {
        const replaced = record.some((field) => field?.includes(REPLACEMENT));
        if (replaced && !(await isText())) yield { line, readBytes, problem: say('line.notUtf8') };
        else if (record.length > width)
          yield { line, readBytes, problem: say('line.moreColumns', { count: record.length, of: width }) };
        else yield { fields: record, line, readBytes };
      }
      first = false;
      line = info.lines + 1;
    }
    yield* wrong();
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #known(name: string) {
    const source = this.#open.get(name);
    if (source === undefined) throw notFound(say('source.gone'));
    return source;
  }
}

function lineOf(line: number, readBytes: number, message: () => Outgoing): SourceLine {
  try {
    return { line, readBytes, message: message() };
  } catch (error) {
    if (error instanceof LineError) return { line, readBytes, problem: error.said };
    throw error;
  }
}

function elementsOfText(text: string): string[] {
  try {
    return elementsOf(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof LineError) throw invalidInput(say('source.notJson', { reason: error.said }));
    throw error;
  }
}

async function readText(path: string): Promise<string> {
  await using file = await open(path);
  const bytes = await file.readFile();
  if (!isUtf8(bytes)) throw invalidInput(say('line.notUtf8'));
  return bytes.toString('utf8');
}

/** What bytes that are no UTF-8 are read as; a text may have it as well. */
const REPLACEMENT = '\ufffd';
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** LF or CRLF ends a line and nothing else does: a text may hold U+2028. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  const whole = (end: Buffer): Buffer => {
    const line = pieces.length === 0 ? end : Buffer.concat([...pieces, end]);
    pieces = [];
    return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      yield whole(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
  if (pieces.length > 0) yield whole(Buffer.alloc(0));
}

/** Whether all lines of a file are UTF-8. */
async function isTextFile(path: string): Promise<boolean> {
  using stream = disposable(createReadStream(path));
  for await (const line of linesOf(stream.value as AsyncIterable<Buffer>)) if (!isUtf8(line)) return false;
  return true;
}

function onceAsked<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}

/** Closes the file however the reading ends. */
function disposable<T extends { destroy(): unknown }>(value: T): { value: T } & Disposable {
  return { value, [Symbol.dispose]: () => void value.destroy() };
}
