import { Tooltip } from '@base-ui/react/tooltip';
import { Suspense, lazy, useEffect, useState } from 'react';
import { InCluster } from '../lib/cluster.ts';
import { setLanguage } from '../lib/i18n/index.ts';
import { useNavigation } from '../lib/place.ts';
import { useSettings } from '../lib/settings.ts';
import '../ui/index.ts';
import './app.css';
import { registerFrameCommands } from './commands.tsx';
import { EventsDock } from './events-dock.tsx';
import { followAppInfo, followFacts, useFrame } from './frame-store.ts';
import { followKeys } from './keyboard.ts';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';
import { followPage, hadSession, openWelcome } from './tabs.ts';
import { TitleBar } from './title-bar.tsx';
import { Workspace } from './workspace.tsx';

const Palette = lazy(() => import('./palette.tsx'));

/** The whole page. Another language is another tree: every text is read anew, tabs come back from the saved layout. */
export function Root() {
  const language = useSettings((state) => state.language);
  setLanguage(language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  // Before the tabs write their own address there: did somebody ask for a place?
  const [linked] = useState(() => location.hash.startsWith('#/'));
  useEffect(() => {
    const stops = [
      followKeys(),
      followPage(),
      followFacts(),
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

function Frame() {
  const paletteOpen = useFrame((state) => state.paletteOpen);
  const cluster = useNavigation((state) => state.cluster);
  useEffect(registerFrameCommands, []);
  return (
    <InCluster cluster={cluster}>
      <div className="frame">
        <TitleBar />
        <Rail />
        <main className="main">
          <Workspace />
          <EventsDock />
        </main>
        <StatusBar />
        {paletteOpen && (
          <Suspense>
            <Palette />
          </Suspense>
        )}
      </div>
    </InCluster>
  );
}
