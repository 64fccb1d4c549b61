import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LineBuffer } from '../../support/line-buffer.ts';
import { runCommand } from '../../support/processes.ts';
import type { KafkaJars } from '../../tools/index.ts';

const PROGRAMS = ['StorageClient.java', 'StorageCleaning.java', 'StorageSplit.java'].map((name) =>
  join(import.meta.dirname, '..', 'clients', name),
);
const ANSWER_TIMEOUT_MS = 240_000;

/** What a round writes besides what every producer may: transactions, the last of which may be left open. */
export type FillMode = 'plain' | 'transactions' | 'open-transaction';

/** What a Java client sees of a cluster, a fact a line; equal texts, equal clusters. */
export type View = readonly string[];

/** The Java program that fills clusters, views them and looks into log files. It runs from here on until `end`. */
export class StorageClient {
  readonly #child: ChildProcess;
  readonly #stderr: LineBuffer;
  #line: (line: string) => void = () => {};
  #last: Promise<unknown> = Promise.resolve();

  /** Compiles the program into `dir` and starts it. */
  static async start(jars: KafkaJars, dir: string): Promise<StorageClient> {
    await runCommand('javac', ['-cp', jars.classPath, '-d', dir, ...PROGRAMS], { timeoutMs: 120_000 });
    return new StorageClient(jars, dir);
  }

  private constructor(jars: KafkaJars, classesDir: string) {
    const args = ['-XX:+UseSerialGC', '-Xmx512M', '-cp', `${classesDir}:${jars.classPath}`, 'StorageClient'];
    const child = spawn(jars.java, args, { stdio: 'pipe' });
    this.#child = child;
    this.#stderr = new LineBuffer(child.stderr);
    new LineBuffer(child.stdout).onLine((line) => this.#line(line));
  }

  /** Writes one round of everything; a later round goes on where the one before has stopped. */
  async fill(bootstrapServers: string, round: number, mode: FillMode): Promise<void> {
    await this.#ask(['fill', bootstrapServers, String(round), mode]);
  }

  async view(bootstrapServers: string): Promise<View> {
    return answersIn(await this.#ask(['view', bootstrapServers]));
  }

  /** Writes the input for compaction and retention. */
  async fillForCleaning(bootstrapServers: string): Promise<void> {
    await this.#ask(['clean-fill', bootstrapServers]);
  }

  /** Writes more to topics that are compacted, the same for the same arguments. */
  async growForCleaning(bootstrapServers: string, round: number, timestampMs: number): Promise<void> {
    await this.#ask(['clean-grow', bootstrapServers, String(round), String(timestampMs)]);
  }

  /** All batches in a partition's folder, a line each, as Kafka's own reader sees them. */
  async batches(folder: string): Promise<string[]> {
    return answersIn(await this.#ask(['batches', folder]));
  }

  /** Has Apache Kafka part a segment whose offsets do not fit its indexes. */
  async split(folder: string, baseOffset: number): Promise<void> {
    await this.#ask(['split', folder, String(baseOffset)]);
  }

  /** Tries a lock as Kafka does, and lets it go again. */
  async lockState(path: string): Promise<string> {
    return answersIn(await this.#ask(['lock', path]))[0]!;
  }

  /** Runs Kafka's DumpLogSegments; what it prints on both streams. */
  dump(args: readonly string[]): Promise<string[]> {
    return this.#ask(['dump', ...args]);
  }

  /** Commands run one after the other. */
  #ask(words: readonly string[]): Promise<string[]> {
    const answer = this.#last.then(() => this.#askNow(words));
    this.#last = answer.catch(() => {});
    return answer;
  }

  #askNow(words: readonly string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const lines: string[] = [];
      const settle = (action: () => void) => {
        clearTimeout(timer);
        this.#child.off('exit', died);
        this.#line = () => {};
        action();
      };
      const fail = (why: string) => {
        const what = `${words.slice(0, 4).join(' ')} ${why}`;
        settle(() => reject(new Error(`${what}\n${lines.slice(-5).join('\n')}\n${this.#stderr.tail()}`)));
      };
      const died = () => fail('ended the Java program');
      const timer = setTimeout(() => fail(`has no answer after ${ANSWER_TIMEOUT_MS} ms`), ANSWER_TIMEOUT_MS);
      this.#child.once('exit', died);
      this.#line = (line) => {
        if (line === 'end') settle(() => resolve(lines));
        else if (line.startsWith('failed ')) fail(line);
        else lines.push(line);
      };
      this.#child.stdin!.write(`${words.join('\t')}\n`);
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await exit;
    clearTimeout(timer);
  }
}

function answersIn(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
}

/** Lines that only one of two views has, or null. */
export function viewDifference(got: View, expected: View): string | null {
  const missing = expected.filter((line) => !got.includes(line));
  const unexpected = got.filter((line) => !expected.includes(line));
  if (missing.length + unexpected.length === 0) return null;
  const some = (mark: string, lines: string[]) => lines.slice(0, 20).map((line) => `${mark} ${line}`);
  const counts = `${missing.length} lines are missing, ${unexpected.length} were not expected`;
  return [counts, ...some('-', missing), ...some('+', unexpected)].join('\n');
}
