import { resolve } from 'node:path';
import { ClusterError } from './cluster-file.ts';
import { isLoopback } from './flags.ts';
import type { Flags } from './flags.ts';
import {
  createEphemeralDirectory,
  defaultDataDirectory,
  openDataDirectory,
  sweepEphemeralDirectories,
} from './folders.ts';
import { Supervisor } from './supervisor.ts';
import type { SetProperty } from './set-properties.ts';
import type { SupervisorOptions } from './supervisor.ts';

/**
 * Starts the cluster that the command line asks for; both hosts begin here. Rejects with ClusterError, or with what a
 * node said when it could not start.
 *
 * @param shell.say tells the person one thing
 */
export async function startCluster(
  flags: Flags,
  shell: Pick<SupervisorOptions, 'nodeHost' | 'clock' | 'randomBytes' | 'say'>,
): Promise<Supervisor> {
  if (flags.listen !== null && !isLoopback(flags.listen.host)) {
    shell.say(
      `warning: listener ${flags.listen.name} on ${flags.listen.host}:${flags.listen.port} is open to the network, ` +
        'without authentication or encryption',
    );
  }
  await checkProperties(flags.set);
  const dataDirectory = dataDirectoryOf(flags);
  openDataDirectory(dataDirectory);
  const supervisor = await Supervisor.start({
    dataDirectory,
    ephemeral: flags.ephemeral,
    nodes: flags.nodes,
    logDirs: flags.logDirs,
    port: flags.port,
    extraListener: flags.listen,
    defaults: flags.defaults,
    restartDeadNodes: flags.restart,
    set: flags.set,
    ...shell,
  });
  // What crashed clusters left in the temporary folder can wait until this one serves.
  void sweepEphemeralDirectories(shell.clock.wallMs());
  return supervisor;
}

function dataDirectoryOf(flags: Flags): string {
  if (flags.ephemeral) return createEphemeralDirectory();
  return flags.data === null ? defaultDataDirectory() : resolve(flags.data);
}

/** Before anything is started: throws ClusterError for a key that nobody knows, or a value that its key does not take. */
async function checkProperties(set: readonly SetProperty[]): Promise<void> {
  if (set.length === 0) return;
  // The tables of all keys: a start without `--set` needs none of them.
  const { configDef, parseValue, sluiceConfigs } = await import('../config/index.ts');
  for (const { name, value } of set) {
    if (name.startsWith('listener.name.')) continue;
    const def = configDef('broker', name) ?? sluiceConfigs().find((each) => each.name === name);
    if (def === undefined) throw new ClusterError(`--set ${name}: brokers have no setting of this name`);
    const parsed = value === null ? undefined : parseValue(def, value);
    if (parsed?.ok === false) throw new ClusterError(`--set ${name}: ${parsed.message}`);
  }
}
