/** The Electron host: the same cluster and workbench process as the headless one, shown in a window. */
import { join } from 'node:path';
import { BrowserWindow, app, dialog } from 'electron';
import {
  VERSION,
  WorkbenchProcess,
  flagsOrExit,
  forkHost,
  greeting,
  onStopAsked,
  readyLine,
  sayTo,
  startCluster,
} from '../cluster/index.ts';
import type { Supervisor } from '../cluster/index.ts';
import { nodeClock, randomBytes } from '../env/node/index.ts';
import { keychain } from './keychain.ts';
import { setMenu } from './menu.ts';
import { notify } from './notification.ts';
import { flagArguments } from './policy.ts';
import { declareScheme, serveRenderer } from './scheme.ts';
import { relayFrames } from './transport.ts';
import { denyPermissions, openWindow } from './window.ts';

const built = import.meta.dirname;
const flags = flagsOrExit(flagArguments(process.argv, app.isPackaged));
const say = sayTo(flags);
const clock = nodeClock();

app.setName('Sluice');
app.enableSandbox();
declareScheme();

// Another DIR is another cluster and gets windows of its own; the default one is opened once.
const isDefaultCluster = flags.data === null && !flags.ephemeral;
if (isDefaultCluster && !app.requestSingleInstanceLock()) app.exit(0);
else start();

function start(): void {
  const cluster = startCluster(flags, {
    nodeHost: forkHost({ entryPath: join(built, 'node.js') }),
    clock,
    randomBytes,
    say,
  });
  const workbench = cluster.then((supervisor) => workbenchOf(supervisor));
  cluster.then(announce).catch(fail);
  relayFrames(workbench);
  workbench.catch(() => {}); // `fail` has said it

  const show = () => openWindow(join(built, '..', 'preload', 'preload.cjs'));
  void app.whenReady().then(() => {
    denyPermissions();
    serveRenderer(join(built, '..', 'renderer'));
    setMenu();
    show();
    app.on('activate', () => BrowserWindow.getAllWindows().length === 0 && show());
  });
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return void show();
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  quitCleanly(cluster, workbench);
}

function workbenchOf(supervisor: Supervisor): WorkbenchProcess {
  return new WorkbenchProcess({
    entryPath: join(built, 'workbench.js'),
    supervisor,
    clock,
    keychain,
    notify,
    about: {
      version: VERSION,
      host: 'electron',
      databasePath: join(supervisor.dataDirectory, 'workbench.sqlite'),
    },
  });
}

function announce(supervisor: Supervisor): void {
  if (flags.json) process.stdout.write(`${readyLine(supervisor, null)}\n`);
  say(greeting(supervisor, null));
}

function fail(error: Error): void {
  process.stderr.write(`sluice: ${error.message}\n`);
  if (!flags.json) dialog.showErrorBox('Sluice could not start', error.message);
  app.exit(1);
}

/** Nodes are stopped before the app ends; asking again while that takes too long kills them. */
function quitCleanly(cluster: Promise<Supervisor>, workbench: Promise<WorkbenchProcess>): void {
  const stop = async (force: boolean) => {
    const supervisor = await cluster.catch(() => undefined);
    await Promise.all([supervisor?.stop({ force }), workbench.then((it) => it.stop()).catch(() => {})]);
    app.exit(0);
  };
  let asked = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    void stop(asked);
    asked = true;
  });
  onStopAsked((force) => void stop(force));
}
