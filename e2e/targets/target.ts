/** Something that runs a Kafka cluster: the product, and the broker it is compared with. */
export interface Target {
  readonly name: string;
  /** Starts it on `dataDir`, which may hold data of an earlier run, and resolves when clients may connect. */
  start(options: StartOptions): Promise<RunningTarget>;
}

export interface StartOptions {
  dataDir: string;
  /** Combined broker and controller nodes. Default: 1. */
  nodes?: number;
  /** Log dirs of each node, where the product makes them. Default: 1. */
  logDirs?: number;
  /** Resolve as soon as the process is there: whoever measures the start finds out for itself when it answers. */
  waitUntilReady?: boolean;
  /** Kafka port of node 1; node i of the product takes this plus i - 1. Default: a free one. */
  port?: number;
  /** Variables besides those of this process. */
  environment?: NodeJS.ProcessEnv;
}

/** One node of a running target. */
export interface TargetNode {
  readonly id: number;
  readonly port: number;
  /** Of its process now; null while there is none, or it is not known yet. */
  readonly pid: number | null;
}

export interface RunningTarget {
  readonly bootstrapServers: string;
  /** Of the first node. */
  readonly port: number;
  /** When the process was started, on the clock of `performance.now()`. */
  readonly spawnedAtMs: number;
  nodes(): TargetNode[];
  /** The processes that count as the tree: host and nodes, or the Java processes. */
  pids(): number[];
  /** Kills one node with SIGKILL and resolves when it is gone. The product starts it again by itself. */
  killNode(id: number): Promise<void>;
  /** Starts a killed node again where nobody else does. Resolves before it serves. */
  reviveNode(id: number): void;
  /** The last lines the target wrote, for messages about failures. */
  logTail(): string;
  /** Asks politely and waits until no process of the tree is left. Returns how long that took, in ms. */
  stop(): Promise<number>;
  /** Kills every process of the tree with SIGKILL and waits until they are gone. */
  kill(): Promise<void>;
}
