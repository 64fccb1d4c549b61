/** A node at the end of its channel: what its supervisor says and what it hears, whatever carries the messages. */
import type { Env, Fact } from '../env/index.ts';
import { nodeClock, nodeEnv } from '../env/node/index.ts';
import { isBrokerOnly } from './config.ts';
import { FactStream } from './fact-stream.ts';
import type { FromNode, NodeState, ToNode } from './messages.ts';
import { type RunningNode, startNode } from './start-node.ts';
import { lineLog } from './text-log.ts';

export interface NodeChannel {
  send(message: FromNode): void;
  onMessage(receiver: (message: ToNode) => void): void;
  /** The supervisor is gone. */
  onDisconnect(action: () => void): void;
}

export interface NodeProcessOptions {
  readonly channel: NodeChannel;
  /** Where lines of node.log go. */
  readonly write: (line: string) => void;
  readonly memoryBytes: () => number;
  readonly cpuMs?: () => number;
  /** Gives memory back that work has left; called when the work is over. */
  readonly releaseMemory?: () => void;
  /** Ends the process; messages that were sent have left before. */
  readonly exit: (code: number) => void;
}

/** Facts that come together travel together. */
const FACTS_DELAY_MS = 50;
/** At most four states a second, and as many signs of progress. */
const STATE_INTERVAL_MS = 250;
/** A node whose broker is shut down votes this long for others that stop; well below what a supervisor waits. */
const LEAVE_QUORUM_TIMEOUT_MS = 5_000;

export function runNodeProcess(options: NodeProcessOptions): void {
  const { channel } = options;
  let ending = false;
  const exit = (code: number) => {
    ending = true;
    options.exit(code);
  };
  const clock = nodeClock();
  let nodeId = -1;
  const facts = new FactStream(clock, () => nodeId);
  const log = lineLog(clock, options.write);
  const env: Env = nodeEnv({ log, facts });
  const factsOut = new FactsOut(env, facts, channel);
  const stateOut = new StateOut(env, channel);
  let starting: Promise<RunningNode> | undefined;
  let isServing = false;
  let stopping = false;
  let waitsForOthers = false;
  const aborting = new AbortController();
  let flushingToldMs = -Infinity;
  let leaveQuorum = () => {};

  const fail = (message: string, error?: unknown) => {
    log.error(message, error);
    channel.send({ kind: 'failed', message });
    exit(1);
  };

  const flushing = (logsLeft: number) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - flushingToldMs < STATE_INTERVAL_MS) return;
    flushingToldMs = nowMs;
    channel.send({ kind: 'flushing', logsLeft });
  };

  const start = (message: Extract<ToNode, { kind: 'start' }>) => {
    nodeId = message.config.nodeId;
    waitsForOthers = message.config.controllers.length > 1 || isBrokerOnly(message.config);
    log.info(`node ${nodeId} of cluster ${message.config.clusterId} starts`);
    starting = startNode(env, message.config, {
      onFailure: fail,
      onRegistered: (brokerEpoch) => channel.send({ kind: 'registered', brokerEpoch }),
      onRestartWanted: (reason) => channel.send({ kind: 'wants-restart', reason }),
      memoryBytes: options.memoryBytes,
      cpuMs: options.cpuMs,
      onQuiet: options.releaseMemory,
      onFlushing: flushing,
      onBrokerShutDown: brokerShutDown,
      abort: aborting.signal,
    });
    starting.then(
      (node) => {
        const { port, controllerPort, startMs, brokerEpoch } = node;
        channel.send({ kind: 'ready', port, controllerPort, startMs, brokerEpoch });
        isServing = true;
        stateOut.serve(node);
      },
      (error: Error) => {
        if (!stopping) fail(error.message, error);
      },
    );
  };

  const brokerShutDown = () =>
    new Promise<void>((resolve) => {
      const timer = clock.schedule(LEAVE_QUORUM_TIMEOUT_MS, resolve);
      leaveQuorum = () => {
        timer.cancel();
        resolve();
      };
      channel.send({ kind: 'broker-shut-down' });
    });

  const stop = async () => {
    stateOut.watch(false);
    stopping = true;
    // A quorum of one comes up by itself, and stops in order when it has.
    if (!isServing && waitsForOthers) aborting.abort();
    const node = await starting?.catch(() => undefined);
    await node?.stop();
    log.info(`node ${nodeId} has stopped`);
    channel.send({ kind: 'stopped' });
    exit(0);
  };

  channel.onMessage((message) => {
    switch (message.kind) {
      case 'start':
        return start(message);
      case 'stop':
        return void stop().catch((error: Error) => fail(`stopping failed: ${error.message}`, error));
      case 'leave-quorum':
        return leaveQuorum();
      case 'peer-exited': {
        const { node: peer, brokerEpoch } = message;
        return void starting?.then(
          (node) => node.peerExited(peer, brokerEpoch),
          () => {},
        );
      }
      case 'watch':
        factsOut.watch(message.facts);
        return stateOut.watch(message.state);
      case 'call': {
        const { id, name, input } = message;
        const refuse = (error: unknown) => {
          log.warn(`inside call ${name}: ${String(error)}`);
          channel.send({
            kind: 'refusal',
            id,
            message: error instanceof Error ? error.message : String(error),
          });
        };
        if (starting === undefined) return refuse(new Error('the node has not been started'));
        starting
          .then((node) => channel.send({ kind: 'answer', id, value: node.inside(name, input as never) }))
          .catch(refuse);
      }
    }
  });
  channel.onDisconnect(() => {
    if (ending) return;
    log.warn('the supervisor is gone: this node ends at once');
    exit(1);
  });
}

