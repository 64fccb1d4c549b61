/**
 * The host process of a chaos run's cluster: the product's supervisor over the product's node processes, told what to
 * do by the run over its channel. It writes the facts of all nodes to a file.
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Supervisor, forkHost } from '../../src-main/cluster/index.ts';
import { nodeClock, randomBytes } from '../../src-main/env/node/index.ts';
import type { FromHost, HostStart, ToHost } from './host-messages.ts';
import { reroutedNodes } from './rerouted-nodes.ts';

const NODE_ENTRY = join(import.meta.dirname, '..', '..', 'out', 'main', 'node.js');

const tell = (message: FromHost) => process.send!(message);
let supervisor: Supervisor | undefined;
const disks = new Map<number, number>();

process.on('message', (message: ToHost) => {
  switch (message.kind) {
    case 'start':
      return void start(message).catch((error: Error) => fail(error));
    case 'node':
      return void act(message);
    case 'quorum':
      return void tellQuorum(message.id, message.node);
    case 'wiped':
      return void disks.set(message.node, (disks.get(message.node) ?? 0) + 1);
    case 'stop':
      return void supervisor?.stop().then(() => tell({ kind: 'stopped' }));
  }
});
process.on('disconnect', () => process.exit(1));
// A terminal's Ctrl-C is for the run, which stops us in its own order.
process.on('SIGINT', () => {});

async function start(told: HostStart): Promise<void> {
  const facts = createWriteStream(told.factsPath, { flags: 'a' });
  for (const [node, count] of Object.entries(told.disks)) disks.set(Number(node), count);
  let controllerEpoch = -1;
  supervisor = await Supervisor.start({
    dataDirectory: told.dataDirectory,
    ephemeral: false,
    nodes: told.nodes,
    port: told.clientPort,
    extraListener: null,
    nodeHost: reroutedNodes(forkHost({ entryPath: NODE_ENTRY }), told, (node, ports) =>
      tell({ kind: 'ports', node, ...ports }),
    ),
    clock: nodeClock(),
    randomBytes,
    say: (line) => tell({ kind: 'say', line }),
  });
  supervisor.subscribe({
    onNodes: (nodes) => tell({ kind: 'nodes', nodes }),
    onFacts: (node, list) => {
      const life = told.livesBefore + supervisor!.nodes().find(({ id }) => id === node)!.starts;
      const disk = disks.get(node) ?? 0;
      for (const fact of list) {
        facts.write(`${JSON.stringify({ fact, life, disk })}\n`);
        if (fact.kind !== 'quorum-changed' || fact.epoch < controllerEpoch || fact.leaderId < 0) continue;
        controllerEpoch = fact.epoch;
        tell({ kind: 'controller', node: fact.leaderId, epoch: fact.epoch });
      }
    },
  });
  supervisor.watch({ facts: true, state: false });
  tell({ kind: 'nodes', nodes: supervisor.nodes() });
  tell({ kind: 'ready' });
}

async function act({ id, action, node }: ToHost & { kind: 'node' }): Promise<void> {
  const actions = {
    start: () => supervisor!.startNode(node),
    stop: () => supervisor!.stopNode(node),
    kill: () => supervisor!.killNode(node),
  };
  const error = await actions[action]().then(
    () => null,
    (reason: Error) => reason.message,
  );
  tell({ kind: 'done', id, error });
}

async function tellQuorum(id: number, node: number): Promise<void> {
  const quorum = await supervisor!.callNode(node, 'quorum', null).catch(() => null);
  tell({ kind: 'quorum', id, quorum });
}

function fail(error: Error): void {
  tell({ kind: 'say', line: `the cluster could not start: ${error.message}` });
  process.exit(1);
}
