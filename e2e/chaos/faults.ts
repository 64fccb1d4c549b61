import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster } from './cluster.ts';
import type { Party } from './network.ts';
import type { FaultKind, PlannedFault } from './plan.ts';

/** A fault on its way: `begin` lets it happen, `end` undoes it; both resolve when that is done. */
export interface Fault {
  begin(): Promise<void>;
  end(): Promise<void>;
  /** Whether others must go on meanwhile, as soon as they can know. */
  readonly othersGoOn: boolean;
}

const RESETS = 3;
const RESET_EVERY_MS = 100;
const LEAST_DELAY_MS = 20;
const DELAY_RANGE_MS = 200;
/** Faults after which nothing is missing, or everything: there is no going on without the node while they last. */
const NOBODY_GOES_ON: ReadonlySet<FaultKind> = new Set(['short-pause', 'clog', 'power-cut']);

/** Gives a planned fault the node it hits. */
export function faultOn(cluster: ChaosCluster, planned: PlannedFault, target: number): Fault {
  const { begin, end } = actionsOf(cluster, planned, target);
  return { begin, end, othersGoOn: !NOBODY_GOES_ON.has(planned.kind) };
}

function actionsOf(
  cluster: ChaosCluster,
  { kind, choice }: PlannedFault,
  target: number,
): Pick<Fault, 'begin' | 'end'> {
  const { network } = cluster;
  const others = cluster.nodeIds.filter((id) => id !== target);
  const other = others[choice % others.length]!;
  const nothing = async () => {};
  const start = () => cluster.act('start', target);
  const held = (paths: readonly (readonly [Party, Party])[]) => ({
    async begin() {
      for (const [from, to] of paths) network.hold(from, to);
    },
    async end() {
      // A partition that outlives connections, and one that does not.
      if (choice % 2 === 0) for (const [from, to] of paths) network.reset(from, to);
      network.heal();
    },
  });
  const outwards = others.map((id) => [target, id] as const);
  const inwards = others.map((id) => [id, target] as const);
  const clients = [['clients', target] as const, [target, 'clients'] as const];

  switch (kind) {
    case 'kill':
      return { begin: () => cluster.act('kill', target), end: start };
    case 'kill-from-terminal':
      return { begin: async () => cluster.signal(target, 'SIGKILL'), end: nothing };
    case 'short-pause':
    case 'long-pause':
      return {
        begin: async () => cluster.signal(target, 'SIGSTOP'),
        end: async () => cluster.signal(target, 'SIGCONT'),
      };
    case 'isolation':
      return held([...outwards, ...inwards]);
    case 'full-isolation':
      return held([...outwards, ...inwards, ...clients]);
    case 'one-way-out':
      return held(outwards);
    case 'one-way-in':
      return held(inwards);
    case 'pair-partition':
      return held([
        [target, other],
        [other, target],
      ]);
    case 'clog':
      return held([[target, other]]);
    case 'clients-cut-off':
      return held(clients);
    case 'delay': {
      const delayMs = LEAST_DELAY_MS + (choice % DELAY_RANGE_MS);
      return {
        begin: async () =>
          [...outwards, ...inwards].forEach(([from, to]) => network.delay(from, to, delayMs)),
        end: async () => network.heal(),
      };
    }
    case 'resets':
      return {
        async begin() {
          for (let i = 0; i < RESETS; i++) {
            for (const party of ['clients', ...others] as const) network.reset(party, target);
            await sleep(RESET_EVERY_MS);
          }
        },
        end: nothing,
      };
    case 'restart':
      return { begin: () => cluster.act('stop', target), end: start };
    case 'rolling-restart':
      return {
        begin: nothing,
        async end() {
          for (const id of cluster.nodeIds) {
            await cluster.act('stop', id);
            await cluster.act('start', id);
          }
        },
      };
    case 'power-cut':
      return { begin: () => cluster.powerCut(), end: () => cluster.startHost() };
    case 'disk-wipe':
      return {
        async begin() {
          await cluster.act('kill', target);
          await cluster.wipe(target);
        },
        end: start,
      };
  }
}