/** Sends facts while somebody watches: first what is kept, then bundles of what comes. */
class FactsOut {
  readonly #env: Env;
  readonly #stream: FactStream;
  readonly #channel: NodeChannel;
  #pending: Fact[] = [];
  #watching = false;

  constructor(env: Env, stream: FactStream, channel: NodeChannel) {
    this.#env = env;
    this.#stream = stream;
    this.#channel = channel;
  }

  watch(on: boolean): void {
    if (on === this.#watching) return;
    this.#watching = on;
    this.#pending = [];
    if (!on) return this.#stream.watch(undefined);
    this.#channel.send({ kind: 'facts', facts: this.#stream.backlog() });
    this.#stream.watch((fact) => {
      if (this.#pending.push(fact) === 1)
        this.#env.clock.schedule(FACTS_DELAY_MS, () => {
          const facts = this.#pending;
          this.#pending = [];
          if (facts.length > 0) this.#channel.send({ kind: 'facts', facts });
        });
    });
  }
}

/** Sends the node's state while somebody watches and it changes. */
class StateOut {
  readonly #env: Env;
  readonly #channel: NodeChannel;
  #node: RunningNode | undefined;
  #watching = false;
  #timer: { cancel(): void } | undefined;
  #sent: NodeState | undefined;

  constructor(env: Env, channel: NodeChannel) {
    this.#env = env;
    this.#channel = channel;
  }

  serve(node: RunningNode): void {
    this.#node = node;
    this.#next();
  }

  watch(on: boolean): void {
    this.#watching = on;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#sent = undefined;
    this.#next();
  }

  #next(): void {
    if (!this.#watching || this.#node === undefined || this.#timer !== undefined) return;
    const state = this.#node.state();
    if (differs(state, this.#sent)) {
      this.#sent = state;
      this.#channel.send({ kind: 'state', state });
    }
    this.#timer = this.#env.clock.schedule(STATE_INTERVAL_MS, () => {
      this.#timer = undefined;
      this.#next();
    });
  }
}

/**
 * Memory alone breathes all the time: it does not count until it has moved by a tenth. Processor time never stands
 * still, and is told with the rest.
 */
function differs(state: NodeState, before: NodeState | undefined): boolean {
  if (before === undefined) return true;
  return (
    state.requests !== before.requests ||
    // Answers that were waited for come later than their requests.
    state.recordsAcked !== before.recordsAcked ||
    state.batchesRefused !== before.batchesRefused ||
    state.recordsOut !== before.recordsOut ||
    state.connections !== before.connections ||
    state.quorum.leaderEpoch !== before.quorum.leaderEpoch ||
    Math.abs(state.memoryBytes - before.memoryBytes) > before.memoryBytes / 10
  );
}
