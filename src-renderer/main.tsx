import { createRoot } from 'react-dom/client';
import { Root } from './app/root.tsx';
import { setClient } from './lib/client.ts';
import { createClient } from './lib/contract-client.ts';
import { fetchLanguage } from './lib/i18n/languages.ts';
import { followSession, openSession } from './lib/session.ts';
import { useSettings } from './lib/settings.ts';
import { startTheme } from './lib/theme.ts';
import { bridgeTransport, webSocketTransport } from './lib/transport.ts';

startTheme();
const textsAreHere = fetchLanguage(useSettings.getState().language);
await openSession();
followSession();
const transport = window.sluice
  ? bridgeTransport(window.sluice)
  : webSocketTransport(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/contract`);
setClient(createClient(transport));
await textsAreHere;
createRoot(document.getElementById('root')!).render(<Root />);
