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
