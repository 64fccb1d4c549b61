/** A workbench over a real node, both inside the test's process, with the host played by a few lines. */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ClusterChange,
  ClusterSettings,
  ControlAction,
  FromWorkbench,
  NodeProcess,
  ToWorkbench,
} from '../cluster/messages.ts';
import type {
  ClusterId,
  ContractError,
  JobView,
  MessageRow,
  ProcedureName,
  Procedures,
  ReadRequest,
  ServerFrame,
  StreamName,
  Streams,
} from '../contract/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { startTestNode, type TestNode } from '../node/in-process.ts';
import { Workbench } from './workbench.ts';

/** A call that failed, as the screen got it. */
export class Refused extends Error {
  readonly error: ContractError;

  constructor(error: ContractError) {
    super(`${error.code}: ${error.message}`);
    this.error = error;
  }
}

export interface Listening<E> {
  readonly events: E[];
  /** The first event, of those that came and those that come, that this accepts. */
  until(accept: (event: E) => boolean): Promise<E>;
  /** All events up to the stream's end. Rejects with Refused. */
  readonly ended: Promise<E[]>;
  cancel(): void;
}

/** One connection of a renderer. */
export class TestScreen {
  readonly #send: (frame: string) => void;
  readonly #receivers = new Map<number, (frame: ServerFrame) => void>();
  #nextId = 1;

  constructor(send: (frame: string) => void) {
    this.#send = send;
  }

  receive(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    this.#receivers.get(frame.id)?.(frame);
  }

  call<N extends ProcedureName>(name: N, input: Procedures[N]['input']): Promise<Procedures[N]['output']> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#receivers.set(id, (frame) => {
        if ('error' in frame) reject(new Refused(frame.error));
        else if ('value' in frame) resolve(frame.value as Procedures[N]['output']);
      });
      this.#send(JSON.stringify({ id, call: name, input }));
    });
  }

  listen<N extends StreamName>(name: N, input: Streams[N]['input']): Listening<Streams[N]['event']> {
    type E = Streams[N]['event'];
    const id = this.#nextId++;
    const events: E[] = [];
    const waiting = new Set<() => void>();
    const { promise: ended, resolve, reject } = Promise.withResolvers<E[]>();
    ended.catch(() => {}); // whoever does not wait for the end does not care how it came
    this.#receivers.set(id, (frame) => {
      if ('event' in frame) events.push(frame.event as E);
      else if ('error' in frame) reject(new Refused(frame.error));
      else resolve(events);
      for (const look of waiting) look();
    });
    this.#send(JSON.stringify({ id, listen: name, input }));
    return {
      events,
      ended,
      cancel: () => this.#send(JSON.stringify({ id, cancel: true })),
      until: (accept) =>
        new Promise((found, failed) => {
          let seen = 0;
          const look = () => {
            for (; seen < events.length; seen++)
              if (accept(events[seen])) {
                waiting.delete(look);
                return found(events[seen]);
              }
          };
          waiting.add(look);
          ended.catch(failed);
          look();
        }),
    };
  }
}

export type Isolation = ReadRequest['isolation'];

/** Every record that can be seen, in the order in which it is shown. */
export async function allRows(
  screen: TestScreen,
  { cluster, topic, isolation = 'read_committed' }: Placed,
): Promise<MessageRow[]> {
  const read = screen.listen('messages.read', {
    cluster,
    topic,
    partitions: [],
    from: { kind: 'oldest' },
    limit: 100_000,
    filter: { text: '', clauses: [], script: '' },
    isolation,
    until: null,
    invisible: false,
  });
  const rows: MessageRow[] = [];
  for (const event of await read.ended) if (event.kind === 'rows') rows.push(...event.rows);
  return rows;
}

interface Placed {
  readonly cluster: ClusterId;
  readonly topic: string;
  readonly isolation?: Isolation | undefined;
}

/** The job's view once it is no longer running. */
export async function jobEnded(screen: TestScreen, id: string): Promise<JobView> {
  const jobs = screen.listen('jobs.watch', {});
  const found = await jobs.until((all) => all.some((job) => job.id === id && job.state !== 'running'));
  jobs.cancel();
  return found.find((job) => job.id === id)!;
}

