import { say } from '../contract/index.ts';
import type { ControlAction, NodeProcess } from '../cluster/messages.ts';
import type { Clock, Fact } from '../env/index.ts';
import type { InsideCallName, InsideCalls, NodeState } from '../node/messages.ts';
import type { Channel } from './channel.ts';
import { failure } from './router/failure.ts';
import type { Keychain } from './secrets/index.ts';

/** What a watched cluster hears from its host. */
export interface HostListener {
  onNodes?(nodes: readonly NodeProcess[]): void;
  onState?(node: number, state: NodeState): void;
  onFacts?(node: number, facts: readonly Fact[]): void;
}

/** A node that was stopped from a terminal (SIGSTOP) answers nothing, and ends nothing either. */
const INSIDE_TIMEOUT_MS = 2_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The supervisor of the local cluster, as far as the workbench may ask it. */
export class HostLink {
  readonly #channel: Channel;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<HostListener>();
  readonly #wanted = { facts: 0, state: 0 };
  #nodes: readonly NodeProcess[];
  #nextId = 1;

  constructor(channel: Channel, clock: Clock, nodes: readonly NodeProcess[]) {
    this.#channel = channel;
    this.#clock = clock;
    this.#nodes = nodes;
  }

  get nodes(): readonly NodeProcess[] {
    return this.#nodes;
  }

  subscribe(listener: HostListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nodes send facts or states while anybody wants them; the answer ends one's own wish. */
  want(kind: 'facts' | 'state'): () => void {
    this.#wanted[kind]++;
    if (this.#wanted[kind] === 1) this.#tellWanted();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#wanted[kind]--;
      if (this.#wanted[kind] === 0) this.#tellWanted();
    };
  }

  #tellWanted(): void {
    const watch = { facts: this.#wanted.facts > 0, state: this.#wanted.state > 0 };
    this.control({ kind: 'watch-nodes', ...watch }).catch(() => {}); // refused only when the host is going
  }

  /** Rejects with a Failure in the supervisor's words. */
  control(action: ControlAction): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#channel.send({ kind: 'control', id, action });
    });
  }

  /** Of the system that the host runs on. */
  readonly keychain: Keychain = {
    available: async () => (await this.control({ kind: 'has-keychain' })) === true,
    seal: async (text) => (await this.control({ kind: 'seal-secret', text })) as Uint8Array,
    open: async (sealed) => (await this.control({ kind: 'open-secret', sealed })) as string,
  };

  /** Asks a node about its inside. Rejects with a Failure when it refuses, does not run or does not answer. */
  async inside<Name extends InsideCallName>(
    node: number,
    name: Name,
    input: InsideCalls[Name]['input'],
  ): Promise<InsideCalls[Name]['output']> {
    const action = { kind: 'call-node', node, name, input } as ControlAction;
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = this.#clock.schedule(INSIDE_TIMEOUT_MS, () =>
      reject(failure('timeout', say('node.silent', { node }))),
    );
    try {
      return (await Promise.race([this.control(action), tooLate])) as InsideCalls[Name]['output'];
    } finally {
      timer.cancel();
    }
  }

  answered(id: number, value: unknown): void {
    this.#take(id)?.resolve(value);
  }

  refused(id: number, message: string): void {
    this.#take(id)?.reject(failure('refused', say('words', { reason: message })));
  }

  nodesChanged(nodes: readonly NodeProcess[]): void {
    this.#nodes = nodes;
    for (const listener of this.#listeners) listener.onNodes?.(nodes);
  }

  stateCame(node: number, state: NodeState): void {
    for (const listener of this.#listeners) listener.onState?.(node, state);
  }

  factsCame(node: number, facts: readonly Fact[]): void {
    for (const listener of this.#listeners) listener.onFacts?.(node, facts);
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
