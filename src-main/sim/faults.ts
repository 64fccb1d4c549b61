import type { Cluster } from './cluster.ts';
import { HEALTHY_DISK } from './disk.ts';
import { FaultAtlas } from './fault-atlas.ts';
import type { Chance } from './random.ts';
import type { SimNode } from './sim-node.ts';
import type { FaultKind, SwarmOptions } from './swarm.ts';
import type { World } from './world.ts';

/** Files of partitions: replicas mend them. */
const PARTITION_FILES = /^\/data\/(?!__cluster_metadata).*(\.(log|index|timeindex|snapshot)|checkpoint)$/;
/**
 * What a controller stands on. It is mended, or the node says which file is damaged and does not start: a vote must not
 * be forgotten. Somebody replaces the disk then.
 */
const METADATA_FILES = /^\/data\/__cluster_metadata-0\/.*(\.log|\.checkpoint|quorum-state)$/;

/** Breaks things at random, and mends each after a while. `heal` mends everything at once. */
export class FaultInjector {
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #options: SwarmOptions;
  readonly #chance: Chance;
  readonly #atlas: FaultAtlas;
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
    this.#atlas = new FaultAtlas(cluster, options);
    this.#clientHosts = clients.hosts;
    this.#killClient = () => clients.kill();
    for (const node of cluster.nodes) {
      node.onRefusal = () => {
        this.#wipe(node);
        this.#restartLater(node);
      };
    }
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
    switch (kind) {
      case 'kill':
      case 'stop':
      case 'pause':
      case 'power loss':
        return this.#takeDown(kind, node);
      case 'wipe':
      case 'corruption':
      case 'metadata corruption':
      case 'disk full':
      case 'disk errors':
      case 'slow syncs':
        return this.#breakDisk(kind, node);
      case 'partition':
      case 'one-way partition':
      case 'isolation':
      case 'clog':
      case 'flap':
        return this.#breakNetwork(kind, node);
      case 'clock jump':
        node.clockFault.wallSkewMs += this.#chance.between(-60_000, 60_000);
        this.#world.scheduler.note(
          `the wall clock of node ${node.id} jumps to ${node.clockFault.wallSkewMs.toFixed(0)} ms`,
        );
        return true;
      case 'client kill':
        this.#killClient();
        return true;
    }
  }

  #takeDown(kind: 'kill' | 'stop' | 'pause' | 'power loss', node: SimNode): boolean {
    switch (kind) {
      case 'kill':
        if (node.process === undefined || !this.#atlas.mayTakeDown(node)) return false;
        node.kill();
        this.#restartLater(node);
        return true;
      case 'stop':
        if (node.condition !== 'up' || !this.#atlas.mayTakeDown(node)) return false;
        node.stop();
        this.#restartLater(node);
        return true;
      case 'pause':
        if (node.condition !== 'up') return false;
        node.pause();
        this.#after(this.#chance.exponential(2_000), () => node.resume());
        return true;
      case 'power loss':
        if (node.process === undefined || !this.#atlas.mayLosePower(node)) return false;
        this.#atlas.losesPower(node);
        node.losePower();
        this.#restartLater(node);
        return true;
    }
  }

  #breakDisk(
    kind: 'wipe' | 'corruption' | 'metadata corruption' | 'disk full' | 'disk errors' | 'slow syncs',
    node: SimNode,
  ): boolean {
    const chance = this.#chance;
    switch (kind) {
      case 'wipe':
        if (!this.#atlas.mayWipe(node)) return false;
        this.#atlas.damaged(node);
        node.kill();
        this.#wipe(node);
        this.#restartLater(node);
        return true;
      case 'corruption':
      case 'metadata corruption': {
        const ofMetadata = kind === 'metadata corruption';
        // Should the node refuse to start, its disk is replaced.
        if (ofMetadata ? !this.#atlas.mayWipe(node) : !this.#atlas.mayDamage(node)) return false;
        this.#atlas.damaged(node);
        node.kill();
        const files = ofMetadata ? METADATA_FILES : PARTITION_FILES;
        const changed = node.corrupt(files, { mayRefuse: ofMetadata });
        this.#restartLater(node);
        return changed;
      }
      case 'disk full':
      case 'disk errors':
        if (node.disk.faults !== HEALTHY_DISK || !this.#atlas.mayTakeDown(node)) return false;
        this.#world.scheduler.note(`${kind} at node ${node.id}`);
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
    }
  }

  #wipe(node: SimNode): void {
    node.wipe();
    this.#atlas.wiped(node);
  }

  #breakNetwork(
    kind: 'partition' | 'one-way partition' | 'isolation' | 'clog' | 'flap',
    node: SimNode,
  ): boolean {
    const { scheduler, network } = this.#world;
    const chance = this.#chance;
    const [from, to] = this.#pair(node);
    switch (kind) {
      case 'partition':
      case 'one-way partition':
        scheduler.note(`${kind} ${from} → ${to}`);
        this.#block([[from, to]], kind === 'partition');
        return true;
      case 'isolation': {
        const others = this.#cluster.nodes.filter((other) => other !== node);
        if (others.length === 0) return false;
        const way = chance.pick(['in', 'out', 'both']);
        scheduler.note(`isolation of node ${node.id}: ${way}`);
        const links = others.map(({ host }): [string, string] =>
          way === 'in' ? [host, node.host] : [node.host, host],
        );
        this.#block(links, way === 'both');
        return true;
      }
      case 'clog':
        scheduler.note(`clog ${from} → ${to}`);
        network.clog(from, to, { durationMs: chance.exponential(3_000), delayMs: chance.between(20, 1_500) });
        return true;
      case 'flap':
        scheduler.note(`flap ${from} ↔ ${to}`);
        return network.resetBetween(from, to) > 0;
    }
  }

  #block(links: readonly (readonly [from: string, to: string])[], bothWays: boolean): void {
    const { network } = this.#world;
    for (const [from, to] of links) {
      network.block(from, to);
      if (bothWays) network.block(to, from);
    }
    this.#after(this.#chance.exponential(3_000), () => {
      for (const [from, to] of links) {
        network.link(from, to).open();
        if (bothWays) network.link(to, from).open();
      }
    });
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
    }
    this.revive();
  }

  /**
   * Starts what is down and what was still stopping. What its disk did to a node is over only with a fresh process; who
   * must not be taken down yet gets it later. True when nobody waits for one.
   */
  revive(): boolean {
    const { nodes } = this.#cluster;
    for (const node of nodes) {
      if (node.mayFail && this.#atlas.mayTakeDown(node)) {
        node.kill();
        node.mayFail = false;
      }
      node.start();
    }
    return nodes.every(({ mayFail }) => !mayFail);
  }
}
