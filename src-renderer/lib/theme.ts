/** Puts the settings of looks onto the document element, where tokens.css reads them, and follows the system. */
import { useSyncExternalStore } from 'react';
import { useSettings } from './settings.ts';

const listeners = new Set<() => void>();
let version = 0;

/** Starts following settings and system; called once, before the first paint. */
export function startTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const contrast = matchMedia('(prefers-contrast: more)');
  const apply = (): void => {
    const { theme, density, highContrast } = useSettings.getState();
    const root = document.documentElement;
    root.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    root.dataset.density = density;
    root.dataset.contrast = highContrast || contrast.matches ? 'more' : 'normal';
    version += 1;
    for (const listener of listeners) listener();
  };
  apply();
  dark.addEventListener('change', apply);
  contrast.addEventListener('change', apply);
  useSettings.subscribe(apply);
}

/** Rises whenever a token may have changed; canvases redraw with it. */
export function useThemeVersion(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => version,
  );
}

/** Whether the page is dark right now. */
export function isDark(): boolean {
  return document.documentElement.dataset.theme === 'dark';
}

/**
 * The current value of a colour token, e.g. `token('--accent')`; for canvases and Monaco, which take no CSS variables.
 * Always in six digits: the build shortens white to three, which Monaco refuses.
 */
export function token(name: `--${string}`): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return value.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
}
