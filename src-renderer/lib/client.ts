/** The one client of the page. `main.tsx` hands it over before anything is drawn. */
import { useSyncExternalStore } from 'react';
import type { ContractError } from '../../src-main/contract/index.ts';
import type { Failure } from './failure.ts';
import { inWords, translated } from './said.ts';
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

/** A contract error as an error block shows it; `what` is the sentence about what was attempted. */
export function failureFrom(what: string, error: ContractError): Failure {
  const details = [error.kafka, error.detail && translated(error.detail), error.code]
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
export function failureOf(what: string, thrown: unknown): Failure {
  if (thrown instanceof CallError) return failureFrom(what, thrown.error);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { what, why: translated(error.message), details: error.stack };
}
