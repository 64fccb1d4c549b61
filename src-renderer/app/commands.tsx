/** The commands of the frame itself; screens add theirs while they are shown. */
import type { ConnectionView } from '../../src-main/contract/index.ts';
import { isApple, registerCommands, type Command } from '../lib/commands/index.ts';
import { client } from '../lib/client.ts';
import { t } from '../lib/i18n/index.ts';
import { openPlace } from '../lib/place.ts';
import { changeSettings, useSettings } from '../lib/settings.ts';
import { setPaletteOpen, toggleEvents, useFrame } from './frame-store.ts';
import { RAIL_SCREENS } from './rail.tsx';
import { screens } from './screens.tsx';
import { closeActiveTab, showTab, splitActiveTab, stepTab, switchCluster } from './tabs.ts';

export const PALETTE_SHORTCUTS = ['Mod+K', 'Mod+Shift+P', 'F1'];

/** Which host shows us; it decides who owns the tab keys. */
export function currentHost(): 'electron' | 'browser' {
  return window.sluice ? 'electron' : 'browser';
}

/** Registers them; called once a tree is built, so that titles are in its language. */
export function registerFrameCommands(): () => void {
  return registerCommands([...placeCommands(), ...tabCommands(), ...viewCommands()]);
}

function placeCommands(): Command[] {
  const group = t('palette.group.go');
  const go = screens
    .filter((screen) => screen.rail ?? screen.listed)
    .map((screen): Command => {
      const number = RAIL_SCREENS.indexOf(screen) + 1;
      return {
        id: `go.${screen.id}`,
        title: screen.title({}),
        group,
        shortcuts: number > 0 ? [String(number)] : screen.id === 'settings' ? ['Mod+,'] : undefined,
        run: () => openPlace(`/${screen.path}`),
      };
    });
  return [
    ...go,
    {
      id: 'go.back',
      title: t('command.back'),
      group,
      shortcuts: [isApple ? 'Mod+[' : 'Alt+ArrowLeft'],
      run: () => history.back(),
    },
    {
      id: 'go.forward',
      title: t('command.forward'),
      group,
      shortcuts: [isApple ? 'Mod+]' : 'Alt+ArrowRight'],
      run: () => history.forward(),
    },
    {
      id: 'topics.create',
      title: t('topics.create'),
      group: t('palette.group.do'),
      when: (now) => now.connected,
      writes: true,
      run: () => openPlace('/topics?dialog=create'),
    },
    {
      id: 'go.components',
      title: t('screen.components'),
      group: t('palette.group.view'),
      run: () => openPlace('/dev/components'),
    },
  ];
}

/** One for each cluster there is. */
export function clusterCommands(connections: readonly ConnectionView[]): Command[] {
  return connections.map(({ id, settings }) => ({
    id: `cluster.${id}`,
    title: t('command.cluster', { name: settings.name }),
    group: t('palette.group.go'),
    keywords: settings.bootstrapServers,
    run: () => switchCluster(id),
  }));
}

function tabCommands(): Command[] {
  const group = t('palette.group.tabs');
  const inElectron = currentHost() === 'electron';
  const hasTab: Command['when'] = (now) => now.address !== null;
  return [
    {
      id: 'tab.close',
      title: t('command.tab.close'),
      group,
      shortcuts: [inElectron ? 'Mod+W' : 'Alt+W'],
      when: hasTab,
      run: closeActiveTab,
    },
    {
      id: 'tab.next',
      title: t('command.tab.next'),
      group,
      shortcuts: [inElectron ? 'Ctrl+Tab' : 'Alt+PageDown'],
      when: hasTab,
      run: () => stepTab(1),
    },
    {
      id: 'tab.previous',
      title: t('command.tab.previous'),
      group,
      shortcuts: [inElectron ? 'Ctrl+Shift+Tab' : 'Alt+PageUp'],
      when: hasTab,
      run: () => stepTab(-1),
    },
    {
      id: 'tab.split',
      title: t('command.tab.split'),
      group,
      shortcuts: ['Mod+\\'],
      when: hasTab,
      run: splitActiveTab,
    },
    ...Array.from({ length: 9 }, (_, index): Command => ({
      id: `tab.${index + 1}`,
      title: t('command.tab.nth', { number: index + 1 }),
      group,
      shortcuts: [`Alt+${index + 1}`],
      unlisted: index > 0,
      when: hasTab,
      run: () => showTab(index + 1),
    })),
  ];
}

function viewCommands(): Command[] {
  const group = t('palette.group.view');
  const { language } = useSettings.getState();
  return [
    {
      id: 'palette.open',
      title: t('command.palette'),
      group,
      shortcuts: PALETTE_SHORTCUTS,
      run: () => setPaletteOpen(!useFrame.getState().paletteOpen),
    },
    { id: 'events.toggle', title: t('command.events'), group, shortcuts: ['Mod+J'], run: toggleEvents },
    {
      id: 'contrast.toggle',
      title: t('command.contrast'),
      group,
      run: () => changeSettings({ highContrast: !useSettings.getState().highContrast }),
    },
    ...(['compact', 'normal', 'roomy'] as const).map((density): Command => ({
      id: `density.${density}`,
      title: t('command.density', { density: t(`density.${density}`) }),
      group,
      run: () => changeSettings({ density }),
    })),
    ...(['light', 'dark', 'system'] as const).map((theme): Command => ({
      id: `theme.${theme}`,
      title: t('command.theme', { theme: t(`theme.${theme}`) }),
      group,
      run: () => changeSettings({ theme }),
    })),
    {
      // Named in the language it leads to, so that whoever needs it can read it.
      id: 'language.switch',
      title: language === 'en' ? '한국어로 바꾸기' : 'Switch to English',
      group,
      keywords: 'language 언어 한국어 english korean',
      run: () => changeSettings({ language: language === 'en' ? 'ko' : 'en' }),
    },
    {
      id: 'link.reconnect',
      title: t('command.reconnect'),
      group,
      when: (now) => !now.connected,
      run: () => client().reconnect(),
    },
  ];
}
