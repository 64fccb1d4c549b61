import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListenerConfig, NodeConfig } from '../../src-main/node/config.ts';
import type { FromNode, ToNode } from '../../src-main/node/messages.ts';
import { exited } from '../support/processes.ts';
import { PROJECT_DIR, pinnedNode } from './sluice.ts';

const HOST = '127.0.0.1';
const LOG_TAIL_CHARS = 4_000;

export interface SluiceBrokerOptions {
  nodeId: number;
  clusterId: string;
  /** Folder of its own, for data and log. */
  dir: string;
  port: number;
  controllers: readonly { id: number; port: number }[];
}

/** A built node of the product that is a broker only, in a quorum of others: one process, without a supervisor. */
export class SluiceBroker {
  readonly #options: SluiceBrokerOptions;
  #child: ChildProcess | null = null;

  constructor(options: SluiceBrokerOptions) {
    this.#options = options;
    mkdirSync(options.dir, { recursive: true });
  }

  get logDir(): string {
    return join(this.#options.dir, 'data');
  }

  /** Starts it, also again on the same data; resolves when it serves. */
  async start(): Promise<void> {
    const { nodeId, dir } = this.#options;
    const log = openSync(join(dir, 'node.log'), 'a');
    const child = fork(join(PROJECT_DIR, 'out', 'main', 'node.js'), [`node-${nodeId}`], {
      execPath: pinnedNode(),
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#child = child;
    const ready = new Promise<void>((resolve, reject) => {
      const failed = (why: string) => reject(new Error(`node ${nodeId}: ${why}. ${this.logTail()}`));
      child.on('message', (message: FromNode) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'failed') failed(message.message);
      });
      child.once('exit', (code, signal) => failed(`ended with ${code ?? signal} before it served`));
    });
    this.#send({ kind: 'start', config: this.#config() });
    await ready;
  }

  #config(): NodeConfig {
    const { nodeId, clusterId, port, controllers } = this.#options;
    const listener = (name: string, at: number): ListenerConfig => ({
      name,
      hosts: [HOST],
      port: at,
      advertised: { host: HOST, port: at },
      protocol: 'PLAINTEXT',
    });
    return {
      nodeId,
      clusterId,
      processRoles: 'broker',
      rack: null,
      dataDirectories: [this.logDir],
      listeners: [listener('PLAINTEXT', port)],
      controllerListener: listener('CONTROLLER', 0),
      controllers: controllers.map((controller) => ({ ...controller, host: HOST })),
      properties: {
        'process.roles': 'broker',
        'node.id': String(nodeId),
        'controller.listener.names': 'CONTROLLER',
        'log.dirs': this.logDir,
      },
    };
  }

  #send(message: ToNode): void {
    this.#child!.send(message);
  }

  /** Controlled shutdown; resolves when the process has ended. */
  async stop(): Promise<void> {
    if (this.#child === null) return;
    this.#send({ kind: 'stop' });
    await exited(this.#child);
    this.#child = null;
  }

  async kill(): Promise<void> {
    if (this.#child === null) return;
    this.#child.kill('SIGKILL');
    await exited(this.#child);
    this.#child = null;
  }

  logTail(): string {
    return readFileSync(join(this.#options.dir, 'node.log'), 'utf8').slice(-LOG_TAIL_CHARS);
  }
}
