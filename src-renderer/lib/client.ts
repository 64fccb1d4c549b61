/** The one client of the page. `main.tsx` hands it over before anything is drawn. */
import { useSyncExternalStore } from 'react';
import { type ContractError, LINK_SAYINGS } from '../../src-main/contract/index.ts';
import type { Attempt, Failure } from './failure.ts';
import { inWords, translated, withSystemsWords } from './said.ts';
import { CallError, type Client } from './contract-client.ts';
import type { LinkState } from './transport.ts';

let current: Client | null = null;

export function setClient(client: Client): void {
  current = client;
}

/** The client; only stores ask for it. */
export function client(): Client {
  if (!current) throw new Error('no client: main.tsx sets it before the first screen');
  return current;
}

/** The state of the link to the workbench, live. */
export function useLinkState(): LinkState {
  return useSyncExternalStore(
    (listener) => client().onLinkState(listener),
    () => client().linkState(),
  );
}

/** A contract error as an error block shows it. */
export function failureFrom(attempt: Attempt, error: ContractError): Failure {
  if (typeof attempt === 'string') return failureIn(attempt, error);
  // The workbench went away with it: it may have been done all the same.
  const isOpen = error.code === 'unanswered' || error.code === 'lost';
  const failure = failureIn(isOpen ? attempt.unknown : attempt.failed, error);
  if (error.code !== 'lost') return failure;
  const next = inWords(LINK_SAYINGS['link.lost.look'], { code: 'link.lost.look', values: {} });
  return { ...failure, code: 'unanswered', next };
}

function failureIn(what: string, error: ContractError): Failure {
  const details = [error.kafka, error.detail && withSystemsWords(error.detail), error.code]
    .filter(Boolean)
    .join('\n');
  return {
    code: error.code,
    what,
    why: inWords(error.message, error.said),
    next: error.nextStep && inWords(error.nextStep, error.nextSaid),
    details,
  };
}

/** The same for whatever a call threw; an unforeseen error is shown, not hidden. */
export function failureOf(attempt: Attempt, thrown: unknown): Failure {
  if (thrown instanceof CallError) return failureFrom(attempt, thrown.error);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const what = typeof attempt === 'string' ? attempt : attempt.failed;
  return { what, why: translated(error.message), details: error.stack };
}
