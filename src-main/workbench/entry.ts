/** The workbench process: forked by a host when the first screen connects, and ended by it. */
import { nodeEnv } from '../env/node/index.ts';
import { processChannel } from './channel.ts';
import { Workbench } from './workbench.ts';

// Ctrl-C reaches the whole process group; only the host decides when this process ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// A closed terminal hangs up on the whole group, too.
process.on('SIGHUP', () => {});

const log = {
  info() {},
  warn: (message: string) => void process.stderr.write(`workbench: ${message}\n`),
  error: (message: string, error?: unknown) =>
    void process.stderr.write(
      `workbench: ${message}${error instanceof Error ? ` (${error.message})` : ''}\n`,
    ),
};

new Workbench(nodeEnv({ log }), processChannel(), {
  exit: (code) => process.exit(code),
  platform: process.platform,
});
