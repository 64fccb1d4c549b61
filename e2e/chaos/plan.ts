import type { SeededRandom } from '../support/seeded-random.ts';

/** What one node or its surroundings can suffer. */
export type FaultKind =
  /** SIGKILL; it stays down for a while. */
  | 'kill'
  /** SIGKILL behind the supervisor's back, which starts it again when its delay has passed. */
  | 'kill-from-terminal'
  /** SIGSTOP for less than a session lasts. */
  | 'short-pause'
  /** SIGSTOP until the others have gone on without it, and then it wakes up in a cluster that has. */
  | 'long-pause'
  /** Nothing arrives from or at the node but what clients say. */
  | 'isolation'
  /** What it sends does not arrive; what others send does. */
  | 'one-way-out'
  | 'one-way-in'
  /** Two nodes do not hear each other; both hear the third. */
  | 'pair-partition'
  /** As isolation, and clients cannot reach it either. */
  | 'full-isolation'
  | 'clients-cut-off'
  | 'delay'
  /** One direction between two nodes stands still for a moment, with open connections. */
  | 'clog'
  /** All connections of the node break at once, several times. */
  | 'resets'
  /** Controlled shutdown and start. */
  | 'restart'
  /** Every node in turn. */
  | 'rolling-restart'
  /** SIGKILL of all processes, the supervisor's first. */
  | 'power-cut'
  /** SIGKILL, and its disk is empty when it comes back. */
  | 'disk-wipe';

export type Role = 'leader' | 'follower' | 'controller';

export interface PlannedFault {
  readonly kind: FaultKind;
  /** Which node it hits: found when it is its turn. */
  readonly role: Role;
  /** It lasts at least this long; where others must go on without the node, until they do. */
  readonly holdMs: number;
  /** Decides what is left to decide: which partition's leader, which other node, how long a delay. */
  readonly choice: number;
}

interface Card {
  readonly kind: FaultKind;
  readonly roles: readonly Role[];
  readonly holdMs: readonly [least: number, most: number];
}

const ALL_ROLES = ['leader', 'follower', 'controller'] as const;

/** One round: every kind at least once, what matters most on every role. */
const DECK: readonly Card[] = [
  { kind: 'kill', roles: ALL_ROLES, holdMs: [300, 1_500] },
  { kind: 'kill-from-terminal', roles: ['leader'], holdMs: [0, 0] },
  { kind: 'short-pause', roles: ALL_ROLES, holdMs: [200, 1_200] },
  { kind: 'long-pause', roles: ['leader', 'controller'], holdMs: [1_000, 3_000] },
  { kind: 'isolation', roles: ['leader', 'controller'], holdMs: [300, 2_000] },
  { kind: 'full-isolation', roles: ['leader'], holdMs: [300, 2_000] },
  { kind: 'one-way-out', roles: ['leader', 'controller'], holdMs: [300, 2_000] },
  { kind: 'one-way-in', roles: ['leader', 'follower'], holdMs: [300, 2_000] },
  { kind: 'pair-partition', roles: ['leader', 'controller'], holdMs: [300, 2_000] },
  { kind: 'clients-cut-off', roles: ['leader'], holdMs: [300, 1_000] },
  { kind: 'delay', roles: ['leader', 'controller'], holdMs: [500, 1_500] },
  { kind: 'clog', roles: ['leader', 'follower'], holdMs: [200, 1_000] },
  { kind: 'resets', roles: ALL_ROLES, holdMs: [200, 600] },
  { kind: 'restart', roles: ['leader', 'controller'], holdMs: [100, 1_000] },
  { kind: 'rolling-restart', roles: ['leader'], holdMs: [0, 0] },
  { kind: 'power-cut', roles: ['controller'], holdMs: [0, 0] },
  { kind: 'disk-wipe', roles: ['follower', 'leader'], holdMs: [100, 500] },
];

/**
 * Endless: rounds of the deck in an order that the seed decides. A round of `brief` plans takes each kind once, on one
 * of its roles.
 */
export function* planFaults(
  random: SeededRandom,
  { brief, only = null }: { brief: boolean; only?: readonly string[] | null },
): Generator<PlannedFault, never> {
  const deck = only === null ? DECK : DECK.filter(({ kind }) => only.includes(kind));
  if (deck.length === 0) throw new Error(`no such faults: ${only?.join()}`);
  for (;;) {
    const round = deck.flatMap((card) => {
      const roles = brief ? [random.pick(card.roles)] : card.roles;
      return roles.map((role) => plan(card, role, random));
    });
    yield* shuffled(round, random);
  }
}

function plan({ kind, holdMs: [least, most] }: Card, role: Role, random: SeededRandom): PlannedFault {
  return { kind, role, holdMs: least + random.below(most - least + 1), choice: random.uint32() };
}

function shuffled<T>(list: readonly T[], random: SeededRandom): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
