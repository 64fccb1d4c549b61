import { spawn } from 'node:child_process';

/** Whether a window could be seen from here. */
export function hasDisplay(
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): boolean {
  if (platform === 'linux') return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
  return !environment.SSH_CONNECTION;
}

/** Opens the address in the default browser. Where there is none the printed address has to do. */
export function openBrowser(address: string): void {
  const [command, ...args] = {
    darwin: ['open', address],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', address],
    other: ['xdg-open', address],
  }[process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'other'];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
