import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../support/ports.ts';
import { apacheKafkaTarget, formatKafka, sluiceTarget } from '../targets/index.ts';
import type { RunningTarget, Target } from '../targets/index.ts';
import type { KafkaJars } from '../tools/index.ts';

/** A target that can be started again and again on a fresh data folder, on a port known beforehand. */
export class Contestant {
  readonly name: string;
  readonly #target: Target;
  readonly #dir: string;
  readonly #port: number;
  /** A formatted folder to copy, so that formatting is not part of the start; null where starting includes it. */
  readonly #template: string | null;

  private constructor(name: string, target: Target, dir: string, port: number, template: string | null) {
    this.name = name;
    this.#target = target;
    this.#dir = dir;
    this.#port = port;
    this.#template = template;
  }

  /** `name` is one of sluice, sluice-npm, apache-kafka, apache-kafka-small. */
  static async create(name: string, workDir: string, jars: KafkaJars | null): Promise<Contestant> {
    const dir = join(workDir, name);
    const [port] = (await freePorts(1)) as [number];
    if (name === 'sluice' || name === 'sluice-npm') {
      return new Contestant(name, sluiceTarget(name === 'sluice' ? 'host' : 'npm'), dir, port, null);
    }
    if (name !== 'apache-kafka' && name !== 'apache-kafka-small')
      throw new Error(`unknown contestant ${name}`);
    if (jars === null) throw new Error('Apache Kafka was not found');
    await formatKafka(jars, dir, port);
    const template = `${dir}-template`;
    await cp(dir, template, { recursive: true });
    const heap = name === 'apache-kafka' ? 'default' : 'small';
    return new Contestant(name, apacheKafkaTarget(jars, heap), dir, port, template);
  }

  /** Starts on fresh data. With `waitUntilReady` false it returns right after the spawn. */
  async start({ waitUntilReady }: { waitUntilReady: boolean }): Promise<RunningTarget> {
    await rm(this.#dir, { recursive: true, force: true });
    if (this.#template !== null) await cp(this.#template, this.#dir, { recursive: true });
    return this.#target.start({ dataDir: this.#dir, port: this.#port, waitUntilReady });
  }
}

/** The order of a round: forwards and backwards in turn, so that nobody always runs in the other's wake. */
export function inTurn<T>(contestants: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? contestants : contestants.toReversed();
}
