/** Why a cluster cannot be reached, in words, where the system gave no more than a code of its own. */
import { t } from './i18n/index.ts';
import { translated } from './said.ts';

const PROBLEMS = {
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'no-answer',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
} as const;
/** As Node.js words it: `connect ECONNREFUSED 127.0.0.1:9092`, `getaddrinfo ENOTFOUND kafka-1`. */
const OF_THE_SYSTEM = /(?:connect|getaddrinfo) (E[A-Z_]+) (\S+)/;

/** What is the matter, and what to do next: the same words as when a connection is tried. Null: it has others. */
export function unreachable(reason: string): string | null {
  const [, code = '', subject = ''] = OF_THE_SYSTEM.exec(reason) ?? [];
  if (!Object.hasOwn(PROBLEMS, code)) return null;
  const problem = PROBLEMS[code as keyof typeof PROBLEMS];
  return `${t(`probe.problem.${problem}`, { subject })} ${t(`probe.next.${problem}`)}`;
}

/** That there is no connection to a cluster, why, and what to do next where that is known. */
export function lostText(name: string, reason: string | null): string {
  const why = unreachable(reason ?? '');
  return why === null
    ? t('connection.lost', { name, reason: translated(reason ?? '') })
    : t('connection.lostWhy', { name, why });
}
