import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { unreachable } from '../base/index.ts';
import type { Clock, Timer } from '../env/index.ts';
import type { ControlAction, FromWorkbench, ToWorkbench, WorkbenchStart } from './messages.ts';
import type { Supervisor } from './supervisor.ts';

/** How long the process is kept after the last screen left: a reload, or a window opened again, finds it warm. */
const IDLE_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/**
 * V8's young generation, in megabytes of a half. With the 16 of V8's own, what a live tail of 10,000 messages/s gets from
 * sockets piles up outside the heap until the process has 230 MB after two minutes; with 8 it stays at 110 MB. A smaller
 * one frees no more, and a filter by text is the slower for it.
 */
const YOUNG_GENERATION_FLAG = '--max-semi-space-size=8';
/** Each helper thread of the collector keeps memory of its own, and nodes want the cores. */
const GC_THREADS_FLAG = '--single-threaded-gc';

/** A connection of a renderer, as the host has it. */
export interface Screen {
  /** A frame for the renderer. */
  receive(frame: string): void;
  /** The host closes the connection; the renderer connects again when it wants to. */
  close(reason: string): void;
}

export interface ScreenConnection {
  send(frame: string): void;
  /** The renderer went away. */
  closed(): void;
}

/** The keychain of the system, where a host has one. */
export interface HostKeychain {
  available(): Promise<boolean>;
  seal(text: string): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<string>;
}

export interface WorkbenchOptions {
  /** The built workbench entry. */
  readonly entryPath: string;
  readonly supervisor: Supervisor;
  readonly clock: Clock;
  readonly keychain?: HostKeychain;
  /** Shows a notification on the desktop. */
  readonly notify?: (title: string, body: string) => void;
  readonly about: Pick<WorkbenchStart, 'version' | 'host' | 'databasePath'>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly idleMs?: number;
}

/**
 * The workbench process, seen from a host: forked when the first screen connects or is about to, ended a minute after the last one
 * left. Frames are relayed as they are; the supervisor does what the workbench asks of it.
 */
export class WorkbenchProcess {
  readonly #options: WorkbenchOptions;
  readonly #screens = new Map<number, Screen>();
  #nextScreen = 1;
  #child: ChildProcess | undefined;
  #unsubscribe: (() => void) | undefined;
  #keepAlive = false;
  #idle: Timer | undefined;
  #stopped = false;

  constructor(options: WorkbenchOptions) {
    this.#options = options;
  }

  /** Starts the process where it does not run. */
  open(screen: Screen): ScreenConnection {
    const id = this.#nextScreen++;
    if (this.#stopped) {
      screen.close('Sluice is stopping');
      return { send() {}, closed() {} };
    }
    this.#screens.set(id, screen);
    this.#idle?.cancel();
    this.#child ??= this.#fork();
    this.#send({ kind: 'screen-opened', screen: id });
    return {
      send: (frame) => this.#screens.has(id) && this.#send({ kind: 'frame', screen: id, frame }),
      closed: () => this.#screenLeft(id),
    };
  }