export interface TestBench {
  readonly node: TestNode;
  readonly databasePath: string;
  /** What the workbench asked of its host, besides inside views. */
  readonly asked: ControlAction[];
  readonly keepAlive: boolean;
  screen(): TestScreen;
  closeScreen(screen: TestScreen): void;
  tell(message: ToWorkbench): void;
  /** Ends the workbench and, unless it was given, the node. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a node where none is given. */
export async function startTestBench(
  options: { node?: TestNode; databasePath?: string } = {},
): Promise<TestBench> {
  const node = options.node ?? (await startTestNode());
  const databasePath = options.databasePath ?? join(tmpdir(), `sluice-bench-${node.config.clusterId}.sqlite`);
  const env = nodeEnv();
  const screens = new Map<number, TestScreen>();
  const asked: ControlAction[] = [];
  let keepAlive = false;
  let deliver: (message: ToWorkbench) => void = () => {};
  let nextScreen = 1;

  let settings: ClusterSettings = {
    defaults: 'local',
    restartDeadNodes: true,
    logDirs: 1,
    properties: [{ node: 2, name: 'broker.rack', value: 'b' }],
    outdated: [],
  };
  const control = (action: ControlAction): unknown => {
    if (action.kind === 'call-node') return node.node.inside(action.name, action.input as never);
    if (action.kind === 'cluster-settings') return settings;
    if (action.kind === 'has-keychain') return false;
    asked.push(action);
    if (action.kind === 'change-cluster') return (settings = changed(settings, action.change));
    if (action.kind === 'start-node') settings = { ...settings, outdated: [] };
    if (action.kind === 'watch-nodes' && action.state)
      setImmediate(() => deliver({ kind: 'state', node: 1, state: node.node.state() }));
    if (action.kind === 'watch-nodes' && action.facts)
      setImmediate(() => deliver({ kind: 'facts', node: 1, facts: node.facts.backlog() }));
    return null;
  };
  const receive = (message: FromWorkbench) => {
    if (message.kind === 'frame') screens.get(message.screen)?.receive(message.frame);
    else if (message.kind === 'keep-alive') keepAlive = message.keep;
    else if (message.kind === 'control') {
      const { id, action } = message;
      try {
        const value = structuredClone(control(action));
        setImmediate(() => deliver({ kind: 'control-answer', id, value }));
      } catch (error) {
        setImmediate(() => deliver({ kind: 'control-refusal', id, message: (error as Error).message }));
      }
    }
  };
  const { promise: exited, resolve: exit } = Promise.withResolvers<void>();
  new Workbench(
    env,
    {
      send: (message, onSent) => {
        receive(structuredClone(message));
        setImmediate(() => onSent?.());
      },
      listen: ({ onMessage }) => (deliver = (message) => onMessage(structuredClone(message))),
    },
    { exit: () => exit(), platform: 'test' },
  );
  deliver({ kind: 'start', ...startMessage(node, databasePath) });
  return {
    node,
    databasePath,
    asked,
    get keepAlive() {
      return keepAlive;
    },
    screen() {
      const id = nextScreen++;
      const screen = new TestScreen((frame) => deliver({ kind: 'frame', screen: id, frame }));
      screens.set(id, screen);
      deliver({ kind: 'screen-opened', screen: id });
      return screen;
    },
    closeScreen(screen) {
      for (const [id, other] of screens) if (other === screen) deliver({ kind: 'screen-closed', screen: id });
    },
    tell: (message) => deliver(message),
    async [Symbol.asyncDispose]() {
      deliver({ kind: 'stop' });
      await exited;
      if (options.node === undefined) await node.stop();
      if (options.databasePath === undefined)
        for (const suffix of ['', '-wal', '-shm']) rmSync(databasePath + suffix, { force: true });
    },
  };
}

/** As the supervisor: what is set counts from the node's next start on. */
function changed(before: ClusterSettings, { defaults, restartDeadNodes, logDirs, set = [] }: ClusterChange) {
  const kept = before.properties.filter(({ name }) => !set.some((each) => each.name === name));
  return {
    defaults: defaults ?? before.defaults,
    restartDeadNodes: restartDeadNodes ?? before.restartDeadNodes,
    logDirs: logDirs ?? before.logDirs,
    properties: [...kept, ...set.flatMap(({ value, ...each }) => (value === null ? [] : { ...each, value }))],
    outdated: set.length > 0 || defaults || logDirs ? [1] : before.outdated,
  };
}

function startMessage(node: TestNode, databasePath: string) {
  return {
    version: '0.0.0',
    host: 'headless' as const,
    clusterId: node.config.clusterId,
    dataDirectory: node.dataDirectory,
    databasePath,
    bootstrapServers: `${node.host}:${node.port}`,
    ephemeral: true,
    nodes: [nodeProcess(node)],
  };
}

export function nodeProcess(node: TestNode): NodeProcess {
  return {
    id: 1,
    status: 'running',
    pid: process.pid,
    host: node.host,
    port: node.port,
    controllerPort: 0,
    rack: null,
    upSinceMs: Date.now(),
    dataDirectories: node.config.dataDirectories,
    reason: null,
    killedByHand: false,
    restartAtMs: null,
    brokerEpoch: node.node.brokerEpoch,
    starts: 1,
  };
}
