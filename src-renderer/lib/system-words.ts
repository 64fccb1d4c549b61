/**
 * The system's own errors in words, wherever in a text they stand: `connect ECONNREFUSED 127.0.0.1:9092` tells nobody
 * what to do who does not know it already. As Node.js words them: `CALL CODE [SUBJECT]` of connections, and
 * `CODE: MEANING, CALL ['PATH']` of files.
 */
import { t } from './i18n/index.ts';
import type { MessageKey } from './i18n/index.ts';

const OF_CONNECTIONS = {
  ECONNREFUSED: 'system.refused',
  ENOTFOUND: 'system.unknownHost',
  EAI_AGAIN: 'system.unknownHost',
  ETIMEDOUT: 'system.timedOut',
  EHOSTUNREACH: 'system.noWay',
  ENETUNREACH: 'system.noWay',
  EHOSTDOWN: 'system.noWay',
  ECONNRESET: 'system.brokenOff',
  EPIPE: 'system.brokenOff',
  ECONNABORTED: 'system.brokenOff',
  EADDRINUSE: 'system.portTaken',
  EADDRNOTAVAIL: 'system.noAddress',
} as const satisfies Record<string, MessageKey>;

const OF_FILES = {
  ENOSPC: 'system.diskFull',
  EDQUOT: 'system.diskFull',
  EACCES: 'system.forbidden',
  EPERM: 'system.forbidden',
  EROFS: 'system.readOnly',
  ENOENT: 'system.noFile',
  ENOTDIR: 'system.noFolder',
  EISDIR: 'system.isFolder',
  EMFILE: 'system.openFiles',
  ENFILE: 'system.openFiles',
  EIO: 'system.diskFault',
  EBUSY: 'system.inUse',
} as const satisfies Record<string, MessageKey>;

/** The subject is an address or a host: it does not end with what goes on after it. */
const CONNECTION =
  /\b(?:connect|read|write|getaddrinfo|listen) (E[A-Z_]+)(?:: address (?:already in use|not available))?(?: ([\w.:[\]%-]*[\w\]])|(?![\w ]))/g;
const FILE = /\b(E[A-Z]+): [a-z][^,;:]*, [a-z]+(?: '([^']*)')?(?: -> '[^']*')?/g;
const TLS = /Client network socket disconnected before secure TLS connection was established/g;
/** Our own words of a connection that is not made in time begin as the system's do. */
const UNANSWERED = /\bconnect (?=\S+:\d+: )/g;

/** The text with whatever the system said in it put into words of the language that is chosen. */
export function systemInWords(text: string): string {
  if (!/E[A-Z]{2}|connect |TLS/.test(text)) return text;
  return text
    .replaceAll(CONNECTION, (raw: string, code: string, subject: string | undefined) => {
      if (!Object.hasOwn(OF_CONNECTIONS, code)) return raw;
      const key = OF_CONNECTIONS[code as keyof typeof OF_CONNECTIONS];
      // What was broken off names no address.
      return subject === undefined && key !== 'system.brokenOff'
        ? t('system.unnamed', { code })
        : t(key, { subject: subject ?? '' });
    })
    .replaceAll(FILE, (raw: string, code: string, path: string | undefined) => {
      if (!Object.hasOwn(OF_FILES, code)) return raw;
      const words = t(OF_FILES[code as keyof typeof OF_FILES]);
      return path === undefined ? words : `${path}: ${words}`;
    })
    .replaceAll(TLS, () => t('system.noTls'))
    .replaceAll(UNANSWERED, '');
}
