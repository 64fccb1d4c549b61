/** What the window may do, as data, so that tests can read it without Electron. */
import type { WebPreferences } from 'electron';

export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://sluice`;
export const PAGE = `${ORIGIN}/`;

export const WEB_PREFERENCES = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
} as const satisfies WebPreferences;

/** Only our own page, in the window itself and not in a frame of it, may speak to us. */
export function isOwnPage(frame: { readonly origin: string; readonly parent: unknown } | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === ORIGIN;
}

/** Whether a link may leave for the person's browser. */
export function mayOpenExternally(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

/**
 * The flags among Electron's arguments: what follows the app's path, or everything in a packaged app. Chromium's own
 * switches stand before the path.
 */
export function flagArguments(argv: readonly string[], isPackaged: boolean): string[] {
  if (isPackaged) return argv.slice(1);
  const appIndex = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'));
  return appIndex === -1 ? [] : argv.slice(appIndex + 1);
}
