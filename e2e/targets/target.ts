/** Something that runs a Kafka cluster of one node: the product, and the broker it is compared with. */
export interface Target {
  readonly name: string;
  /** Starts it on `dataDir`, which may hold data of an earlier run, and resolves when clients may connect. */
  start(options: StartOptions): Promise<RunningTarget>;
}

export interface StartOptions {
  dataDir: string;
  /** Resolve as soon as the process is there: whoever measures the start finds out for itself when it answers. */
  waitUntilReady?: boolean;
  /** Kafka port. Default: a free one. */
  port?: number;
  /** Variables besides those of this process. */
  environment?: NodeJS.ProcessEnv;
}

export interface RunningTarget {
  readonly bootstrapServers: string;
  readonly port: number;
  /** When the process was started, on the clock of `performance.now()`. */
  readonly spawnedAtMs: number;
  /** The processes that count as the tree: host and nodes, or the one Java process. */
  pids(): number[];
  /** The last lines the target wrote, for messages about failures. */
  logTail(): string;
  /** Asks politely and waits until no process of the tree is left. Returns how long that took, in ms. */
  stop(): Promise<number>;
  /** Kills every process of the tree with SIGKILL and waits until they are gone. */
  kill(): Promise<void>;
}
