import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { contentSecurityPolicy, rendererFile, securityHeaders } from '../cluster/index.ts';
import { ORIGIN, SCHEME } from './policy.ts';

/** Must run before Electron is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the renderer's files, and nothing outside their folder. */
export function serveRenderer(directory: string): void {
  const headers = securityHeaders(contentSecurityPolicy());
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const file =
      url.origin === ORIGIN || url.host === 'sluice' ? rendererFile(directory, url.pathname) : undefined;
    const content = file && (await readFile(file.path).catch(() => undefined));
    if (file === undefined || content === undefined) return new Response(null, { status: 404, headers });
    return new Response(new Uint8Array(content), {
      headers: { ...headers, 'content-type': file.contentType },
    });
  });
}
