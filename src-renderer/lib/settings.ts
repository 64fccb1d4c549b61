/** The user's settings of looks and language; lib/theme applies them to the page. */
import { create } from 'zustand';
import type { OwnShortcuts } from './commands/own.ts';
import { chosenLanguage, type Language } from './i18n/languages.ts';
import { onRemembered, recall, remember } from './storage.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'normal' | 'roomy';

export interface Settings {
  theme: ThemeChoice;
  density: Density;
  highContrast: boolean;
  language: Language;
  /** Where they are not the default ones. */
  shortcuts: OwnShortcuts;
}

const defaults: Omit<Settings, 'language'> = {
  theme: 'system',
  density: 'normal',
  highContrast: false,
  shortcuts: {},
};

const kept = (): Settings => ({
  ...defaults,
  ...recall<Partial<Settings>>('settings', {}),
  language: chosenLanguage(),
});

export const useSettings = create<Settings>(kept);

/** Two windows have the same settings: what one changes the other has, and does not write over with what it had. */
export function followOtherWindows(): () => void {
  return onRemembered('settings', () => useSettings.setState(kept()));
}

/** Changes some settings and keeps them. */
export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
  remember('settings', useSettings.getState());
}