  /** Starts the process before a screen connects that certainly will, while its page is still being loaded. */
  warm(): void {
    if (this.#stopped || this.#child !== undefined) return;
    this.#child = this.#fork();
    this.#endWhenIdle();
  }

  /** Ends the process, if need be by force, and closes all screens. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#idle?.cancel();
    await this.#end();
  }

  #fork(): ChildProcess {
    const { entryPath, supervisor, about, environment } = this.#options;
    const child = fork(entryPath, ['workbench'], {
      serialization: 'advanced',
      // Its complaints belong on the host's stderr; stdout is the ready line's.
      stdio: ['ignore', 2, 2, 'ipc'],
      execArgv: [YOUNG_GENERATION_FLAG, GC_THREADS_FLAG],
      env: { ...process.env, ...environment },
      windowsHide: true,
    });
    child.on('message', (message) => this.#receive(child, message as FromWorkbench));
    child.on('error', () => {}); // an exit follows, or none was started: both end below
    child.once('exit', (code, signal) => this.#exited(child, code, signal));
    child.once('error', () => child.pid === undefined && this.#exited(child, null, null));
    this.#child = child;
    this.#send({
      kind: 'start',
      ...about,
      clusterId: supervisor.clusterId,
      dataDirectory: supervisor.dataDirectory,
      bootstrapServers: supervisor.bootstrapServers,
      ephemeral: supervisor.ephemeral,
      nodes: supervisor.nodes(),
    });
    this.#unsubscribe = supervisor.subscribe({
      onNodes: (nodes) => this.#send({ kind: 'nodes', nodes }),
      onFacts: (node, facts) => this.#send({ kind: 'facts', node, facts }),
      onState: (node, state) => this.#send({ kind: 'state', node, state }),
    });
    return child;
  }

  #receive(child: ChildProcess, message: FromWorkbench): void {
    if (child !== this.#child) return;
    switch (message.kind) {
      case 'ready':
        return;
      case 'frame':
        return this.#screens.get(message.screen)?.receive(message.frame);
      case 'close-screen':
        this.#screens.get(message.screen)?.close(message.reason);
        return this.#screenLeft(message.screen);
      case 'keep-alive':
        this.#keepAlive = message.keep;
        return this.#endWhenIdle();
      case 'control':
        void this.#control(message.id, message.action);
    }
  }

  async #control(id: number, action: ControlAction): Promise<void> {
    try {
      const value = (await this.#perform(action)) ?? null;
      this.#send({ kind: 'control-answer', id, value });
    } catch (error) {
      this.#send({ kind: 'control-refusal', id, message: (error as Error).message });
    }
  }

  #perform(action: ControlAction): unknown {
    const { supervisor } = this.#options;
    switch (action.kind) {
      case 'start-node':
        return supervisor.startNode(action.node);
      case 'stop-node':
        return supervisor.stopNode(action.node);
      case 'kill-node':
        return supervisor.killNode(action.node);
      case 'pause-node':
        return supervisor.pauseNode(action.node);
      case 'resume-node':
        return supervisor.resumeNode(action.node);
      case 'watch-nodes':
        return supervisor.watch({ facts: action.facts, state: action.state });
      case 'cluster-settings':
        return supervisor.settings();
      case 'change-cluster':
        return supervisor.change(action.change);
      case 'notify':
        return this.#options.notify?.(action.title, action.body);
      case 'has-keychain':
        return this.#options.keychain?.available() ?? false;
      case 'seal-secret':
        return this.#keychain.seal(action.text);
      case 'open-secret':
        return this.#keychain.open(action.sealed);
      case 'call-node':
        return supervisor.callNode(action.node, action.name, action.input);
      default:
        return unreachable(action);
    }
  }

  get #keychain(): HostKeychain {
    const { keychain } = this.#options;
    if (keychain === undefined) throw new Error('This host has no keychain.');
    return keychain;
  }

  #screenLeft(id: number): void {
    if (!this.#screens.delete(id)) return;
    this.#send({ kind: 'screen-closed', screen: id });
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    this.#idle?.cancel();
    if (this.#screens.size > 0 || this.#keepAlive || this.#child === undefined) return;
    this.#idle = this.#options.clock.schedule(this.#options.idleMs ?? IDLE_MS, () => void this.#end());
  }

  #exited(child: ChildProcess, code: number | null, signal: string | null): void {
    if (child !== this.#child) return;
    this.#detach();
    const reason = `the workbench process ended (${signal ?? code ?? 'it could not be started'})`;
    for (const screen of this.#screens.values()) screen.close(reason);
    this.#screens.clear();
  }

  /** Lets go of the process at once, so that a screen that comes now starts a new one, and waits for its end. */
  async #end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#send({ kind: 'stop' });
    this.#detach();
    for (const screen of this.#screens.values()) screen.close('Sluice is stopping');
    this.#screens.clear();
    if (child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.schedule(STOP_TIMEOUT_MS, () => child.kill('SIGKILL'));
      child.once('exit', () => (timer.cancel(), resolve()));
    });
  }

  #detach(): void {
    this.#child = undefined;
    this.#keepAlive = false;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#options.supervisor.watch({ facts: false, state: false });
  }

  #send(message: ToWorkbench): void {
    if (this.#child?.connected) this.#child.send(message);
  }
}
