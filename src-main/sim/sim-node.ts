import { type Env, DiskError } from '../env/index.ts';
import { type NodeConfig, type RunningNode, startNode } from '../node/index.ts';
import { VirtualDisk } from './disk.ts';
import { type ClockFault, VirtualProcess } from './process.ts';
import type { World } from './world.ts';

export type NodeCondition = 'down' | 'starting' | 'up' | 'stopping' | 'paused' | 'without power';

/** What runs on a machine: `startNode`, or a stand-in for tests of the simulator itself. */
export type StartProgram = (
  env: Env,
  config: NodeConfig,
  options: { onFailure(message: string): void; memoryBytes(): number },
) => Promise<RunningNode>;

/** One machine with its disk and clock, and the node that runs on it, life after life. */
export class SimNode {
  readonly id: number;
  readonly host: string;
  readonly disk: VirtualDisk;
  readonly clockFault: ClockFault = { rate: 1, wallSkewMs: 0 };
  /** How often it was started. */
  life = 0;
  /** Which disk it has: a wipe gives it the next one. */
  disks = 1;
  /** How often something may have been taken from its disks. */
  damages = 0;
  /** Every record is on disk before it counts: a power loss takes none. */
  syncsRecords = false;
  condition: NodeCondition = 'down';
  /** While it serves. */
  running: RunningNode | undefined;
  process: VirtualProcess | undefined;
  /** Its disk fails by plan, or has: the node may end by itself. */
  mayFail = false;
  /** What lies on its disk was changed behind its back: it may refuse to start, and must say which file it is. */
  mayRefuse = false;
  /** It has served once: from then on nobody tells it the directory id of its first disk (as the supervisor does). */
  #hasServed = false;
  /** Called before a process ends, while what it had in memory can still be looked at. */
  onEnd: (node: SimNode) => void = () => {};
  /** Called when its process has ended on a machine that goes on; with the broker epoch it served with. */
  onExit: (brokerEpoch: number | null) => void = () => {};
  /** Called when it refuses to start over what is on its disk. */
  onRefusal: (node: SimNode) => void = () => {};
  readonly #world: World;
  readonly #config: NodeConfig;
  readonly #program: StartProgram;

  constructor(world: World, config: NodeConfig, host: string, program: StartProgram = startNode) {
    this.#world = world;
    this.#config = config;
    this.#program = program;
    this.id = config.nodeId;
    this.host = host;
    this.disk = new VirtualDisk(world.chance(`disk ${this.id}`), () => this.process?.clock.wallMs() ?? 0);
  }

  #note(line: string): void {
    this.#world.scheduler.note(`node ${this.id} ${line}`);
  }

  start(): void {
    if (this.condition === 'without power') {
      this.#world.network.powerUp(this.host);
      this.condition = 'down';
    }
    if (this.condition !== 'down') return;
    this.life++;
    this.#note(`starts its life ${this.life}`);
    this.condition = 'starting';
    const process = new VirtualProcess(this.#world.scheduler, `n${this.id}`, this.host, this.clockFault);
    this.process = process;
    process.onFailure = (error) => this.#failed(error);
    const options = {
      onFailure: (message: string) =>
        process.after(0, 'node gives up', () => process.failed(new DiskError('run', message, undefined))),
      memoryBytes: () => 0,
    };
    process.after(0, 'start', () => {
      this.#program(this.#env(process), this.#configNow(), options).then(
        (running) => {
          if (!process.alive) return;
          this.running = running;
          this.condition = 'up';
          this.#hasServed = true;
          this.mayRefuse = false;
        },
        (error: unknown) => process.failed(error),
      );
    });
  }

  /** An empty disk that comes later is formatted with an id of its own, and is no voter. */
  #configNow(): NodeConfig {
    if (!this.#hasServed) return this.#config;
    const controllers = this.#config.controllers.map(({ directoryId, ...address }) =>
      address.id === this.id ? address : { ...address, directoryId },
    );
    return { ...this.#config, controllers };
  }

  #env(process: VirtualProcess): Env {
    const { scheduler, network } = this.#world;
    const { life } = this;
    let sequence = 0;
    return {
      clock: process.clock,
      disk: this.disk.mount(process),
      network: network.of(process),
      random: this.#world.chance(`node ${this.id} life ${life}`),
      log: {
        info() {},
        warn: (message) => scheduler.note(`n${this.id} warns: ${message}`),
        error: (message, error) =>
          scheduler.note(`n${this.id} error: ${message} ${error instanceof Error ? error.message : ''}`),
      },
      facts: { report: (body) => this.#world.report(this, sequence++, process.clock, body) },
    };
  }

  /** Its own code threw, or it could not start. Only a broken disk excuses that. */
  #failed(error: unknown): void {
    this.#note(`ends by itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const starting = this.condition === 'starting';
    this.#ended();
    if (this.mayFail) return;
    if (starting && this.mayRefuse && namesFile(error)) return this.onRefusal(this);
    this.#world.violate('node-ended', `node ${this.id}: ${String(error)}`);
  }

  #ended(): void {
    const { process } = this;
    if (process === undefined) return;
    this.onEnd(this);
    process.kill();
    this.#world.network.processDied(process);
    this.disk.crashProcess();
    const brokerEpoch = this.running?.brokerEpoch ?? null;
    this.#forget('down');
    this.onExit(brokerEpoch);
  }

  #forget(condition: NodeCondition): void {
    this.process = undefined;
    this.running = undefined;
    this.condition = condition;
  }

  /** SIGKILL. */
  kill(): void {
    if (this.process === undefined) return;
    this.#note('is killed');
    this.#ended();
  }

  /** Controlled shutdown; the process exits when it is done. */
  stop(): void {
    const { running, process } = this;
    if (this.condition !== 'up' || running === undefined || process === undefined) return;
    this.#note('stops');
    this.condition = 'stopping';
    process.after(0, 'stop', () => {
      running.stop().then(
        () => {
          // Nobody may come upon a process that has gone within its own event.
          process.after(0, 'exit', () => {
            this.#note('has stopped');
            this.#ended();
          });
        },
        (error: unknown) => process.failed(error),
      );
    });
  }

  pause(): void {
    if (this.condition !== 'up') return;
    this.#note('is paused');
    this.condition = 'paused';
    this.process!.pause();
  }

  resume(): void {
    if (this.condition !== 'paused') return;
    this.#note('goes on');
    this.condition = 'up';
    this.process!.resume();
  }

  /** The machine goes off; `start` gives it power again. */
  losePower(): void {
    if (this.condition === 'without power') return;
    this.#note('loses its power');
    const { process } = this;
    if (process !== undefined) this.onEnd(this);
    process?.kill();
    this.#world.network.powerDown(this.host, process);
    if (!this.syncsRecords) this.damages++;
    this.disk.losePower();
    this.#forget('without power');
  }

  /** A new disk, while it is down. */
  wipe(): void {
    this.#note('gets an empty disk');
    this.disks++;
    this.damages++;
    this.mayRefuse = false;
    this.disk.wipe();
  }

  /** Changes a file while the node is down; false when there is none that matches. `mayRefuse`: see there. */
  corrupt(matching: RegExp, { mayRefuse }: { readonly mayRefuse: boolean }): boolean {
    const what = this.disk.corrupt(matching);
    if (what === undefined) return false;
    this.#note(`finds its disk changed: ${what}`);
    this.mayRefuse = mayRefuse;
    this.damages++;
    return true;
  }
}

/** Whoever reads the message knows where to look. */
function namesFile(error: unknown): boolean {
  return error instanceof Error && error.message.includes('/data/');
}
