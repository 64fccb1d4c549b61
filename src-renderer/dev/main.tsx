/** The workbench over a made-up cluster, for trying screens without one. No production entry imports this folder. */
import { createRoot } from 'react-dom/client';
import { Root } from '../app/root.tsx';
import { setClient } from '../lib/client.ts';
import { createClient } from '../lib/contract-client.ts';
import { fetchLanguage } from '../lib/i18n/languages.ts';
import { useSettings } from '../lib/settings.ts';
import { startTheme } from '../lib/theme.ts';
import { FakeCluster } from './fake-cluster.ts';
import { fakeTransport } from './fake-transport.ts';

const cluster = new FakeCluster();
const transport = fakeTransport(cluster);
// `fake.cut()` and `fake.restore()` in the console show the disconnected states.
Object.assign(window, { fake: { cluster, cut: transport.cut, restore: transport.restore } });
startTheme();
setClient(createClient(transport));
await fetchLanguage(useSettings.getState().language);
createRoot(document.getElementById('root')!).render(<Root />);
