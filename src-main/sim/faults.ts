import type { Cluster } from './cluster.ts';
import { HEALTHY_DISK } from './disk.ts';
import type { Chance } from './random.ts';
import type { SimNode } from './sim-node.ts';
import type { FaultKind, SwarmOptions } from './swarm.ts';
import type { World } from './world.ts';

/**
 * Files of partitions that replicas can mend. A node whose quorum-state or metadata snapshot is damaged rightly refuses to
 * start: a vote must not be forgotten.
 */
const DAMAGEABLE = /^\/data\/(?!__).*(\.(log|index|timeindex|snapshot)|checkpoint)$/;

/** Breaks things at random, and mends each after a while. `heal` mends everything at once. */
export class FaultInjector {
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #options: SwarmOptions;
  readonly #chance: Chance;
  readonly #clientHosts: readonly string[];
  readonly #killClient: () => void;
  /** Faults that did happen, by kind. */
  readonly counts: Partial<Record<FaultKind, number>> = {};
  #active = false;

  constructor(
    world: World,
    cluster: Cluster,
    options: SwarmOptions,
    clients: { readonly hosts: readonly string[]; kill(): void },
  ) {
    this.#world = world;
    this.#cluster = cluster;
    this.#options = options;
    this.#chance = world.chance('faults');
    this.#clientHosts = clients.hosts;
    this.#killClient = () => clients.kill();
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  start(): void {
    this.#active = true;
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    this.#after(this.#chance.exponential(this.#options.faultIntervalMs), () => {
      const kind = this.#chance.weighted(this.#options.faults as Record<FaultKind, number>);
      const node = this.#chance.pick(this.#cluster.nodes);
      if (this.#inject(kind, node)) this.counts[kind] = (this.counts[kind] ?? 0) + 1;
      this.#scheduleNext();
    });
  }

  /** Only while faults are on: `heal` makes what is scheduled void. */
  #after(delayMs: number, action: () => void): void {
    this.#world.scheduler.after(delayMs, 'fault', () => {
      if (this.#active) action();
    });
  }

  #inject(kind: FaultKind, node: SimNode): boolean {
    const { scheduler, network } = this.#world;
    const chance = this.#chance;
    switch (kind) {
      case 'kill':
        if (node.process === undefined) return false;
        node.kill();
        this.#restartLater(node);
        return true;
      case 'stop':
        if (node.condition !== 'up') return false;
        node.stop();
        this.#restartLater(node);
        return true;
      case 'pause':
        if (node.condition !== 'up') return false;
        node.pause();
        this.#after(chance.exponential(2_000), () => node.resume());
        return true;
      case 'power loss':
        if (node.process === undefined || !this.#mayDamage()) return false;
        node.losePower();
        this.#restartLater(node);
        return true;
      case 'wipe':
      case 'corruption':
        if (node.condition !== 'up' || !this.#mayDamage()) return false;
        node.kill();
        if (kind === 'wipe') node.wipe();
        else node.corrupt(DAMAGEABLE);
        this.#restartLater(node);
        return true;
      case 'disk full':
      case 'disk errors':
        if (node.disk.faults !== HEALTHY_DISK) return false;
        scheduler.note(`${kind} at node ${node.id}`);
        node.mayFail = true;
        node.disk.faults =
          kind === 'disk full'
            ? { ...HEALTHY_DISK, full: true }
            : { ...HEALTHY_DISK, writeErrorProbability: 0.2, syncErrorProbability: 0.2 };
        this.#after(chance.exponential(1_000), () => {
          node.disk.faults = HEALTHY_DISK;
          this.#restartLater(node);
        });
        return true;
      case 'slow syncs':
        if (node.disk.faults !== HEALTHY_DISK) return false;
        node.disk.faults = { ...HEALTHY_DISK, syncMs: { least: 20, mean: 300 } };
        this.#after(chance.exponential(5_000), () => {
          node.disk.faults = HEALTHY_DISK;
        });
        return true;
      case 'partition':
      case 'one-way partition': {
        const [from, to] = this.#pair(node);
        scheduler.note(`${kind} ${from} → ${to}`);
        network.block(from, to);
        if (kind === 'partition') network.block(to, from);
        this.#after(chance.exponential(3_000), () => {
          network.link(from, to).open();
          network.link(to, from).open();
        });
        return true;
      }
      case 'clog': {
        const [from, to] = this.#pair(node);
        scheduler.note(`clog ${from} → ${to}`);
        network.clog(from, to, { durationMs: chance.exponential(3_000), delayMs: chance.between(20, 1_500) });
        return true;
      }
      case 'flap': {
        const [from, to] = this.#pair(node);
        scheduler.note(`flap ${from} ↔ ${to}`);
        return network.resetBetween(from, to) > 0;
      }
      case 'clock jump':
        node.clockFault.wallSkewMs += chance.between(-60_000, 60_000);
        scheduler.note(
          `the wall clock of node ${node.id} jumps to ${node.clockFault.wallSkewMs.toFixed(0)} ms`,
        );
        return true;
      case 'client kill':
        this.#killClient();
        return true;
    }
  }

  /** The node's machine and another one: a client's or another node's. */
  #pair(node: SimNode): [string, string] {
    const others = [
      ...this.#cluster.nodes.filter((other) => other !== node).map(({ host }) => host),
      ...this.#clientHosts,
    ];
    const other = this.#chance.pick(others);
    return this.#chance.hits(0.5) ? [node.host, other] : [other, node.host];
  }

  /**
   * Damage to a disk is survivable while everybody else is whole: with one node when everything was synced, with several
   * when all are up and in sync, one at a time.
   */
  #mayDamage(): boolean {
    const { nodes } = this.#cluster;
    if (nodes.length === 1) return this.#options.flushAlways;
    return nodes.every(({ condition, running }) => {
      if (condition !== 'up' || running === undefined) return false;
      for (const { image } of running.broker.replicas.all())
        if (image.isr.length < image.replicas.length) return false;
      return true;
    });
  }

  #restartLater(node: SimNode): void {
    this.#after(this.#chance.exponential(1_500), () => {
      if (node.condition === 'down' || node.condition === 'without power') node.start();
      else if (node.condition === 'stopping') this.#restartLater(node);
    });
  }

  /** Ends all faults, and starts what is down. */
  heal(): void {
    this.#active = false;
    this.#world.scheduler.note('everything is healed');
    this.#world.network.openAll();
    this.#world.network.options = { ...this.#world.network.options, breakProbability: 0 };
    for (const node of this.#cluster.nodes) {
      node.disk.faults = HEALTHY_DISK;
      node.resume();
      // What its disk did to it is over only with a fresh process.
      if (node.mayFail) node.kill();
      node.mayFail = false;
    }
    this.reviveAll();
  }

  /** Starts what is down and what was still stopping. */
  reviveAll(): void {
    for (const node of this.#cluster.nodes) node.start();
  }
}
