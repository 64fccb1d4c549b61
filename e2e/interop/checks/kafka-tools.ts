import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandOptions } from '../../support/processes.ts';
import { runKafkaTool } from '../../tools/index.ts';
import type { KafkaTool } from '../../tools/index.ts';
import type { CheckContext } from '../check.ts';

/**
 * A shell that knows Apache Kafka's tools: `sh('kafka-topics --list')` runs one against the cluster and returns what it
 * printed. Arguments are parted by blanks; there is no quoting.
 */
export function kafkaShell(
  context: CheckContext,
): (commandLine: string, options?: CommandOptions) => Promise<string> {
  return async (commandLine, options = {}) => {
    const [tool, ...args] = commandLine.split(' ');
    const server = ['--bootstrap-server', context.bootstrapServers];
    const result = await runKafkaTool(
      context.clients.kafka!,
      tool as KafkaTool,
      [...server, ...args],
      options,
    );
    // Tools report refusals on either stream.
    return result.code === 0 ? result.stdout : `${result.stdout}\n${result.stderr}`;
  };
}

/**
 * Runs a tool of Apache Kafka that takes its arguments in an order of its own, or asks the controllers instead.
 * @returns what it printed; both streams when it was refused with one of `acceptedCodes`.
 */
export async function runTool(
  context: CheckContext,
  tool: KafkaTool,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await runKafkaTool(context.clients.kafka!, tool, args, options);
  return result.code === 0 ? result.stdout : `${result.stdout}\n${result.stderr}`;
}

/** Writes JSON files for the tools that want them, into a folder that is gone afterwards. */
export async function withJsonFiles<T>(
  use: (write: (name: string, content: unknown) => Promise<string>) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-interop-'));
  try {
    return await use(async (name, content) => {
      const path = join(dir, name);
      await writeFile(path, JSON.stringify(content));
      return path;
    });
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** `1\n2\n…count\n`, the input of many a produce. */
export function numbered(count: number, prefix = ''): string {
  return Array.from({ length: count }, (_, i) => `${prefix}${i + 1}\n`).join('');
}

/** The non-empty lines of a tool's output. */
export function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => line.trim() !== '');
}

/** A row's fields, by white space or by the given separator. */
export function rowOf(line: string, separator: string | RegExp = /\s+/): string[] {
  return line.trim().split(separator);
}

/**
 * The rows of a table that starts with a line of column titles in capitals, as objects by title; other lines that the
 * tool prints before it are skipped.
 */
export function tableOf(output: string): Record<string, string>[] {
  const lines = linesOf(output);
  const headerAt = lines.findIndex((line) => /^\s*[A-Z][A-Z-]+(\s+[A-Z(][A-Z-)( ]*)+\s*$/.test(line));
  if (headerAt < 0) throw new Error(`no table in:\n${output}`);
  const titles = rowOf(lines[headerAt]!);
  return lines.slice(headerAt + 1).map((line) => {
    const fields = rowOf(line);
    return Object.fromEntries(titles.map((title, i) => [title, fields[i] ?? '']));
  });
}

/** One line of `kafka-topics --describe`. */
export interface DescribedPartition {
  partition: number;
  /** -1: none. */
  leader: number;
  replicas: number[];
  isr: number[];
  elr: number[];
}

/** The partitions that `kafka-topics --describe` has printed. */
export function partitionsOf(described: string): DescribedPartition[] {
  const ids = (list: string) => (list === '' || list === 'N/A' ? [] : list.split(',').map(Number));
  return linesOf(described).flatMap((line) => {
    const fields = new Map(
      line.split('\t').map((field) => {
        const [name = '', value = ''] = field.split(':');
        return [name.trim(), value.trim()] as const;
      }),
    );
    const partition = fields.get('Partition');
    if (partition === undefined) return [];
    const leader = fields.get('Leader');
    return {
      partition: Number(partition),
      leader: leader === 'none' ? -1 : Number(leader),
      replicas: ids(fields.get('Replicas') ?? ''),
      isr: ids(fields.get('Isr') ?? ''),
      elr: ids(fields.get('Elr') ?? ''),
    };
  });
}
