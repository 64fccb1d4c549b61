// Serves the renderer from its sources; started by dev.mjs under the pinned Node.
import { createServer } from 'vite';
import config from '../../../electron.vite.config.ts';

const server = await createServer({
  ...config.renderer,
  configFile: false,
  server: { ...config.renderer.server, host: '127.0.0.1' },
});
await server.listen();
console.error(`Development server: ${server.resolvedUrls.local[0]}#code=${process.env.SLUICE_CODE}`);
process.on('disconnect', () => process.exit());
