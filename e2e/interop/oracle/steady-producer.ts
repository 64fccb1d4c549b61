import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LineBuffer } from '../../support/line-buffer.ts';
import { waitUntil } from '../../support/processes.ts';
import { javaSourceCommand } from '../../tools/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { DigestBuilder } from '../digest/digest.ts';
import type { Digests } from '../digest/digest.ts';

const PROGRAM = join(import.meta.dirname, '..', 'clients', 'SteadyProducer.java');
const RECORDS_PER_SECOND = 500;
/** Some acknowledgements may have been on their way; with as many more the partitions have all moved on. */
const PROGRESS_RECORDS = 300;
const PROGRESS_TIMEOUT_MS = 60_000;

/** Kafka's own idempotent producer, which goes on through everything that happens to the cluster. */
export class SteadyProducer {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #stderr: LineBuffer;
  readonly #partitions: number;
  #acknowledged = 0;
  #done: number | null = null;

  constructor(jars: KafkaJars, bootstrapServers: string, topic: string, partitions: number) {
    const args = [bootstrapServers, topic, String(partitions), String(RECORDS_PER_SECOND)];
    const [program, programArgs] = javaSourceCommand(jars, PROGRAM, args);
    const child = spawn(program, programArgs, { stdio: 'pipe' });
    this.#child = child;
    this.#closed = once(child, 'close');
    this.#partitions = partitions;
    this.#stderr = new LineBuffer(child.stderr);
    new LineBuffer(child.stdout).onLine((line) => {
      const [word, count] = line.split(' ');
      if (word === 'acknowledged') this.#acknowledged = Number(count);
      else if (word === 'done') this.#done = Number(count);
    });
  }

  /** Resolves when the cluster has acknowledged more than was on its way before. */
  async progress(while_: string): Promise<void> {
    const before = this.#acknowledged;
    const hasGoneOn = () => {
      if (this.#child.exitCode !== null)
        throw new Error(`the producer ended ${while_}: ${this.#stderr.tail()}`);
      return this.#acknowledged >= before + PROGRESS_RECORDS;
    };
    await waitUntil(`acknowledgements ${while_}`, hasGoneOn, { timeoutMs: PROGRESS_TIMEOUT_MS });
  }

  /** Stops it; resolves with what every reader must find when all its records were acknowledged. */
  async stop(): Promise<{ recordCount: number; expected: Digests }> {
    this.#child.stdin!.end('stop\n');
    await this.#closed;
    const recordCount = this.#done;
    if (recordCount === null) throw new Error(`the producer failed: ${this.#stderr.tail()}`);
    const digests = new DigestBuilder();
    for (let i = 0; i < recordCount; i++) {
      const value = Buffer.from(String(Math.floor(i / this.#partitions)));
      digests.add(i % this.#partitions, Math.floor(i / this.#partitions), { key: null, value, headers: [] });
    }
    return { recordCount, expected: digests.digests() };
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
