/** A directed graph that is built once, as arrays of numbers. */
export class Graph {
  readonly nodes: number;
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  constructor(nodes: number) {
    this.nodes = nodes;
  }

  edge(from: number, to: number): void {
    this.#from.push(from);
    this.#to.push(to);
  }

  /** Strongly connected components with more than one node (Tarjan, without recursion). O(nodes + edges). */
  cycles(): number[][] {
    const { starts, targets } = this.#compact();
    const index = new Int32Array(this.nodes).fill(-1);
    const low = new Int32Array(this.nodes);
    const onStack = new Uint8Array(this.nodes);
    const cursor = Int32Array.from(starts.subarray(0, this.nodes));
    const stack: number[] = [];
    const calls: number[] = [];
    const found: number[][] = [];
    let counter = 0;
    const enter = (node: number) => {
      index[node] = low[node] = counter++;
      onStack[node] = 1;
      stack.push(node);
      calls.push(node);
    };
    for (let root = 0; root < this.nodes; root++) {
      if (index[root] >= 0) continue;
      enter(root);
      while (calls.length > 0) {
        const node = calls[calls.length - 1];
        if (cursor[node] < starts[node + 1]) {
          const next = targets[cursor[node]++];
          if (index[next] < 0) enter(next);
          else if (onStack[next] === 1) low[node] = Math.min(low[node], index[next]);
          continue;
        }
        calls.pop();
        if (calls.length > 0) {
          const parent = calls[calls.length - 1];
          low[parent] = Math.min(low[parent], low[node]);
        }
        if (low[node] !== index[node]) continue;
        const component: number[] = [];
        for (let member = -1; member !== node;) {
          member = stack.pop()!;
          onStack[member] = 0;
          component.push(member);
        }
        if (component.length > 1) found.push(component);
      }
    }
    return found;
  }

  /** Edges grouped by where they start. */
  #compact(): { starts: Int32Array; targets: Int32Array } {
    const starts = new Int32Array(this.nodes + 1);
    for (const from of this.#from) starts[from + 1]++;
    for (let node = 0; node < this.nodes; node++) starts[node + 1] += starts[node];
    const next = Int32Array.from(starts);
    const targets = new Int32Array(this.#from.length);
    for (let edge = 0; edge < this.#from.length; edge++) targets[next[this.#from[edge]]++] = this.#to[edge];
    return { starts, targets };
  }
}
