/** Information must not flow in circles: who reads a value comes after who wrote it. */
import { Graph } from './components.ts';
import type { HistoryFacts } from './facts-of-history.ts';
import type { CheckName, Findings } from './findings.ts';

interface Variant {
  readonly check: CheckName;
  readonly severity: 'fatal' | 'report';
  readonly edges: readonly ('wr' | 'ww' | 'process' | 'realtime')[];
}

const VARIANTS: readonly Variant[] = [
  { check: 'G1c', severity: 'fatal', edges: ['wr'] },
  { check: 'G1c-process', severity: 'fatal', edges: ['wr', 'process'] },
  { check: 'G1c-realtime', severity: 'fatal', edges: ['wr', 'process', 'realtime'] },
  // Kafka gives no isolation between writers.
  { check: 'G0', severity: 'report', edges: ['ww'] },
];

/** Each cycle is told by the variant with the fewest kinds of edges that shows it. */
export function checkCycles(facts: HistoryFacts, findings: Findings): void {
  const told = new Set<number>();
  for (const { check, severity, edges } of VARIANTS) {
    for (const members of cyclesOf(facts, new Set(edges))) {
      if (check !== 'G0' && members.some((member) => told.has(member))) continue;
      for (const member of members) told.add(member);
      const names = members.slice(0, 6).map((member) => {
        const { entry } = facts.operations[member];
        return `${entry.process} op ${entry.op}`;
      });
      findings.add(check, `${members.length} operations in a circle: ${names.join(' → ')}`, severity);
    }
  }
}

/**
 * Operations are the first nodes. Real time is a chain of further nodes, one for each end of an operation: what ended
 * leads into the chain, what began later leads out of it, so there are O(operations) edges instead of all pairs.
 */
function cyclesOf(facts: HistoryFacts, edges: ReadonlySet<string>): number[][] {
  const { operations } = facts;
  const count = operations.length;
  const graph = new Graph(edges.has('realtime') ? 2 * count : count);
  const numbers = new Map(operations.map((operation, index) => [operation, index]));
  if (edges.has('wr')) {
    operations.forEach(({ entry }, reader) => {
      if (entry.type !== 'ok') return;
      for (const step of entry.steps) {
        if (step.f !== 'poll') continue;
        let previous = -1;
        for (let index = 0; index < step.values.length; index++) {
          const sent = facts.writer(step.key, step.values[index]);
          const writer = sent === undefined ? reader : numbers.get(sent.operation)!;
          if (writer !== reader && writer !== previous) graph.edge(writer, reader);
          previous = writer;
        }
      }
    });
  }
  if (edges.has('ww')) addWriteEdges(facts, numbers, graph);
  const certain = operations.map(({ mustHaveCommitted }) => mustHaveCommitted);
  if (edges.has('process')) {
    // Only what ended before the next began is in order: a producer has several sends under way.
    const last = new Map<string, number>();
    operations.forEach(({ entry, invoked }, index) => {
      if (!certain[index]) return;
      const before = last.get(entry.process);
      if (before !== undefined && operations[before].ended < invoked) graph.edge(before, index);
      last.set(entry.process, index);
    });
  }
  if (edges.has('realtime')) {
    const begun = operations.map((_operation, index) => index).filter((index) => certain[index]);
    begun.sort((a, b) => operations[a].invoked - operations[b].invoked);
    let nextBegun = 0;
    for (let index = 0; index < count; index++) {
      const { ended } = operations[index];
      while (nextBegun < begun.length && operations[begun[nextBegun]].invoked < ended) {
        if (index > 0) graph.edge(count + index - 1, begun[nextBegun]);
        nextBegun++;
      }
      if (index > 0) graph.edge(count + index - 1, count + index);
      if (certain[index] && ended !== Infinity) graph.edge(index, count + index);
    }
    for (; nextBegun < begun.length; nextBegun++) graph.edge(2 * count - 1, begun[nextBegun]);
  }
  return graph
    .cycles()
    .map((members) => members.filter((member) => member < count))
    .filter((members) => members.length > 1);
}

/** Writers of neighbouring offsets of a key. */
function addWriteEdges(
  facts: HistoryFacts,
  numbers: ReadonlyMap<HistoryFacts['operations'][number], number>,
  graph: Graph,
): void {
  for (const order of facts.orders.values()) {
    let before = -1;
    for (let index = 0; index < order.size; index++) {
      const sent = facts.writer(order.key, order.valueAt.first.get(order.offsetAt(index))!);
      if (sent === undefined) continue;
      const writer = numbers.get(sent.operation)!;
      if (before >= 0 && before !== writer) graph.edge(before, writer);
      before = writer;
    }
  }
}
