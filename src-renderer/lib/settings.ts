/** The user's settings of looks and language; lib/theme applies them to the page. */
import { create } from 'zustand';
import type { OwnShortcuts } from './commands/own.ts';
import type { Language } from './i18n/index.ts';
import { recall, remember } from './storage.ts';

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

function firstLanguage(): Language {
  return globalThis.navigator?.language?.startsWith('ko') ? 'ko' : 'en';
}

const defaults: Settings = {
  theme: 'system',
  density: 'normal',
  highContrast: false,
  language: firstLanguage(),
  shortcuts: {},
};

export const useSettings = create<Settings>(() => ({
  ...defaults,
  ...recall<Partial<Settings>>('settings', {}),
}));

/** Changes some settings and keeps them. */
export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
  remember('settings', useSettings.getState());
}
