import type { FactBody } from '../env/index.ts';
import type { AuditedFact } from './checker/index.ts';
import { DEFAULT_NETWORK, type NetworkOptions, VirtualNetwork } from './network.ts';
import { Chance } from './random.ts';
import { Scheduler } from './scheduler.ts';

/** Facts that say little about why something went wrong. */
const CHATTY: ReadonlySet<FactBody['kind']> = new Set<FactBody['kind']>([
  'connection-opened',
  'connection-closed',
  'client-identified',
  'high-watermark-advanced',
  'offsets-committed',
  'segment-rolled',
]);

/** A promise of the system that did not hold. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly invariant: string;

  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
  }
}

/** All that a run shares: time, chance, network, and what has been seen. */
export class World {
  readonly seed: number;
  readonly scheduler = new Scheduler();
  readonly network: VirtualNetwork;
  /** Of all nodes, in the order in which they happened. */
  readonly facts: AuditedFact[] = [];
  readonly violations: Violation[] = [];
  /** Hears of each fact of a node. */
  onFact: (node: number, body: FactBody) => void = () => {};

  constructor(seed: number, network: NetworkOptions = DEFAULT_NETWORK) {
    this.seed = seed;
    this.network = new VirtualNetwork(this.scheduler, this.chance('network'), network);
  }

  /** A source of its own for each purpose. */
  chance(purpose: string): Chance {
    return new Chance(this.seed, purpose);
  }

  /** Records a violation and ends the run: what follows a broken promise says nothing. */
  violate(invariant: string, detail: string): void {
    const violation = new Violation(invariant, detail);
    this.violations.push(violation);
    this.scheduler.note(`VIOLATION ${violation.message}`);
    this.scheduler.stop();
  }

  /** Takes a fact of a node's life and disk, as they are counted. */
  report(
    node: { readonly id: number; readonly life: number; readonly disks: number; readonly damages: number },
    sequence: number,
    clock: { monotonicMs(): number; wallMs(): number },
    body: FactBody,
  ): void {
    const { id, life, disks, damages } = node;
    const fact = { ...body, node: id, sequence, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    this.facts.push({ fact, life, disk: disks, damages });
    const { trace, nowMs } = this.scheduler;
    trace.text(body.kind);
    const line = () => `${nowMs.toFixed(3)} n${id} ${JSON.stringify(body)}`;
    if (CHATTY.has(body.kind)) trace.note(line);
    else trace.tell(line);
    this.onFact(id, body);
  }
}
