/** The process of one node. Its channel is the IPC of the fork; what it prints goes to node.log. */
import v8 from 'node:v8';
import vm from 'node:vm';
import { runNodeProcess } from './node-process.ts';
import type { FromNode, ToNode } from './messages.ts';

// Only the supervisor ends a node: Ctrl-C in a terminal reaches the whole process group.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// A closed terminal hangs up on the whole group, too.
process.on('SIGHUP', () => {});

const write = (line: string) => void process.stderr.write(line);
const crash = (error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  write(`${new Date().toISOString()} ERROR uncaught: ${error instanceof Error ? error.stack : message}\n`);
  const failed: FromNode = { kind: 'failed', message: `crashed: ${message}` };
  if (process.connected) process.send!(failed, () => process.exit(1));
  else process.exit(1);
};
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

let collect: ((options: { type: 'major'; flavor: 'last-resort' }) => void) | undefined;
/**
 * V8 keeps what a burst of requests has grown until it needs it again; a node that rests should be small. Of its ways to
 * collect only the last resort gives the empty pages back to the system as well.
 */
const releaseMemory = () => {
  if (collect === undefined) {
    v8.setFlagsFromString('--expose-gc');
    collect = vm.runInNewContext('gc') as NonNullable<typeof collect>;
  }
  collect({ type: 'major', flavor: 'last-resort' });
};

runNodeProcess({
  channel: {
    send: (message) => {
      if (process.connected) process.send!(message);
    },
    onMessage: (receiver) => process.on('message', (message) => receiver(message as ToNode)),
    onDisconnect: (action) => process.on('disconnect', action),
  },
  write,
  memoryBytes: () => process.memoryUsage.rss(),
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  releaseMemory,
  exit: (code) => {
    // The last message leaves before the channel closes.
    if (process.connected) process.disconnect();
    setImmediate(() => process.exit(code));
  },
});
