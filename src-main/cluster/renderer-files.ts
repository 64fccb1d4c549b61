import { extname, join, normalize, sep } from 'node:path';

/**
 * The renderer's files and the rules they are served under; the same for the window's own scheme and for HTTP.
 * Record payloads are hostile and end up in this page, so nothing but its own files may run in it.
 *
 * @param connect where the page may connect to, beside its own origin
 */
export function contentSecurityPolicy(connect: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // Monaco places its lines and widgets with inline styles.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    ["connect-src 'self'", ...connect].join(' '),
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function securityHeaders(policy: string): Record<string, string> {
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=()',
  };
}

export interface RendererFile {
  readonly path: string;
  readonly contentType: string;
  /** Its name holds its content's hash: it never changes. */
  readonly immutable: boolean;
}

/**
 * The file of `root` that a URL path names; `/` is index.html. Undefined for a path that leaves the folder, is badly
 * encoded or names a kind of file that the renderer has none of. Whether it exists is the caller's to see.
 */
export function rendererFile(root: string, urlPath: string): RendererFile | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (!decoded.startsWith('/') || decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const path = normalize(join(root, decoded === '/' ? 'index.html' : decoded));
  if (!path.startsWith(normalize(root) + sep)) return undefined;
  const contentType = CONTENT_TYPES.get(extname(path));
  return contentType === undefined
    ? undefined
    : { path, contentType, immutable: decoded.startsWith('/assets/') };
}

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.ttf', 'font/ttf'],
  ['.woff2', 'font/woff2'],
]);
