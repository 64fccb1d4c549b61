// A supervisor in a process of its own, for tests that kill it: node supervisor-process.ts DIR
import { join } from 'node:path';
import { nodeClock, randomBytes } from '../../env/node/index.ts';
import { Supervisor, forkHost } from '../index.ts';

const supervisor = await Supervisor.start({
  dataDirectory: process.argv[2],
  ephemeral: false,
  nodes: 2,
  port: 0,
  extraListener: null,
  nodeHost: forkHost({ entryPath: join(import.meta.dirname, 'fake-node.mjs') }),
  clock: nodeClock(),
  randomBytes,
  say() {},
});
console.log(JSON.stringify(supervisor.nodes().map((node) => node.pid)));
setInterval(() => {}, 1_000);
