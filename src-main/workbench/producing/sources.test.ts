import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CsvMapping, inEnglish } from '../../contract/index.ts';
import { type SourceFormat, Sources } from './sources.ts';

const CSV: CsvMapping = {
  delimiter: ',',
  hasHeader: true,
  key: 0,
  value: 1,
  headers: null,
  partition: null,
  timestamp: null,
  emptyIsNull: true,
};
const AS: Record<'csv' | 'jsonl', SourceFormat> = {
  csv: { format: 'csv', shape: 'value', csv: CSV },
  jsonl: { format: 'jsonl', shape: 'message', csv: null },
};

/** `line: key=value` of each, or why it is no message. */
async function linesOf(text: string | Buffer, as: SourceFormat): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-sources-'));
  try {
    const sources = new Sources(folder, () => 'one');
    const name = await sources.open();
    await sources.add(name, Buffer.from(text));
    const seen: string[] = [];
    for await (const one of sources.read(name, as))
      seen.push(
        'problem' in one
          ? `${one.line}! ${typeof one.problem === 'object' ? inEnglish(one.problem) : one.problem}`
          : `${one.line}: ${String(one.message.key)}=${String(one.message.value)}`,
      );
    return seen;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a line of a CSV with more columns than the first is none: a value with commas was not quoted', async () => {
  expect(await linesOf('key,value\na,{"x":1,"y":2}\nb,"{""x"":1,""y"":2}"\nc,3\n', AS.csv)).toEqual([
    '2! 3 columns, and the first line has 2: a text with the separator in it stands in quotes',
    '3: b={"x":1,"y":2}',
    '4: c=3',
  ]);
  const bare = { ...AS.csv, csv: { ...CSV, hasHeader: false } };
  expect((await linesOf('a,1\nb,2,3\n', bare)).map((line) => line.slice(0, 12))).toEqual([
    '1: a=1',
    '2! 3 columns',
  ]);
});

test('JSON between tabs needs no quotes; a quote that never ends is told with its line', async () => {
  const tabs = { ...AS.csv, csv: { ...CSV, delimiter: '\t' as const } };
  expect(await linesOf('key\tvalue\na\t{"x":1,"y":2}\nb\t"q ""in"" q"\n', tabs)).toEqual([
    '2: a={"x":1,"y":2}',
    '3: b=q "in" q',
  ]);
  const open_ = await linesOf('key,value\na,1\nb,"2\nc,3\n', AS.csv);
  expect(open_[0]).toBe('2: a=1');
  expect(open_[1]).toMatch(/! Quote Not Closed/);
});

test('bytes that are no UTF-8 are not made other ones of, and those that only look so are left alone', async () => {
  const broken = (text: string) =>
    Buffer.concat(
      text.split('?').flatMap((part, at) => [...(at ? [Buffer.from([0xff])] : []), Buffer.from(part)]),
    );
  const why = 'not valid UTF-8: save the file as UTF-8, or name bytes as base64';
  expect(await linesOf(broken('key,value\na,?\nb,2\n'), AS.csv)).toEqual([`2! ${why}`, '3: b=2']);
  expect(await linesOf('key,value\na,\ufffd\n', AS.csv)).toEqual(['2: a=\ufffd']);
  expect(await linesOf(broken('{"value":"?"}\n{"value":"\ufffd"}'), AS.jsonl)).toEqual([
    `1! ${why}`,
    '2: null=\ufffd',
  ]);
});

test('only line feeds end a line of JSON, however the pieces of a file fall', async () => {
  const long = 'x'.repeat(200_000);
  expect(
    await linesOf(
      `\ufeff{"key":"a","value":"u\u2028v\u2029"}\r\n\n{"value":"${long}"}\n{"value":"end"}`,
      AS.jsonl,
    ),
  ).toEqual(['1: a=u\u2028v\u2029', `3: null=${long}`, '4: null=end']);
});
