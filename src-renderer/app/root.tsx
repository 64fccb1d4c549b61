import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect, useState } from 'react';
import { InCluster } from '../lib/cluster.ts';
import { setLanguage, type Language } from '../lib/i18n/index.ts';
import { fetchLanguage } from '../lib/i18n/languages.ts';
import { useNavigation } from '../lib/place.ts';
import { followOtherWindows, useSettings } from '../lib/settings.ts';
import { followSilence } from '../lib/silence.ts';
import { whenLoaded } from '../lib/when-loaded.tsx';
import { keepFloatsInPlace } from '../ui/index.ts';
import './app.css';
import { ClusterCommands } from './cluster-commands.tsx';
import { registerFrameCommands } from './commands.tsx';
import { EventsDock } from './events-dock.tsx';
import { FollowReadOnly, followAppInfo, followFacts, useFrame } from './frame-store.ts';
import { followKeys } from './keyboard.ts';
import { MemoryBar } from './memory-bar.tsx';
import { followWithFocus } from './focus-follow.ts';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';
import { followPage, hadSession, openWelcome, saveTabs } from './tabs.ts';
import { TitleBar } from './title-bar.tsx';
import { WorkbenchLost } from './workbench-lost.tsx';
import { Workspace } from './workspace.tsx';

const Palette = whenLoaded(async () => (await import('./palette.tsx')).default);

/** The whole page. Another language is another tree: every text is read anew, tabs come back from the saved layout. */
export function Root() {
  const language = useLanguage();
  setLanguage(language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  // Before the tabs write their own address there: did somebody ask for a place?
  const [linked] = useState(() => location.hash.startsWith('#/'));
  useEffect(() => {
    const stops = [
      followKeys(),
      followWithFocus(),
      followOtherWindows(),
      followPage(),
      followFacts(),
      followSilence(),
      keepFloatsInPlace(),
      followAppInfo((info) => {
        if (info.firstRun && !hadSession && !linked) openWelcome();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [linked]);
  return (
    <Tooltip.Provider delay={400}>
      <Frame key={language} />
    </Tooltip.Provider>
  );
}

/** The chosen language, or still the one before while the texts of the chosen one come. */
function useLanguage(): Language {
  const chosen = useSettings((state) => state.language);
  const [language, setShown] = useState(chosen);
  useEffect(() => {
    if (chosen === language) return;
    let isWanted = true;
    void fetchLanguage(chosen).then(() => {
      if (!isWanted) return;
      saveTabs();
      setShown(chosen);
    });
    return () => {
      isWanted = false;
    };
  }, [chosen, language]);
  return language;
}

function Frame() {
  const paletteOpen = useFrame((state) => state.paletteOpen);
  const cluster = useNavigation((state) => state.cluster);
  useEffect(registerFrameCommands, []);
  return (
    <InCluster cluster={cluster}>
      <FollowReadOnly />
      <ClusterCommands />
      <div className="frame">
        <TitleBar />
        <Rail />
        <main className="main">
          <WorkbenchLost />
          <MemoryBar />
          <Workspace />
          <EventsDock />
        </main>
        <StatusBar />
        {paletteOpen && <Palette />}
      </div>
    </InCluster>
  );
}
