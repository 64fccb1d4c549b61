import { join } from 'node:path';
import {
  VERSION,
  WorkbenchProcess,
  flagsOrExit,
  forkHost,
  greeting,
  onStopAsked,
  readyLine,
  sayTo,
  startCluster,
} from '../cluster/index.ts';
import type { Flags, Supervisor } from '../cluster/index.ts';
import { nodeClock, randomBytes } from '../env/node/index.ts';
import { hasDisplay, openBrowser } from './browser.ts';
import { serveWorkbench } from './server.ts';
import type { WorkbenchServer } from './server.ts';

/**
 * The headless host: a cluster, and its workbench for a browser. Exit codes: 0 after a clean stop, 1 when it could not
 * start, 2 for a wrong command line.
 *
 * @param builtDirectory where the entries of the node and the workbench lie
 */
export async function main(args: readonly string[], builtDirectory: string): Promise<void> {
  const host = new HeadlessHost(flagsOrExit(args), builtDirectory);
  onStopAsked((force) => void host.stop(force));
  try {
    await host.start();
  } catch (error) {
    if (host.stopping) return;
    process.stderr.write(`sluice: ${(error as Error).message}\n`);
    process.exit(1);
  }
}

class HeadlessHost {
  stopping = false;
  readonly #flags: Flags;
  readonly #builtDirectory: string;
  readonly #say: (line: string) => void;
  readonly #clock = nodeClock();
  #starting: Promise<Supervisor> | undefined;
  #supervisor: Supervisor | undefined;
  #server: WorkbenchServer | undefined;
  #workbench: WorkbenchProcess | undefined;

  constructor(flags: Flags, builtDirectory: string) {
    this.#flags = flags;
    this.#builtDirectory = builtDirectory;
    this.#say = sayTo(flags);
  }

  async start(): Promise<void> {
    const environment = { NODE_COMPILE_CACHE: this.#built('..', 'compile-cache') };
    const nodeHost = forkHost({ entryPath: this.#built('node.js'), environment });
    this.#starting = startCluster(this.#flags, {
      nodeHost,
      clock: this.#clock,
      randomBytes,
      say: this.#say,
    });
    const served = this.#serve();
    // Whichever fails first is the reason; the other must not count as unhandled.
    served.catch(() => {});
    const supervisor = await this.#starting;
    this.#supervisor = supervisor;
    try {
      this.#server = await served;
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
    if (this.stopping) return;
    this.#workbench = new WorkbenchProcess({
      entryPath: this.#built('workbench.js'),
      supervisor,
      clock: this.#clock,
      about: {
        version: VERSION,
        host: 'headless',
        databasePath: join(supervisor.dataDirectory, 'workbench.sqlite'),
      },
      environment,
    });
    this.#announce(supervisor, this.#server.address);
  }

  /** Stops everything and exits 0. May be called again with `force` while it takes too long. */
  async stop(force: boolean): Promise<void> {
    this.stopping = true;
    this.#server?.close();
    // Nodes that are just starting end with the channel that our end closes.
    if (force && this.#supervisor === undefined) process.exit(0);
    // Stopping may come before the start is done: that is let finish, then undone.
    const supervisor = await this.#starting?.catch(() => undefined);
    await Promise.all([supervisor?.stop({ force }), this.#workbench?.stop()]);
    process.exit(0);
  }

  #serve(): Promise<WorkbenchServer> {
    return serveWorkbench({
      port: this.#flags.workbenchPort,
      rendererDirectory: this.#built('..', 'renderer'),
      openScreen: (screen) => {
        if (this.#workbench !== undefined) return this.#workbench.open(screen);
        screen.close('the cluster is starting');
        return { send() {}, closed() {} };
      },
      onPage: () => this.#workbench?.warm(),
      onAddress: (address) => this.#say(`For another browser: ${address}`),
    });
  }

  #announce(supervisor: Supervisor, workbenchUrl: string): void {
    if (this.#flags.json) process.stdout.write(`${readyLine(supervisor, workbenchUrl)}\n`);
    this.#say(greeting(supervisor, workbenchUrl));
    if (this.#flags.openBrowser && hasDisplay()) openBrowser(workbenchUrl);
  }

  #built(...parts: string[]): string {
    return join(this.#builtDirectory, ...parts);
  }
}
