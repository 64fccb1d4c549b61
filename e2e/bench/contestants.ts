import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePortBlock } from '../support/ports.ts';
import { apacheKafkaTarget, formatKafka, sluiceTarget } from '../targets/index.ts';
import type { RunningTarget, Target } from '../targets/index.ts';
import type { KafkaJars } from '../tools/index.ts';

/** A target that can be started again and again, on ports known beforehand. */
export class Contestant {
  readonly name: string;
  /** Where clients find it, node by node, before it says so itself. */
  readonly ports: readonly number[];
  readonly #target: Target;
  readonly #dir: string;
  /** A formatted folder to copy, so that formatting is not part of the start; null where starting includes it. */
  readonly #template: string | null;

  private constructor(
    name: string,
    target: Target,
    dir: string,
    ports: readonly number[],
    template: string | null,
  ) {
    this.name = name;
    this.#target = target;
    this.#dir = dir;
    this.ports = ports;
    this.#template = template;
  }

  /** `name` is one of sluice, sluice-npm, apache-kafka, apache-kafka-small. */
  static async create(name: string, workDir: string, jars: KafkaJars | null, nodes = 1): Promise<Contestant> {
    const dir = join(workDir, `${name}-${nodes}`);
    const port = await freePortBlock(nodes);
    if (name === 'sluice' || name === 'sluice-npm') {
      const ports = Array.from({ length: nodes }, (_, i) => port + i);
      return new Contestant(name, sluiceTarget(name === 'sluice' ? 'host' : 'npm'), dir, ports, null);
    }
    if (name !== 'apache-kafka' && name !== 'apache-kafka-small')
      throw new Error(`unknown contestant ${name}`);
    if (jars === null) throw new Error('Apache Kafka was not found');
    const ports = (await formatKafka(jars, dir, port, nodes)).map((node) => node.port);
    const template = `${dir}-template`;
    await cp(dir, template, { recursive: true });
    const heap = name === 'apache-kafka' ? 'default' : 'small';
    return new Contestant(name, apacheKafkaTarget(jars, heap), dir, ports, template);
  }

  /** Whether node 1 has ended in good order: a stop that takes too long is cut short, and says nothing. */
  get hasStoppedCleanly(): boolean {
    const node = join(this.#dir, 'node-1');
    return ['data', 'data-1'].some((logDir) => existsSync(join(node, logDir, '.kafka_cleanshutdown')));
  }

  /**
   * Starts on fresh data, or with `keepData` on what the start before left. With `waitUntilReady` false it returns
   * right after the spawn.
   */
  async start({ waitUntilReady, keepData = false }: StartChoice): Promise<RunningTarget> {
    if (!keepData) {
      await rm(this.#dir, { recursive: true, force: true });
      if (this.#template !== null) await cp(this.#template, this.#dir, { recursive: true });
    }
    const [port] = this.ports;
    return this.#target.start({ dataDir: this.#dir, nodes: this.ports.length, port, waitUntilReady });
  }
}

export interface StartChoice {
  waitUntilReady: boolean;
  keepData?: boolean;
}

/** The order of a round: forwards and backwards in turn, so that nobody always runs in the other's wake. */
export function inTurn<T>(contestants: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? contestants : contestants.toReversed();
}

/** Runs `action` on a started contestant and kills that when it fails, with its last words in the error. */
export async function withRunning<T>(
  name: string,
  running: RunningTarget,
  action: (running: RunningTarget) => Promise<T>,
): Promise<T> {
  try {
    return await action(running);
  } catch (error) {
    const tail = running.logTail();
    await running.kill();
    throw new Error(`${name}: ${(error as Error).message}\n${tail}`, { cause: error });
  }
}
