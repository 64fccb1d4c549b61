import { readFile } from 'node:fs/promises';
import { waitUntil } from '../support/processes.ts';

/** Environment of a node whose inspector may be opened later, on a port of its own. */
export const INSPECTABLE: NodeJS.ProcessEnv = { NODE_OPTIONS: '--inspect-port=0' };

/**
 * Has a running Node process collect its garbage, so that what is left is what it holds. V8 does so by itself only
 * when it allocates, and an idle node's memory would tell of the past. Needs a process started with
 * {@link INSPECTABLE} and the file that its stderr goes to.
 */
export async function garbageCollector(pid: number, stderrPath: string): Promise<() => Promise<void>> {
  process.kill(pid, 'SIGUSR1');
  let address = '';
  await waitUntil('the inspector to listen', async () => {
    address = /Debugger listening on (ws:\S+)/.exec(await readFile(stderrPath, 'utf8'))?.[1] ?? '';
    return address !== '';
  });
  return async () => {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error(`no inspector at ${address}`)));
    });
    // Twice: what the first pass finalizes, the second one frees.
    for (const id of [1, 2]) {
      const answered = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
      socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
      await answered;
    }
    socket.close();
  };
}
