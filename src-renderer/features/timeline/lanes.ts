// Which events the timeline has, and in which lane each lies. Pure.
import type { Fact } from '../../lib/facts.ts';

export const LANES = ['controller', 'leaders', 'isr', 'brokers', 'processes', 'groups', 'topics'] as const;
export type LaneId = (typeof LANES)[number];

const LANE_OF: Readonly<Record<string, LaneId>> = {
  'quorum-elected': 'controller',
  'quorum-voted': 'controller',
  'quorum-changed': 'controller',
  'leader-elected': 'leaders',
  'log-truncated': 'isr',
  'isr-changed': 'isr',
  'broker-registered': 'brokers',
  'broker-fenced': 'brokers',
  'broker-unfenced': 'brokers',
  'node-started': 'processes',
  'node-stopping': 'processes',
  'process-starting': 'processes',
  'process-serving': 'processes',
  'process-paused': 'processes',
  'process-resumed': 'processes',
  'process-stopping': 'processes',
  'process-stopped': 'processes',
  'process-killed': 'processes',
  'process-died': 'processes',
  'process-died-restarts': 'processes',
  'directory-offline': 'processes',
  'group-state': 'groups',
  'group-member': 'groups',
  'topic-created': 'topics',
  'topic-deleted': 'topics',
  'config-changed': 'topics',
};

/** Null: it belongs to the events dock, not here. */
export function laneOf(fact: Fact): LaneId | null {
  return LANE_OF[fact.kind] ?? null;
}

/** Something got worse, something came back, or neither: what colours a mark. */
export function toneOf(fact: Fact): 'bad' | 'ok' | 'plain' {
  switch (fact.kind) {
    case 'broker-fenced':
    case 'process-killed':
    case 'process-died':
    case 'process-died-restarts':
    case 'process-paused':
    case 'log-truncated':
    case 'directory-offline':
      return 'bad';
    case 'broker-unfenced':
    case 'process-serving':
    case 'process-resumed':
    case 'node-started':
      return 'ok';
    case 'isr-changed':
      return sizeOf(fact.isr) < sizeOf(fact.previousIsr) ? 'bad' : 'ok';
    case 'leader-elected':
      return typeof fact.leader === 'number' && fact.leader < 0 ? 'bad' : 'plain';
    default:
      return 'plain';
  }
}

function sizeOf(ids: unknown): number {
  return Array.isArray(ids) ? ids.length : 0;
}

export interface EventFilter {
  readonly lanes: ReadonlySet<LaneId>;
  /** A node ("node 2"), a topic, a partition, or any word of the event. */
  readonly text: string;
  /** Events about internal topics too. */
  readonly internal: boolean;
}

/** Events that are wanted, in the order they came; `textOf` says what a person would read. */
export function filterEvents(
  facts: readonly Fact[],
  { lanes, text, internal }: EventFilter,
  textOf: (fact: Fact) => string,
): Fact[] {
  const wanted = text.trim().toLowerCase();
  return facts.filter((fact) => {
    const lane = laneOf(fact);
    if (lane === null || !lanes.has(lane)) return false;
    if (!internal && typeof fact.topic === 'string' && fact.topic.startsWith('__')) return false;
    return wanted === '' || `${textOf(fact)} node ${fact.node}`.toLowerCase().includes(wanted);
  });
}

export type NodeSpanState = 'up' | 'paused' | 'down' | 'starting';
export interface NodeSpan {
  readonly node: number;
  readonly state: NodeSpanState;
  readonly fromMs: number;
  /** Infinity: it goes on. */
  readonly toMs: number;
}

const STATE_AFTER: Readonly<Record<string, NodeSpanState>> = {
  'node-started': 'up',
  'process-serving': 'up',
  'process-resumed': 'up',
  'process-paused': 'paused',
  'process-starting': 'starting',
  'process-stopping': 'starting',
  'process-stopped': 'down',
  'process-killed': 'down',
  'process-died': 'down',
  'process-died-restarts': 'down',
};

/** Of a node as it is now. */
export interface NodeNow {
  readonly id: number;
  readonly status: string;
  readonly upSinceMs: number | null;
}

/**
 * What each node's process was, when; before its first event nothing is known. `facts` newest first. A node runs for
 * longer than its events are kept: of one that is up without any, `nodes` tell since when.
 */
export function nodeSpans(facts: readonly Fact[], nodes: readonly NodeNow[] = []): NodeSpan[] {
  const open = new Map<number, { state: NodeSpanState; fromMs: number }>();
  const heard = new Set(facts.flatMap(({ kind, node }) => (kind in STATE_AFTER ? [node] : [])));
  for (const { id, status, upSinceMs } of nodes)
    if (status === 'running' && upSinceMs !== null && !heard.has(id))
      open.set(id, { state: 'up', fromMs: upSinceMs });
  const spans: NodeSpan[] = [];
  for (const fact of facts.toReversed()) {
    const state = STATE_AFTER[fact.kind];
    if (state === undefined) continue;
    const before = open.get(fact.node);
    if (before?.state === state) continue;
    if (before !== undefined) spans.push({ node: fact.node, ...before, toMs: fact.wallMs });
    open.set(fact.node, { state, fromMs: fact.wallMs });
  }
  for (const [node, last] of open) spans.push({ node, ...last, toMs: Infinity });
  return spans;
}
