import { createHash, timingSafeEqual } from 'node:crypto';
import { newSecret } from './secret.ts';

/**
 * Who may use the workbench over HTTP. The printed address carries a one-time code in its fragment, which browsers
 * keep to themselves; `POST /session` exchanges it for a cookie and makes the next code. A browser that has the cookie
 * may open any address again, a reload included; another browser needs the newest printed address. Codes and sessions
 * live in memory: after a restart of the host all old ones are refused.
 */
export class Access {
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #cookieName: string;
  readonly #sessions: Buffer[] = [];
  #code: string;
  #codeDigest: Buffer;

  /** @param code the first one, printed before anybody asked */
  constructor(port: number, code: string) {
    this.#allowedHosts = new Set(['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`));
    // Cookies do not know ports: two clusters on one machine need different names.
    this.#cookieName = `sluice-${port}`;
    this.#code = code;
    this.#codeDigest = digest(code);
  }

  get code(): string {
    return this.#code;
  }

  /** Names that reach us without DNS. Any other name may be an attacker's that now points here (DNS rebinding). */
  isHostAllowed(host: string | undefined): boolean {
    return host !== undefined && this.#allowedHosts.has(host.toLowerCase());
  }

  /** For whatever acts: the page itself must have sent it. Browsers always name the origin there. */
  isOriginAllowed(origin: string | undefined): boolean {
    return origin !== undefined && origin.startsWith('http://') && this.isHostAllowed(origin.slice(7));
  }

  hasSession(cookieHeader: string | undefined): boolean {
    const given = digest(cookieValue(cookieHeader, this.#cookieName) ?? '');
    let found = false;
    for (const session of this.#sessions) if (timingSafeEqual(session, given)) found = true;
    return found;
  }

  /** The value for Set-Cookie; undefined for a code that is not the newest. The code is used up. */
  exchange(code: string): string | undefined {
    if (!timingSafeEqual(digest(code), this.#codeDigest)) return undefined;
    this.#code = newSecret();
    this.#codeDigest = digest(this.#code);
    const session = newSecret();
    this.#sessions.push(digest(session));
    return `${this.#cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
  }
}

/** Digests have one length, which a comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The value of a cookie in a Cookie header; undefined when it is not there. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
